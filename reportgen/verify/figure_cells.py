"""Whether a cell of the workbook holds a fact: its value, and the look its number format gives."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from reportgen.document import blocks
from reportgen.document.facts import Fact
from reportgen.document.formats import NULL, CellUnit, cell, text
from reportgen.labels import Language
from reportgen.verify.mismatch import Mismatch, Sentence, plain_text, same_number, same_text
from reportgen.verify.number_display import display
from reportgen.verify.read_xlsx import Cell

DAY_ZERO: Final = date(1899, 12, 30)
_DAY_CODE: Final = "yyyy-mm-dd"


def fact_differs(
    fact: Fact, found: Cell | None, where: str, language: Language
) -> Iterator[Mismatch]:
    """What a cell says otherwise than a fact."""
    shown = text(fact, fact.unit, language)
    if found is None:
        yield Mismatch(fact.id, where, shown, "")
    elif fact.value is None or not math.isfinite(fact.value):
        if found.value != NULL:
            yield Mismatch(fact.id, where, NULL, str(found.value))
    elif not same_number(found.value, fact.value):
        yield Mismatch(fact.id, where, repr(fact.value), str(found.value))
    else:
        said = looks(fact.value, found.code)
        if not _alike(said, shown):
            yield Mismatch(fact.id, f"{where}, number format {found.code}", shown, said)


def looks(value: float, code: str) -> str:
    """What the cell shows; empty for a format this reader does not know."""
    try:
        return display(value, code)
    except ValueError:
        return ""


def _alike(one: str, other: str) -> bool:
    """The same figure: a spreadsheet neither groups percentages nor trims closing zeros."""
    return one == other or _bare(one) == _bare(other)


def _bare(shown: str) -> str:
    shown = shown.replace(",", "")
    shown = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", shown)
    shown = re.sub(r"\.(?!\d)", "", shown)
    # a change that rounds to nothing keeps its sign in a spreadsheet
    return shown if re.search("[1-9]", shown) else shown.lstrip("+-")


def cell_differs(
    value: blocks.Cell, unit: CellUnit, found: Cell | None, where: str, language: Language
) -> Iterator[Mismatch]:
    """What a cell says otherwise than the cell of a table block."""
    said = "" if found is None else str(found.value)
    match value:
        case Fact():
            if found is None or found.text != text(value, value.unit, language):
                yield from fact_differs(value, found, where, language)
        case tuple():
            sentence = Sentence.of(value, language)
            if sentence.text and not (found and same_text(found.text, sentence.text)):
                yield from sentence.differences(where, said)
        case None | str():
            shown = plain_text(cell(value, unit, language))
            if said != shown and not (found and same_text(found.text, shown)):
                yield Mismatch("", where, shown, said)
        case date():
            yield from _day(value, found, where, cell(value, unit, language))
        case _:
            yield from _plain(value, found, where, cell(value, unit, language))


def _day(value: date, found: Cell | None, where: str, shown: str) -> Iterator[Mismatch]:
    yield from _number((value - DAY_ZERO).days, found, where, shown)
    if found is not None and not found.text and found.code != _DAY_CODE:
        yield Mismatch("", f"{where}, number format", _DAY_CODE, found.code)


def _plain(value: float, found: Cell | None, where: str, shown: str) -> Iterator[Mismatch]:
    yield from _number(value, found, where, shown)
    if found is not None and not found.text and math.isfinite(value):
        said = looks(value, found.code)
        if not _alike(said, shown):
            yield Mismatch("", f"{where}, number format {found.code}", shown, said)


def _number(value: float, found: Cell | None, where: str, shown: str) -> Iterator[Mismatch]:
    stored = None if found is None else found.value
    if stored == shown or (not math.isfinite(value) and stored is None):
        return
    if not same_number(stored, value):
        yield Mismatch("", where, shown, "" if stored is None else str(stored))
