"""Translates metric expressions into Excel formulas over the detail tables.

Only functions that Excel 2016, WPS and LibreOffice share. An expression that a spreadsheet would
read differently from Python (a criterion that looks like a number, two words that differ in case
only, a column that is not shown) has no formula: the cell then holds the plain value.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from reportgen.document.formats import NULL
from reportgen.metric.expressions import (
    Aggregate,
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
from reportgen.renderers.xlsx.detail_columns import (
    DATES,
    FIRST_DAY,
    NUMBERS,
    TEXTS,
    DetailColumn,
    TableNames,
    fold,
)

LONGEST: Final = 8000
"""Characters of the longest formula written; Excel's limit is 8,192."""
_SHORTEST: Final = 20
"""Characters a combination of criteria takes at least; by judgement, to give up early."""
_LONGEST_CRITERION: Final = 255
"""Characters of a criterion of COUNTIFS and SUMIFS, Excel's limit."""
_DIGITS: Final = 15
"""Significant digits a spreadsheet keeps."""

# What a spreadsheet would read as a number, a day, a time or a truth value although it is text.
_NUMBERLIKE = re.compile(
    r"[\d\s.,:/\-+%()$€£¥eE年月日时分秒上下午]*\d[\d\s.,:/\-+%()$€£¥eE年月日时分秒ap]*m?"
    r"|.*\d.*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*"
    r"|.*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*\d.*"
    r"|true|false|#.*",
    re.DOTALL,
)
# xlsxwriter rewrites function names wherever they stand in a formula, in quoted text as well.
_FUNCTIONLIKE = re.compile(r"[A-Za-z]\(|_xl|[\x00-\x1f]")


class _NoFormulaError(Exception):
    """Raised when no spreadsheet formula means the same as the expression."""


@dataclass(frozen=True, slots=True)
class _FormulaPart:
    """A part of a formula; `sure` when it can be neither an error nor the sign for null."""

    text: str
    sure: bool = False


def formula(expr: Expr, tables: TableNames, cells: Mapping[Expr, str]) -> str | None:
    """Return the formula of an expression, with its leading `=`; null when none means the same.

    Args:
        expr: What to compute.
        tables: The detail tables the formula may read.
        cells: Expressions that already stand in a cell → its reference.
    """
    if isinstance(expr, Given):
        return None
    try:
        term = _Writer(tables, cells).term(expr)
    except _NoFormulaError:
        return None
    whole = term.text if term.sure or expr in cells else f'IFERROR({term.text},"{NULL}")'
    return f"={whole}" if len(whole) < LONGEST else None


@dataclass(frozen=True, slots=True)
class _Writer:
    tables: TableNames
    cells: Mapping[Expr, str]

    def term(self, expr: Expr) -> _FormulaPart:  # noqa: PLR0911 one case a node
        """Return one node; errors and the sign for null reach the outermost IFERROR."""
        if expr in self.cells:
            return _FormulaPart(self.cells[expr])
        match expr:
            case Selecting():
                return self.leaf(expr)
            case Ratio(top, bottom, factor):
                quotient = f"{self.term(top).text}/{self.term(bottom).text}"
                return _FormulaPart(_times(factor, quotient))
            case Difference(left, right, factor):
                one, other = self.term(left), self.term(right)
                text = _times(factor, f"({one.text}-{other.text})")
                return _FormulaPart(text, one.sure and other.sure)
            case Total(parts):
                terms = [self.term(part) for part in parts]
                return _FormulaPart(_sum(t.text for t in terms), all(t.sure for t in terms))
            case Average(parts, weights, known_only):
                return self.average(parts, weights, known_only=known_only)
            case Given(value):
                return _FormulaPart(f'"{NULL}"' if value is None else f"({_number(value)})")

    def average(
        self, parts: Sequence[Expr], weights: Sequence[Expr], *, known_only: bool
    ) -> _FormulaPart:
        """Return products over weights; unknown parts count 0 on both sides, or make it null."""
        values = [self.term(part).text for part in parts]
        weighed = [self.term(weight).text for weight in weights] or ["1"] * len(values)
        pairs = list(zip(values, weighed, strict=True))
        if known_only:
            top = _sum(f"IFERROR({value}*{weight},0)" for value, weight in pairs)
            bottom = _sum(f"IFERROR({weight}+0*{value},0)" for value, weight in pairs)
        else:
            top = _sum(f"{value}*{weight}" for value, weight in pairs)
            bottom = _sum(weighed)
        return _FormulaPart(f"({top}/{bottom})")

    def leaf(self, leaf: Aggregate) -> _FormulaPart:
        """Return the formula of one selection: counted, summed or averaged."""
        match leaf:
            case Count(rows):
                return self.count(rows)
            case Sum(rows, name):
                return self.sum(rows, self.measured(rows, name))
            case Mean(rows, name):
                return self.mean(rows, self.measured(rows, name))
            case Value(rows, name):
                total = self.sum(rows, self.measured(rows, name)).text
                filled = self.count(rows.only(Filled(name))).text
                return _FormulaPart(f'IF({filled}=0,"{NULL}",{total})')

    def measured(self, rows: Rows, name: str) -> DetailColumn:
        """Return the column that is summed, whose cells hold the numbers Python has."""
        column = self.column(rows, name)
        if column.contract.kind not in NUMBERS or not column.exact:
            raise _NoFormulaError
        return column

    def count(self, rows: Rows) -> _FormulaPart:
        """Return the formula that counts the selected rows."""
        if not rows.where:
            first = next(iter(self.columns(rows).values()))
            return _FormulaPart(f"ROWS({first.ref})", sure=True)
        return _FormulaPart(_sum(f"COUNTIFS({c})" for c in self.criteria(rows)), sure=True)

    def sum(self, rows: Rows, column: DetailColumn) -> _FormulaPart:
        """Return the formula that sums a column over the selected rows."""
        if not rows.where:
            return _FormulaPart(f"SUM({column.ref})", sure=True)
        parts = (f"SUMIFS({column.ref},{c})" for c in self.criteria(rows))
        return _FormulaPart(_sum(parts), sure=True)

    def mean(self, rows: Rows, column: DetailColumn) -> _FormulaPart:
        """Return the formula of a column's mean; an error over no value."""
        if not rows.where:
            return _FormulaPart(f"AVERAGE({column.ref})")
        criteria = self.criteria(rows)
        if len(criteria) == 1:
            return _FormulaPart(f"AVERAGEIFS({column.ref},{criteria[0]})")
        filled = self.count(rows.only(Filled(column.contract.name)))
        return _FormulaPart(f"({self.sum(rows, column).text}/{filled.text})")

    def columns(self, rows: Rows) -> Mapping[str, DetailColumn]:
        """Return the columns of the selection's table."""
        if rows.table not in self.tables:
            raise _NoFormulaError
        return self.tables[rows.table]

    def column(self, rows: Rows, name: str) -> DetailColumn:
        """Return one column of the selection's table."""
        columns = self.columns(rows)
        if name not in columns:
            raise _NoFormulaError
        return columns[name]

    def criteria(self, rows: Rows) -> list[str]:
        """Return ranges and criteria, one list for every combination of the values of `In`.

        A sum over combinations, because array constants are not computed alike everywhere.
        """
        choices = []
        for condition in rows.where:
            column = self.column(rows, condition.column)
            choices.append([f"{column.ref},{c}" for c in _criteria(column, condition)])
        if math.prod(map(len, choices)) * _SHORTEST > LONGEST:
            raise _NoFormulaError
        return [",".join(chosen) for chosen in itertools.product(*choices)]


