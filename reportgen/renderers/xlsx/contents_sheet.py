"""Writes the first sheet: cover, every chapter's key figures, and a link to every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from reportgen.document.printed import Item, Paragraph, PrintedTable, Tiles
from reportgen.labels import Language
from reportgen.renderers.logo_picture import read_logo
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.key_figures import HEADS, Standing, needs, row_of
from reportgen.renderers.xlsx.reading_sheet import Page, grid
from reportgen.renderers.xlsx.sheet_register import Book
from reportgen.renderers.xlsx.small_courses import draw_course

_NAME_WIDTH: Final = 30.0
"""Width of the column of sheet names, in characters; by judgement."""
_TREND: Final = 6
"""Index of the last column, that of the small charts."""
_PAGE_WIDTH: Final = 140.0
"""Width of all columns together, in characters; by judgement: that of the grid of the sheets."""
_LOGO_PIXELS: Final = 38
"""Greatest height of the logo in pixels: that of the title's row."""
_LINKED: Final = {"font_color": "#0563C1", "underline": 1}


def write(
    book: Book, sheet: CheckedSheet, items: Iterable[Item], standing: Sequence[Standing]
) -> None:
    """Write the items under the title; key figures and sheets are linked to where they stand."""
    page = Page.open(book, sheet, book.cover.title, _widths(standing, book.language), _TREND)
    for item in items:
        match item:
            case Paragraph(role="heading"):
                page.heading(item)
            case Paragraph(role="strong"):
                page.line(item, book.styles.of("caption"))
            case Paragraph():
                page.line(item, book.styles.of("note"))
            case Tiles():
                _key_figures(page, standing)
            case PrintedTable():
                _sheets(page, item)
            case _:
                raise TypeError(f"the contents cannot hold {type(item).__name__}")
    page.close()


def place_logo(sheet: CheckedSheet, logo: Path, dealer: str) -> None:
    """Place the company's logo at the right of the title, as high as its row."""
    data, image = read_logo(logo)
    # xlsxwriter draws a picture at its own resolution, against 96 dots an inch
    high = image.px_height * 96 / image.vert_dpi
    scale = min(1.0, _LOGO_PIXELS / high)
    options = {"image_data": BytesIO(data), "description": dealer, "object_position": 3}
    options |= {"x_scale": scale, "y_scale": scale}
    if sheet.raw.insert_image(0, _TREND, logo.name, options):
        raise RuntimeError(f"sheet '{sheet.name}': the logo '{logo.name}' was refused")


def _widths(standing: Sequence[Standing], language: Language) -> list[float]:
    """Return the column widths: sheet names, then key figures; together they fill the page."""
    own = [_NAME_WIDTH, *grid([needs([one.tile for one in standing], language)])[:_TREND]]
    spare = max(0.0, _PAGE_WIDTH - sum(own)) / len(own)
    return [each + spare for each in own]


def _key_figures(page: Page, standing: Sequence[Standing]) -> None:
    book = page.book
    heads = [book.say(head) for head in HEADS]
    page.head([book.say("chapter"), *heads])
    for one in standing:
        target = f"{quoted(one.sheet)}!A1"
        style = book.styles.of("words", **_LINKED)
        page.sheet.link(page.row, 0, target, one.sheet, style)
        row_of(page, one.tile, 1)
        page.sheet.blank(page.row, _TREND, book.styles.of("cell"))
        if one.course:
            draw_course(page, page.row, _TREND, f"{quoted(one.sheet)}!{one.course}")
        page.row += 1


def _sheets(page: Page, cells: PrintedTable) -> None:
    book = page.book
    name_column, what_column = cells.columns
    page.head([name_column.label, what_column.label])
    page.sheet.across(page.row - 1, 1, _TREND, what_column.label, book.styles.of("head"))
    for name, what in cells.rows:
        target = f"{quoted(str(name))}!A1"
        page.sheet.link(page.row, 0, target, str(name), book.styles.of("words", **_LINKED))
        page.across(str(what), book.styles.of("words"), first=1)
