"""Writes the table of recommendations: one row each, wide enough for sentences, with a filter."""

from __future__ import annotations

from typing import Final

from reportgen.document.printed import PrintedTable
from reportgen.renderers.xlsx import tables
from reportgen.renderers.xlsx.reading_sheet import Page

WIDTHS: Final = (6.0, 30.0, 26.0, 36.0, 12.0, 12.0, 18.0, 12.0, 12.0, 12.0, 10.0, 6.0)
"""Widths of the columns in characters; by judgement: problem, cause and measure are sentences."""


def write(page: Page, cells: PrintedTable) -> None:
    """Write the table and let the reader filter it."""
    tables.write(page, cells)
    first, last = page.row - len(cells.rows) - 1, page.row - 1
    page.sheet.raw.autofilter(first, 0, last, len(cells.columns) - 1)
