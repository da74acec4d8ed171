"""Computes where a sheet's printed pages begin: no chart is cut, no heading stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

_PAPER: Final = (841.9, 595.3)
"""A4 landscape in points."""
MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.6}
"""Inches."""
_POINTS_PER_CHARACTER: Final = 5.5
"""Points of a unit of column width: 7 pixels in Calibri 11 and padding, at 96 dpi."""
_SAFETY: Final = 0.97
"""Share of a page that is filled; by judgement: fonts differ from machine to machine."""


def room(widths: Iterable[float]) -> float:
    """Return how many points of rows fit on a page when these columns are fitted to its width."""
    wide = sum(widths) * _POINTS_PER_CHARACTER
    scale = min(1.0, (_PAPER[0] - 72 * (MARGINS["left"] + MARGINS["right"])) / wide)
    return _SAFETY * (_PAPER[1] - 72 * (MARGINS["top"] + MARGINS["bottom"])) / scale


def breaks(heights: Sequence[float], groups: Iterable[tuple[int, int]], most: float) -> list[int]:
    """Return the rows that begin a page.

    Args:
        heights: Points of every row.
        groups: First and last row of what stays together; later groups that overlap are joined.
        most: Points that fit on a page. A group taller than that is cut like plain rows.
    """
    ends = _ends(groups)
    found: list[int] = []
    used, row = 0.0, 0
    while row < len(heights):
        last = min(ends.get(row, row), len(heights) - 1)
        tall = sum(heights[row : last + 1])
        if tall > most:
            last, tall = row, heights[row]
        if used and used + tall > most:
            found.append(row)
            used = 0.0
        used += tall
        row = last + 1
    return found


def _ends(groups: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return first row → last row of groups that do not overlap."""
    ends: dict[int, int] = {}
    start, end = -1, -1
    for first, last in sorted(groups):
        if first > end:
            start = first
        end = max(end, last)
        ends[start] = end
    return ends
