"""Writes cells safely: text cannot break the file, and no cell silently stays empty."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from reportgen.renderers import ooxml
from reportgen.renderers.xlsx.cell_styles import CellStyles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW: Final = 1_048_575
"""Index of the last row of a sheet: Excel ends with row 1,048,576."""
LONGEST_TEXT: Final = 32_767
"""UTF-16 units an Excel cell holds at most."""
CUT: Final = " …[…]"
"""What a text ends with when it had to be cut to fit into one cell."""

_RISKY = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


class WriteRefusedError(RuntimeError):
    """Raised when the workbook refuses a cell: the report fails rather than lose it."""


def clean(text: str) -> str:
    """Remove what XML cannot hold, unify line breaks, and cut the text to what a cell takes."""
    if text.isprintable() and len(text) <= LONGEST_TEXT // 2:  # nearly every cell, and fast
        return text
    text = ooxml.clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST_TEXT // 2:  # only then can UTF-16 units exceed the limit
        text = _cut(text)
    return text


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST_TEXT:
        return text
    kept = units[: 2 * (LONGEST_TEXT - len(CUT))].decode("utf-16-le", "ignore")
    return kept + CUT


def risky(text: str) -> bool:
    """Tell whether a spreadsheet might take the text for a formula when a reader edits the cell."""
    return bool(_RISKY.match(text))


class _Widths(dict[str, int]):
    """Character → how many Latin characters wide it is."""

    def __missing__(self, character: str) -> int:
        wide = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return wide


_WIDTHS: Final = _Widths()


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Measure a text in Latin characters: Chinese ones count two; the widest line counts."""
    return max(
        len(line) if line.isascii() else sum(map(_WIDTHS.__getitem__, line))
        for line in text.split("\n")
    )


def lines(text: str, room: float) -> int:
    """Return how many lines a text takes in a column of that width."""
    room = max(room - 1, 2)
    return sum(max(1, math.ceil(width(line) / room)) for line in text.split("\n"))


@dataclass(frozen=True)
class CheckedSheet:
    """One worksheet, the `position`th of the file; a write the library refuses raises an error."""

    name: str
    position: int
    raw: Worksheet
    styles: CellStyles

    def text(self, row: int, column: int, text: str, style: Format | None = None) -> None:
        """Write text as text, whatever it looks like."""
        text = clean(text)
        if not text:
            self.blank(row, column, style)
            return
        if risky(text):
            style = self.styles.quoted(style)
        self._done(self.raw.write_string(row, column, text, style), row, column)

    def number(
        self, row: int, column: int, value: float | None, style: Format | None = None
    ) -> None:
        """Write a number; a missing or infinite one leaves the cell empty."""
        if value is None or not math.isfinite(value):
            self.blank(row, column, style)
            return
        self._done(self.raw.write_number(row, column, value, style), row, column)

    def day(self, row: int, column: int, day: date | datetime, style: Format) -> None:
        """Write a real date."""
        self._done(self.raw.write_datetime(row, column, day, style), row, column)

    def formula(
        self, row: int, column: int, formula: str, value: float | str, style: Format
    ) -> None:
        """Write a formula with the value it has."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        self._done(self.raw.write_formula(row, column, formula, style, value), row, column)

    def blank(self, row: int, column: int, style: Format | None) -> None:
        """Leave a cell empty but styled."""
        if style is not None:
            self._done(self.raw.write_blank(row, column, None, style), row, column)

    def link(self, row: int, column: int, target: str, text: str, style: Format) -> None:
        """Write a link to a place in this workbook, `'流失分析'!A1`."""
        self._done(
            self.raw.write_url(row, column, f"internal:{target}", style, clean(text)), row, column
        )

    def across(self, row: int, first: int, last: int, text: str, style: Format) -> None:
        """Write text over several columns as one cell."""
        if first < last:
            self._done(self.raw.merge_range(row, first, row, last, "", style), row, first)
        self.text(row, first, text, style)

    def _done(self, code: int, row: int, column: int) -> None:
        if code:
            raise WriteRefusedError(
                f"sheet '{self.name}', row {row + 1}, column {column + 1}: "
                f"the workbook did not take the cell (code {code})"
            )
