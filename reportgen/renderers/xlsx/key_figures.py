"""Writes key figures: one row each with change, target, state and trend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportgen.document.formats import NULL, text
from reportgen.document.printed import Tile, Tiles, Tone
from reportgen.labels import Language
from reportgen.renderers.xlsx.cell_styles import SEVERITY as SEVERITY_COLOURS
from reportgen.renderers.xlsx.checked_writes import lines, width
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.reading_sheet import LINE, ROW, Page
from reportgen.renderers.xlsx.small_courses import draw_course, write_course

HEADS: Final = ("indicator", "value", "change", "target", "state", "trend")
_TREND: Final = 5
"""Column of the small chart."""
_TREND_WIDTH: Final = 18.0
"""Width of the column of small charts, in characters; by judgement."""
_HEIGHT: Final = 21
"""Points of a row; by judgement: a small chart needs more than a line of text."""
_BIG: Final = 1.3
"""Width of the bold value, in larger type, against ordinary text; by judgement."""
_BOLD: Final = 1.12
"""Width of bold text against ordinary text; by judgement."""
_INKS: Final[dict[Tone, str]] = {
    "better": SEVERITY_COLOURS["good"][0],
    "worse": SEVERITY_COLOURS["bad"][0],
}
"""Blue and vermillion, dark enough for small type."""
_WIDEST_LABEL: Final = 40.0
"""Greatest width of the column of labels, in characters; by judgement."""
_PADDING: Final = 3
"""Characters added to the width of a text, as room to the next cell; by judgement."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a key figure is: its chapter's sheet, and the cells of its trend."""

    tile: Tile
    sheet: str
    course: str = ""


def needs(tiles: Iterable[Tile], language: Language) -> list[float]:
    """Return the width every column of the key figures needs."""
    found = [0.0] * _TREND + [_TREND_WIDTH]
    for tile in tiles:
        label = min(_WIDEST_LABEL, width(tile.label) * _BOLD + _PADDING)
        facts = (tile.value, tile.change, tile.target)
        shown = [width(text(fact, fact.unit, language)) if fact else 0 for fact in facts]
        own = [label, shown[0] * _BIG + _PADDING, shown[1] + _PADDING, shown[2] + _PADDING]
        own.append(width(tile.state) * _BOLD + _PADDING)
        found[: len(own)] = map(max, found, own)
    return found


def write(page: Page, tiles: Tiles) -> list[Standing]:
    """Write the key figures of a chapter; returns where they are."""
    page.row += 1
    heads = [page.book.say(head) for head in HEADS]
    page.head(heads)
    for line in tiles.above:  # beside the heads, over the figures of the courses
        style = page.book.styles.of("note", text_wrap=False)
        page.sheet.text(page.row - 1, page.last + 2, line.text(page.book.language), style)
    return [_tile(page, tile) for tile in tiles.tiles]


def _tile(page: Page, tile: Tile) -> Standing:
    row = page.row
    page.book.define(page.sheet, row, 1, tile.value)
    row_of(page, tile, 0)
    course = _course(page, tile)
    page.sheet.blank(row, _TREND, page.book.styles.of("cell"))
    if course:
        draw_course(page, row, _TREND, f"{quoted(page.sheet.name)}!{course}")
    page.row += 1
    return Standing(tile, page.sheet.name, course)


def row_of(page: Page, tile: Tile, first: int) -> None:
    """Write label, value, change, target and state of a key figure into the current row."""
    book, sheet, row = page.book, page.sheet, page.row
    sheet.text(row, first, tile.label, book.styles.of("words", bold=True))
    page.set_height(max(_HEIGHT, ROW - LINE + LINE * lines(tile.label, page.widths[first] / _BOLD)))
    book.fact(sheet, row, first + 1, tile.value, "kpi")
    for column, fact in ((first + 2, tile.change), (first + 3, tile.target)):
        if fact is None:
            sheet.text(row, column, NULL, book.styles.of("cell", align="right"))
        else:
            book.fact(sheet, row, column, fact, "cell")
    if tile.severity != "info":
        page.severity(first + 4, tile.severity, tile.state)
    else:
        look = {"font_color": ink, "bold": True} if (ink := _INKS.get(tile.tone)) else {}
        style = book.styles.of("cell", align="center", **look)
        sheet.text(row, first + 4, tile.state, style)


def _course(page: Page, tile: Tile) -> str:
    return write_course(page, tile.trend) if tile.trend else ""
