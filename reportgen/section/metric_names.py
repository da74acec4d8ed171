"""The names in a metric, held against the contracts of its tables.

A misspelt table, column or value selects nothing, and nothing counts as 0. So each is looked up the
first time a metric is used, and an unknown one costs its chapter, with the nearest right name.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, get_args

import pandas as pd

from reportgen.document.declared_values import WrongValue, as_declared
from reportgen.errors import SectionError, did_you_mean
from reportgen.metric.evaluate import MONTH
from reportgen.metric.expressions import (
    Better,
    Between,
    Condition,
    Count,
    Expr,
    In,
    Is,
    Metric,
    Rows,
    Scalar,
    leaves,
)
from reportgen.metric.table_contracts import FILE, ROW, ColumnContract, TableContract
from reportgen.metric.units import Unit

_OURS: Final = Path(__file__).parents[1]
_NUMBERS: Final = {"number", "money"}


class MetricNames:
    """Looks the names of metrics up in the tables of one report, each metric once."""

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], contracts: Mapping[str, TableContract]
    ) -> None:
        """Both may grow while sections derive tables."""
        self._frames = frames
        self._contracts = contracts
        self._right: set[tuple[Expr | Rows, tuple[Condition, ...], str]] = set()

    def check(self, metric: Metric, *conditions: Condition, by: str = "") -> None:
        """Look up what a metric, its further conditions and its grouping name.

        Raises:
            SectionError: A name is not there, or a value is of another kind than its column.
        """
        for what, word, known in (
            ("`better`", metric.better, get_args(Better)),
            ("unit", metric.unit, get_args(Unit)),
        ):
            if word not in known:
                fault = _unknown(what, word, known)
                raise SectionError(f"{_place()}metric '{metric.id}': {fault}")
        try:
            as_declared(metric, Metric, f"metric '{metric.id}'")
        except WrongValue as fault:
            raise SectionError(f"{_place()}{fault}") from None
        self._once(metric.id, metric.expr, conditions, by)

    def check_columns(self, table: str, columns: Sequence[str]) -> None:
        """Look up columns of a table; nothing is known of one that is not there.

        Raises:
            SectionError: The table can have no such column.
        """
        if known := self._columns(table) if table in self._contracts else {}:
            for name in columns:
                if name not in known:
                    raise SectionError(
                        f"{_place()}{_unknown('column', name, known, of=f' in {table!r}')}"
                    )

    def check_rows(self, selection: Rows) -> None:
        """Look up what a selection names.

        Raises:
            SectionError: As for a metric.
        """
        self._once("", selection, (), "")

    def _once(self, name: str, of: Expr | Rows, conditions: tuple[Condition, ...], by: str) -> None:
        key = (of, conditions, by)
        if key in self._right:
            return
        found = self._of_rows(of) if isinstance(of, Rows) else self._of_expr(of, conditions, by)
        if fault := next(found, ""):
            raise SectionError(f"{_place()}{f'metric {name!r}: ' if name else ''}{fault}")
        self._right.add(key)

    def _of_expr(self, expr: Expr, conditions: Sequence[Condition], by: str) -> Iterator[str]:
        for leaf in dict.fromkeys(leaves(expr)):
            yield from self._of_rows(leaf.rows.only(*conditions))
            for column in () if isinstance(leaf, Count) else (leaf.column,):
                yield from self._of_column(leaf.rows.table, column, {*_NUMBERS, "flag"}, "numbers")
            if by and by != MONTH:
                yield from self._of_column(leaf.rows.table, by)

    def _of_rows(self, rows: Rows) -> Iterator[str]:
        tables = dict.fromkeys([*self._frames, *self._contracts])
        if rows.table not in tables:
            yield _unknown("table", rows.table, tables)
            return
        if rows.date:
            yield from self._of_column(rows.table, rows.date, {"date", "datetime"}, "dates")
        for condition in rows.where:
            yield from self._of_condition(rows.table, condition)

    def _of_column(
        self, table: str, name: str, kinds: Collection[str] = (), hold: str = ""
    ) -> Iterator[str]:
        known = self._columns(table)
        if name not in known:
            yield _unknown("column", name, known, of=f" in '{table}'")
        elif kinds and (column := known[name]) is not None and column.kind not in kinds:
            yield f"the column '{name}' of '{table}' is of kind {column.kind}: it holds no {hold}"

    def _of_condition(self, table: str, condition: Condition) -> Iterator[str]:
        yield from self._of_column(table, condition.column)
        column = self._columns(table).get(condition.column)
        if column is None:
            return
        match condition:
            case Is(_, value):
                yield from self._of_value(table, column, value)
            case In(_, values):
                for value in values:
                    yield from self._of_value(table, column, value)
            case Between() if column.traits.holds not in {"number", "time"}:
                yield f"the column '{column.name}' of '{table}' is of kind {column.kind}: no range"

    def _of_value(self, table: str, column: ColumnContract, value: Scalar) -> Iterator[str]:
        where = f"of '{table}.{column.name}'"
        right, wanted = _fits(column, value)
        if not right:
            yield f"{value!r} is no value {where}, which is of kind {column.kind}: write {wanted}"
        elif column.values and not self._possible(table, column, value):
            yield _unknown(f"value {where}", str(value), column.values, _meant(column, value))

    def _possible(self, table: str, column: ColumnContract, value: Scalar) -> bool:
        """Whether it is a key, or in the file: a word that nobody has declared is kept as it is."""
        if value in column.values:
            return True
        frame = self._frames.get(table)
        if frame is None or column.name not in frame:
            return False
        return bool((frame[column.name] == value).any())

    def _columns(self, table: str) -> dict[str, ColumnContract | None]:
        """Column → its contract; null for one that the table has beside its contract."""
        frame, contract = self._frames.get(table), self._contracts.get(table)
        found: dict[str, ColumnContract | None] = dict.fromkeys((FILE, ROW))
        found |= dict.fromkeys([] if frame is None else [str(name) for name in frame])
        if contract is not None:
            found |= {"vehicle": None} if contract.vehicle_columns else {}
            found |= {column.name: column for column in contract.columns}
        return found


def _fits(column: ColumnContract, value: Scalar) -> tuple[bool, str]:
    """Whether a value can stand in a column, and what can."""
    match column.traits.holds:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool), "a number"
        case "time":
            return isinstance(value, date), "a date"
        case "word" if column.traits.truth:
            return isinstance(value, bool), "True or False"
        case _:
            return isinstance(value, str), "a text"


def _meant(column: ColumnContract, value: Scalar) -> str:
    """The key that a word of a category means; empty where none does."""
    for key, (label, words) in column.values.items():
        if value in {label.zh, label.en, *words}:
            return key
    return ""


def _unknown(what: str, name: str, known: Collection[str], meant: str = "", of: str = "") -> str:
    near = f"; did you mean '{meant}'?" if meant else did_you_mean(name, known)
    listed = ", ".join(each for each in known if not each.startswith("_"))
    return f"there is no {what} '{name}'{of}{near or f'; there are {listed}'}"


def _place() -> str:
    """`file.py:12: `, the line outside reportgen that uses the metric."""
    frame = sys._getframe(1)  # noqa: SLF001 the only way to a caller's line without a traceback
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if not path.is_relative_to(_OURS):
            return f"{path.name}:{frame.f_lineno}: "
        frame = frame.f_back  # type: ignore[assignment]
    return ""
