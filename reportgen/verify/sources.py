"""Holds 口径与来源 against the facts: value, number of cases, and the place named there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from reportgen.blocks import Document, Finding
from reportgen.facts import Fact, Form
from reportgen.formats import NULL, text
from reportgen.frame import say
from reportgen.labels import Language
from reportgen.renderers.xlsx import wording
from reportgen.verify.difference import Difference, plain_text, same_number
from reportgen.verify.figures import fact_differs
from reportgen.verify.sheets import Cell, Workbook


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet by what its columns hold."""

    figure: Cell | None
    cases: Cell | None
    where: Cell | None


def compare(document: Document, book: Workbook) -> Iterator[Difference]:
    """Every fact has a line; the line and the cell it leads to hold the fact."""
    language = document.cover.language
    title = say("definitions", language)
    lines = _lines(book, title, language)
    evidence = _evidence(document)
    for fact in document.facts().values():
        where = f"Excel, '{title}'"
        line = lines.get(plain_text(fact.id))
        if line is None:
            yield Difference(fact.id, where, fact.id, "")
            continue
        yield from fact_differs(fact, line.figure, where, language)
        if fact.n is not None and not (line.cases and same_number(line.cases.value, fact.n)):
            said = str(line.cases.value) if line.cases else ""
            yield Difference(fact.id, f"{where}, number of cases", str(fact.n), said)
        if line.where is not None:
            hidden = fact.id in evidence
            yield from _there(fact, line.where.text, book, language, hidden=hidden)


def _lines(book: Workbook, title: str, language: Language) -> dict[str, _Line]:
    """Id of a fact → its line."""
    sheet = next((one for one in book.reading if one.title == title), None)
    heads = {wording.say(key, language): key for key in ("id", "figure", "cases", "where")}
    columns: dict[str, int] = {}
    found = {}
    for row in sheet.rows if sheet else ():
        if not columns:
            here = {heads[c.text]: c.column for c in row if c.text in heads}
            columns = here if len(here) == len(heads) else {}
            continue
        cells = {cell.column: cell for cell in row}
        if (name := cells.get(columns["id"])) is not None:
            line = (cells.get(columns[key]) for key in ("figure", "cases", "where"))
            found[str(name.value)] = _Line(*line)
    return found


def _evidence(document: Document) -> frozenset[str]:
    """The facts a finding rests on, which its sentences need not state."""
    blocks = (block for block in document.blocks() if isinstance(block, Finding))
    return frozenset(fact.id for block in blocks for fact in block.facts)


def _said(fact: Fact, sentence: str, language: Language) -> bool:
    """Whether a sentence shows the fact in any form."""
    shown = (text(fact, fact.unit, language, form) for form in get_args(Form))
    return any(plain_text(one) in sentence for one in shown if one != NULL)


def _there(
    fact: Fact, target: str, book: Workbook, language: Language, *, hidden: bool
) -> Iterator[Difference]:
    """The cell a line leads to: the fact as a number, or a sentence that states it."""
    name, _, place = target.rpartition("!")
    where = f"Excel, '{name}' {place}"
    stored = book.cells.get(name, {}).get(place)
    if fact.value is None:
        return
    if isinstance(stored, str):
        if not hidden and not _said(fact, stored, language):
            yield Difference(fact.id, where, text(fact, fact.unit, language), stored)
    elif not same_number(stored, fact.value):
        yield Difference(fact.id, where, repr(fact.value), "" if stored is None else str(stored))
