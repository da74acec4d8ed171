"""Workbooks: .xlsx, .xls, .xlsb and .ods."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final, TypeAlias

import pandas as pd
from pydantic import Field
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from reportgen import hookimpl
from reportgen.components import Source
from reportgen.errors import SourceError, did_you_mean
from reportgen.sources.files import FileSource, Sheet
from reportgen.sources.preflight import inspect

_Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
_SHORT: Final = 30
_TEXTS: Final = 0.6
_FILLED: Final = 0.5
_SEARCHED: Final = 100  # rows from the top in which a header is looked for


class Excel(FileSource):
    """A sheet of a workbook; numbers and dates become text as Excel shows them."""

    type: ClassVar[str] = "excel"

    sheet: str = Field(
        default="", description="name of the sheet; the first with rows if not given"
    )
    header_row: int | None = Field(
        default=None, ge=1, description="row of the header; found by its short texts if not given"
    )

    def _sheets(self, name: str, content: bytes) -> Iterator[Sheet]:
        """The rows of one sheet below its header."""
        inspect(content, name)
        sheet, cells = self._cells(name, content)
        file = f"{name} › {sheet}"
        start = self._header(file, cells)
        header = tuple(_text(cell) for cell in cells[start])
        below = [[_text(cell) for cell in row] for row in cells[start + 1 :]]
        index = pd.RangeIndex(start + 2, start + 2 + len(below))
        columns = pd.RangeIndex(len(header))
        yield Sheet(file, header, pd.DataFrame(below, index, columns, dtype="str"))

    def _cells(self, file: str, content: bytes) -> tuple[str, list[list[_Cell]]]:
        """The name and the cells of the sheet that was asked for, from row 1."""
        try:
            with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
                names = [self._named(file, book.sheet_names)] if self.sheet else book.sheet_names
                for name in names:
                    cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                    if self.sheet or any(_text(cell) for row in cells for cell in row):
                        return name, cells
        except PasswordError as error:
            raise SourceError(
                f"{file}: the workbook is protected by a password; save a copy without one"
            ) from error
        except CalamineError as error:
            raise SourceError(
                f"{file}: the workbook is damaged ({error}); open it in Excel and save it again"
            ) from error
        raise SourceError(f"{file}: every sheet is empty ({', '.join(names)}); export it again")

    def _named(self, file: str, names: Sequence[str]) -> str:
        if self.sheet not in names:
            hint = did_you_mean(self.sheet, names)
            raise SourceError(
                f"{file}: there is no sheet '{self.sheet}'; it has {', '.join(names)}{hint}"
            )
        return self.sheet

    def _header(self, file: str, cells: Sequence[Sequence[_Cell]]) -> int:
        """The position of the header row."""
        if self.header_row is None:
            found = header_position(cells[:_SEARCHED])
        else:
            found = self.header_row - 1 if self.header_row <= len(cells) else None
        if found is None:
            asked = f" in row {self.header_row}" if self.header_row else ""
            raise SourceError(
                f"{file}: there is no header{asked}; the sheet has {len(cells)} rows, "
                "set `header_row`"
            )
        return found


def header_position(rows: Sequence[Sequence[_Cell]]) -> int | None:
    """The first row that reads like a header: at least half as wide as the sheet, and texts.

    Banner rows fill fewer cells; data rows hold numbers, dates and long texts. The first filled
    row when none does.
    """
    filled = [[cell for cell in row if _text(cell)] for row in rows]
    width = max((len(row) for row in filled), default=0)
    for at, row in enumerate(filled):
        texts = sum(isinstance(cell, str) and _caption(cell) for cell in row)
        if row and len(row) >= width * _FILLED and texts >= len(row) * _TEXTS:
            return at
    return next((at for at, row in enumerate(filled) if row), None)


def _caption(text: str) -> bool:
    return len(text.strip()) <= _SHORT and not text.strip().replace(".", "").isdigit()


def _text(cell: _Cell) -> str:
    """A cell as text: whole numbers without `.0`, dates and times as ISO."""
    match cell:
        case str():
            return cell if cell.strip() else ""
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
        case datetime():
            seconds = cell.replace(microsecond=0)
            return str(seconds.date() if seconds.time() == time() else seconds)
        case _:
            return str(cell)


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Excel,)
