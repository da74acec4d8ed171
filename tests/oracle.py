"""A slow plain-Python reading of metric expressions: the second opinion of every test."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from reportgen.metric.expressions import (
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
    Rows,
    Sum,
    Total,
    Value,
)

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def value(expr: Expr, tables: Tables) -> float | None:  # noqa: PLR0911 one case a node
    """What an expression comes to, row by row."""
    match expr:
        case Given(number):
            return number
        case Count(rows):
            return float(len(picked(rows, tables)))
        case Sum(rows, column):
            return math.fsum(r[column] for r in picked(rows, tables) if r[column] is not None)
        case Mean(rows, column) | Value(rows, column):
            known = [r[column] for r in picked(rows, tables) if r[column] is not None]
            if not known:
                return None
            return math.fsum(known) / (len(known) if isinstance(expr, Mean) else 1)
        case Ratio(top, bottom, factor):
            a, b = value(top, tables), value(bottom, tables)
            return None if a is None or not b else factor * a / b
        case Difference(left, right, factor):
            a, b = value(left, tables), value(right, tables)
            return None if a is None or b is None else factor * (a - b)
        case Total(parts):
            values = [value(part, tables) for part in parts]
            return None if None in values else math.fsum(v for v in values if v is not None)
        case Average():
            return _average(expr, tables)


def picked(rows: Rows, tables: Tables) -> list[Mapping[str, Any]]:
    """The rows that meet every condition."""
    return [r for r in tables[rows.table] if all(meets(r[c.column], c) for c in rows.where)]


def meets(cell: object, condition: Condition) -> bool:
    """Whether one cell meets one condition; an empty one meets none."""
    if cell is None:
        return isinstance(condition, Empty)
    match condition:
        case Is(_, wanted):
            return bool(cell == wanted)
        case In(_, wanted):
            return cell in wanted
        case Filled():
            return True
        case Empty():
            return False
        case Between(_, low, high):
            here = moment(cell)
            return (low is None or here >= moment(low)) and (high is None or here < moment(high))


def moment(cell: Any) -> Any:  # noqa: ANN401 whatever a cell holds
    """A day as its first moment, so that days and moments compare."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell


def _average(expr: Average, tables: Tables) -> float | None:
    parts = [value(part, tables) for part in expr.parts]
    weights = [value(weight, tables) for weight in expr.weights] or [1.0] * len(parts)
    pairs = [(p, w) for p, w in zip(parts, weights, strict=True) if None not in (p, w)]
    if not pairs or (not expr.known_only and len(pairs) < len(parts)):
        return None
    heavy = math.fsum(w for _, w in pairs if w is not None)
    return (
        math.fsum(p * w for p, w in pairs if p is not None and w is not None) / heavy
        if heavy
        else None
    )
