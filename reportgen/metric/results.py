"""What expressions come to: results with their bounds, and how results are combined."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from reportgen.metric.exported_days import SoFar, comparable, joined
from reportgen.metric.expressions import (
    Aggregate,
    Average,
    Count,
    Difference,
    Doubt,
    Expr,
    Given,
    Mean,
    Ratio,
    Reason,
    Selecting,
    Sum,
    Total,
    Value,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What an expression came to.

    Attributes:
        value: The figure; null where there is none.
        reason: Why there is none.
        n: How many cases it rests on; null where they were not counted.
        top: The numerator of a ratio.
        bottom: Its denominator.
        sd: The sample standard deviation of the cases; null where there is none.
        low: The least it can be, where rows nobody can read leave it open.
        high: The most it can be.
        so_far: The days it is of, where its last month is the report's and unfinished.
    """

    value: float | None
    reason: Reason | None = None
    n: int | None = None
    top: float | None = None
    bottom: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    so_far: SoFar = ()

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Between what it lies for certain; null where nothing is known."""
        if self.value is not None:
            return self.value, self.value
        return (self.low, self.high) if self.low is not None and self.high is not None else None


NO_DATA = Result(None, "no_data")
_TYPING_ERRORS: Final = 0.05
"""Share of values nobody could read that a mean may do without: it says what most rows say. A sum
may not: it would be smaller."""

LeafReader: TypeAlias = Callable[[Aggregate], Result]


@dataclass(frozen=True, slots=True)
class Selected:
    """What an aggregate is told about the rows it is of.

    Attributes:
        rows: How many there are.
        n: How many of them have a value in the column that is measured.
        total: The sum of these values.
        sd: Their sample standard deviation; null for fewer than two.
        open: How many rows more there may be, of which nobody can say whether they belong here.
        unread: How many of the rows have a value in that column nobody could read.
        doubt: Why some are open or unread.
    """

    rows: int
    n: int
    total: float
    sd: float | None
    open: int = 0
    unread: int = 0
    doubt: Doubt | None = None


def aggregated(leaf: Aggregate, selected: Selected) -> Result:
    """What an aggregate comes to over rows; without rows, it says whether that is 0 or null."""
    n, total, doubt = selected.n, selected.total, selected.doubt
    unread = selected.unread
    if isinstance(leaf, Mean) and unread <= _TYPING_ERRORS * (n + unread):
        unread = 0
    if isinstance(leaf, Count):
        if not selected.open:
            return Result(float(selected.rows), n=selected.rows)
        most = float(selected.rows + selected.open)
        return Result(None, doubt, low=float(selected.rows), high=most)
    # a figure that is there is no other one's, whatever the rows nobody can read are about
    if unread or (selected.open and not (isinstance(leaf, Value) and n)):
        return Result(None, doubt)
    match leaf:
        case Sum():
            return Result(total, n=n)
        case Mean():
            return Result(total / n, n=n, sd=selected.sd) if n else Result(None, "no_data", n=0)
        case Value():  # a ready-made figure: how many cases it rests on is not known
            return Result(total) if n else Result(None, "no_data", n=0)


NOTHING: Final = Selected(0, 0, 0.0, None)
"""What is said of no rows at all."""


def combine(expr: Expr, leaf: LeafReader) -> Result:
    """Return what an expression comes to, given what each of its aggregates does."""
    match expr:
        case Selecting():
            return leaf(expr)
        case Given(value, _, reason):
            return Result(value, None if value is not None else reason or "no_data")
        case Ratio(top, bottom, factor):
            return _ratio(combine(top, leaf), combine(bottom, leaf), factor)
        case Difference(left, right, factor):
            return _difference(combine(left, leaf), combine(right, leaf), factor)
        case Total(parts):
            return _total([combine(part, leaf) for part in parts])
        case Average(parts, weights, known_only):
            values = [combine(part, leaf) for part in parts]
            weighed = [combine(weight, leaf) for weight in weights]
            return _average(values, weighed, known_only=known_only)


def _ratio(top: Result, bottom: Result, factor: float) -> Result:
    for part in (top, bottom):
        if part.value is None:
            low, high = _quotient(top, bottom, factor)
            return Result(None, part.reason, low=low, high=high)
    assert top.value is not None  # noqa: S101 narrowed above
    if not comparable(top.so_far, bottom.so_far):
        return Result(None, "partly_exported")
    if not bottom.value:
        return Result(None, "no_denominator", n=0, top=top.value, bottom=0.0)
    n = round(bottom.value) if float(bottom.value).is_integer() else bottom.n
    value = factor * top.value / bottom.value
    so_far = joined((top.so_far, bottom.so_far))
    return Result(value, n=n, top=top.value, bottom=bottom.value, so_far=so_far)


def _quotient(top: Result, bottom: Result, factor: float) -> tuple[float | None, float | None]:
    """Between what a ratio lies: the least by the most, and the most by the least."""
    if top.bounds is None or bottom.bounds is None:
        return None, None
    (least, most), (few, many) = top.bounds, bottom.bounds
    if few <= 0 or least < 0:
        return None, None
    return factor * least / many, factor * most / few


def _difference(left: Result, right: Result, factor: float) -> Result:
    if left.value is not None and right.value is not None:
        if not comparable(left.so_far, right.so_far):
            return Result(None, "partly_exported")
        so_far = joined((left.so_far, right.so_far))
        return Result(factor * (left.value - right.value), so_far=so_far)
    reason = left.reason or right.reason
    if left.bounds is None or right.bounds is None:
        return Result(None, reason)
    low, high = left.bounds[0] - right.bounds[1], left.bounds[1] - right.bounds[0]
    return Result(None, reason, low=factor * low, high=factor * high)


def _total(parts: list[Result]) -> Result:
    known = [part.value for part in parts if part.value is not None]
    if len(known) < len(parts):
        reason = next(part.reason for part in parts if part.value is None)
        bounds = [part.bounds for part in parts]
        if any(each is None for each in bounds):
            return Result(None, reason)
        lows, highs = zip(*(each for each in bounds if each), strict=True)
        return Result(None, reason, low=math.fsum(lows), high=math.fsum(highs))
    counts = [part.n for part in parts]
    n = sum(c for c in counts if c is not None) if all(c is not None for c in counts) else None
    return Result(math.fsum(known), n=n, so_far=joined(part.so_far for part in parts))


def whole_only(parts: Sequence[Result]) -> list[Result]:
    """Return the parts of a mean, those of an unfinished month unknown beside whole months."""
    whole = any(part.value is not None and not part.so_far for part in parts)
    unfinished = Result(None, "partly_exported")
    return [unfinished if whole and part.so_far else part for part in parts]


def _average(parts: list[Result], weights: list[Result], *, known_only: bool) -> Result:
    parts = whole_only(parts)
    pairs = list(zip(parts, weights or [Result(1.0)] * len(parts), strict=True))
    known = [(p, w) for p, w in pairs if p.value is not None and w.value is not None]
    if not known or (not known_only and len(known) < len(pairs)):
        return Result(None, next((p.reason for p in parts if p.reason), "no_data"))
    heavy = math.fsum(w.value for _, w in known if w.value)
    if not heavy:
        return Result(None, "no_denominator")
    value = math.fsum(p.value * w.value for p, w in known if p.value and w.value) / heavy
    so_far = joined(each.so_far for pair in known for each in pair)
    return Result(value, n=sum(p.n or 0 for p, _ in known) or None, so_far=so_far)
