"""Workbooks of Excel 2 to 2003: .xls, whose format is called BIFF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias, TypeVar

import xlrd
from xlrd.sheet import Sheet as XlrdSheet
from xlrd.xldate import xldate_as_datetime

from reportgen.errors import SourceError
from reportgen.sources.cell_text import Cell
from reportgen.sources.number_formats import shown
from reportgen.sources.sheet_extent import Reach
from reportgen.sources.sheet_grid import SheetGrid
from reportgen.sources.stray_cells import Area
from reportgen.sources.workbook_sheet import WorkbookSheet

Rows: TypeAlias = list[list[Cell]]
Item = TypeVar("Item")

_RECORD: Final = 14
"""Bytes a filled cell takes."""
_NOTHING: Final = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)


class BiffWorkbook:
    """A workbook read row by row: one far cell takes no more room than any other.

    Texts of Excel 5/95 and before are in the code page the file names.

    Raises:
        SourceError: It is protected, damaged, or no workbook.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self._file = file
        with _readable(file):
            self._book = xlrd.open_workbook(
                file_contents=content,
                logfile=io.StringIO(),
                on_demand=True,
                formatting_info=True,  # merged areas are read with it only
                ragged_rows=True,
            )
            sheets = [self._book.sheet_by_index(at) for at in range(self._book.nsheets)]
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self.names = list(self._sheets)
        self.hidden = {sheet.name for sheet in sheets if sheet.visibility}

    def sheet(self, name: str) -> WorkbookSheet:
        """One sheet, from row 1 and column 1.

        Raises:
            SourceError: It has fewer cells than would have to be held.
        """
        sheet = self._sheets[name]
        with _readable(self._file):
            rows = _ended([self._row(sheet, at) for at in range(sheet.nrows)], [])
            errors = sum(sheet.row_types(at).count(xlrd.XL_CELL_ERROR) for at in range(sheet.nrows))
            merges = [
                ((top, left), (bottom - 1, right - 1))
                for top, bottom, left, right in sheet.merged_cells
            ]
            self._refuse_far(name, rows)
            grid = SheetGrid.of(rows, merges)
        return WorkbookSheet(grid, {"error_value": errors} if errors else {})

    def _row(self, sheet: XlrdSheet, at: int) -> list[Cell]:
        row: list[Cell] = []
        for column, kind in enumerate(sheet.row_types(at)):
            value = sheet.cell_value(at, column)
            if kind == xlrd.XL_CELL_NUMBER:
                row.append(shown(float(value), self._format(sheet.cell_xf_index(at, column))))
            else:
                row.append("" if kind in _NOTHING else self._value(kind, value))
        return _ended(row, "")

    def _format(self, style: int) -> str:
        """The number format of a style; files before Excel 97 may not tell it."""
        styles = self._book.xf_list[style : style + 1]
        found = self._book.format_map.get(styles[0].format_key) if styles else None
        return str(found.format_str) if found else ""

    def _value(self, kind: int, value: str | float) -> Cell:
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        return self._date(float(value)) if kind == xlrd.XL_CELL_DATE else value

    def _date(self, number: float) -> Cell:
        """The moment a number stands for, or the number where it stands for none."""
        if number < 0:
            return number
        try:
            moment = xldate_as_datetime(number, 1 if self._book.datemode else 0)
        except (ValueError, OverflowError):
            return number
        return moment.time() if number < 1 else moment

    def _refuse_far(self, name: str, rows: Rows) -> None:
        """Refuse a sheet with cells far from its table, or with nearly nothing everywhere."""
        width = max(map(len, rows), default=0)
        down = [sum(cell != "" for cell in row) for row in rows]
        if not Reach(len(rows), width).is_sparse(sum(down)):
            return
        across = [0] * width
        for row in rows:
            for at, cell in enumerate(row):
                across[at] += cell != ""
        area = Area.densest([0, *down], [0, *across])
        for below, cells in enumerate(rows, start=1):
            for right, cell in enumerate(cells, start=1):
                if cell != "":
                    area.refuse_beyond(f"{self._file} › {name}", below, right)
        reach = Reach(area.rows[-1], area.columns[-1])
        if reach.is_hopeless(sum(down) * _RECORD):
            raise SourceError(
                f"{self._file} › {name}: the sheet reaches to row {reach.row} and column "
                f"{reach.column} and is nearly empty; delete what stands far from the table "
                "(Ctrl+End in Excel goes there) and save"
            )


def _ended(items: list[Item], nothing: Item) -> list[Item]:
    """Without what has a format and no content at the end."""
    while items and items[-1] == nothing:
        items.pop()
    return items


@contextmanager
def _readable(file: str) -> Iterator[None]:
    """What the reader says of a workbook it cannot read, as the user can act on it."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        # whatever bytes make the reader stumble over, from a wrong length to a number too large
        said = str(error)
        if "encrypted" in said:
            raise SourceError(
                f"{file}: the workbook is protected by a password; save a copy without one"
            ) from error
        if "Can't find workbook" in said:
            raise SourceError(
                f"{file}: this is an old Office file, but no workbook; export as .xlsx"
            ) from error
        raise SourceError(
            f"{file}: the workbook is damaged ({said or type(error).__name__}); open it in Excel "
            "and save it again"
        ) from error
