"""Adds one of each kind to a copy of the engine, and counts the places the type checker names.

The table "Where to add" of docs/architecture.md says how many there are for each; a figure that is
no longer true is an error. A place is a line with an error that names what was added.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).parents[1]
DOCS: Final = HOME / "docs/architecture.md"
_ERROR: Final = re.compile(r"^(\S+:\d+): error: (.*)$", re.MULTILINE)
_ROW: Final = re.compile(r"^\| ([^|]+?) \| (\d+) \|", re.MULTILINE)


@dataclass(frozen=True)
class Addition:
    """Something new: what the docs call it, and how it joins its type.

    Attributes:
        what: What the docs call such an addition.
        file: Where its type stands.
        alias: Its type: a union of classes, or the words of a `Literal`.
        new: The class or the word that joins it.
        fields: For a class: its fields.
        base: For a class: its base.
    """

    what: str
    file: str
    alias: str
    new: str
    fields: str = ""
    base: str = ""

    @property
    def name(self) -> str:
        """How mypy writes it."""
        return self.new if self.fields else f"'{self.new}'"

    @property
    def before(self) -> str:
        """What the addition goes in front of."""
        return f"\n{self.alias}: TypeAlias = " + ("" if self.fields else "Literal[")

    @property
    def after(self) -> str:
        """The same with the addition."""
        if not self.fields:
            return f'{self.before}"{self.new}", '
        head = f"class {self.new}({self.base}):" if self.base else f"class {self.new}:"
        declared = f"\n@dataclass(frozen=True, slots=True)\n{head}\n    {self.fields}\n\n"
        return f"{declared}{self.before}{self.new} | "


_EXPRESSIONS: Final = "metric/expressions.py"
_MEASURED: Final = "rows: Rows\n    column: str"
ADDITIONS: Final = (
    Addition("a kind of block", "document/blocks.py", "Block", "Quotation", "words: Words"),
    Addition("a kind of printed item", "document/printed.py", "Item", "Aside", "words: Words"),
    Addition("an aggregate", _EXPRESSIONS, "Aggregate", "Largest", _MEASURED, "Selecting"),
    Addition("a kind of expression", _EXPRESSIONS, "Expr", "Product", "parts: tuple[Expr, ...]"),
    Addition("a condition", _EXPRESSIONS, "Condition", "Containing", "column: str"),
    Addition("a unit", "metric/units.py", "Unit", "litres"),
    Addition("a kind of chart", "document/blocks.py", "ChartKind", "area"),
    Addition("a kind of column", "metric/table_contracts.py", "ColumnKind", "duration"),
    Addition("a language", "labels.py", "Language", "fr"),
)


def main() -> int:
    """Compare what mypy names with what the docs say."""
    told = dict(_ROW.findall(DOCS.read_text("utf-8")))
    errors = _ERROR.findall(_checked())
    found = {addition.what: _places(addition, errors) for addition in ADDITIONS}
    wrong = {what: at for what, at in found.items() if told.get(what) != str(len(at))}
    for what, at in wrong.items():
        said = told.get(what, "nothing")
        print(f"{DOCS.name}: {what}: it says {said}, mypy names {len(at)}: {', '.join(at)}")
    if not wrong:
        print("mypy names:", ", ".join(f"{what} {len(at)}" for what, at in found.items()))
    return 1 if wrong else 0


def _places(addition: Addition, errors: list[tuple[str, str]]) -> list[str]:
    """The lines with an error that names what was added, in order."""
    name = re.compile(rf"(?<!\w){re.escape(addition.name)}(?!\w)")
    return list(dict.fromkeys(at for at, message in errors if name.search(message)))


def _checked() -> str:
    """What mypy says of a copy with all additions; our own cache saves it the other files."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("reportgen", ".mypy_cache"):
            if (HOME / name).is_dir():
                shutil.copytree(HOME / name, copy / name, symlinks=True)
        shutil.copy2(HOME / "pyproject.toml", copy)
        for addition in ADDITIONS:
            _add(copy / "reportgen" / addition.file, addition)
        command = [HOME / ".venv/bin/mypy", "--no-pretty", "--no-error-summary"]
        ran = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603 our own mypy
    if ran.returncode != 1:
        raise SystemExit(f"mypy ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
    return ran.stdout


def _add(path: Path, addition: Addition) -> None:
    text = path.read_text("utf-8")
    if text.count(addition.before) != 1:
        raise SystemExit(f"{path.name}: no '{addition.before.strip()}'; mend {Path(__file__).name}")
    path.write_text(text.replace(addition.before, addition.after), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
