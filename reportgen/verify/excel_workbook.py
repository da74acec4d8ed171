"""Compares a finished workbook with the document: every item, name, link and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.document import brand
from reportgen.document.blocks import Document, Picture
from reportgen.document.outline import WORKBOOK
from reportgen.document.printed import Figure, Item, Paragraph, PrintedTable, Tile, leaves
from reportgen.extension.components import Look
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import sheet_items
from reportgen.renderers.xlsx.workbook_words import say
from reportgen.verify import (
    alternative_texts,
    chart_parts,
    definitions_rows,
    detail_rows,
    every_fact,
    small_charts,
    title_page,
    workbook_links,
)
from reportgen.verify.chart_figures import figures_differ
from reportgen.verify.comparison import Comparison
from reportgen.verify.found_items import Found, FoundFigure, FoundTable, FoundTile
from reportgen.verify.mismatch import Mismatch, plain_text
from reportgen.verify.pictures import Painter, brought_differs
from reportgen.verify.read_xlsx import ReadSheet, Workbook, row_number
from reportgen.verify.sheet_reader import SheetReader


def compare(document: Document, parts: Package, look: Look) -> list[Mismatch]:
    """List everything in the workbook that differs from the document or is missing."""
    book = Workbook(parts)
    painter = Painter(document.cover.language, brand.load(look.brand))
    return [
        *_reading(document, book, painter),
        *title_page.excel(document.cover, book),
        *workbook_links.compare(document, book),
        *definitions_rows.compare(document, book),
        *detail_rows.compare(document, book),
        *alternative_texts.compare(document, "Excel", book.drawings()),
    ]


def _reading(document: Document, book: Workbook, painter: Painter) -> Iterator[Mismatch]:
    """Check the sheets for reading, the contents last: a fault is named in its chapter."""
    language = document.cover.language
    sheets = sheet_items.sheets_of(document)
    front, left = book.reading[:1], book.reading[1:]
    found: list[Found] = []
    differing: list[Mismatch] = []
    for one in sheets:
        sheet = next((each for each in left if each.title == plain_text(one.title)), None)
        if sheet is None:
            differing.append(Mismatch("", "Excel", f"a sheet '{one.title}'", ""))
            continue
        del left[: left.index(sheet) + 1]
        if one.kind != "definitions":
            read = list(SheetReader(sheet, language).items())
            found += read
            back = Paragraph("note", (say("back", language),))
            items = (Paragraph("title", (one.title,)), back, *one.items)
            differing += _sheet(items, read, sheet, book, painter)
    for sheet in front:
        names = list(book.sheet_parts)[1:]
        title = Paragraph("title", (document.cover.title,))
        contents = sheet_items.contents_of(document, sheets, names)
        read = list(SheetReader(sheet, language).items())
        differing += _sheet((title, *contents), read, sheet, book, painter)
        named = zip(sheets, names, strict=False)
        homes = [name for one, name in named for _ in sheet_items.key_figures([one])]
        differing += _under(homes, read, f"Excel, '{sheet.name}', chapters of key figures")
    yield from differing or every_fact.compare(document, WORKBOOK, found, "Excel")


def _under(homes: list[str], read: list[Found], where: str) -> Iterator[Mismatch]:
    """Check the sheets under which the contents list the key figures."""
    said = [one.under for one in read if isinstance(one, FoundTile)]
    if said != homes:
        yield Mismatch("", where, " | ".join(homes), " | ".join(said))


def _sheet(
    items: tuple[Item, ...], found: list[Found], sheet: ReadSheet, book: Workbook, painter: Painter
) -> Iterator[Mismatch]:
    """Check the items of a sheet, its data bars and its small charts."""
    where = f"Excel, '{sheet.name}'"
    expected = list(leaves(items))
    comparison = Comparison(painter.language, _SheetFigures(book, painter).differ)
    yield from comparison.differences([(where, leaf) for leaf in expected], found)
    tiles = [leaf for leaf in expected if isinstance(leaf, Tile)]
    placed = [one.small_chart for one in found if isinstance(one, FoundTile)]
    courses = dict(zip(placed, map(small_charts.of_tile, tiles), strict=False))
    tables = [leaf for leaf in expected if isinstance(leaf, PrintedTable)]
    read = [one.first for one in found if isinstance(one, FoundTable)]
    bars: dict[str, bool] = {}
    for cells, first in zip(tables, read, strict=False):
        bars |= small_charts.bars_of(cells, first)
        courses |= small_charts.courses_of(cells, first, painter.language)
    yield from small_charts.courses_differ(courses, sheet, book)
    yield from small_charts.bars_differ(bars, sheet.tail, where)


@dataclass(frozen=True, slots=True)
class _SheetFigures:
    """Compares charts and pictures on a sheet, and the figures beside them."""

    book: Workbook
    painter: Painter

    def differ(self, item: Figure, found: FoundFigure, where: str) -> Iterator[Mismatch]:
        """Yield where the cells, the native chart or the picture differ from the chart."""
        chart = item.shows
        if isinstance(chart, Picture):
            names = [one.part for one in found.anchored]
            yield from brought_differs(chart, self.book.parts, names, where, vector=False)
            return
        native = chart.kind in chart_parts.NATIVE
        yield from figures_differ(chart, found.rows, where, self.painter.language)
        if not chart.categories or not chart.series or not found.rows:
            return
        here, row = f"{where}, chart '{chart.id}'", row_number(found.rows[0][0])
        drawn = [one.part for one in found.anchored if one.native == native]
        if len(found.anchored) > 1:
            count = f"{len(found.anchored)} drawings"
            yield Mismatch("", here, f"one drawing in row {row}", count)
        elif not drawn:
            kind = "native chart" if native else "picture"
            yield Mismatch("", here, f"a drawing in row {row}: a {kind}", "")
        elif native:
            root = self.book.parts.root(drawn[0])
            yield from chart_parts.compare(chart, root, where, self.book.cells)
        else:
            parts = self.book.parts
            yield from self.painter.compare(chart, parts, drawn, where, vector=False)
