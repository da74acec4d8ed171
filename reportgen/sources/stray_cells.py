"""Cells far from the table of a sheet: a slip of the hand in the last row, a pasted text.

A reader makes room for every cell between them and the table, hundreds of gigabytes, and nobody can
say what belongs to the table. The first one is named, so that a person can delete it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from reportgen.errors import SourceError
from reportgen.sources.sheet_extent import LAST
from reportgen.sources.sheet_tokens import SheetTokens

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

_ROWS_APART: Final = 1_000
"""Empty rows after which what follows is no longer the table."""
_COLUMNS_APART: Final = 100
_ALPHABET: Final = 26


class Area(NamedTuple):
    """First and last row and column of a table, from 1."""

    rows: range
    columns: range

    @classmethod
    def densest(cls, rows: Sequence[int] | Counts, columns: Sequence[int] | Counts) -> Area:
        """Around the most filled cells, given how many each row and each column has."""
        return cls(_densest(rows, _ROWS_APART), _densest(columns, _COLUMNS_APART))

    def refuse_beyond(self, file: str, row: int, column: int) -> None:
        """Refuse a filled cell that does not belong to the table.

        Raises:
            SourceError: It names the cell and the table.
        """
        if row in self.rows and column in self.columns:
            return
        first, last = (
            _reference(rows, columns)
            for rows, columns in (
                (self.rows[0], self.columns[0]), (self.rows[-1], self.columns[-1]),
            )
        )  # fmt: skip
        raise SourceError(
            f"{file}: cell {_reference(row, column)} stands far from the table ({first}:{last}), "
            "and whether it belongs to it nobody can say; delete what stands there (Ctrl+End in "
            "Excel goes to the last cell) and save"
        )


def _reference(row: int, column: int) -> str:
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, _ALPHABET)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _densest(counts: Sequence[int] | Counts, apart: int) -> range:
    """Of the stretches that lie more than `apart` from each other, the one with most cells."""
    each = np.asarray(counts)
    filled = np.flatnonzero(each)
    stretches = np.split(filled, np.flatnonzero(np.diff(filled) > apart) + 1)
    best = max(stretches, key=lambda stretch: each[stretch].sum())
    return range(int(best[0]), int(best[-1]) + 1) if len(best) else range(1, 2)


def refuse_strays(package: zipfile.ZipFile, part: str, file: str) -> None:
    """Refuse a part with a filled cell far from its table.

    Raises:
        SourceError: It names the first one.
    """
    counts = _Counts()
    counts.read(package, part)
    _StrayCells(Area.densest(counts.rows, counts.columns), file).read(package, part)


class _Counts(SheetTokens):
    """How many filled cells each row and each column has."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.columns = [0] * (LAST.row + 1), [0] * (LAST.column + 1)

    def cell(self) -> None:
        self.rows[min(self.row, LAST.row)] += 1
        self.columns[min(self.column, LAST.column)] += 1


class _StrayCells(SheetTokens):
    """Looks for cells outside an area."""

    def __init__(self, area: Area, file: str) -> None:
        super().__init__()
        self._area, self._file = area, file

    def cell(self) -> None:
        self._area.refuse_beyond(self._file, self.row, self.column)
