"""Metric expressions evaluated by pandas: a value, or a whole family by one groupby a leaf."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from reportgen.metrics import (
    Average,
    Between,
    Condition,
    Count,
    Difference,
    Empty,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Ratio,
    Reason,
    Rows,
    Sum,
    Total,
    Value,
    leaves,
)

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

    def value(self, expr: Expr) -> Result:
        """The value of one expression."""
        if expr not in self._values:
            self._values[expr] = _combine(expr, self._leaf)
        return self._values[expr]

    def family(self, expr: Expr, by: str) -> dict[str, Result]:
        """The expression for every value of a column (or `MONTH`), sorted by that value.

        One groupby a leaf; a group without rows in one leaf counts 0 there.
        """
        grouped = {leaf: self._grouped(leaf, by) for leaf in dict.fromkeys(leaves(expr))}
        keys = sorted({key for groups in grouped.values() for key in groups})
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
        return None if before is None else before & meets(frame[last.column], last)

    def _leaf(self, leaf: Leaf) -> Result:
        mask = self.mask(leaf.rows)
        if mask is None:
            return NO_DATA
        if isinstance(leaf, Count):
            count = int(mask.sum())
            return Result(float(count), n=count)
        frame = self.tables[leaf.rows.table]
        if leaf.column not in frame.columns:
            return NO_DATA
        values = frame[leaf.column].to_numpy(dtype=float, na_value=np.nan)[mask]
        return _summary(leaf, values[~np.isnan(values)])

    def _grouped(self, leaf: Count | Sum | Mean | Value, by: str) -> dict[str, Result]:
        mask = self.mask(leaf.rows)
        frame = self.tables.get(leaf.rows.table)
        column = leaf.rows.date if by == MONTH else by
        if mask is None or frame is None or column not in frame.columns:
            return {}
        keys = frame[column][mask]
        if by == MONTH:
            keys = keys.dt.strftime("%Y-%m")
        if isinstance(leaf, Count):
            sizes = keys.groupby(keys).size()
            return {str(k): Result(float(v), n=int(v)) for k, v in sizes.items()}
        if leaf.column not in frame.columns:
            return {}
        values = frame[leaf.column][mask].astype(float)
        grouped = values.groupby(keys)
        counted, summed = grouped.count(), grouped.sum()
        spread = grouped.std(ddof=1) if isinstance(leaf, Mean) else summed
        return {
            str(key): _of_group(leaf, int(n), float(total), float(sd))
            for key, n, total, sd in zip(counted.index, counted, summed, spread, strict=True)
        }


def meets(column: pd.Series, condition: Condition) -> np.ndarray:
    """Which values of a column meet a condition; a missing value meets none."""
    match condition:
        case Is(_, value):
            found = column == _comparable(value)
        case In(_, values):
            found = column.isin(values)
        case Filled():
            found = column.notna()
        case Empty():
            found = column.isna()
        case Between(_, low, high):
            found = column.notna()
            if low is not None:
                found &= column >= _comparable(low)
            if high is not None:
                found &= column < _comparable(high)
    return found.fillna(value=False).to_numpy(dtype=bool)


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


def _comparable(bound: object) -> object:
    return pd.Timestamp(bound) if hasattr(bound, "year") else bound  # type: ignore[arg-type]


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
    if isinstance(leaf, Value):
        return Result(math.fsum(values), n=n)
    sd = float(values.std(ddof=1)) if n > 1 else None
    return Result(math.fsum(values) / n, n=n, sd=sd)


def _of_group(leaf: Leaf, n: int, total: float, sd: float) -> Result:
    if isinstance(leaf, Sum):
        return Result(total, n=n)
    if not n:
        return Result(None, "no_data", n=0)
    if isinstance(leaf, Value):
        return Result(total, n=n)
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
