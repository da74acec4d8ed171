"""Metric expressions evaluated over frames: a value, or a whole family in one pass a leaf."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.metric.expressions import (
    Average,
    Count,
    Difference,
    Expr,
    Given,
    Mean,
    Ratio,
    Reason,
    Rows,
    Sum,
    Total,
    Value,
    leaves,
)
from reportgen.metric.stored_columns import StoredColumn
from reportgen.name_sorting import name_order

MONTH = "month"
"""The group key that stands for the calendar month of a selection's own date column."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an expression came to.

    `top` and `bottom` are set for a ratio, `n` and `sd` (sample standard deviation) where cases
    were counted; `reason` says why there is no value.
    """

    value: float | None
    reason: Reason | None = None
    n: int | None = None
    top: float | None = None
    bottom: float | None = None
    sd: float | None = None


NO_DATA = Result(None, "no_data")

Leaf: TypeAlias = Count | Sum | Mean | Value
LeafReader: TypeAlias = Callable[[Leaf], Result]


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
        """The expression for every value of a column (or `MONTH`), in the order of names.

        One pass a leaf; a group without rows in one leaf counts 0 there.
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

    def _leaf(self, leaf: Leaf) -> Result:
        mask = self.mask(leaf.rows)
        if mask is None:
            return NO_DATA
        if isinstance(leaf, Count):
            count = int(mask.sum())
            return Result(float(count), n=count)
        column = self._column(leaf.rows.table, leaf.column)
        if column is None:
            return NO_DATA
        values = column.numbers[mask]
        return _summary(leaf, values[~np.isnan(values)])

    def _grouped(self, leaf: Leaf, by: str) -> dict[str, Result]:
        mask = self.mask(leaf.rows)
        column = self._column(leaf.rows.table, leaf.rows.date if by == MONTH else by)
        if mask is None or column is None:
            return {}
        groups = column.months if by == MONTH else column.groups
        codes, size = groups.codes, len(groups.names)
        present = np.bincount(codes[mask & (codes >= 0)], minlength=size)
        if isinstance(leaf, Count):
            return {
                name: Result(float(n), n=int(n))
                for name, n in zip(groups.names, present, strict=True)
                if n
            }
        measured = self._column(leaf.rows.table, leaf.column)
        if measured is None:
            return {}
        used = mask & (codes >= 0) & ~np.isnan(measured.numbers)
        found = _group_moments(codes[used], measured.numbers[used], size)
        return {
            name: _of_group(leaf, int(n), float(total), float(sd))
            for name, here, n, total, sd in zip(groups.names, present, *found, strict=True)
            if here
        }


def _reader(grouped: Mapping[Leaf, Mapping[str, Result]], key: str) -> LeafReader:
    return lambda leaf: _of(grouped[leaf], leaf, key)


def _combine(expr: Expr, leaf: LeafReader) -> Result:
    match expr:
        case Count() | Sum() | Mean() | Value():
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


def _of(groups: Mapping[str, Result], leaf: Expr, key: str) -> Result:
    found = groups.get(key)
    if found:
        return found
    return Result(0.0, n=0) if isinstance(leaf, Count | Sum) else NO_DATA


def _summary(leaf: Sum | Mean | Value, values: np.ndarray) -> Result:
    n = len(values)
    if isinstance(leaf, Sum):
        return Result(math.fsum(values), n=n)
    if not n:
        return Result(None, "no_data", n=0)
    if isinstance(leaf, Value):  # a ready-made figure: how many cases it rests on is not known
        return Result(math.fsum(values))
    sd = float(values.std(ddof=1)) if n > 1 else None
    return Result(math.fsum(values) / n, n=n, sd=sd)


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


def _of_group(leaf: Leaf, n: int, total: float, sd: float) -> Result:
    if isinstance(leaf, Sum):
        return Result(total, n=n)
    if not n:
        return Result(None, "no_data", n=0)
    if isinstance(leaf, Value):
        return Result(total)
    return Result(total / n, n=n, sd=None if math.isnan(sd) else sd)


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
