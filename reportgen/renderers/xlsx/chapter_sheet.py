"""Writes a sheet for reading: its items from top to bottom."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, assert_never

from reportgen.document.blocks import Chart, Picture
from reportgen.document.printed import Box, Figure, Item, Measure, Paragraph, PrintedTable, Tiles
from reportgen.labels import Language
from reportgen.renderers.xlsx import (
    charts,
    glossary_sheet,
    inserted_pictures,
    key_figures,
    recommendation_sheet,
    tables,
)
from reportgen.renderers.xlsx.cell_styles import SEVERITY as COLOURS
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.key_figures import Standing
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, Page, grid
from reportgen.renderers.xlsx.sheet_items import SheetItems, SheetKind
from reportgen.renderers.xlsx.sheet_register import Book

_GRIDS: Final[Mapping[SheetKind, Sequence[float]]] = {
    "recommendations": recommendation_sheet.WIDTHS,
    "glossary": glossary_sheet.WIDTHS,
}
"""The sheets that do not suit their columns to what stands in them."""


def write(
    book: Book, sheet: CheckedSheet, one: SheetItems, homes: Mapping[str, str]
) -> list[Standing]:
    """Write a sheet; returns its key figures with their places.

    `homes` maps the id of a finding to the sheet its title leads to.
    """
    fixed = _GRIDS.get(one.kind)
    wanted = fixed or widths(one.items, book.language)
    page = Page.open(book, sheet, one.title, wanted, COLUMNS - 1 if fixed else last(one.items))
    standing: list[Standing] = []
    if fixed:  # one long table, which may be cut anywhere
        for item in one.items:
            standing += _write_item(page, item, homes)
    else:
        standing += _write_together(page, one.items, homes)
    page.close(one_page=one.one_page)
    return standing


def widths(items: Sequence[Item], language: Language) -> list[float]:
    """Return the column widths that suit all tables and charts of a sheet."""
    needs = [tables.needs(item, language) for item in items if isinstance(item, PrintedTable)]
    needs += [key_figures.needs(item.tiles, language) for item in items if isinstance(item, Tiles)]
    found = grid(needs)
    for item in items:
        if isinstance(item, Figure) and isinstance(item.shows, Chart):
            need = charts.needs(item.shows, found, last(items), language)
            found = list(map(max, itertools.zip_longest(found, need, fillvalue=0.0)))
    return found


def last(items: Iterable[Item]) -> int:
    """Return the last column that is printed."""
    wide = [len(item.columns) for item in items if isinstance(item, PrintedTable)]
    return max([COLUMNS, *wide]) - 1


def _write_together(
    page: Page, items: Iterable[Item], homes: Mapping[str, str]
) -> Iterator[Standing]:
    """Write items below each other; a heading and sentences below it stay with what follows."""
    start, headed = page.row, False
    for item in items:
        yield from _write_item(page, item, homes)
        headed = isinstance(item, Paragraph) and (headed or item.role in {"heading", "subheading"})
        if not headed:
            page.together(start)
            start = page.row
    if page.row > start:
        page.together(start)


def _write_item(page: Page, item: Item, homes: Mapping[str, str]) -> Iterator[Standing]:
    match item:
        case Paragraph():
            _line(page, item)
        case Tiles():
            yield from key_figures.write(page, item)
        case PrintedTable(kind="recommendations"):
            recommendation_sheet.write(page, item)
        case PrintedTable(kind="glossary"):
            glossary_sheet.write(page, item)
        case PrintedTable():
            tables.write(page, item)
        case Figure(shows):
            if isinstance(shows, Picture):
                inserted_pictures.write(page, item, shows)
            else:
                charts.write(page, item, shows)
        case Box():
            _box(page, item, homes)
        case Measure():
            _measure(page, item)
        case _:
            assert_never(item)


def _line(page: Page, line: Paragraph) -> None:
    styles = page.book.styles
    match line.role:
        case "heading":
            page.heading(line, 2)
        case "subheading":
            page.heading(line, 3)
        case "fault":
            page.line(line, styles.severity("body", "bad"))
        case "summary":
            page.row += 1
            page.line(line, styles.of("summary"))
        case "headline" | "note":
            page.line(line, styles.of(line.role))
        case _:
            page.line(line, styles.of("body"))


def _box(page: Page, box: Box, homes: Mapping[str, str]) -> None:
    """Write a finding: its severity and title, then its text, on the colour of its severity."""
    book = page.book
    page.row += 1
    title, *texts = box.lines
    page.severity(0, box.severity, title.lead)
    look = {"underline": 1} if box.id in homes else {}
    style = book.styles.severity("body", box.severity, bold=True, **look)
    row = page.row
    page.line(title, style, first=1, led=False)
    if box.id in homes:
        target = f"{quoted(homes[box.id])}!A1"
        page.sheet.link(row, 1, target, title.text(book.language).removeprefix(title.lead), style)
    for fact in box.facts:
        book.place(page.sheet, page.row, 1, fact)
    _, _, paper = COLOURS[box.severity]
    for text in texts:
        page.sheet.text(page.row, 0, "", book.styles.severity("edge", box.severity))
        page.line(text, book.styles.of("body", bg_color=paper), first=1)


def _measure(page: Page, measure: Measure) -> None:
    """Write problem, cause and measure as labelled lines, then who, when and with what effect."""
    styles = page.book.styles
    page.row += 1
    for line in measure.lines:
        if line.lead:
            page.sheet.text(page.row, 0, line.lead, styles.of("body", bold=True))
        style = styles.of("note" if line.role == "note" else "body")
        page.line(line, style, first=1, led=False)
