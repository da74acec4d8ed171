import subprocess
import sys

import reportgen.stats


def test_public_names_exist() -> None:
    assert all(hasattr(reportgen.stats, name) for name in reportgen.stats.__all__)


def test_importing_does_not_load_scipy() -> None:
    code = "import sys, reportgen.stats; print('scipy' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
