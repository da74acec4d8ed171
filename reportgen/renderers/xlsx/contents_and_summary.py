"""The first two sheets: contents with every chapter's key figures, and the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportgen.document.blocks import Document, Finding, Text
from reportgen.document.formats import plain
from reportgen.document.words import say
from reportgen.labels import Language
from reportgen.punctuation import mark
from reportgen.renderers.xlsx import chapter_sheet
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.key_figures import HEADS, Standing, draw_course, needs, row_of
from reportgen.renderers.xlsx.reading_sheet import Page, grid
from reportgen.renderers.xlsx.sheet_register import Book

_NAME_WIDTH = 30.0
_TREND = 6
"""The last column."""
_PAGE_WIDTH = 140.0
_LOGO_PIXELS = 38


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A line of the contents: a sheet and what it shows."""

    sheet: str
    what: str


def write_contents(
    book: Book, sheet: CheckedSheet, entries: Sequence[SheetEntry], standing: Sequence[Standing]
) -> None:
    """Title, dealer and month, the key figures of all chapters, and a link to every sheet."""
    cover, language = book.cover, book.language
    page = Page.open(book, sheet, cover.title, _widths(standing, language), _TREND)
    if cover.subtitle:
        page.across(cover.subtitle, book.styles.of("caption"))
    facts = [
        (book.say("dealer"), cover.dealer),
        (say("period", language), cover.month.text(language)),
        (say("department", language), cover.department),
        (say("author", language), cover.author),
        (say("date", language), cover.report_date.isoformat() if cover.report_date else ""),
    ]
    colon, gap = mark("colon", language), mark("gap", language)
    page.across(
        gap.join(f"{name}{colon}{value}" for name, value in facts if value),
        book.styles.of("note"),
    )
    if standing:
        _key_figures(page, standing)
    page.heading(book.say("sheets"))
    page.head([book.say("sheet"), book.say("what")])
    page.sheet.across(page.row - 1, 1, _TREND, book.say("what"), book.styles.of("head"))
    for entry in entries:
        target = f"{quoted(entry.sheet)}!A1"
        sheet.link(page.row, 0, target, entry.sheet, book.styles.of("words", **_LINKED))
        page.across(entry.what, book.styles.of("words"), first=1)
    page.close()


def place_logo(sheet: CheckedSheet, logo: Path, dealer: str) -> None:
    """The company's logo at the right of the title, as high as its row."""
    from docx.image.image import Image  # noqa: PLC0415 reads the size of any picture

    data = logo.read_bytes()
    image = Image.from_blob(data)
    # xlsxwriter draws a picture at its own resolution, against 96 dots an inch
    high = image.px_height * 96 / image.vert_dpi
    scale = min(1.0, _LOGO_PIXELS / high)
    options = {"image_data": BytesIO(data), "description": dealer, "object_position": 3}
    options |= {"x_scale": scale, "y_scale": scale}
    if sheet.raw.insert_image(0, _TREND, logo.name, options):
        raise RuntimeError(f"sheet '{sheet.name}': the logo '{logo.name}' was refused")


_LINKED = {"font_color": "#0563C1", "underline": 1}


def _widths(standing: Sequence[Standing], language: Language) -> list[float]:
    """Sheet names first, then the key figures; they fill the page together."""
    own = [_NAME_WIDTH, *grid([needs([one.kpi for one in standing], language)])[:_TREND]]
    spare = max(0.0, _PAGE_WIDTH - sum(own)) / len(own)
    return [each + spare for each in own]


def _key_figures(page: Page, standing: Sequence[Standing]) -> None:
    book = page.book
    page.heading(book.say("kpis"))
    heads = [book.say(head) for head in HEADS]
    page.head([book.say("chapter"), *heads])
    for one in standing:
        target = f"{quoted(one.sheet)}!A1"
        style = book.styles.of("words", **_LINKED)
        page.sheet.link(page.row, 0, target, one.sheet, style)
        row_of(page, one.kpi, 1)
        page.sheet.blank(page.row, _TREND, book.styles.of("cell"))
        if one.course:
            draw_course(page, page.row, _TREND, f"{quoted(one.sheet)}!{one.course}")
        page.row += 1


def headline(document: Document, chapter: int) -> str:
    """A chapter's conclusion as plain text, or why it failed; empty where it has neither."""
    if document.chapters[chapter].failed:
        return say("failed", document.cover.language)
    for block in document.chapters[chapter].blocks:
        if isinstance(block, Text) and block.role == "headline":
            return plain(block.words, document.cover.language)
    return ""


def write_summary(
    book: Book, sheet: CheckedSheet, document: Document, chapters: Mapping[str, str]
) -> None:
    """The main findings, each linked to its chapter, then the preface.

    `chapters` maps the id of a finding to the sheet it comes from.
    """
    language = book.language
    blocks = (*document.summary, *document.preface)
    grid, last = chapter_sheet.widths(blocks, language), chapter_sheet.last_column(blocks)
    page = Page.open(book, sheet, say("summary", language), grid, last)
    for block in document.summary:
        if isinstance(block, Finding) and block.id in chapters:
            start = page.row
            chapter_sheet.write_finding(page, block, f"{quoted(chapters[block.id])}!A1")
            page.together(start)
        else:
            list(chapter_sheet.write_blocks(page, (block,)))
    if document.preface:
        start = page.row
        page.heading(say("preface", language))
        list(chapter_sheet.write_blocks(page, document.preface))
        page.together(start)
    page.close()
