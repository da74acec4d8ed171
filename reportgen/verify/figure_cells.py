"""Compares a cell with what it must hold: a fact as number or text, and its number format."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from reportgen.document.blocks import Column
from reportgen.document.facts import Fact, Shown
from reportgen.document.formats import shown, text
from reportgen.document.printed import PrintedCell, Stack, printed_cell
from reportgen.labels import Language
from reportgen.verify.mismatch import Mismatch, Sentence, plain_text, same_number, same_text
from reportgen.verify.number_display import DAY_CODE, DAY_ZERO, looks
from reportgen.verify.read_xlsx import Cell


def fact_differs(
    fact: Fact, found: Cell | None, where: str, language: Language
) -> Iterator[Mismatch]:
    """Yield how a cell differs from a fact; a cell of a workbook must hold a number."""
    wanted = text(fact, fact.unit, language)
    if found is None:
        yield Mismatch(fact.id, where, wanted, "")
    elif not found.place:
        if found.text != wanted:
            yield Mismatch(fact.id, where, wanted, found.text)
    elif fact.value is None or not math.isfinite(fact.value):
        if found.value != wanted:
            yield Mismatch(fact.id, where, wanted, str(found.value))
    elif not same_number(found.value, fact.value):
        yield Mismatch(fact.id, where, repr(fact.value), str(found.value))
    else:
        said = looks(fact.value, found.code)
        if not alike(said, wanted):
            yield Mismatch(fact.id, f"{where}, number format {found.code}", wanted, said)


def alike(one: str, other: str) -> bool:
    """Tell whether two texts show one figure, apart from grouping and closing zeros."""
    return one == other or _bare(one) == _bare(other)


def _bare(said: str) -> str:
    said = said.replace(",", "")
    said = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", said)
    said = re.sub(r"\.(?!\d)", "", said)
    # a change that rounds to nothing keeps its sign in a spreadsheet
    return said if re.search("[1-9]", said) else said.lstrip("+-")


def cell_differs(
    value: PrintedCell, column: Column, found: Cell | None, where: str, language: Language
) -> Iterator[Mismatch]:
    """Yield how a table cell differs from what it must hold; its text is accepted anywhere."""
    wanted = plain_text(printed_cell(value, column, language))
    said = found.value if found else ""
    if isinstance(said, str):
        if not same_text(said, wanted):
            yield from _text_differs(value, wanted, said, where, language)
    elif isinstance(value, Fact):
        yield from fact_differs(value, found, where, language)
    elif isinstance(value, date):
        yield from _number(float((value - DAY_ZERO).days), said, where, wanted)
        if found and found.code != DAY_CODE:
            yield Mismatch("", f"{where}, number format", DAY_CODE, found.code)
    elif isinstance(value, int | float) and found:
        yield from _number(value, said, where, wanted)
        if math.isfinite(value) and not alike(shows := looks(value, found.code), wanted):
            yield Mismatch("", f"{where}, number format {found.code}", wanted, shows)
    else:
        yield Mismatch("", where, wanted, str(said))


def _text_differs(
    value: PrintedCell, wanted: str, said: str, where: str, language: Language
) -> Iterator[Mismatch]:
    """Yield the difference of two texts, named by the fact in it where there is one."""
    if isinstance(value, float) and not math.isfinite(value) and not said:
        return
    if isinstance(value, tuple):
        parts = (
            (part.fact.id if isinstance(part, Shown) else "", shown(part, language))
            for part in value
        )
        yield from Sentence.of(parts).differences(where, said)
    elif isinstance(value, Stack):
        lines = zip(value.lines, ["\n"] * (len(value.lines) - 1) + [""], strict=True)
        parts = ((f, t) for line, end in lines for f, t in (*line.parts(language), ("", end)))
        yield from Sentence.of(parts).differences(where, said)
    else:
        yield Mismatch(value.id if isinstance(value, Fact) else "", where, wanted, said)


def _number(value: float, said: float, where: str, wanted: str) -> Iterator[Mismatch]:
    if not same_number(said, value):
        yield Mismatch("", where, wanted, str(said))
