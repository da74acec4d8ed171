"""Checks the defined names and the links between sheets of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from reportgen.document import formats
from reportgen.document.blocks import Document, Finding, Kpis
from reportgen.document.words import say
from reportgen.renderers.xlsx import workbook_words
from reportgen.verify.mismatch import Mismatch, same_number
from reportgen.verify.read_xlsx import ReadSheet, Workbook, column_of

_LINK: Final = re.compile(r'<hyperlink ref="([A-Z]+)(\d+)" location="([^"]*)"')


def compare(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """Yield names and links that are missing or lead elsewhere than they say."""
    yield from _names(document, book)
    contents = next(iter(book.sheet_parts), "")
    back = workbook_words.say("back", document.cover.language)
    for sheet in book.reading:
        links = dict(_links(sheet))
        yield from _astray(sheet, links, book, (back, contents))
        missing = _missing(document, book, sheet.name, links)
        yield from (Mismatch("", f"Excel, '{sheet.name}', links", one, "") for one in missing)
    for name, part in book.sheet_parts.items():
        if part in book.tables:
            tail = book.parts[part][book.parts[part].rfind(b"</sheetData>") :].decode()
            found = [_target(one) for _, _, one in _LINK.findall(tail)]
            if [sheet for sheet, _ in found] != [contents]:
                said = ", ".join(sheet for sheet, _ in found)
                yield Mismatch("", f"Excel, '{name}', links", f"a link to '{contents}'", said)


def _links(sheet: ReadSheet) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the links by cell: the text, and the sheet and the cell it leads to."""
    found = _LINK.findall(sheet.tail)
    columns = {column_of(column) for column, _, _ in found}
    texts = {cell.place: cell.text for row in sheet.rows for cell in row if cell.column in columns}
    for column, row, location in found:
        yield column + row, (texts.get(column + row, ""), *_target(location))


def _target(location: str) -> tuple[str, str]:
    sheet, _, place = unescape(location).rpartition("!")
    return sheet.removeprefix("'").removesuffix("'").replace("''", "'"), place


def _astray(
    sheet: ReadSheet, links: dict[str, tuple[str, str, str]], book: Workbook, way: tuple[str, str]
) -> Iterator[Mismatch]:
    """Yield links that lead elsewhere than their text says; `way` is the link back."""
    for place, (text, target, cell) in links.items():
        if sheet.name == way[1]:
            right = target == text
        elif text == way[0]:
            right = target == way[1]
        else:
            # a line of the sources names a cell, a finding the chapter it stands in
            right = text == f"{target}!{cell}" or text in book.cells.get(target, {}).values()
        if not right or target not in book.sheet_parts:
            where = f"Excel, '{sheet.name}' {place}, link"
            yield Mismatch("", where, text, f"{target}!{cell}")


def _missing(
    document: Document, book: Workbook, name: str, links: dict[str, tuple[str, str, str]]
) -> list[str]:
    """List what a sheet must link to and does not."""
    contents = next(iter(book.sheet_parts), "")
    title = say("summary", document.cover.language)
    summary = next((one.name for one in book.reading if one.title == title), "")
    targets = [target for _, target, _ in links.values()]
    if name == contents:
        return [one for one in book.sheet_parts if one not in {contents, *targets}]
    missing = [] if contents in targets else [contents]
    if name == summary:
        homes = {block.id for one in document.all_chapters for block in one.blocks
                 if isinstance(block, Finding)}  # fmt: skip
        findings = [one for one in document.summary if isinstance(one, Finding)]
        wanted = sum(finding.id in homes for finding in findings)
        if len(targets) - targets.count(contents) < wanted:
            missing.append(f"the chapters of {wanted} findings")
    return missing


def _names(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """Yield each key figure without a defined name that leads to its value."""
    named: dict[object, str] = {}
    for name, target in book.names.items():
        sheet, _, place = target.rpartition("!")
        stored = book.cells.get(sheet.strip("'").replace("''", "'"), {})
        if not name.startswith("_xlnm"):
            named.setdefault(stored.get(place.replace("$", "")), name)
    for chapter in document.all_chapters:
        for block in chapter.blocks:
            for tile in block.tiles if isinstance(block, Kpis) else ():
                fact = tile.fact
                unknown = formats.text(fact, fact.unit, document.cover.language)
                value = unknown if fact.value is None else fact.value
                if value not in named and not any(
                    isinstance(value, float) and same_number(found, value) for found in named
                ):
                    yield Mismatch(fact.id, "Excel, defined names", f"a name for {fact.id}", "")
