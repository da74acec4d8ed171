"""Draws the course of a figure in one cell, over figures that stand beyond the printed page."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.document.facts import Fact
from reportgen.renderers.xlsx.cell_styles import BAR, BRAND
from reportgen.renderers.xlsx.reading_sheet import Page


def write_course(page: Page, trend: Sequence[Fact]) -> str:
    """Write the figures of a course into the current row; returns their cells."""
    first = page.last + 2  # beyond the printed page
    for column, fact in enumerate(trend, start=first):
        page.book.fact(page.sheet, page.row, column, fact, "helper")
    return page.span(page.row, first, first + len(trend) - 1)


def draw_course(page: Page, row: int, column: int, cells: str) -> None:
    """Draw a small line chart of the recent months in one cell."""
    options = {
        "range": cells,
        "series_color": BAR,
        "last_point": True,
        "last_color": BRAND,
        "weight": 1.5,
        "show_hidden": True,
    }
    if page.sheet.raw.add_sparkline(row, column, options):
        raise RuntimeError(f"sheet '{page.sheet.name}': a small chart was refused")
