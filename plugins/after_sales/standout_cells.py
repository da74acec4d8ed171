"""Which cells of a cross table stand out: a rate against its rest, by the fair test of persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportgen import Fact
from reportgen.stats import COUNTS_ONLY_BELOW, PROVEN, PUBLISHED_FROM, holm, two_proportions


class CrossCell(NamedTuple):
    """One cell: which row and column, and how many of its cases, and of its rest, went wrong."""

    row: str
    column: str
    bad: int
    cases: int
    rest_bad: int
    rest_cases: int


def cross_cells(rates: dict[str, dict[str, Fact]], *, within_row: bool) -> list[CrossCell]:
    """Make the cells of row → column → rate; the rest is the row's, else that of the whole table.

    Cells with fewer than ten cases, or nothing to compare with, are left out.
    """
    whole = [fact for own in rates.values() for fact in own.values()]
    found = []
    for row, own in rates.items():
        bad, cases = _summed(list(own.values()) if within_row else whole)
        for column, fact in own.items():
            top, bottom = _summed([fact])
            if min(bottom, cases - bottom) >= COUNTS_ONLY_BELOW:
                found.append(CrossCell(row, column, top, bottom, bad - top, cases - bottom))
    return found


def standing_out(cells: Sequence[CrossCell]) -> tuple[CrossCell, ...]:
    """Return the cells worse than their rest: p < 0.002 after Holm over all, five bad at least."""
    tests = [two_proportions(c.bad, c.cases, c.rest_bad, c.rest_cases) for c in cells]
    known = [(cell, test) for cell, test in zip(cells, tests, strict=True) if test is not None]
    adjusted = holm([test.p_value for _, test in known])
    found = [
        cell
        for (cell, test), p in zip(known, adjusted, strict=True)
        if p < PROVEN and test.difference > 0 and cell.bad >= PUBLISHED_FROM
    ]
    return tuple(sorted(found, key=lambda cell: (-cell.bad, cell.row, cell.column)))


def _summed(facts: Sequence[Fact]) -> tuple[int, int]:
    return sum(round(f.top or 0) for f in facts), sum(round(f.bottom or 0) for f in facts)
