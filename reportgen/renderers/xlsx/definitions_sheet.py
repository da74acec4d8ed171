"""Writes the sheet of definitions and sources: how each figure is computed, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reportgen.document.blocks import Document
from reportgen.document.facts import Fact
from reportgen.document.formats import number_format
from reportgen.document.formula_in_words import Speaker
from reportgen.document.words import REASON, say
from reportgen.labels import Language, label
from reportgen.metric.expressions import Expr, Given, leaves
from reportgen.metric.units import unit_record
from reportgen.punctuation import mark
from reportgen.renderers.xlsx.checked_writes import CheckedSheet, lines
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, ROW, Page
from reportgen.renderers.xlsx.sheet_register import Book

_HEADS: Final = (
    ("fact", 26.0),
    ("where", 20.0),
    ("figure", 12.0),
    ("unit", 11.0),
    ("cases", 9.0),
    ("kind", 16.0),
    ("formula", 62.0),
    ("definition", 36.0),
    ("basis", 16.0),
    ("source_rows", 20.0),
    ("id", 26.0),
)
_LINE: Final = 13.0
"""Points of a line of 9-point text; by judgement."""
_SMALL: Final = 0.9
"""Width of 9-point text against text of 10 points, their ratio."""
_TALLEST: Final = 5 * _LINE
"""Points of the highest row; by judgement: a long formula in words is read in the cell."""


def write(book: Book, sheet: CheckedSheet, document: Document) -> None:
    """Write one row for each figure, in reading order, with a filter."""
    language = book.language
    widths = [width for _, width in _HEADS]
    page = Page.open(book, sheet, say("definitions", language), widths)
    page.across(book.say("sources_note"), book.styles.of("note"))
    page.head([book.say(key) for key, _ in _HEADS])
    first = page.row
    contracts = {detail.contract.name: detail.contract for detail in document.details}
    contracts = {**document.contracts, **contracts}
    origins = _origins(book, document)
    speaker = Speaker(contracts, language)
    for fact in document.facts().values():
        _row(page, fact, speaker, origins)
    sheet.raw.autofilter(first - 1, 0, max(first, page.row - 1), COLUMNS - 1)
    sheet.raw.freeze_panes(first, 1)
    sheet.raw.repeat_rows(0, first - 1)
    page.close()


def _origins(book: Book, document: Document) -> dict[str, str]:
    """Return by table how many files and rows its figures rest on."""
    found = {}
    accounts = document.ledger.accounts if document.ledger else ()
    for detail in document.details:
        mine = [account for account in accounts if account.table == detail.contract.name]
        label = detail.contract.label.in_(book.language)
        rows = f"{sum(account.used for account in mine) or len(detail.frame):,}"
        found[detail.contract.name] = book.say(
            "files_rows" if mine else "table_rows", table=label, files=len(mine), rows=rows
        )
    return found


def _row(page: Page, fact: Fact, speaker: Speaker, origins: Mapping[str, str]) -> None:
    book, sheet, row = page.book, page.sheet, page.row
    metric, style = fact.metric, book.styles.of("minor", text_wrap=True, valign="top")
    name = fact.label or (metric.label.in_(book.language) if metric else fact.id)
    definition = metric.definition if metric else None
    _where(page, fact)
    book.fact(sheet, row, 2, fact, "minor", valign="top")
    texts = {
        0: name,
        3: unit_record(fact.unit).name.in_(book.language),
        5: _kind(book, fact),
        6: _how(book, fact, speaker),
        7: definition.in_(book.language) if definition else "",
        8: label(metric.source).in_(book.language) if metric else "",
        9: _tables(fact.expr, origins, book.language),
        10: fact.id,
    }
    for column, text in texts.items():
        sheet.text(row, column, text, style)
    code = number_format("count", book.language)
    sheet.number(row, 4, fact.n, book.styles.of("minor", num_format=code, valign="top"))
    most = max(lines(text, page.widths[column] / _SMALL) for column, text in texts.items())
    page.set_height(min(_TALLEST, max(ROW, ROW - _LINE + _LINE * most)))
    page.row += 1


def _where(page: Page, fact: Fact) -> None:
    """Return the link to the cell of the figure, or to the sentence that states it."""
    book = page.book
    name, cell = book.live.get(fact.id) or book.places.get(fact.id, ("", ""))
    if name:
        target, style = f"{quoted(name)}!{cell}", book.styles.of("minor", valign="top", **_LINKED)
        page.sheet.link(page.row, 1, target, f"{name}!{cell}", style)
    else:
        page.sheet.blank(page.row, 1, book.styles.of("minor"))


_LINKED: Final = {"font_color": "#0563C1", "underline": 1}


def _kind(book: Book, fact: Fact) -> str:
    if fact.value is None:
        return ""
    return book.say("live" if fact.id in book.live else "computed")


def _how(book: Book, fact: Fact, speaker: Speaker) -> str:
    said = speaker.say(fact.expr) if fact.expr is not None else ""
    if fact.value is None and fact.reason:
        reason = f"{book.say('no_value')}{REASON[fact.reason].in_(book.language)}"
        return f"{reason}\n{said}" if said else reason
    return said


def _tables(expr: Expr | None, origins: Mapping[str, str], language: Language) -> str:
    if expr is None or isinstance(expr, Given):
        return ""
    names = dict.fromkeys(leaf.rows.table for leaf in leaves(expr))
    return mark("semicolon", language).join(origins.get(name, name) for name in names)
