import subprocess
import sys

import reportgen.stats


def test_public_names_are_sorted_and_exist() -> None:
    names = reportgen.stats.__all__
    assert names == sorted(names)
    assert all(hasattr(reportgen.stats, name) for name in names)


def test_importing_does_not_load_scipy() -> None:
    code = "import sys, reportgen.stats; print('scipy' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
