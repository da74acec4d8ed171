"""From a document to a workbook, sheet by sheet."""

from __future__ import annotations

from reportgen.blocks import DetailTable, Document, Finding
from reportgen.brand import STANDARD, Brand
from reportgen.frame import say
from reportgen.renderers.xlsx import back, details, front, sections, sources
from reportgen.renderers.xlsx.book import Book
from reportgen.renderers.xlsx.details import Part
from reportgen.renderers.xlsx.front import Entry
from reportgen.renderers.xlsx.kpis import Standing
from reportgen.renderers.xlsx.names import quoted
from reportgen.renderers.xlsx.package import finish
from reportgen.renderers.xlsx.safe import Sheet


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
    detail_sheets = [(detail, _sheets_for(book, detail)) for detail in document.details]
    book.contents_target = f"{quoted(contents.name)}!A1"

    parts = _write_details(book, detail_sheets)
    standing: list[Standing] = []
    for sheet, chapter in zip(chapters, document.chapters, strict=True):
        standing += sections.write_chapter(book, sheet, chapter)
    front.write_summary(book, summary, document, _homes(document, chapters))
    back.write_recommendations(book, advice, document)
    back.write_quality(book, quality, document)
    if glossary:
        back.write_glossary(book, glossary, document)
    sources.write(book, definitions, document)
    book.contents_target = ""

    entries = [Entry(summary.name, book.say("summary_what"))]
    entries += [
        Entry(sheet.name, front.headline(document, index)) for index, sheet in enumerate(chapters)
    ]
    entries.append(Entry(advice.name, book.say("recommendations_what")))
    entries.append(Entry(quality.name, book.say("quality_what")))
    entries.append(Entry(definitions.name, book.say("sources_what")))
    if glossary:
        entries.append(Entry(glossary.name, book.say("glossary_what")))
    for detail, sheets in detail_sheets:
        what = book.say("detail", table=detail.contract.row.in_(language) or detail.title)
        entries += [Entry(sheet.name, what) for sheet in sheets]
    front.write_contents(book, contents, entries, standing)
    if brand.logo:
        front.place_logo(contents, brand.logo, document.cover.dealer)
    contents.raw.activate()
    return finish(book.close(), parts, language, brand)


def _sheets_for(book: Book, detail: DetailTable) -> list[Sheet]:
    """As many sheets as the rows need; the second is called `工单 (2)`."""
    count = max(1, -(-len(detail.frame) // details.ROWS_PER_SHEET))
    return [book.sheet(detail.title) for _ in range(count)]


def _write_details(
    book: Book, detail_sheets: list[tuple[DetailTable, list[Sheet]]]
) -> dict[str, Part]:
    """Write the detail tables; formulas may read those that stand whole on one sheet."""
    parts: dict[str, Part] = {}
    readable = {}
    for detail, sheets in detail_sheets:
        written = details.write(book, detail, sheets)
        parts |= {_path(part.sheet): part for part in written}
        if len(written) == 1 and written[0].rows:
            readable[detail.contract.name] = written[0].columns
    book.tables = readable
    return parts


def _path(sheet: Sheet) -> str:
    return f"xl/worksheets/sheet{sheet.position}.xml"


def _homes(document: Document, sheets: list[Sheet]) -> dict[str, str]:
    """Id of a finding → the sheet of the chapter it comes from."""
    return {
        block.id: sheet.name
        for chapter, sheet in zip(document.chapters, sheets, strict=True)
        for block in chapter.blocks
        if isinstance(block, Finding)
    }
