"""Says metric expressions in words, for the sheet on definitions and sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from reportgen.catalogs import Labels
from reportgen.document.formats import NULL
from reportgen.labels import Language
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
    Scalar,
    Selecting,
    Sum,
    Total,
    Value,
)
from reportgen.metric.table_contracts import TableContract
from reportgen.punctuation import listing, mark, with_remark

_SAID: Final = Labels("formulas", (
    "count", "sum", "mean", "value", "filled", "empty", "is", "from", "below", "before", "range",
    "days", "average", "weighted", "given",
))  # fmt: skip


class Speaker:
    """Says expressions in words, with the labels of the tables they read."""

    def __init__(self, contracts: Mapping[str, TableContract], language: Language) -> None:
        self.contracts, self.language = contracts, language
        self._columns = {
            (table, column.name): column
            for table, contract in contracts.items()
            for column in contract.columns
        }
        self._said: dict[tuple[str, Condition], str] = {}

    def say(self, expr: Expr) -> str:  # noqa: PLR0911 one case a node
        """Return an expression in words."""
        match expr:
            case Count(rows):
                return self._put("count", rows=self._rows(rows))
            case Sum(rows, column):
                return self._put("sum", rows=self._rows(rows), column=self._column(rows, column))
            case Mean(rows, column):
                return self._put("mean", rows=self._rows(rows), column=self._column(rows, column))
            case Value(rows, column):
                return self._put("value", rows=self._rows(rows), column=self._column(rows, column))
            case Ratio(top, bottom, factor):
                quotient = f"{self._part(top)} ÷ {self._part(bottom)}"
                return quotient if factor == 1 else f"{factor:g} × {quotient}"
            case Difference(left, right, factor):
                text = f"{self._part(left)} − {self._part(right)}"
                return text if factor == 1 else f"{factor:g} × ({text})"
            case Total(parts):
                return " + ".join(self._part(part) for part in parts)
            case Average(parts, weights):
                said, weighed = self._list(parts), self._list(weights)
                key = "weighted" if weights else "average"
                return self._put(key, parts=said, weights=weighed)
            case Given(value, method):
                said = method.in_(self.language) if method else ""
                return self._put("given", method=said) if said else f"{value:g}" if value else NULL

    def _part(self, expr: Expr) -> str:
        text = self.say(expr)
        return text if isinstance(expr, Selecting) else f"({text})"

    def _list(self, parts: tuple[Expr, ...]) -> str:
        return listing((self._part(part) for part in parts), self.language)

    def _rows(self, rows: Rows) -> str:
        contract = self.contracts.get(rows.table)
        table = contract.label.in_(self.language) if contract else rows.table
        if not rows.where:
            return table
        said = (self._condition(rows, condition) for condition in rows.where)
        return with_remark(table, mark("comma", self.language).join(said), self.language)

    def _condition(self, rows: Rows, condition: Condition) -> str:
        """Return a condition in words, kept: the facts of a report share most of theirs."""
        key = (rows.table, condition)
        if key not in self._said:
            self._said[key] = self._spelled(rows, condition)
        return self._said[key]

    def _spelled(self, rows: Rows, condition: Condition) -> str:
        column = self._column(rows, condition.column)
        match condition:
            case Is(name, value):
                return self._put("is", column=column, value=self._value(rows, name, value))
            case In(name, values):
                words = (self._value(rows, name, value) for value in values)
                either = mark("either", self.language)
                return self._put("is", column=column, value=either.join(words))
            case Filled():
                return self._put("filled", column=column)
            case Empty():
                return self._put("empty", column=column)
            case Between(_, low, high):
                return self._between(column, low, high)

    def _between(self, column: str, low: float | date | None, high: float | date | None) -> str:
        if isinstance(low, date) and isinstance(high, date):
            last = high - timedelta(days=1)
            return self._put("days", column=column, low=_plain(low), high=_plain(last))
        if low is None:
            key = "before" if isinstance(high, date) else "below"
        else:
            key = "from" if high is None else "range"
        return self._put(key, column=column, low=_plain(low), high=_plain(high))

    def _column(self, rows: Rows, name: str) -> str:
        column = self._columns.get((rows.table, name))
        return column.label.in_(self.language) if column else name

    def _value(self, rows: Rows, name: str, value: Scalar) -> str:
        column = self._columns.get((rows.table, name))
        if column and column.traits.holds == "word":
            return f"“{column.words_for(value, self.language)}”"
        return f"“{_plain(value)}”"

    def _put(self, key: str, **values: str) -> str:
        return _SAID.say(key, self.language, **values)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return f"{value:g}" if isinstance(value, int | float) else str(value)
