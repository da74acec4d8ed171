"""Holds the closing sheets of a workbook and its detail rows against the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reportgen.document.blocks import DetailTable, Document, Recommendation
from reportgen.document.facts import Fact
from reportgen.document.formats import NULL
from reportgen.document.words import say
from reportgen.labels import Language
from reportgen.verify.figure_cells import DAY_ZERO
from reportgen.verify.mismatch import Mismatch, Sentence, plain_text, same_number, same_text
from reportgen.verify.read_xlsx import Cell, ReadSheet, Workbook

_REF: Final = re.compile(rb'<table [^>]*?\bname="([^"]*)"[^>]*?\bref="[A-Z]+(\d+):[A-Z]+(\d+)"')
_ROW: Final = re.compile(rb'<row r="(\d+)"')


def compare(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """Every detail table stands whole: as many rows as the document has."""
    counts = dict(_counts(book))
    for detail in document.details:
        where = f"Excel, detail table '{detail.title}'"
        found = sum(rows for name, rows in counts.items() if _belongs(name, detail))
        if found != len(detail.frame):
            yield Mismatch("", where, f"{len(detail.frame)} rows", f"{found} rows")


def closing(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """The recommendations as one table, the glossary, the thanks."""
    language = document.cover.language
    sheets = {sheet.title: sheet for sheet in book.reading}
    if document.recommendations:
        title = say("recommendations", language)
        yield from recommendations(document, sheets.get(title), f"Excel, '{title}'")
    if document.glossary:
        title = say("glossary", language)
        yield from glossary(document, sheets.get(title), f"Excel, '{title}'")


def _belongs(name: str, detail: DetailTable) -> bool:
    return bool(re.fullmatch(rf"tbl_{re.escape(detail.contract.name)}(_\d+)?", name))


def _counts(book: Workbook) -> Iterator[tuple[str, int]]:
    """Name of a table → its rows; a range that ends elsewhere than the sheet has none."""
    for part, tables in book.tables.items():
        match = _REF.search(book.parts[tables[0]])
        xml = book.parts[part]
        last = _ROW.match(xml, xml.rfind(b'<row r="'))
        if match and last:
            head, end = int(match[2]), int(match[3])
            # one of the middle may be gone as well
            whole = int(last[1]) == end == xml.count(b"<row ")
            yield match[1].decode(), end - head if whole else 0


def recommendations(document: Document, sheet: ReadSheet | None, where: str) -> Iterator[Mismatch]:
    """One row for each measure."""
    language = document.cover.language
    rows = list(sheet.rows) if sheet else []
    for one in document.recommendations:
        problem = Sentence.of(one.problem, language)
        at = next((i for i, row in enumerate(rows) if _says(row, problem.text)), None)
        if at is None:
            yield from problem.differences(where, "")
            continue
        yield from _advice(one, rows[at], where, language)
        del rows[: at + 1]


def _advice(
    one: Recommendation, row: list[Cell], where: str, language: Language
) -> Iterator[Mismatch]:
    for words in (one.cause, one.measure):
        sentence = Sentence.of(words, language)
        if sentence.text and not _says(row, sentence.text):
            yield from sentence.differences(where, "")
    for text in (one.owner, one.indicator):
        if text and not _says(row, plain_text(text)):
            yield Mismatch("", where, text, "")
    day = (one.deadline - DAY_ZERO).days
    if not any(same_number(cell.value, day) for cell in row):
        yield Mismatch("", where, one.deadline.isoformat(), _numbers(row))
    for fact in (one.baseline, one.target):
        if not _holds(row, fact):
            yield Mismatch(fact.id, where, str(fact.value), _numbers(row))


def _says(row: list[Cell], text: str) -> bool:
    return any(cell.text and same_text(cell.text, text) for cell in row)


def _holds(row: list[Cell], fact: Fact) -> bool:
    if fact.value is None:
        return any(cell.value == NULL for cell in row)
    return any(same_number(cell.value, fact.value) for cell in row)


def _numbers(row: list[Cell]) -> str:
    return " | ".join(str(cell.value) for cell in row if not cell.text)


def glossary(document: Document, sheet: ReadSheet | None, where: str) -> Iterator[Mismatch]:
    """Every term beside its meaning, and the thanks below."""
    rows = [[cell.text for cell in row] for row in sheet.rows] if sheet else []
    for term in document.glossary:
        wanted = [plain_text(text) for text in (term.term, term.meaning)]
        if wanted not in [row[:2] for row in rows]:
            yield Mismatch("", where, ": ".join(wanted), "")
    said = {text for row in rows for text in row}
    for words in document.thanks:
        text = Sentence.of(words, document.cover.language).text
        if text and text not in said:
            yield Mismatch("", where, text, "")
