"""Metric expressions: one definition gives the value, the Excel formula and the explanation.

An expression counts, sums or averages over a *selection*: the rows of one table that meet some
conditions. It is data, so three readers can walk the same tree and cannot drift apart: pandas
(`reportgen.metric.evaluate`), the workbook (`reportgen.renderers.xlsx`) and the words of
`reportgen explain`.

The language is small on purpose. What Excel cannot say (a survival curve, a shrunk estimate) is
`Given`: a plain value marked "computed by reportgen" with its method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from reportgen.labels import Label
from reportgen.metric.units import Unit
from reportgen.periods import Month

Scalar: TypeAlias = str | int | float | bool | date
"""A value that a condition compares a column with."""


@dataclass(frozen=True, slots=True)
class Is:
    """The condition that a column equals one value."""

    column: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class In:
    """The condition that a column equals one of several values."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The condition `low <= column < high`; either end may be open (`None`). Numbers or days."""

    column: str
    low: float | date | None = None
    high: float | date | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """The condition that a column has a value in a row."""

    column: str


@dataclass(frozen=True, slots=True)
class Empty:
    """The condition that a column has no value in a row."""

    column: str


Condition: TypeAlias = Is | In | Between | Filled | Empty
"""What a row must meet to be selected."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A selection of rows of a table by conditions.

    Attributes:
        table: The table they are of.
        date: The column that says in which month a row counts; empty for a table without time.
        where: What every one of them meets.
    """

    table: str
    date: str = ""
    where: tuple[Condition, ...] = ()

    def only(self, *conditions: Condition) -> Rows:
        """Return the selection narrowed by further conditions."""
        return replace(self, where=(*self.where, *conditions))


@dataclass(frozen=True, slots=True)
class Selecting:
    """A leaf of an expression, with `rows` of its own; each kind is in `Aggregate`."""


@dataclass(frozen=True, slots=True)
class Count(Selecting):
    """The number of rows."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Sum(Selecting):
    """The sum of a column; 0 over no rows."""

    rows: Rows
    column: str


@dataclass(frozen=True, slots=True)
class Mean(Selecting):
    """The mean of a column over the rows that have a value; null over none."""

    rows: Rows
    column: str


@dataclass(frozen=True, slots=True)
class Value(Selecting):
    """The figure itself, from a table of ready-made totals; null where none is printed."""

    rows: Rows
    column: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """`factor * top / bottom`; null with reason `no_denominator` where bottom is 0."""

    top: Expr
    bottom: Expr
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """`factor * (left - right)`; null when either is. Shares differ by points: factor 100."""

    left: Expr
    right: Expr
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of several expressions; null when one of them is."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of the expressions that have a value, weighted when `weights` are given.

    With `known_only=False` one null part makes the whole null.
    """

    parts: tuple[Expr, ...]
    weights: tuple[Expr, ...] = ()
    known_only: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """A value computed by reportgen, with the method in words; Excel shows it as a constant.

    `reason` says why there is none.
    """

    value: float | None
    method: Label
    reason: Reason | None = None


Aggregate: TypeAlias = Count | Sum | Mean | Value
"""What may be done with selected rows. A new one joins here; the type checker then names the three
places that must know it: `aggregated` in `reportgen.metric.evaluate`, `Speaker.say` in
`reportgen.document.formula_in_words`, and `leaf` in `reportgen.renderers.xlsx.formulas`."""

Expr: TypeAlias = Aggregate | Ratio | Difference | Total | Average | Given
"""What a metric computes."""

Better: TypeAlias = Literal["higher", "lower", "none"]
"""Which direction is good."""
Doubt: TypeAlias = Literal[
    "not_exported",  # no row of the month is in the files
    "partly_exported",  # some days, or some months of several, are not
    "no_column",  # the files have no such column, or nothing in it
    "unreadable",  # something stands there that nobody could read
    "unknown_words",  # a word of a category nobody knows
    "not_recorded",  # the rows do not say it
]
"""Why something is not known although it happened."""
Reason: TypeAlias = Literal[Doubt, "no_denominator", "not_yet", "small_sample", "no_data"]
"""Why there is no value; it prints as —."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named measure: what it counts, in which unit, and which direction is good.

    Attributes:
        id: Stable and readable, `csi.score`.
        label: What a reader calls it.
        expr: What is computed.
        unit: What it counts.
        better: Which direction is good.
        definition: The formula in words as the manager reads it.
        source: Where the definition comes from.
        min_n: The number of cases below which a value is shown for reference only.
        digits: Decimals in place of the unit's.
        window: Months whose cases one figure holds; an effect is whole after as many.
    """

    id: str
    label: Label
    expr: Expr
    unit: Unit
    better: Better = "none"
    definition: Label | None = None
    source: Label | str = ""
    min_n: int = 30
    digits: int | None = None
    window: int = 1


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions an expression is made of; none for a leaf."""
    match expr:
        case Selecting() | Given():
            return ()
        case Ratio(top, bottom):
            return (top, bottom)
        case Difference(left, right):
            return (left, right)
        case Total(parts):
            return parts
        case Average(parts, weights):
            return (*parts, *weights)


def leaves(expr: Expr) -> Iterator[Aggregate]:
    """Yield the leaves that select rows, in reading order."""
    if isinstance(expr, Selecting):
        yield expr
    for child in children(expr):
        yield from leaves(child)


def over(expr: Expr, change: Callable[[Rows], Rows]) -> Expr:
    """Return the expression with every selection in it changed."""
    match expr:
        case Selecting():
            return replace(expr, rows=change(expr.rows))
        case Ratio(top, bottom):
            return replace(expr, top=over(top, change), bottom=over(bottom, change))
        case Difference(left, right):
            return replace(expr, left=over(left, change), right=over(right, change))
        case Total(parts):
            return Total(tuple(over(part, change) for part in parts))
        case Average(parts, weights):
            return replace(
                expr,
                parts=tuple(over(part, change) for part in parts),
                weights=tuple(over(weight, change) for weight in weights),
            )
        case Given():
            return expr


def narrow(expr: Expr, *conditions: Condition) -> Expr:
    """Return the expression over fewer rows: the conditions are added to every selection in it."""
    return over(expr, lambda rows: rows.only(*conditions))


def within(rows: Rows, start: Month, end: Month | None = None) -> Rows:
    """Narrow rows to one month, or to `start` to `end` inclusive; all rows without a clock."""
    if not rows.date:
        return rows
    return rows.only(Between(rows.date, start.first, (end or start).end))


def during(expr: Expr, start: Month, end: Month | None = None) -> Expr:
    """Narrow an expression to one month, or to `start` to `end`, by each table's date column."""
    return over(expr, lambda rows: within(rows, start, end))
