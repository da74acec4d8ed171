"""Workbooks: .xlsx, .xls, .xlsb and .ods."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final

import pandas as pd
from pydantic import Field
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from reportgen import hookimpl
from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import RawTable, Source
from reportgen.sources.cell_text import EXCEL_DIGITS, Cell, cell_text
from reportgen.sources.csv import Csv
from reportgen.sources.file_source import TEXT, FileSource
from reportgen.sources.file_type import disguise, inspect, opened
from reportgen.sources.number_formats import with_formats
from reportgen.sources.sheet_grid import SheetGrid, header_position
from reportgen.sources.stray_cells import Strays, without_strays
from reportgen.sources.unreadable_cells import part_of, sheet_faults
from reportgen.sources.web_page import largest_table

_PANIC: Final = "PanicException"
_SEARCHED: Final = 100  # rows from the top in which a header is looked for


class Excel(FileSource):
    """A sheet of a workbook; numbers and dates become text as Excel shows them."""

    type: ClassVar[str] = "excel"
    suffixes: ClassVar[Sequence[str]] = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")

    sheet: str | list[str] = Field(
        default="",
        description="name, list of names or * for all; the only one with a table if not given",
    )
    header_row: int | None = Field(
        default=None, ge=1, description="row of the header; found by its short texts if not given"
    )

    def sheets(self, name: str, content: bytes) -> Iterator[RawTable]:
        """The rows of each sheet asked for; a web page or text named .xls is read as what it is."""
        match disguise(content):
            case "html":
                yield self._shaped_sheet(name, SheetGrid.of(*largest_table(content, name)))
            case "text":
                yield from Csv(path=self.path, header_row=self.header_row).sheets(name, content)
            case _:
                inspect(content, name)
                if content.startswith(b"PK"):
                    yield from self._package(name, *without_strays(content, name))
                else:
                    for sheet, grid in self._grids(name, content):
                        yield self._shaped_sheet(f"{name} › {sheet}", grid)

    def _package(
        self, name: str, content: bytes, strays: Mapping[str, Strays]
    ) -> Iterator[RawTable]:
        """The sheets of a workbook that is an archive, with what its cells alone do not tell."""
        for sheet, grid in self._grids(name, content):
            shaped = self._shaped_sheet(
                f"{name} › {sheet}", grid, sheet_faults(content, sheet, name)
            )
            found = strays.get(part_of(content, sheet, name) or "", Strays())
            dropped = {"stray_row": found.rows} if found.rows else {}
            repaired = {"stray_cells": found.cells} if found.cells else {}
            yield replace(shaped, dropped=dropped, repaired={**shaped.repaired, **repaired})

    def _shaped_sheet(
        self, file: str, grid: SheetGrid, faults: Mapping[str, int] = MappingProxyType({})
    ) -> RawTable:
        """The rows below the header."""
        start = self._header(file, grid.cells)
        header, height = grid.header(start)
        first = start + height
        below = [[cell_text(cell, EXCEL_DIGITS) for cell in row] for row in grid.cells[first:]]
        merged = grid.filled_below(first)
        repaired = {**faults, **({"merged_cells": merged} if merged else {})}
        index = pd.RangeIndex(first + 1, first + 1 + len(below))
        rows = pd.DataFrame(below, index, pd.RangeIndex(len(header)), dtype=TEXT)
        return RawTable(file, header, rows, repaired=repaired)

    def _grids(self, file: str, content: bytes) -> Iterator[tuple[str, SheetGrid]]:
        """The name and the cells of the sheets that were asked for, from row 1."""
        with _readable(file):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = self._asked(file, book.sheet_names)
        filled: list[tuple[str, SheetGrid]] = []
        for name in names:
            with _readable(file):
                grid = _grid(book, name, content, file)
            if self.sheet and (self._is_named() or _is_filled(grid)):
                filled.append((name, grid))
                yield name, grid
            elif not self.sheet and _is_filled(grid):
                filled.append((name, grid))
        if not filled:
            raise SourceError(f"{file}: every sheet is empty ({', '.join(names)}); export it again")
        if not self.sheet:
            hidden = {m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible}
            yield _only_table(file, filled, hidden)

    def _is_named(self) -> bool:
        return self.sheet not in {"", "*"} if isinstance(self.sheet, str) else True

    def _asked(self, file: str, names: Sequence[str]) -> Sequence[str]:
        """The names of the sheets to look at."""
        if not self._is_named():
            return names
        asked = [self.sheet] if isinstance(self.sheet, str) else self.sheet
        for name in asked:
            if name not in names:
                hint = did_you_mean(name, names)
                raise SourceError(
                    f"{file}: there is no sheet '{name}'; it has {', '.join(names)}{hint}"
                )
        return asked

    def _header(self, file: str, cells: Sequence[Sequence[Cell]]) -> int:
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
        if not isinstance(error, CalamineError | OSError) and type(error).__name__ != _PANIC:
            raise
        raise SourceError(
            f"{file}: the workbook is damaged ({error}); open it in Excel and save it again"
        ) from error


def _is_filled(grid: SheetGrid) -> bool:
    return any(cell_text(cell) for row in grid.cells for cell in row)


def _only_table(
    file: str, filled: Sequence[tuple[str, SheetGrid]], hidden: Collection[str]
) -> tuple[str, SheetGrid]:
    """The one sheet that is a table: rows below each other, in columns, and not hidden.

    Raises:
        SourceError: There are several; reading one would lose the others.
    """
    tables = [each for each in filled if each[0] not in hidden and each[1].is_table()]
    if len(tables) > 1:
        names = [name for name, _ in tables]
        raise SourceError(
            f"{file}: several sheets hold tables ({', '.join(names)}); name one with "
            f'`sheet: {names[0]}`, several with a list, or all with `sheet: "*"`'
        )
    shown = [each for each in filled if each[0] not in hidden]
    return (tables or shown or filled)[0]


def _grid(book: CalamineWorkbook, name: str, content: bytes, file: str) -> SheetGrid:
    sheet = book.get_sheet_by_name(name)
    cells: Sequence[Sequence[Cell]] = sheet.to_python(skip_empty_area=False)
    if content.startswith(b"PK") and (part := part_of(content, name, file)):
        with opened(content, file) as package:
            cells = with_formats(cells, package, part)
    return SheetGrid.of(cells, sheet.merged_cell_ranges or ())


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Excel,)
