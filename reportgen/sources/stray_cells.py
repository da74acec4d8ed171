"""Cells far from the table of a sheet: a slip of the hand in the last row, a copied format.

A reader makes room for every cell between them and the table, hundreds of gigabytes. They are taken
out of the workbook first and counted; what is left is read as any other sheet.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from reportgen.errors import SourceError
from reportgen.sources.file_type import opened
from reportgen.sources.sheet_extent import LAST, Reach, column_number, reach_of_xml, reaches

Cell: TypeAlias = tuple[int, bool, bytes]
"""Column from 1, whether it holds something, and its XML."""
Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

_ROWS_APART: Final = 1_000
"""Empty rows after which what follows is no longer the table."""
_COLUMNS_APART: Final = 100
_MANY: Final = 100_000
"""Cells from which it is worth looking for strays."""
_LEAST: Final = 4
"""A filled cell takes more bytes than this."""
_CHUNK: Final = 2**22
_ROW: Final = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL: Final = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_NAMED: Final = re.compile(rb"""(?:^|\s)r=["']([A-Z]{0,3})(\d{0,7})["']""")


@dataclass(slots=True)
class Strays:
    """What was taken out: the numbers of whole rows, and how many cells of rows that stay."""

    rows: list[int] = field(default_factory=list)
    cells: int = 0


class _Area(NamedTuple):
    """First and last row and column of a table, from 1."""

    rows: range
    columns: range


def without_strays(content: bytes, file: str) -> tuple[bytes, dict[str, Strays]]:
    """The workbook without cells too far away to be read, and by part what was taken out.

    Raises:
        SourceError: A sheet is too large even so, or is no .xlsx, where nothing is taken out.
    """
    with opened(content, file) as package:
        far = []
        for part, reach in reaches(package):
            if part.startswith("xl/") and part.endswith(".xml"):
                far += [part] if _is_sparse(reach, package.getinfo(part).file_size) else []
            elif reach.too_far:
                raise SourceError(_too_far(file, part, reach))
        if not far:
            return content, {}
        trimmed, strays = _trimmed(package, far)
    with opened(trimmed, file) as package:
        for part in far:
            if (reach := reach_of_xml(package, part)).too_far:
                raise SourceError(_too_far(file, part, reach))
    return trimmed, strays


def _is_sparse(reach: Reach, size: int) -> bool:
    """Whether a sheet has far fewer cells than it makes a reader reserve."""
    return reach.too_far or (reach.cells > _MANY and size < reach.cells * _LEAST)


def _too_far(file: str, part: str, reach: Reach) -> str:
    return (
        f"{file}: {part} reaches to row {reach.row} and column {reach.column}, more cells than fit "
        "in memory; delete what stands far from the table (Ctrl+End in Excel goes there) and save"
    )


def _trimmed(package: zipfile.ZipFile, far: Collection[str]) -> tuple[bytes, dict[str, Strays]]:
    """A copy of the workbook with shorter sheets."""
    strays = {part: Strays() for part in far}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in package.infolist():
            if entry.filename in far:
                area = _table(package, entry.filename)
                with copy.open(entry.filename, "w") as part:
                    for piece in _cut(package, entry.filename, area, strays[entry.filename]):
                        part.write(piece)
            else:
                copy.writestr(entry.filename, package.read(entry))
    return file.getvalue(), strays


def _table(package: zipfile.ZipFile, part: str) -> _Area:
    """Where the table of a sheet is: around the most filled cells."""
    rows = np.zeros(LAST.row + 1, dtype=np.int64)
    columns = np.zeros(LAST.column + 1, dtype=np.int64)
    for piece in row_pieces(package, part):
        for row, _, cells in _rows(piece):
            for column, filled, _ in cells:
                rows[row] += filled
                columns[column] += filled
    return _Area(_densest(rows, _ROWS_APART), _densest(columns, _COLUMNS_APART))


def _densest(counts: Counts, apart: int) -> range:
    """Of the stretches that lie more than `apart` from each other, the one with most cells."""
    filled = np.flatnonzero(counts)
    stretches = np.split(filled, np.flatnonzero(np.diff(filled) > apart) + 1)
    best = max(stretches, key=lambda stretch: counts[stretch].sum())
    return range(int(best[0]), int(best[-1]) + 1) if len(best) else range(1, 2)


def _cut(package: zipfile.ZipFile, part: str, area: _Area, strays: Strays) -> Iterator[bytes]:
    """The part without the rows and cells outside an area; those that were filled are noted."""
    for piece in row_pieces(package, part):
        at = 0
        for row, found, cells in _rows(piece):
            yield piece[at : found.start()]
            at = found.end()
            if row in area.rows:
                yield _kept(found, cells, area, strays)
            elif any(filled for _, filled, _ in cells):
                strays.rows.append(row)
        yield piece[at:]


def _kept(found: re.Match[bytes], cells: list[Cell], area: _Area, strays: Strays) -> bytes:
    """A row of the table with the cells of the table."""
    outside = [filled for column, filled, _ in cells if column not in area.columns]
    if not outside:
        return found[0]
    strays.cells += sum(outside)
    kept = b"".join(cell for column, _, cell in cells if column in area.columns)
    return b"<row%b>%b</row>" % (found[1], kept)


def _rows(piece: bytes) -> Iterator[tuple[int, re.Match[bytes], list[Cell]]]:
    """The rows of a piece: number, match, cells."""
    for found in _ROW.finditer(piece):
        named = _NAMED.search(found[1])
        row = int(named[2] or 0) if named else 0
        yield min(row, LAST.row), found, list(_cells(found[2] or b""))


def _cells(row: bytes) -> Iterator[Cell]:
    """A cell without a place of its own stands right of the one before."""
    column = 0
    for found in _CELL.finditer(row):
        named = _NAMED.search(found[1])
        column = column_number(named[1]) if named and named[1] else column + 1
        body = found[2] or b""
        filled = b"<v>" in body or b"<is>" in body or b"<f" in body
        yield min(column, LAST.column), filled, found[0]


def row_pieces(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces of whole rows, so that no cell is cut."""
    rest = b""
    with package.open(part) as file:
        while piece := file.read(_CHUNK):
            whole, mark, rest = (rest + piece).rpartition(b"</row>")
            yield whole + mark
    yield rest
