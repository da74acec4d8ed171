"""Builds the workbook of a document, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportgen.document.blocks import DetailTable, Document, Picture
from reportgen.document.brand import STANDARD, Brand
from reportgen.document.printed import Box
from reportgen.document.words import say
from reportgen.renderers.xlsx import (
    chapter_sheet,
    contents_sheet,
    definitions_sheet,
    detail_sheets,
    sheet_items,
)
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.detail_sheets import Part
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.key_figures import Standing
from reportgen.renderers.xlsx.package import finish
from reportgen.renderers.xlsx.sheet_items import SheetItems
from reportgen.renderers.xlsx.sheet_register import Book


def build(document: Document, brand: Brand = STANDARD) -> bytes:
    """Build the workbook of a document in the look of a brand.

    Sheets are made in reading order and written in another: details first, because formulas read
    them, contents and sources last, because they say where everything stands.
    """
    book = Book(document.cover)
    contents = book.sheet(say("contents", book.language))
    reading = [(book.sheet(one.title), one) for one in sheet_items.sheets_of(document)]
    details = [(detail, _sheets_for(book, detail)) for detail in document.details]
    book.contents_target = f"{quoted(contents.name)}!A1"
    parts = _write_details(book, details)
    standing = _write_reading(book, reading, document)
    book.contents_target = ""

    names = [sheet.name for sheet, _ in reading]
    names += [sheet.name for _, sheets in details for sheet in sheets]
    items = sheet_items.contents_of(document, [one for _, one in reading], names)
    contents_sheet.write(book, contents, items, standing)
    if brand.logo:
        contents_sheet.place_logo(contents, brand.logo, document.cover.dealer)
    contents.raw.activate()
    pictures = {block.image for block in document.blocks() if isinstance(block, Picture)}
    return finish(book.close(), parts, book.language, brand, pictures)


def _sheets_for(book: Book, detail: DetailTable) -> list[CheckedSheet]:
    """Add as many sheets as the rows need; the second is called `工单 (2)`."""
    return [book.sheet(detail.title) for _ in range(detail_sheets.sheets_needed(detail))]


def _write_details(
    book: Book, wanted: list[tuple[DetailTable, list[CheckedSheet]]]
) -> dict[str, Part]:
    """Write the detail tables; formulas may read those that stand whole on one sheet."""
    parts: dict[str, Part] = {}
    readable = {}
    for detail, sheets in wanted:
        written = detail_sheets.write(book, detail, sheets)
        parts |= {_path(part.sheet): part for part in written}
        if len(written) == 1 and written[0].rows:
            readable[detail.contract.name] = written[0].columns
    book.tables = readable
    return parts


def _path(sheet: CheckedSheet) -> str:
    return f"xl/worksheets/sheet{sheet.position}.xml"


def _write_reading(
    book: Book, reading: Sequence[tuple[CheckedSheet, SheetItems]], document: Document
) -> list[Standing]:
    """Write every sheet for reading: chapters first, because they bring the figures to life."""
    standing: list[Standing] = []
    homes = _homes(reading)
    for sheet, one in sorted(reading, key=lambda each: each[1].kind != "chapter"):
        if one.kind == "definitions":
            continue
        links = homes if one.kind == "summary" else {}
        standing += chapter_sheet.write(book, sheet, one, links)
    for sheet, one in reading:
        if one.kind == "definitions":
            definitions_sheet.write(book, sheet, document)
    return standing


def _homes(reading: Sequence[tuple[CheckedSheet, SheetItems]]) -> Mapping[str, str]:
    """Map the id of each finding to the sheet of the chapter it comes from."""
    return {
        item.id: sheet.name
        for sheet, one in reading
        if one.kind == "chapter"
        for item in one.items
        if isinstance(item, Box)
    }