def _criteria(column: DetailColumn, condition: Condition) -> list[str]:
    """Return the criteria of a condition; several where any one of them may hold."""
    match condition:
        case Is(_, value):
            return [_equal(column, value)]
        case In(_, values):
            return _one_of(column, values)
        case Filled() | Empty():
            if column.contract.kind in TEXTS and "" in column.words.values():
                raise _NoFormulaError
            return ['"<>"' if isinstance(condition, Filled) else '"="']
        case Between(_, low, high):
            lower = [] if low is None else [f'">="&{_bound(column, low)}']
            upper = [] if high is None else [f'"<"&{_bound(column, high)}']
            return [f",{column.ref},".join(lower + upper)] if lower or upper else ['"<>"']


def _one_of(column: DetailColumn, values: Sequence[Scalar]) -> list[str]:
    found = [_equal(column, value) for value in dict.fromkeys(values)]
    if not found or len({fold(criterion) for criterion in found}) < len(found):
        raise _NoFormulaError
    return found


def _equal(column: DetailColumn, value: Scalar) -> str:
    if column.contract.kind not in TEXTS:
        return _bound(column, value)
    if not isinstance(value, bool if column.contract.traits.truth else str):
        raise _NoFormulaError
    word = column.word(value)
    if not column.alike.get(fold(word), frozenset()) <= {value}:
        raise _NoFormulaError
    return _text(word)


def _text(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).strip().casefold()
    if not plain or _NUMBERLIKE.fullmatch(plain) or _FUNCTIONLIKE.search(word):
        raise _NoFormulaError
    criterion = "=" + re.sub(r"([~*?])", r"~\1", word)
    if len(criterion.encode("utf-16-le")) // 2 > _LONGEST_CRITERION:
        raise _NoFormulaError
    return '"' + criterion.replace('"', '""') + '"'


def _bound(column: DetailColumn, value: Scalar) -> str:
    kind = column.contract.kind
    if not column.exact:
        raise _NoFormulaError
    if kind in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if kind in DATES and isinstance(value, date):
        return _day(value)
    raise _NoFormulaError


def _day(day: date) -> str:
    if isinstance(day, datetime):
        if day.time() != time() or day.tzinfo:
            raise _NoFormulaError
        day = day.date()
    if day < FIRST_DAY:
        raise _NoFormulaError
    return f"DATE({day.year},{day.month},{day.day})"


def _number(value: float) -> str:
    text = format(value, f".{_DIGITS}g")
    if not math.isfinite(value):
        raise _NoFormulaError
    return text


def _sum(texts: Iterable[str]) -> str:
    parts = list(texts)
    return parts[0] if len(parts) == 1 else f"({'+'.join(parts)})"


def _times(factor: float, text: str) -> str:
    return f"({text})" if factor == 1 else f"({_number(factor)}*{text})"
