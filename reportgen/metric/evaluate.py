"""Metric expressions evaluated over frames: a value, or a whole family in one pass a leaf."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.labels import name_order
from reportgen.metric.expressions import (
    Aggregate,
    Average,
    Count,
    Difference,
    Expr,
    Given,
    Mean,
    Ratio,
    Reason,
    Rows,
    Selecting,
    Sum,
    Total,
    Value,
    leaves,
)
from reportgen.metric.stored_columns import Groups, Mask, StoredColumn

MONTH = "month"
"""The group key that stands for the calendar month of a selection's own date column."""


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
    """

    value: float | None
    reason: Reason | None = None
    n: int | None = None
    top: float | None = None
    bottom: float | None = None
    sd: float | None = None


NO_DATA = Result(None, "no_data")

LeafReader: TypeAlias = Callable[[Aggregate], Result]


@dataclass(frozen=True, slots=True)
class Selected:
    """What an aggregate is told about the rows it is of.

    Attributes:
        rows: How many there are.
        n: How many of them have a value in the column that is measured.
        total: The sum of these values.
        sd: Their sample standard deviation; null for fewer than two.
    """

    rows: int
    n: int
    total: float
    sd: float | None


def aggregated(leaf: Aggregate, selected: Selected) -> Result:
    """What an aggregate comes to over rows; without rows, it says whether that is 0 or null."""
    n, total = selected.n, selected.total
    match leaf:
        case Count():
            return Result(float(selected.rows), n=selected.rows)
        case Sum():
            return Result(total, n=n)
        case Mean():
            return Result(total / n, n=n, sd=selected.sd) if n else Result(None, "no_data", n=0)
        case Value():  # a ready-made figure: how many cases it rests on is not known
            return Result(total) if n else Result(None, "no_data", n=0)


_NOTHING: Final = Selected(0, 0, 0.0, None)


class Evaluator:
    """Evaluates expressions over one dealer's tables and remembers what it has computed.

    A table or column that is not there gives `no_data`; it is never an error here, because
    a section has said in `needs` what it cannot do without.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tables
        self._masks: dict[Rows, np.ndarray | None] = {}
        self._values: dict[Expr, Result] = {}
        self._columns: dict[tuple[str, str], StoredColumn] = {}

    def value(self, expr: Expr) -> Result:
        """The value of one expression."""
        if expr not in self._values:
            self._values[expr] = _combine(expr, self._leaf)
        return self._values[expr]

    def family(self, expr: Expr, by: str) -> dict[str, Result]:
        """The expression for every value of a column, one pass a leaf.

        Args:
            expr: What is computed.
            by: The column, or `MONTH`.

        Returns:
            Value → result, in the order of names; a group without rows in one leaf counts 0 there.
        """
        grouped = {leaf: self._grouped(leaf, by) for leaf in dict.fromkeys(leaves(expr))}
        keys = sorted({key for groups in grouped.values() for key in groups}, key=name_order)
        return {key: _combine(expr, _reader(grouped, key)) for key in keys}

    def rows(self, selection: Rows) -> pd.DataFrame:
        """The rows a selection picks; empty where the table is absent."""
        mask = self.mask(selection)
        if mask is None:
            return pd.DataFrame()
        return self.tables[selection.table][mask]

    def mask(self, selection: Rows) -> np.ndarray | None:
        """Which rows of its table a selection picks; null where table or column is absent."""
        if selection not in self._masks:
            self._masks[selection] = self._mask(selection)
        return self._masks[selection]

    def _mask(self, selection: Rows) -> np.ndarray | None:
        frame = self.tables.get(selection.table)
        if frame is None or any(c.column not in frame.columns for c in selection.where):
            return None
        if not selection.where:
            return np.ones(len(frame), dtype=bool)
        *shorter, last = selection.where
        before = self.mask(Rows(selection.table, selection.date, tuple(shorter)))
        column = self._column(selection.table, last.column)
        return None if before is None or column is None else before & column.meets(last)

    def _column(self, table: str, name: str) -> StoredColumn | None:
        """One column of one table, kept for the next question; null where it is absent."""
        key = (table, name)
        if key not in self._columns:
            frame = self.tables.get(table)
            if frame is None or name not in frame.columns:
                return None
            self._columns[key] = StoredColumn(frame[name])
        return self._columns[key]

    def _leaf(self, leaf: Aggregate) -> Result:
        mask = self.mask(leaf.rows)
        if mask is None:
            return NO_DATA
        rows = int(mask.sum())
        if isinstance(leaf, Count):
            return aggregated(leaf, Selected(rows, rows, 0.0, None))
        column = self._column(leaf.rows.table, leaf.column)
        if column is None:
            return NO_DATA
        values = column.numbers[mask]
        values = values[~np.isnan(values)]
        sd = float(values.std(ddof=1)) if len(values) > 1 else None
        return aggregated(leaf, Selected(rows, len(values), math.fsum(values), sd))

    def _grouped(self, leaf: Aggregate, by: str) -> dict[str, Result]:
        mask = self.mask(leaf.rows)
        column = self._column(leaf.rows.table, leaf.rows.date if by == MONTH else by)
        if mask is None or column is None:
            return {}
        groups = column.months if by == MONTH else column.groups
        here = mask & (groups.codes >= 0)
        if isinstance(leaf, Count):
            found = _counts(groups, here)
        elif measured := self._column(leaf.rows.table, leaf.column):
            found = _moments(groups, here, measured.numbers)
        else:
            return {}
        return {
            name: aggregated(leaf, selected)
            for name, selected in zip(groups.names, found, strict=True)
            if selected.rows
        }


