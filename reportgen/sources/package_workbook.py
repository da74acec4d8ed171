"""Workbooks that are packages: .xlsx, .xlsb and .ods."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from reportgen.errors import SourceError
from reportgen.sources.cell_text import Cell
from reportgen.sources.file_type import opened
from reportgen.sources.number_formats import with_formats
from reportgen.sources.sheet_grid import OverlapError, SheetGrid
from reportgen.sources.workbook_guard import guarded
from reportgen.sources.workbook_parts import sheet_parts
from reportgen.sources.workbook_sheet import WorkbookSheet

_PANIC: Final = "PanicException"
_TABLES: Final = (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet)


class PackageWorkbook:
    """A workbook in one of the formats that are archives.

    Raises:
        SourceError: It is protected, damaged, or not safe to read.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self._file, self._guarded = file, guarded(content, file)
        with _readable(file):
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(self._guarded.content))
        sheets = [each for each in self._book.sheets_metadata if each.typ in _TABLES]
        self.names = [each.name for each in sheets]
        self.hidden = {each.name for each in sheets if each.visible != SheetVisibleEnum.Visible}

    def sheet(self, name: str) -> WorkbookSheet:
        """One sheet, from row 1 and column 1.

        Raises:
            SourceError: It is damaged.
        """
        with _readable(self._file):
            sheet = self._book.get_sheet_by_name(name)
            cells = self._shown(name, sheet.to_python(skip_empty_area=False))
            grid = SheetGrid.of(cells, sheet.merged_cell_ranges or ())
        faults = self._guarded.faults.get(name, {})
        return WorkbookSheet(grid, faults)

    def _shown(self, name: str, cells: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """The cells of a sheet with what their number formats show."""
        with opened(self._guarded.content, self._file) as package:
            part = sheet_parts(package).get(name, "")
            return with_formats(cells, package, part) if part else cells


@contextmanager
def _readable(file: str) -> Iterator[None]:
    """What the reader says of a workbook it cannot read, as the user can act on it.

    Raises:
        SourceError: It is protected or damaged.
    """
    try:
        yield
    except PasswordError as error:
        raise SourceError(
            f"{file}: the workbook is protected by a password; save a copy without one"
        ) from error
    except BaseException as error:
        # the reader is written in Rust, whose panics are no Exception and have no importable class
        known = isinstance(error, CalamineError | OSError | OverlapError)
        if not known and type(error).__name__ != _PANIC:
            raise
        raise SourceError(
            f"{file}: the workbook is damaged ({error}); open it in Excel and save it again"
        ) from error
