"""Lays out a sheet for reading: one grid of columns, text laid across it, tables within it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reportgen.document.blocks import Severity
from reportgen.document.facts import Shown, Words
from reportgen.document.printed import Paragraph
from reportgen.renderers.xlsx import page_breaks
from reportgen.renderers.xlsx.checked_writes import CheckedSheet, lines
from reportgen.renderers.xlsx.excel_names import letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from reportgen.renderers.xlsx.sheet_register import Book

COLUMNS: Final = 11
"""Columns of the grid that text runs across; by judgement: they fill an A4 page."""
FIRST_WIDTH: Final = 22.0
"""Width of the first column in characters; by judgement: it holds names."""
WIDTH: Final = 12.0
"""Width of every other column of the grid in characters; by judgement."""
LINE: Final = 16.0
"""Height of one line of 10-point text, in points; by judgement."""
ROW: Final = 19.0
"""Height of a row with one line, in points; by judgement."""
_HELPERS: Final = 40
"""Columns that may hold something, helper figures off the page included; by judgement."""
_KEPT: Final = 24
"""Rows up to which a block is not cut by a page break; by judgement."""
_HEAD_KEPT: Final = 6
"""First rows of a longer block that stay together; by judgement."""
TALLEST: Final = 400.0
"""Points of the highest row; Excel's limit is 409."""


@dataclass
class Page:
    """A sheet filled from top to bottom.

    Attributes:
        book: The workbook.
        sheet: Its sheet.
        widths: The grid.
        last: The last column text runs to, and the last one that is printed.
        row: The next free row.
    """

    book: Book
    sheet: CheckedSheet
    widths: list[float]
    last: int = COLUMNS - 1
    row: int = 0
    _heights: dict[int, float] = field(default_factory=dict)
    _groups: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        book: Book,
        sheet: CheckedSheet,
        title: str,
        widths: Sequence[float] = (),
        last: int = COLUMNS - 1,
    ) -> Page:
        """Open a page with its grid, its title and the link back to the contents."""
        page = cls(book, sheet, list(widths) or grid(()), last)
        for index, each in enumerate(page.widths):
            sheet.raw.set_column(index, index, each)
        sheet.raw.set_default_row(ROW)
        book.print_set_up(sheet, 0, 0)
        page.across(title, book.styles.of("chapter"), height=30)
        if book.contents_target:
            sheet.link(1, 0, book.contents_target, book.say("back"), book.styles.of("link"))
            page.row = 2
        sheet.raw.freeze_panes(page.row, 0)
        return page

    def across(self, text: str, style: Format, first: int = 0, height: float = 0) -> None:
        """Write one row of text from a column to the end of the grid, as high as it needs."""
        self.sheet.across(self.row, first, self.last, text, style)
        self.set_height(height or self.height(text, first, self.last))
        self.row += 1

    def line(self, line: Paragraph, style: Format, first: int = 0, *, led: bool = True) -> None:
        """Write a line across the grid, with its lead or without; notes this row for its facts."""
        self.note_places(line.spoken, first)
        text = line.text(self.book.language)
        self.across(text if led else text.removeprefix(line.lead), style, first)

    def note_places(self, words: Words, column: int) -> None:
        """Note that the facts of a sentence are in the current row."""
        for part in words:
            if isinstance(part, Shown):
                self.book.place(self.sheet, self.row, column, part.fact)

    def heading(self, line: Paragraph, level: int = 2) -> None:
        """Write a heading with some space above it."""
        self.row += 1
        size = {2: 12, 3: 11}[level]
        text = line.text(self.book.language)
        self.across(text, self.book.styles.of("heading", font_size=size), height=24)

    def head(self, labels: Iterable[str], first: int = 0, style: str = "head") -> None:
        """Write the head row of a table."""
        form = self.book.styles.of(style)
        needed = ROW
        for column, label in enumerate(labels, start=first):
            self.sheet.text(self.row, column, label, form)
            needed = max(needed, self.height(label, column, column))
        self.set_height(max(needed, 24))
        self.row += 1

    def height(self, text: str, first: int, last: int) -> float:
        """Return the height a text needs in these columns, in points."""
        room = sum(self.widths[first : last + 1])
        return min(TALLEST, ROW - LINE + LINE * lines(text, room))

    def set_height(self, points: float) -> None:
        """Set the height of the current row."""
        self._heights[self.row] = points
        self.sheet.raw.set_row(self.row, points)

    def together(self, first: int) -> None:
        """Keep the rows written since `first` on one printed page; of many, the first ones."""
        rows = self.row - first
        self._groups.append((first, first + (rows if rows <= _KEPT else _HEAD_KEPT) - 1))

    def severity(self, column: int, severity: Severity, text: str) -> None:
        """Write a cell in the colours of a severity."""
        style = self.book.styles.severity("edge", severity, bold=True, align="center")
        self.sheet.text(self.row, column, text, style)

    def close(self, *, one_page: bool = False) -> None:
        """Set the printed area up to the last column that matters, without helper figures.

        `one_page` makes all of it as small as one page needs.
        """
        self.book.no_green_corners(self.sheet, _HELPERS, max(self.row, 1))
        self.sheet.raw.print_area(0, 0, max(self.row - 1, 1), self.last)
        if one_page:
            self.sheet.raw.fit_to_pages(1, 1)
            return
        heights = [self._heights.get(row, ROW) for row in range(self.row)]
        title = heights[0] if heights else 0.0  # it is repeated on every page
        most = page_breaks.room(self.widths[: self.last + 1]) - title
        self.sheet.raw.set_h_pagebreaks(page_breaks.breaks(heights, self._groups, most))

    def span(self, row: int, first: int, last: int) -> str:
        """Return the cells of one row, `$B$3:$F$3`."""
        return f"${letters(first)}${row + 1}:${letters(last)}${row + 1}"


def grid(needs: Iterable[Sequence[float]]) -> list[float]:
    """Return the widths of one grid that serves every table of a sheet."""
    widths = [FIRST_WIDTH, *[WIDTH] * (COLUMNS - 1)]
    for need in needs:
        widths += [WIDTH] * (len(need) - len(widths))
        for index, each in enumerate(need):
            widths[index] = max(widths[index], each)
    return widths
