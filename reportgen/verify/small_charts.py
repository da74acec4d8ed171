"""Checks the small charts and data bars in the cells of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Final

from reportgen.document.blocks import Course
from reportgen.document.facts import Fact
from reportgen.document.formats import NULL, ends_of, has_bars
from reportgen.document.printed import PrintedTable, Tile
from reportgen.labels import Language
from reportgen.renderers.xlsx.excel_names import letters
from reportgen.verify.chart_parts import numbers_at, points_differ
from reportgen.verify.mismatch import Mismatch
from reportgen.verify.read_xlsx import ReadSheet, Workbook

_SMALL: Final = re.compile(
    r"<x14:sparkline><xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref></x14:sparkline>"
)
_BAR: Final = re.compile(
    r'<conditionalFormatting sqref="([^"]*)"><cfRule type="dataBar"[^>]*><dataBar>'
    r'<cfvo type="(\w+)"(?: val="([^"]*)")?/>'
)
_BAR_2010: Final = re.compile(
    r'<x14:dataBar\b[^>]*><x14:cfvo type="(\w+)"(?:/>|><xm:f>([^<]*)</xm:f>)'
    r".*?<xm:sqref>([^<]*)</xm:sqref>"
)


def of_tile(tile: Tile) -> Course:
    """Return the course of a key figure as the cell of a table would hold it."""
    return Course(tile.trend, tile.label)


def courses_of(table: PrintedTable, first: int, language: Language) -> Iterator[tuple[str, Course]]:
    """Yield the cells of a table with a small chart, and what they draw."""
    for number, row in enumerate(table.rows, start=first):
        for at, value in enumerate(row):
            if isinstance(value, Course) and ends_of(value.facts, language) != NULL:
                yield f"{letters(at)}{number}", value


def courses_differ(
    courses: Mapping[str, Course], sheet: ReadSheet, book: Workbook
) -> Iterator[Mismatch]:
    """Yield where the small charts of a sheet differ from the courses; by their cells."""
    found = {place: unescape(cells) for cells, place in _SMALL.findall(sheet.tail)}
    for place, course in courses.items():
        where = f"Excel, '{sheet.name}', key figure '{course.label}'"
        shown = found.pop(place, None)
        if shown is not None:
            here = f"{where}, small chart of {shown}"
            yield from points_differ(course.facts, numbers_at(shown, book.cells), here)
        elif course.facts:
            yield Mismatch(course.facts[-1].id, where, "a small chart of its course", "")
    for place, shown in found.items():
        yield Mismatch("", f"Excel, '{sheet.name}' {place}", "no further small chart", shown)


def bars_of(table: PrintedTable, first: int) -> Iterator[tuple[str, bool]]:
    """Yield the cells with data bars in a table, and whether they start at zero."""
    last = first + len(table.rows) - 1 - table.total
    for index, column in enumerate(table.columns):
        if has_bars(column) and last >= first:
            top, bottom = f"{letters(index)}{first}", f"{letters(index)}{last}"
            cells = top if top == bottom else f"{top}:{bottom}"
            yield cells, not _below_zero([row[index] for row in table.rows])


def _below_zero(values: Sequence[object]) -> bool:
    numbers = (value.value if isinstance(value, Fact) else value for value in values)
    return any(isinstance(value, int | float) and value < 0 for value in numbers)


def bars_differ(wanted: Mapping[str, bool], tail: str, where: str) -> Iterator[Mismatch]:
    """Yield the data bars that cover other cells than a column's, or start elsewhere.

    Every bar stands twice: for Excel 2007, and for the later ones.
    """
    old = {cells: (kind, start) == ("num", "0") for cells, kind, start in _BAR.findall(tail)}
    new = {cells: (kind, start) == ("num", "0") for kind, start, cells in _BAR_2010.findall(tail)}
    for found in (old, new):
        if found != wanted:
            yield Mismatch("", f"{where}, bars in cells", _listed(wanted), _listed(found))


def _listed(bars: Mapping[str, bool]) -> str:
    return ", ".join(f"{cells}{' from zero' if zero else ''}" for cells, zero in bars.items())
