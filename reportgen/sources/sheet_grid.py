"""Cells as people lay them out: merged, with two header rows, below a banner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportgen.sources.cell_text import Cell, cell_text
from reportgen.sources.header_row import FILLED, TEXTS, is_caption

Merge: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged area: (row, column), from 0, both inside."""


class OverlapError(ValueError):
    """Merged areas lie on each other."""

    def __str__(self) -> str:
        """What a user is told."""
        return "merged cells overlap"


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """The cells of a sheet from its first row and column, merged areas filled.

    `merged` is the rows and columns of the areas that were filled.
    """

    cells: list[list[Cell]]
    merged: tuple[Merge, ...] = ()

    @classmethod
    def of(cls, cells: Sequence[Sequence[Cell]], merges: Iterable[Merge]) -> SheetGrid:
        """Fill every merged area with its value, except a banner: alone in its row.

        Raises:
            OverlapError: Together they have more cells than there are, as no program writes them.
        """
        width = max((len(row) for row in cells), default=0)
        full = [[*row, *[""] * (width - len(row))] for row in cells]
        filled = [sum(bool(cell_text(cell)) for cell in row) for row in cells]
        kept = [merge for merge in merges if _holds(full, filled, merge)]
        if sum(_area(merge, len(full), width) for merge in kept) > len(full) * width:
            raise OverlapError
        for (top, left), (bottom, right) in kept:
            for row in full[top : bottom + 1]:
                row[left : right + 1] = [full[top][left]] * (min(right, width - 1) - left + 1)
        return cls(full, tuple(kept))

    def is_table(self) -> bool:
        """Whether rows stand below each other, with more than one cell each."""
        wide = (row for row in self.cells if sum(bool(cell_text(cell)) for cell in row) > 1)
        return next(wide, None) is not None and next(wide, None) is not None

    def header(self, start: int) -> tuple[tuple[str, ...], int]:
        """The header that begins in a row, and how many rows it has: `上层/下层` for two.

        A row of groups (基本信息, 费用信息) above a complete header adds nothing and is left out.
        """
        top = [cell_text(cell).strip() for cell in self.cells[start]]
        plain = tuple(cell_text(cell) for cell in self.cells[start])
        if start + 1 == len(self.cells):
            return plain, 1
        low = [cell_text(cell).strip() for cell in self.cells[start + 1]]
        wide = any(
            first[0] == last[0] == start and last[1] > first[1] for first, last in self.merged
        )
        captions = all(isinstance(cell, str) for cell in self.cells[start + 1])
        captions = captions and all(is_caption(text) for text in low if text)
        if not captions or not (wide or _hangs_below(top, low)):
            return plain, 1
        if self._is_band(start, low):
            return tuple(low), 2
        return tuple(_joined(top, low)), 2

    def _is_band(self, start: int, low: Sequence[str]) -> bool:
        """Whether the upper row only groups columns: the lower one names each, and each once."""
        down = any(first[0] == start < last[0] for first, last in self.merged)
        return not down and all(low) and len(set(low)) == len(low)

    def filled_below(self, start: int) -> int:
        """How many cells of merged areas below a row were filled."""
        height, width = len(self.cells), max(map(len, self.cells), default=0)
        return sum(_area(merge, height, width) - 1 for merge in self.merged if merge[0][0] >= start)


def _area(merge: Merge, height: int, width: int) -> int:
    """How many cells of a merged area lie within a sheet."""
    (top, left), (bottom, right) = merge
    return (min(bottom, height - 1) - top + 1) * (min(right, width - 1) - left + 1)


def _holds(cells: Sequence[Sequence[Cell]], filled: Sequence[int], merge: Merge) -> bool:
    """Whether a merged area holds a value and is no banner."""
    (top, left), _ = merge
    if top >= len(cells) or left >= len(cells[top]) or not cell_text(cells[top][left]):
        return False
    return filled[top] > 1 or merge[1][1] == left


def _hangs_below(top: Sequence[str], low: Sequence[str]) -> bool:
    """Whether a second row names what the first leaves open, and nothing where it need not."""
    names = any(not above and below for above, below in zip(top, low, strict=True))
    leaves = any(above and not below for above, below in zip(top, low, strict=True))
    return names and leaves and bool(top[0]) and not low[0]


def _joined(top: Sequence[str], low: Sequence[str]) -> Iterable[str]:
    """Each lower caption behind the upper one it stands under."""
    group = ""
    for above, below in zip(top, low, strict=True):
        group = above or (group if below else "")
        yield group if below in {"", group} else f"{group}/{below}".lstrip("/")


def header_position(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row that reads like a header: at least half as wide as the sheet, and texts.

    Banner rows fill fewer cells; data rows hold numbers, dates and long texts. The first filled
    row when none does.
    """
    filled = [[cell for cell in row if cell_text(cell)] for row in rows]
    width = max((len(row) for row in filled), default=0)
    for at, row in enumerate(filled):
        texts = sum(isinstance(cell, str) and is_caption(cell) for cell in row)
        if row and len(row) >= width * FILLED and texts >= len(row) * TEXTS:
            return at
    return next((at for at, row in enumerate(filled) if row), None)
