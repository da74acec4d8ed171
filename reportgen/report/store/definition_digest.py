"""Digests what a metric counts, so that two reports can tell whether they count alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reportgen.metric.expressions import (
    Average,
    Condition,
    Difference,
    Expr,
    Given,
    Is,
    Metric,
    Ratio,
    Rows,
    Selecting,
    Total,
    over,
)
from reportgen.metric.table_contracts import TableContract
from reportgen.report.store.digests import digest_of_all


def definition_digest(metric: Metric, contracts: Mapping[str, TableContract]) -> str:
    """Return the digest of what a metric counts, whatever it is called.

    Neither a computed value is part of it nor the names that stand in a dealer's rows: a mean over
    the advisors is the same measure whoever they are.
    """
    expr = over(metric.expr, lambda rows: _nameless(rows, contracts))
    return digest_of_all((_shape(expr), metric.unit, metric.better))


def _nameless(rows: Rows, contracts: Mapping[str, TableContract]) -> Rows:
    contract = contracts.get(rows.table)
    return replace(rows, where=tuple(_without_name(each, contract) for each in rows.where))


def _without_name(condition: Condition, contract: TableContract | None) -> Condition:
    """Take the value out of a condition on a column of names; those of a category are words."""
    if not isinstance(condition, Is) or contract is None:
        return condition
    kinds = [column.kind for column in contract.columns if column.name == condition.column]
    return Is(condition.column, "") if kinds == ["text"] else condition


def _shape(expr: Expr) -> str:
    """Return an expression as text: of sums and means the different parts, however many."""
    match expr:
        case Selecting():
            return repr(expr)
        case Given(_, method):
            return f"Given({method!r})"
        case Ratio(top, bottom, factor):
            return f"Ratio({_shape(top)}, {_shape(bottom)}, {factor})"
        case Difference(left, right, factor):
            return f"Difference({_shape(left)}, {_shape(right)}, {factor})"
        case Total(parts):
            return f"Total({_shapes(parts)})"
        case Average(parts, weights, known_only):
            return f"Average({_shapes(parts)}, {_shapes(weights)}, {known_only})"


def _shapes(parts: Iterable[Expr]) -> list[str]:
    """Return the different shapes of parts; one that is not known counts nothing."""
    known = (part for part in parts if not (isinstance(part, Given) and part.value is None))
    return sorted({_shape(part) for part in known})
