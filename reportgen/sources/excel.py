"""Workbooks: .xlsx, .xls, .xlsb and .ods."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final

import pandas as pd
from pydantic import Field

from reportgen import hookimpl
from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import RawTable, Source
from reportgen.sources.biff_workbook import BiffWorkbook
from reportgen.sources.cell_text import EXCEL_DIGITS, TEXT, Cell, cell_text
from reportgen.sources.csv import Csv
from reportgen.sources.encodings import refuse_garbled
from reportgen.sources.file_source import FileSource
from reportgen.sources.file_type import disguise, inspect
from reportgen.sources.header_row import refuse_rows_above
from reportgen.sources.package_workbook import PackageWorkbook
from reportgen.sources.sheet_grid import SheetGrid, header_position
from reportgen.sources.web_page import PageTable, page_table
from reportgen.sources.workbook_sheet import OpenWorkbook, WorkbookSheet

_SEARCHED: Final = 100  # rows from the top in which a header is looked for


class Excel(FileSource):
    """A sheet of a workbook; numbers and dates become text as Excel shows them."""

    type: ClassVar[str] = "excel"
    suffixes: ClassVar[Sequence[str]] = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

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
                yield self._page(name, page_table(content, name))
            case "text":
                yield from Csv(path=self.path, header_row=self.header_row).sheets(name, content)
            case _:
                inspect(content, name)
                is_package = content.startswith(b"PK")
                book = (PackageWorkbook if is_package else BiffWorkbook)(content, name)
                for sheet, found in self._chosen(name, book):
                    yield self._shaped_sheet(f"{name} › {sheet}", found.grid, found.faults)

    def _page(self, name: str, table: PageTable) -> RawTable:
        """The rows of a web page; one that lacks cells at its end may be damaged."""
        shaped = self._shaped_sheet(name, SheetGrid.of(table.rows, table.merges))
        cells, width = {at: len(row) for at, row in enumerate(table.rows, 1)}, len(shaped.header)
        short = {at: range(cells[at], width) for at in shaped.rows.index if 0 < cells[at] < width}
        return replace(shaped, short=short)

    def _shaped_sheet(
        self, file: str, grid: SheetGrid, faults: Mapping[str, int] = MappingProxyType({})
    ) -> RawTable:
        """The rows below the header."""
        start = self._header(file, grid.cells)
        header, height = grid.header(start)
        refuse_garbled(header, file)
        first = start + height
        below = [[cell_text(cell, EXCEL_DIGITS) for cell in row] for row in grid.cells[first:]]
        merged = grid.filled_below(first)
        repaired = {**faults, **({"merged_cells": merged} if merged else {})}
        index = pd.RangeIndex(first + 1, first + 1 + len(below))
        rows = pd.DataFrame(below, index, pd.RangeIndex(len(header)), dtype=TEXT)
        return RawTable(file, header, rows, repaired=repaired)

    def _chosen(self, file: str, book: OpenWorkbook) -> Iterator[tuple[str, WorkbookSheet]]:
        """The name and the cells of the sheets that were asked for."""
        names = self._asked(file, book.names)
        filled: list[tuple[str, WorkbookSheet]] = []
        for name in names:
            found = book.sheet(name)
            if self.sheet and (self._is_named() or _is_filled(found.grid)):
                filled.append((name, found))
                yield name, found
            elif not self.sheet and _is_filled(found.grid):
                filled.append((name, found))
        if not filled:
            raise SourceError(f"{file}: every sheet is empty ({', '.join(names)}); export it again")
        if not self.sheet:
            yield _only_table(file, filled, book.hidden)

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
            above = cells[: (found or 0) + 1]
            refuse_rows_above(file, [[cell_text(cell) for cell in row] for row in above])
        else:
            found = self.header_row - 1 if self.header_row <= len(cells) else None
        if found is None:
            asked = f" in row {self.header_row}" if self.header_row else ""
            raise SourceError(
                f"{file}: there is no header{asked}; the sheet has {len(cells)} rows, "
                "set `header_row`"
            )
        return found


def _is_filled(grid: SheetGrid) -> bool:
    return any(cell_text(cell) for row in grid.cells for cell in row)


def _only_table(
    file: str, filled: Sequence[tuple[str, WorkbookSheet]], hidden: Collection[str]
) -> tuple[str, WorkbookSheet]:
    """The one sheet that is a table: rows below each other, in columns, and not hidden.

    Raises:
        SourceError: There are several; reading one would lose the others.
    """
    tables = [each for each in filled if each[0] not in hidden and each[1].grid.is_table()]
    if len(tables) > 1:
        names = [name for name, _ in tables]
        raise SourceError(
            f"{file}: several sheets hold tables ({', '.join(names)}); name one with "
            f'`sheet: {names[0]}`, several with a list, or all with `sheet: "*"`'
        )
    shown = [each for each in filled if each[0] not in hidden]
    return (tables or shown or filled)[0]


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Excel,)
