"""Writes table blocks: numbers as numbers, facts as formulas, bars, total row, marked rows."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from reportgen.document.blocks import Column, Course, Status
from reportgen.document.facts import Fact, Shown
from reportgen.document.formats import NULL, has_bars, number_format
from reportgen.document.printed import PrintedCell, PrintedTable, Stack, printed_cell
from reportgen.labels import Language
from reportgen.renderers.xlsx.cell_styles import BAR, PALE
from reportgen.renderers.xlsx.checked_writes import width
from reportgen.renderers.xlsx.excel_names import quoted
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, FIRST_WIDTH, ROW, Page
from reportgen.renderers.xlsx.small_courses import draw_course, write_course

_WIDEST_FIRST: Final = 34.0
"""Greatest width of a first column of text, in characters; by judgement."""
_WIDEST_TEXT: Final = 26.0
"""Greatest width of any other column of text, in characters; by judgement."""
_WIDEST_NUMBER: Final = 30.0
"""Greatest width of a column of numbers, in characters; by judgement: numbers never wrap."""
_PADDING: Final = 3
"""Characters added to the width of a text, as room to the next cell; by judgement."""


def needs(table: PrintedTable, language: Language) -> list[float]:
    """Return the width every column of a table needs."""
    found = []
    for index, column in enumerate(table.columns):
        shown = [_shown(row[index], column, language) for row in table.rows]
        longest = max((width(text) for text, _ in shown), default=0) + _PADDING
        if all(is_number for _, is_number in shown):
            most = _WIDEST_NUMBER
        else:
            most = _WIDEST_FIRST if index == 0 else _WIDEST_TEXT
        if _spread(table, index, longest):
            most = FIRST_WIDTH
        found.append(min(longest, most))
    return found


def _shown(value: PrintedCell, column: Column, language: Language) -> tuple[str, bool]:
    number = isinstance(value, Fact | int | float | date) or value is None
    return printed_cell(value, column, language), number


def _spread(table: PrintedTable, index: int, longest: float) -> bool:
    """Tell whether a long last text column runs on to the end of the grid."""
    last = len(table.columns) - 1
    return index == last and last < COLUMNS - 1 and longest > _WIDEST_TEXT


def write(page: Page, table: PrintedTable) -> None:
    """Write a table at the next free row."""
    page.row += 1
    for line in table.above:
        page.line(line, page.book.styles.of("caption"))
    if not table.columns:
        return
    spread = _spread_of(page, table)
    page.head([column.label for column in table.columns])
    if spread:
        page.row -= 1
        style, label = page.book.styles.of("head"), table.columns[-1].label
        page.sheet.across(page.row, len(table.columns) - 1, COLUMNS - 1, label, style)
        page.row += 1
    first = page.row
    for number, row in enumerate(table.rows):
        _row(page, table, number, row, spread=spread)
    _bars(page, table, first)
    for line in table.below:
        page.line(line, page.book.styles.of("note"))


def _spread_of(page: Page, table: PrintedTable) -> bool:
    last = len(table.columns) - 1
    if any(isinstance(row[last], Course) for row in table.rows):
        return False  # drawn in its cell, whatever a screen reader is told
    column, language = table.columns[last], page.book.language
    shown = (printed_cell(row[last], column, language) for row in table.rows)
    return _spread(table, last, max(map(width, shown), default=0) + _PADDING)


def _row(
    page: Page, table: PrintedTable, number: int, row: tuple[PrintedCell, ...], *, spread: bool
) -> None:
    look: dict[str, Any] = {}
    if table.total and number == len(table.rows) - 1:
        look = {"bold": True, "bg_color": PALE, "top": 2}
    elif number in table.marked:
        look = {"bold": True, "bg_color": "#FFF4DE"}
    height = ROW
    for index, (value, column) in enumerate(zip(row, table.columns, strict=True)):
        last = COLUMNS - 1 if spread and index == len(row) - 1 else index
        text, is_number = _shown(value, column, page.book.language)
        if last > index:
            page.sheet.across(page.row, index, last, text, page.book.styles.of("words", **look))
        else:
            write_cell(page, index, value, column, look)
        if not is_number:
            height = max(height, page.height(text, index, last))
    page.set_height(height)
    page.row += 1


def write_cell(
    page: Page, index: int, value: PrintedCell, column: Column, look: dict[str, Any]
) -> None:
    """Write one cell of the current row."""
    book, sheet, row = page.book, page.sheet, page.row
    language = book.language
    # words among figures, such as a count where a share would mislead, stand as the figures do
    side = {} if column.unit == "text" else {"align": "right"}
    match value:
        case Fact():
            book.fact(sheet, row, index, value, "cell", **look)
        case None:
            sheet.text(row, index, NULL, book.styles.of("cell", align="right", **look))
        case str():
            sheet.text(row, index, value, book.styles.of("words", **look, **side))
        case Status(severity, word):
            page.severity(index, severity, word)
        case Course():
            _course(page, index, value, look)
        case Stack():
            text = printed_cell(value, column, language)
            sheet.text(row, index, text, book.styles.of("words", **look))
        case tuple():
            page.note_places(value, index)
            text = printed_cell(value, column, language)
            if value and all(isinstance(part, Shown) for part in value):
                side = {"align": "right"}  # figures alone, such as an interval
            sheet.text(row, index, text, book.styles.of("words", **look, **side))
        case date():
            code = number_format("date", language)
            form = book.styles.of("cell", num_format=code, align="center", **look)
            sheet.day(row, index, value, form)
        case _:
            unit = "number" if column.unit in ("text", "date") else column.unit
            whole = unit == "number" and float(value).is_integer()
            code = number_format("count" if whole else unit, language)
            form = book.styles.of("cell", num_format=code, align="right", **look)
            sheet.number(row, index, value, form)


def _course(page: Page, index: int, course: Course, look: dict[str, Any]) -> None:
    """Draw a course over its ends, which only a screen reader sees; its figures are off the page.

    A course too short to be drawn is a dash.
    """
    said = printed_cell(course, Column(""), page.book.language)
    drawn = said != NULL
    hidden = {"num_format": ";;;"} if drawn else {"align": "right"}
    page.sheet.text(page.row, index, said, page.book.styles.of("cell", **hidden, **look))
    if drawn:
        cells = write_course(page, course.facts)
        draw_course(page, page.row, index, f"{quoted(page.sheet.name)}!{cells}")


def _bars(page: Page, table: PrintedTable, first: int) -> None:
    last = first + len(table.rows) - 1 - table.total
    for index, column in enumerate(table.columns):
        if has_bars(column) and last >= first:
            options = {"type": "data_bar", "bar_color": BAR, "bar_solid": True}
            options["data_bar_2010"] = True
            if all((_value(row[index]) or 0) >= 0 for row in table.rows):
                options |= {"min_type": "num", "min_value": 0}
            if page.sheet.raw.conditional_format(first, index, last, index, options):
                raise RuntimeError(f"sheet '{page.sheet.name}': data bars were refused")


def _value(value: PrintedCell) -> float | None:
    found = value.value if isinstance(value, Fact) else value
    return found if isinstance(found, int | float) else None
