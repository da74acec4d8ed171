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


@pytest.mark.skipif(not (TEMPLATES / "make_letters.py").is_file(), reason="not a checkout")
def test_the_shipped_letters_are_what_the_script_makes_and_merge_the_column_of_the_list() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import make_letters as made; "
        "print([((made.TARGET / name).read_bytes() == made.build(*each), each[0]) "
        "for name, each in made.LETTERS.items()])"
    )
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-B", "-c", program, str(TEMPLATES)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[(True, '信函'), (True, 'Letter')]"
