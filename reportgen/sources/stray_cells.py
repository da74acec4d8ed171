"""Cells far from the table of a sheet: a slip of the hand in the last row, a copied format.

A reader makes room for every cell between them and the table, hundreds of gigabytes. They are
emptied first and counted; what is left is read as any other sheet.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from reportgen.sources.sheet_extent import LAST
from reportgen.sources.sheet_tokens import SheetTokens

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

_ROWS_APART: Final = 1_000
"""Empty rows after which what follows is no longer the table."""
_COLUMNS_APART: Final = 100


@dataclass(slots=True)
class Strays:
    """What was taken out: the numbers of whole rows, and how many cells of rows that stay."""

    rows: list[int] = field(default_factory=list)
    cells: int = 0


class Area(NamedTuple):
    """First and last row and column of a table, from 1."""

    rows: range
    columns: range

    @classmethod
    def densest(cls, rows: Sequence[int] | Counts, columns: Sequence[int] | Counts) -> Area:
        """Around the most filled cells, given how many each row and each column has."""
        return cls(_densest(rows, _ROWS_APART), _densest(columns, _COLUMNS_APART))


def _densest(counts: Sequence[int] | Counts, apart: int) -> range:
    """Of the stretches that lie more than `apart` from each other, the one with most cells."""
    each = np.asarray(counts)
    filled = np.flatnonzero(each)
    stretches = np.split(filled, np.flatnonzero(np.diff(filled) > apart) + 1)
    best = max(stretches, key=lambda stretch: each[stretch].sum())
    return range(int(best[0]), int(best[-1]) + 1) if len(best) else range(1, 2)


def without_strays(package: zipfile.ZipFile, part: str) -> tuple[bytes, Strays]:
    """The part with what stands far from its table emptied, and what that was.

    The cells stay where they are, so that those after them stay where they are too.
    """
    counts = _Counts()
    counts.read(package, part)
    outside = _Outside(Area.densest(counts.rows, counts.columns))
    outside.read(package, part)
    content, kept, at = package.read(part), [], 0
    for start, end in outside.spans:
        kept.append(content[at:start])
        at = end
    return b"".join([*kept, content[at:]]), outside.strays()


class _Counts(SheetTokens):
    """How many filled cells each row and each column has."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.columns = [0] * (LAST.row + 1), [0] * (LAST.column + 1)

    def cell(self) -> None:
        self.rows[min(self.row, LAST.row)] += 1
        self.columns[min(self.column, LAST.column)] += 1


class _Outside(SheetTokens):
    """Where in the part the contents of cells outside an area begin and end."""

    def __init__(self, area: Area) -> None:
        super().__init__()
        self.spans: list[tuple[int, int]] = []
        self._area, self._start_at, self._cells, self._rows = area, -1, 0, dict[int, None]()

    def cell(self) -> None:
        in_row = self.row in self._area.rows
        if in_row and self.column in self._area.columns:
            return
        if in_row:
            self._cells += 1
        else:
            self._rows[self.row] = None
        self._start_at = self.parser.CurrentByteIndex
        self.parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        if self._local[name] == "c":
            self.spans.append((self._start_at, self.parser.CurrentByteIndex))
            self.parser.EndElementHandler = None

    def strays(self) -> Strays:
        """What the spans are."""
        return Strays(list(self._rows), self._cells)
