import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "report_templates"
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); import make_templates as made; "
    "print([(d.file, made.build(d) == (made.HERE / d.file).read_bytes()) for d in made.DESIGNS])"
)


@pytest.mark.skipif(not (TEMPLATES / "make_templates.py").is_file(), reason="not a checkout")
def test_the_shipped_templates_are_what_the_script_makes() -> None:
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-B", "-c", _PROGRAM, str(TEMPLATES)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[('monthly.docx', True), ('plain.docx', True)]"
