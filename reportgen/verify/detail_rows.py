"""Checks that every detail table of a workbook is complete, and can be filled in where it is to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reportgen.document.blocks import DetailTable, Document
from reportgen.labels import Language
from reportgen.verify import drop_down_lists
from reportgen.verify.mismatch import Mismatch
from reportgen.verify.read_xlsx import Workbook

_REF: Final = re.compile(rb'<table [^>]*?\bname="([^"]*)"[^>]*?\bref="[A-Z]+(\d+):[A-Z]+(\d+)"')
_ROW: Final = re.compile(rb'<row r="(\d+)"')


def compare(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """Yield the detail tables that have another number of rows than the document."""
    counts = dict(_counts(book))
    for detail in document.details:
        where = f"Excel, detail table '{detail.title}'"
        found = sum(rows for name, rows in counts.items() if _belongs(name, detail))
        if found != len(detail.frame):
            yield Mismatch("", where, f"{len(detail.frame)} rows", f"{found} rows")
        elif found and any(column.filled_in for column in detail.contract.columns):
            yield from _to_fill_in(detail, book, document.cover.language)


def _to_fill_in(detail: DetailTable, book: Workbook, language: Language) -> Iterator[Mismatch]:
    for part, tables in book.tables.items():
        table = book.parts.root(tables[0])
        if _belongs(table.get("name", ""), detail):
            yield from drop_down_lists.compare(detail, table, book.parts[part], language)


def _belongs(name: str, detail: DetailTable) -> bool:
    return bool(re.fullmatch(rf"tbl_{re.escape(detail.contract.name)}(_\d+)?", name))


def _counts(book: Workbook) -> Iterator[tuple[str, int]]:
    """Yield table name and row count; a range that ends elsewhere than its sheet has none."""
    for part, tables in book.tables.items():
        match = _REF.search(book.parts[tables[0]])
        xml = book.parts[part]
        last = _ROW.match(xml, xml.rfind(b'<row r="'))
        if match and last:
            head, end = int(match[2]), int(match[3])
            # one of the middle may be gone as well
            whole = int(last[1]) == end == xml.count(b"<row ")
            yield match[1].decode(), end - head if whole else 0
