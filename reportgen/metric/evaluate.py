"""Metric expressions evaluated over frames: a value, or a whole family in one pass a leaf."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.labels import Label
from reportgen.metric.availability import KNOWN, Availability
from reportgen.metric.expressions import (
    Aggregate,
    Average,
    Count,
    Doubt,
    Expr,
    Given,
    Ratio,
    Rows,
    during,
    leaves,
)
from reportgen.metric.results import (
    NO_DATA,
    NOTHING,
    LeafReader,
    Result,
    Selected,
    aggregated,
    combine,
    whole_only,
)
from reportgen.metric.stored_columns import Groups, Mask, StoredColumn
from reportgen.name_sorting import name_order
from reportgen.periods import Month

MONTH = "month"
"""The group key that stands for the calendar month of a selection's own date column."""


_NO_METHOD: Final = Label("", "")


@dataclass(frozen=True, slots=True)
class _Family:
    """A leaf for every value of a column, and what it comes to for any other value."""

    found: Mapping[str, Result]
    other: Callable[[str], Result]


class Evaluator:
    """Evaluates expressions over one dealer's tables and remembers what it has computed.

    A table or column that is not there gives null; it is never an error here, because a section
    has said in `needs` what it cannot do without. Where rows were not exported or could not be
    read, `known` says so, and what depends on them is null with that reason.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        known: Mapping[str, Availability] = MappingProxyType({}),
    ) -> None:
        self.tables = tables
        self.known = known
        self._masks: dict[Rows, np.ndarray | None] = {}
        self._values: dict[Expr, Result] = {}
        self._columns: dict[tuple[str, str], StoredColumn] = {}

    def value(self, expr: Expr) -> Result:
        """The value of one expression."""
        if expr not in self._values:
            self._values[expr] = combine(expr, self._leaf)
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
        names = {key for family in grouped.values() for key in family.found}
        keys = sorted(names, key=name_order)
        return {key: combine(expr, _reader(grouped, key)) for key in keys}

    def rows(self, selection: Rows) -> pd.DataFrame:
        """The rows a selection picks; empty where the table is absent."""
        mask = self.mask(selection)
        if mask is None:
            return pd.DataFrame()
        return self.tables[selection.table][mask]

    def mask(self, selection: Rows) -> np.ndarray | None:
        """Which rows of its table a selection picks for certain; null without table or column."""
        if selection not in self._masks:
            self._masks[selection] = self._mask(selection)
        return self._masks[selection]

    def without_unknown(self, expr: Expr, result: Result) -> Expr:
        """The expression of a value that does without some parts, with these parts left empty.

        A mean over the months that are known says so in its formula.
        """
        if result.value is None or not self.known:
            return expr
        if isinstance(expr, Average) and expr.known_only:
            found = whole_only([self.value(part) for part in expr.parts])
            parts = map(_or_nothing, expr.parts, found)
            return replace(expr, parts=tuple(parts))
        if isinstance(expr, Ratio):
            top, bottom = (self.without_unknown(p, result) for p in (expr.top, expr.bottom))
            return replace(expr, top=top, bottom=bottom)
        return expr

    def doubt(self, leaf: Aggregate, by: str = "") -> Doubt | None:
        """Why an aggregate is not known whatever its rows say: its months, or its columns."""
        own = self._known(leaf.rows.table)
        return next(own.doubts(leaf.rows, _columns_read(leaf, by)), None)

    def _so_far(self, leaf: Aggregate, result: Result, by: str = "") -> Result:
        """The result of an aggregate with the days it is of, where its month is unfinished."""
        days = self._known(leaf.rows.table).so_far(leaf.rows, _columns_read(leaf, by))
        return replace(result, so_far=days) if days and result.value is not None else result

    def _known(self, table: str) -> Availability:
        return self.known.get(table, KNOWN)

    def _mask(self, selection: Rows) -> np.ndarray | None:
        frame = self.tables.get(selection.table)
        if frame is None or any(c.column not in frame.columns for c in selection.where):
            return None
        undecided = self._known(selection.table).undecided
        if not selection.where:
            strange = undecided.get("")
            return np.ones(len(frame), dtype=bool) if strange is None else ~strange.under()
        *shorter, last = selection.where
        before = self.mask(Rows(selection.table, selection.date, tuple(shorter)))
        column = self._column(selection.table, last.column)
        if before is None or column is None:
            return None
        doubted = undecided.get(last.column)
        met = before & column.meets(last)
        return met if doubted is None else met & ~doubted.under(last)

    def _open(self, selection: Rows) -> tuple[Mask | None, Doubt | None]:
        """The rows a selection may pick besides those it does, and why nobody can say."""
        undecided = self._known(selection.table).undecided
        told = [name for name in ("", *(c.column for c in selection.where)) if name in undecided]
        sure = self.mask(selection)
        if not told or sure is None:
            return None, None
        possible = np.ones(len(sure), dtype=bool)
        for condition in selection.where:
            column = self._column(selection.table, condition.column)
            assert column is not None  # noqa: S101 a selection with a mask has its columns
            met, doubted = column.meets(condition), undecided.get(condition.column)
            possible &= met if doubted is None else met | doubted.under(condition)
        return possible & ~sure, undecided[told[0]].doubt

    def _column(self, table: str, name: str) -> StoredColumn | None:
        """One column of one table, kept for the next question; null where it is absent."""
        key = (table, name)
        if key not in self._columns:
            frame = self.tables.get(table)
            if frame is None or name not in frame.columns:
                return None
            self._columns[key] = StoredColumn(frame[name])
        return self._columns[key]

    def _lacking(self, leaf: Aggregate, by: str = "") -> Result | None:
        """Why there is nothing to aggregate: no table, no column, or months nobody exported."""
        if leaf.rows.table not in self.tables:
            return NO_DATA
        if doubt := self.doubt(leaf, by):
            return Result(None, doubt)
        measured = None if isinstance(leaf, Count) else leaf.column
        known = measured is None or self._column(leaf.rows.table, measured)
        return None if known and self.mask(leaf.rows) is not None else Result(None, "no_column")

    def _leaf(self, leaf: Aggregate) -> Result:
        return self._lacking(leaf) or self._so_far(leaf, self._aggregate(leaf))

    def _aggregate(self, leaf: Aggregate) -> Result:
        mask = self.mask(leaf.rows)
        assert mask is not None  # noqa: S101 nothing is lacking
        rows = int(mask.sum())
        more, doubt = self._open(leaf.rows)
        still = 0 if more is None else int(more.sum())
        if isinstance(leaf, Count):
            return aggregated(leaf, Selected(rows, rows, 0.0, None, still, 0, doubt))
        column = self._column(leaf.rows.table, leaf.column)
        assert column is not None  # noqa: S101 nothing is lacking
        undecided = self._known(leaf.rows.table).undecided.get(leaf.column)
        unread = 0 if undecided is None else int((undecided.under() & mask).sum())
        if undecided is not None:
            doubt = doubt or undecided.doubt
        values = column.numbers[mask]
        values = values[~np.isnan(values)]
        sd = float(values.std(ddof=1)) if len(values) > 1 else None
        total = math.fsum(values)
        return aggregated(leaf, Selected(rows, len(values), total, sd, still, unread, doubt))

    def _grouped(self, leaf: Aggregate, by: str) -> _Family:
        own = leaf.rows.date if by == MONTH else by
        column = self._column(leaf.rows.table, own)
        if column is None or self.mask(leaf.rows) is None:
            nothing = self._lacking(leaf) or Result(None, "no_column")
            return _Family({}, lambda _: nothing)
        groups = column.months if by == MONTH else column.groups
        found = dict(self._groups(leaf, groups))
        if by == MONTH:
            return self._months(leaf, found)
        lacking, doubted = self._lacking(leaf, by), self._known(leaf.rows.table).undecided.get(own)
        if (
            lacking is None
            and doubted is not None
            and (doubted.under() & self._any(leaf.rows)).any()
        ):
            lacking = Result(None, doubted.doubt)
        if lacking:
            return _Family(dict.fromkeys(found, lacking), lambda _: lacking)
        nothing = self._so_far(leaf, aggregated(leaf, NOTHING), by)
        found = {name: self._so_far(leaf, result, by) for name, result in found.items()}
        return _Family(found, lambda _: nothing)

    def _months(self, leaf: Aggregate, found: Mapping[str, Result]) -> _Family:
        """The family by month: each month is exported, or it is not."""

        def of(key: str) -> Result:
            month = Month.parse(key)
            own = during(leaf, month)
            doubt = self.doubt(own)  # type: ignore[arg-type]
            if doubt:
                return Result(None, doubt)
            result = found.get(key) or aggregated(leaf, NOTHING)
            return self._so_far(own, result)  # type: ignore[arg-type]

        return _Family({key: of(key) for key in found}, of)

    def _any(self, selection: Rows) -> Mask:
        """The rows a selection picks or may pick."""
        sure, (more, _) = self.mask(selection), self._open(selection)
        assert sure is not None  # noqa: S101 asked of selections that have one
        return sure if more is None else sure | more

    def _groups(self, leaf: Aggregate, groups: Groups) -> Iterator[tuple[str, Result]]:
        """The rows of a leaf by group."""
        mask = self.mask(leaf.rows)
        assert mask is not None  # noqa: S101 the caller has asked
        here = mask & (groups.codes >= 0)
        measured = None if isinstance(leaf, Count) else self._column(leaf.rows.table, leaf.column)
        if not isinstance(leaf, Count) and measured is None:
            return
        found = (
            _counts(groups, here) if measured is None else _moments(groups, here, measured.numbers)
        )
        more, doubt = self._open(leaf.rows)
        still = _sizes(groups, more)
        undecided = self._known(leaf.rows.table).undecided.get(getattr(leaf, "column", ""))
        unread = _sizes(groups, None if undecided is None else undecided.under() & mask)
        doubt = doubt or (undecided.doubt if undecided else None)
        for name, selected, n_open, n_unread in zip(
            groups.names, found, still, unread, strict=True
        ):
            if selected.rows or n_open:
                told = replace(selected, open=n_open, unread=n_unread, doubt=doubt)
                yield name, aggregated(leaf, told)


def _columns_read(leaf: Aggregate, by: str = "") -> tuple[str, ...]:
    """The columns an aggregate reads besides those of its conditions."""
    return (*((by,) if by else ()), *(() if isinstance(leaf, Count) else (leaf.column,)))


def _or_nothing(part: Expr, result: Result) -> Expr:
    """A part of a mean; nothing where it is not known."""
    reason = result.reason
    return Given(None, _NO_METHOD, reason) if reason in get_args(Doubt) else part


def _sizes(groups: Groups, mask: Mask | None) -> list[int]:
    """How many rows of a mask each group has."""
    if mask is None:
        return [0] * len(groups.names)
    codes = groups.codes[mask & (groups.codes >= 0)]
    return [int(n) for n in np.bincount(codes, minlength=len(groups.names))]


def _reader(grouped: Mapping[Aggregate, _Family], key: str) -> LeafReader:
    return lambda leaf: grouped[leaf].found.get(key) or grouped[leaf].other(key)


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
