"""Files refused as a whole: most values of a column could mean one thing or another.

The message names the line to write; the file is then read as it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from reportgen.errors import SourceError
from reportgen.extension.components import EpochUnit
from reportgen.intake.convert import Converted
from reportgen.intake.dates import epoch_unit
from reportgen.intake.numbers import currencies_in
from reportgen.intake.row_accounts import USED, Taking
from reportgen.intake.source_options import Declared
from reportgen.metric.currencies import CURRENCIES
from reportgen.metric.table_contracts import ColumnContract, TableContract

Bools = npt.NDArray[np.bool_]

_UNITS: Final[Mapping[EpochUnit, str]] = {"s": "seconds", "ms": "milliseconds"}
_UNCLEAR: Final = 10  # unclear values from which a file is refused
_HALF: Final = 0.5
_FEW: Final = 3  # amounts of another currency that are no slip
_SLIPS: Final = 0.05
"""Share of amounts in another currency up to which they are left blank one by one."""
_YEAR: Final = re.compile(r"\d{4}")
_LETTER: Final = re.compile("[A-Za-z]{3}")
_CHOICES: Final = 3  # currencies one mark may mean that a message names


def refuse_undeclared(contract: TableContract, taking: Taking, declared: Declared) -> None:
    """Refuse a file most of whose dates or amounts nobody can read for certain.

    Raises:
        SourceError: It says which column, and what to declare.
    """
    for column in contract.columns:
        done = taking.columns.get(column.name)
        if done is None:
            continue
        place = f"{taking.raw.file}: {column.label.zh} ({column.name})"
        _refuse_hidden(taking, done, place)
        if column.traits.holds == "number":
            _refuse_currency(taking, done, place)
        if column.traits.holds == "time":
            _refuse_dates(taking, done, place, column, declared)


def _refuse_dates(
    taking: Taking, done: Converted, place: str, column: ColumnContract, declared: Declared
) -> None:
    """Refuse dates whose order, calendar, century or epoch somebody has to declare."""
    if told := _mostly(taking, done, done.faults["ambiguous_date"]):
        raise SourceError(_unclear(place, told, column.name, declared))
    if told := _mostly(taking, done, done.faults["minguo_date"]):
        raise SourceError(
            f"{place}: {told} are no dates, but may be 民國 years; if so, write "
            f"`calendar: {{ {column.name}: minguo }}` under the source"
        )
    for unit, name in _UNITS.items():
        counts = _marked(done, partial(_counts, unit))
        if told := _mostly(taking, done, counts):
            raise SourceError(
                f"{place}: {told} are no dates, but may be {name} since 1970; if so, "
                f"write `epoch: {{ {column.name}: {unit} }}` under the source"
            )


def _counts(unit: EpochUnit, text: str) -> bool:
    return epoch_unit(text) == unit


def _unclear(place: str, told: str, name: str, declared: Declared) -> str:
    """What to declare of dates whose day, month or century is not clear."""
    text = told.rsplit("'", 2)[-2]
    century = "`century: 2000` where two digits are a year from 2000 to 2099"
    if declared.orders.get(name) or _LETTER.search(text):
        return f"{place}: {told} do not say the century; write {century}, under the source"
    short = "" if _YEAR.search(text) else f", and {century}"
    return (
        f"{place}: {told} do not say which part is the day and which the month; write "
        f"`date_order: dmy` (or mdy, ymd) under the source{short}"
    )


def _refuse_hidden(taking: Taking, done: Converted, place: str) -> None:
    """Refuse a file one of whose columns was too narrow to be saved."""
    if "too_narrow" not in done.repairs:
        return
    data = taking.reason == USED
    rows = done.rows(done.repairs["too_narrow"]) & data
    filled = done.rows(~done.cells.blank) & data
    if rows.sum() >= _UNCLEAR and rows.sum() > filled.sum() * _HALF:
        raise SourceError(
            f"{place}: {rows.sum()} of {filled.sum()} values are ########: the column was too "
            "narrow in Excel when the file was saved as text; widen it and export again"
        )


def _refuse_currency(taking: Taking, done: Converted, place: str) -> None:
    """Refuse a file with amounts of several currencies, or of another one than the report's."""
    data = taking.reason == USED
    foreign = done.faults["other_currency"]
    rows = done.rows(foreign) & data
    filled = done.rows(~done.missing) & data
    if rows.sum() < _FEW or rows.sum() <= filled.sum() * _SLIPS:
        return
    text = done.cells.texts[done.cells.codes[int(rows.argmax())]].as_py()
    header = done.reading.unit.currencies if done.reading.unit else frozenset()
    maybe = [code for code in CURRENCIES if code in (header or currencies_in(text))]
    raise SourceError(
        f"{place}: {rows.sum()} of {filled.sum()} amounts such as '{text}' are not in "
        f"{done.reading.currency}, the currency of the report, and amounts of several currencies "
        f"are never added up; if all are in {' or '.join(maybe[:_CHOICES])}, write "
        f"`report: {{ currency: {maybe[0]} }}` in the spec, else export each currency apart"
    )


def _marked(done: Converted, test: Callable[[str], object]) -> Bools:
    """The texts that are no dates and meet a test."""
    marked = done.faults["impossible_date"].copy()
    for at in np.flatnonzero(marked):
        marked[at] = bool(test(done.cells.texts[at].as_py()))
    return marked


def _mostly(taking: Taking, done: Converted, marked: Bools) -> str:
    """`12 of 13 values such as '…'` where at least ten rows and half of the filled ones have them.

    Empty where they are fewer.
    """
    if not marked.any():
        return ""
    data = taking.reason == USED
    rows = done.rows(marked) & data
    filled = done.rows(~done.missing) & data
    if rows.sum() < _UNCLEAR or rows.sum() <= filled.sum() * _HALF:
        return ""
    text = done.cells.texts[done.cells.codes[int(rows.argmax())]].as_py()
    return f"{rows.sum()} of {filled.sum()} values such as '{text}'"
