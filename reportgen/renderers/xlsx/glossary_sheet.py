"""Writes the glossary: every term in bold beside its meaning, which runs across the page."""

from __future__ import annotations

from typing import Final

from reportgen.document.printed import PrintedTable, printed_cell
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, Page, grid

WIDTHS: Final = tuple(grid(([30.0],)))
"""The column of terms is wide; the meaning has all the others."""


def write(page: Page, cells: PrintedTable) -> None:
    """Write the head and a row for each term."""
    book, language = page.book, page.book.language
    term_column, meaning_column = cells.columns
    page.head([term_column.label, meaning_column.label])
    page.sheet.across(page.row - 1, 1, COLUMNS - 1, meaning_column.label, book.styles.of("head"))
    for row in cells.rows:
        term, meaning = (
            printed_cell(value, column, language)
            for value, column in zip(row, cells.columns, strict=True)
        )
        page.sheet.text(page.row, 0, term, book.styles.of("words", bold=True))
        tall = (page.height(term, 0, 0), page.height(meaning, 1, COLUMNS - 1))
        page.across(meaning, book.styles.of("words"), first=1, height=max(tall))
