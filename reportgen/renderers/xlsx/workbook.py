"""From a document to a workbook, sheet by sheet."""

from __future__ import annotations

from reportgen.document.blocks import DetailTable, Document, Finding
from reportgen.document.brand import STANDARD, Brand
from reportgen.document.words import say
from reportgen.renderers.xlsx import (
    chapter_sheet,
    closing_sheets,
    contents_and_summary,
    definitions_sheet,
    detail_sheets,
)
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.contents_and_summary import SheetEntry
from reportgen.renderers.xlsx.detail_sheets import Part
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.key_figures import Standing
from reportgen.renderers.xlsx.package import finish
from reportgen.renderers.xlsx.sheet_register import Book


def build(document: Document, brand: Brand = STANDARD) -> bytes:
    """The workbook of a document in the look of a brand.

    Sheets are made in reading order and written in another: details first, because formulas read
    them, contents and sources last, because they say where everything stands.
    """
    book = Book(document.cover)
    language = book.language
    contents = book.sheet(say("contents", language))
    summary = book.sheet(say("summary", language))
    chapters = [book.sheet(chapter.title) for chapter in document.chapters]
    advice = book.sheet(say("recommendations", language))
    quality = book.sheet(book.say("quality_sheet"))
    definitions = book.sheet(say("definitions", language))
    glossary = book.sheet(say("glossary", language)) if document.glossary else None
    details = [(detail, _sheets_for(book, detail)) for detail in document.details]
    book.contents_target = f"{quoted(contents.name)}!A1"

    parts = _write_details(book, details)
    standing: list[Standing] = []
    for sheet, chapter in zip(chapters, document.chapters, strict=True):
        standing += chapter_sheet.write_chapter(book, sheet, chapter)
    contents_and_summary.write_summary(book, summary, document, _homes(document, chapters))
    closing_sheets.write_recommendations(book, advice, document)
    closing_sheets.write_quality(book, quality, document)
    if glossary:
        closing_sheets.write_glossary(book, glossary, document)
    definitions_sheet.write(book, definitions, document)
    book.contents_target = ""

    entries = [SheetEntry(summary.name, book.say("summary_what"))]
    entries += [
        SheetEntry(sheet.name, contents_and_summary.headline(document, index))
        for index, sheet in enumerate(chapters)
    ]
    entries.append(SheetEntry(advice.name, book.say("recommendations_what")))
    entries.append(SheetEntry(quality.name, book.say("quality_what")))
    entries.append(SheetEntry(definitions.name, book.say("sources_what")))
    if glossary:
        entries.append(SheetEntry(glossary.name, book.say("glossary_what")))
    for detail, sheets in details:
        what = book.say("detail", table=detail.contract.row.in_(language) or detail.title)
        entries += [SheetEntry(sheet.name, what) for sheet in sheets]
    contents_and_summary.write_contents(book, contents, entries, standing)
    if brand.logo:
        contents_and_summary.place_logo(contents, brand.logo, document.cover.dealer)
    contents.raw.activate()
    return finish(book.close(), parts, language, brand)


def _sheets_for(book: Book, detail: DetailTable) -> list[CheckedSheet]:
    """As many sheets as the rows need; the second is called `工单 (2)`."""
    count = max(1, -(-len(detail.frame) // detail_sheets.ROWS_PER_SHEET))
    return [book.sheet(detail.title) for _ in range(count)]


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


def _homes(document: Document, sheets: list[CheckedSheet]) -> dict[str, str]:
    """Id of a finding → the sheet of the chapter it comes from."""
    return {
        block.id: sheet.name
        for chapter, sheet in zip(document.chapters, sheets, strict=True)
        for block in chapter.blocks
        if isinstance(block, Finding)
    }
