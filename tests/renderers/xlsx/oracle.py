"""Metric expressions computed row by row in plain Python: slow, obvious, independent of pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from reportgen.metrics import (
    Average,
    Between,
    Condition,
    Count,
    Difference,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Ratio,
    Sum,
    Total,
    Value,
)

Record = Mapping[str, Any]
Records = Mapping[str, Sequence[Record]]


def value(expr: Expr, tables: Records) -> float | None:
    """The value of an expression, or None."""
    exact = _value(expr, tables)
    return None if exact is None else float(exact)


def _value(expr: Expr, tables: Records) -> Fraction | None:
    match expr:
        case Count(rows):
            return Fraction(len(_selected(rows.where, tables[rows.table])))
        case Sum(rows, column) | Mean(rows, column) | Value(rows, column):
            chosen = _selected(rows.where, tables[rows.table])
            found = [Fraction(r[column]) for r in chosen if r[column] is not None]
            if isinstance(expr, Sum):
                return sum(found, Fraction())
            if not found:
                return None
            return sum(found, Fraction()) / (len(found) if isinstance(expr, Mean) else 1)
        case Ratio(top, bottom, factor):
            above, below = _value(top, tables), _value(bottom, tables)
            return Fraction(factor) * above / below if above is not None and below else None
        case Difference(left, right, factor):
            one, other = _value(left, tables), _value(right, tables)
            return None if one is None or other is None else Fraction(factor) * (one - other)
        case Total(parts):
            values = [_value(part, tables) for part in parts]
            known = [v for v in values if v is not None]
            return sum(known, Fraction()) if len(known) == len(values) else None
        case Average(parts, weights, known_only):
            heavy = weights or (Given(1, None),) * len(parts)
            pairs = [(_value(p, tables), _value(w, tables)) for p, w in zip(parts, heavy)]
            known = [(p, w) for p, w in pairs if p is not None and w is not None]
            below = sum((w for _, w in known), Fraction())
            if (len(known) < len(pairs) and not known_only) or not below:
                return None
            return sum((p * w for p, w in known), Fraction()) / below
        case Given(given):
            return None if given is None else Fraction(given)


def _selected(where: Sequence[Condition], records: Sequence[Record]) -> list[Record]:
    return [r for r in records if all(_meets(r[c.column], c) for c in where)]


def _meets(found: Any, condition: Condition) -> bool:
    if found is None:
        return False
    match condition:
        case Is(_, wanted):
            return type(found) is type(wanted) and found == wanted
        case In(_, several):
            return any(type(found) is type(wanted) and found == wanted for wanted in several)
        case Filled():
            return True
        case Between(_, low, high):
            here = _moment(found)
            return (low is None or _moment(low) <= here) and (high is None or here < _moment(high))


def _moment(found: Any) -> Any:
    """A day as its first moment, so that days and moments can be compared."""
    if isinstance(found, date) and not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day)
    return found