def _reader(grouped: Mapping[Aggregate, Mapping[str, Result]], key: str) -> LeafReader:
    return lambda leaf: grouped[leaf].get(key) or aggregated(leaf, _NOTHING)


def _combine(expr: Expr, leaf: LeafReader) -> Result:
    match expr:
        case Selecting():
            return leaf(expr)
        case Given(value):
            return Result(value, None if value is not None else "no_data")
        case Ratio(top, bottom, factor):
            return _ratio(_combine(top, leaf), _combine(bottom, leaf), factor)
        case Difference(left, right, factor):
            return _difference(_combine(left, leaf), _combine(right, leaf), factor)
        case Total(parts):
            return _total([_combine(part, leaf) for part in parts])
        case Average(parts, weights, known_only):
            values = [_combine(part, leaf) for part in parts]
            weighed = [_combine(weight, leaf) for weight in weights]
            return _average(values, weighed, known_only=known_only)


def _counts(groups: Groups, here: Mask) -> list[Selected]:
    """The rows of every group, where nothing is measured."""
    rows = np.bincount(groups.codes[here], minlength=len(groups.names)).tolist()
    return [Selected(n, n, 0.0, None) for n in rows]


def _moments(groups: Groups, here: Mask, numbers: NDArray[np.float64]) -> list[Selected]:
    """The rows of every group and what is measured in them."""
    size = len(groups.names)
    rows = np.bincount(groups.codes[here], minlength=size)
    used = here & ~np.isnan(numbers)
    found = (rows, *_group_moments(groups.codes[used], numbers[used], size))
    return [
        Selected(most, n, total, None if math.isnan(sd) else sd)
        for most, n, total, sd in zip(*(each.tolist() for each in found), strict=True)
    ]


def _group_moments(
    codes: NDArray[np.intp], values: NDArray[np.float64], size: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Count, sum and sample standard deviation of every group; NaN for fewer than two values."""
    counted = np.bincount(codes, minlength=size)
    summed = np.bincount(codes, weights=values, minlength=size)
    off = values - (summed / np.maximum(counted, 1))[codes]
    squares = np.bincount(codes, weights=off * off, minlength=size)
    spread = np.full(size, np.nan)
    several = counted > 1
    spread[several] = np.sqrt(squares[several] / (counted[several] - 1))
    return counted, summed, spread


def _ratio(top: Result, bottom: Result, factor: float) -> Result:
    for part in (top, bottom):
        if part.value is None:
            return Result(None, part.reason)
    assert top.value is not None  # noqa: S101 narrowed above
    if not bottom.value:
        return Result(None, "no_denominator", n=0, top=top.value, bottom=0.0)
    n = round(bottom.value) if float(bottom.value).is_integer() else bottom.n
    value = factor * top.value / bottom.value
    return Result(value, n=n, top=top.value, bottom=bottom.value)


def _difference(left: Result, right: Result, factor: float) -> Result:
    if left.value is None or right.value is None:
        return Result(None, left.reason or right.reason)
    return Result(factor * (left.value - right.value))


def _total(parts: list[Result]) -> Result:
    known = [part.value for part in parts if part.value is not None]
    if len(known) < len(parts):
        return Result(None, next(part.reason for part in parts if part.value is None))
    counts = [part.n for part in parts]
    n = sum(c for c in counts if c is not None) if all(c is not None for c in counts) else None
    return Result(math.fsum(known), n=n)


def _average(parts: list[Result], weights: list[Result], *, known_only: bool) -> Result:
    pairs = list(zip(parts, weights or [Result(1.0)] * len(parts), strict=True))
    known = [(p, w) for p, w in pairs if p.value is not None and w.value is not None]
    if not known or (not known_only and len(known) < len(pairs)):
        return Result(None, next((p.reason for p in parts if p.reason), "no_data"))
    heavy = math.fsum(w.value for _, w in known if w.value)
    if not heavy:
        return Result(None, "no_denominator")
    value = math.fsum(p.value * w.value for p, w in known if p.value and w.value) / heavy
    return Result(value, n=sum(p.n or 0 for p, _ in known) or None)
