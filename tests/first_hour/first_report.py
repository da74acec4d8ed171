"""Makes a store's first report as a person would, and reads its headline figures back."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from click.testing import CliRunner
from docx import Document
from invented_store import Store
from openpyxl import load_workbook
from person_at_terminal import Person, run

from reportgen.cli.app import cli

_TIMES = {"%": 0.01, "万": 10_000, "k": 1_000}


@dataclass(frozen=True)
class FirstReport:
    """What a person went through, and what they got.

    Attributes:
        person: Who answered, with every question and answer.
        exit_codes: Of `init --from`, `check --data` and `build`.
        said: Everything printed.
        text: Everything the Word report says.
        word: Label → printed figure of every tile of the Word report.
        excel: Label → value of every key figure of the workbook.
    """

    person: Person
    exit_codes: tuple[int, ...]
    said: str
    text: str
    word: dict[str, str]
    excel: dict[str, object]


def make(kind: ModuleType, store: Store, folder: Path, language: str) -> FirstReport:
    """Write the exports, run `init --from` answering its questions, then `check` and `build`."""
    kind.write(store, folder / "exports")
    person = Person(kind.KNOWN, kind.STORE)
    spec = folder / f"store/configs/{'monthly' if language == 'zh' else 'monthly_en'}.yaml"
    started = ["init", "store", "--from", "exports", "--language", language]
    done = [run(started, folder, person, language)]
    for command in (["check", str(spec), "--data"], ["build", str(spec)]):
        shown = CliRunner(env={"REPORTGEN_LANG": language}).invoke(cli, command)
        done.append((shown.exit_code, shown.output))
    said = "\n".join(text for _, text in done)
    made = {path.suffix: path for path in (folder / "store").rglob("out/*/*.*")}
    assert {".docx", ".xlsx"} <= set(made), said
    word, excel = in_word(made[".docx"]), in_excel(made[".xlsx"])
    body = Document(str(made[".docx"])).element.body
    text = "\n".join(str(part.text) for part in body.iter() if part.tag.endswith("}t"))
    return FirstReport(person, tuple(c for c, _ in done), said, text, word, excel)


def in_word(path: Path) -> dict[str, str]:
    """Label → printed figure of every tile: labels are the first row, figures the second."""
    found = {}
    for table in Document(str(path)).tables:
        if not table.style.name.startswith("RG "):  # the style of every other table
            labels, figures = ([c.text for c in table.rows[at].cells] for at in (0, 1))
            found |= dict(zip(labels, figures, strict=True))
    return found


def in_excel(path: Path) -> dict[str, object]:
    """Label → value of every key figure on the sheet of contents."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl cannot keep sparklines
        sheet = load_workbook(path, data_only=True).worksheets[0]
    return {str(row[1]): row[2] for row in sheet.iter_rows(min_col=1, max_col=3, values_only=True)}


def agrees(printed: str, value: float) -> bool:
    """Tell whether a printed figure is the value, to half a unit of its last digit."""
    figure = re.fullmatch(
        r"[^\d-]{0,3}(-?[\d,]+(?:\.(\d+))?)(%|万|k)?(?:元|新台币)?", printed.strip()
    )
    if not figure:
        return False
    unit = _TIMES.get(figure[3] or "", 1)
    half = 0.5 * 10 ** -len(figure[2] or "") * unit
    return abs(float(figure[1].replace(",", "")) * unit - value) <= half * (1 + 1e-9)
