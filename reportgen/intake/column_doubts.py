"""What values say against a whole column: another scale, unclear dates, amounts beyond all others.

Where the file cannot say what it means, the source declares it (`date_order`, `scales`, `epoch`);
without that a column is refused rather than read wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import DateOrder, EpochUnit, RawTable
from reportgen.intake.convert import Converted
from reportgen.intake.dates import epoch_unit
from reportgen.intake.row_accounts import DEALER, USED, Taking
from reportgen.metric.table_contracts import ColumnContract, InOrder, TableContract
from reportgen.metric.units import unit_record

Bools = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.intp]

OTHER_SCALE: Final = 0.05
"""Share of values that look like another scale, above which a column is refused."""
_FEW: Final = 3  # values from which a share means anything
_STEP: Final = 10  # scales differ by ten: 1–10, 0–100, 0–1000
_UNORDERED: Final = 10  # unclear dates from which a file is refused
_UNITS: Final[Mapping[EpochUnit, str]] = {"s": "seconds", "ms": "milliseconds"}
_HALF: Final = 0.5
_FAR: Final = 10  # times the largest usual amount
_USUAL: Final = 0.999
_ENOUGH: Final = 20  # amounts that show what is usual


@dataclass(frozen=True, slots=True)
class Declared:
    """What a source says about its columns: the order of dates, the best score, the epoch."""

    orders: Mapping[str, DateOrder]
    scales: Mapping[str, float]
    epochs: Mapping[str, EpochUnit]

    @classmethod
    def of(cls, contract: TableContract, raw: RawTable) -> Declared:
        """The declarations of a raw table.

        Raises:
            SourceError: They name a column that is not there, or is no date or score.
        """
        said = raw.declared
        dates = [c.name for c in contract.columns if c.traits.holds == "time"]
        scores = [c.name for c in contract.columns if _scored(c)]
        orders: Mapping[str, Any] = (
            dict.fromkeys(dates, said.date_order)
            if isinstance(said.date_order, str)
            else said.date_order
        )
        for option, names, known in (
            ("date_order", orders, dates),
            ("scales", said.scales, scores),
            ("epoch", said.epoch, dates),
        ):
            for name in names:
                if name not in known:
                    near = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none'}"
                    raise SourceError(
                        f"{raw.file}: {option}: {contract.name} has no such column '{name}'{near}"
                    )
        given = {name: order for name, order in orders.items() if order}
        return cls(given, said.scales, said.epoch)


def _scored(column: ColumnContract) -> bool:
    return unit_record(column.unit).graded and column.high is not None


def refuse_undeclared(contract: TableContract, taking: Taking) -> None:
    """Refuse a file most of whose dates nobody can read for certain.

    Raises:
        SourceError: It says which column, and what to declare.
    """
    for column in contract.columns:
        done = taking.columns.get(column.name)
        if done is None or column.traits.holds != "time":
            continue
        place = f"{taking.raw.file}: {column.label.zh} ({column.name})"
        if told := _mostly(taking, done, done.faults["ambiguous_date"]):
            raise SourceError(
                f"{place}: {told} do not say which part is the day and which the month; write "
                "`date_order: dmy` (or mdy, ymd) under the source"
            )
        for unit, marked in _counts_since_1970(done):
            if told := _mostly(taking, done, marked):
                raise SourceError(
                    f"{place}: {told} are no dates, but may be {_UNITS[unit]} since 1970; if so, "
                    f"write `epoch: {{ {column.name}: {unit} }}` under the source"
                )


def _counts_since_1970(done: Converted) -> Iterator[tuple[EpochUnit, Bools]]:
    """Unit → the texts that are no dates but may be counts of it."""
    wrong = done.faults["impossible_date"]
    units: list[EpochUnit | None] = [None] * len(wrong)
    for at in np.flatnonzero(wrong):
        units[at] = epoch_unit(done.cells.texts[at].as_py())
    for unit in _UNITS:
        yield unit, np.array([each == unit for each in units], dtype=bool)


def _mostly(taking: Taking, done: Converted, marked: Bools) -> str:
    """`12 of 13 values such as '…'` where at least ten rows and half of the filled ones have them.

    Empty where they are fewer.
    """
    if not marked.any():
        return ""
    data = taking.reason == USED
    rows = done.rows(marked) & data
    filled = done.rows(~done.missing) & data
    if rows.sum() < _UNORDERED or rows.sum() <= filled.sum() * _HALF:
        return ""
    text = done.cells.texts[done.cells.codes[int(rows.argmax())]].as_py()
    return f"{rows.sum()} of {filled.sum()} values such as '{text}'"


def look(contract: TableContract, taking: Taking, declared: Declared, file: Groups) -> None:
    """Leave blank what cannot be true, refuse other scales, and note what is to be doubted.

    Args:
        contract: The table.
        taking: Its rows; `columns` and `notes` are completed.
        declared: What its source says about it.
        file: Which file each row is from: one file may use another scale than the next.
    """
    used = taking.reason == USED
    groups = _groups(taking, file)
    for column in contract.columns:
        if column.name not in taking.columns:
            continue
        done = taking.columns[column.name]
        if _scored(column) and column.name not in declared.scales:
            done = _refused(column, done, taking, used, groups)
        if not contract.essential(column):
            done = done.blanked()
        if column.traits.money:
            done = _absurd(done, used)
        taking.columns[column.name] = done
    for rule in contract.rules:
        _in_order(rule, taking)


def _groups(taking: Taking, file: Groups) -> Groups:
    """Files and dealers: whoever types the scores decides on their scale."""
    if DEALER not in taking.columns:
        return file
    codes = taking.columns[DEALER].cells.codes
    return np.asarray(file * (codes.max(initial=0) + 1) + codes)


def _refused(
    column: ColumnContract, done: Converted, taking: Taking, used: Bools, groups: Groups
) -> Converted:
    """The column without the scores of files or dealers that look like another scale."""
    high = column.high or 0.0
    values = np.where(used, done.distinct[done.cells.codes], np.nan)
    odd = (values > high) | ((values > 0) & (values <= high / _STEP))
    if odd.sum() < _FEW:
        return done
    _, group = np.unique(groups, return_inverse=True)
    known = ~np.isnan(values)
    every = np.bincount(group[known], minlength=group.max() + 1)
    strange = np.bincount(group[odd], minlength=group.max() + 1)
    refused = ((strange >= _FEW) & (strange > every * OTHER_SCALE))[group] & known
    if not refused.any():
        return done
    taking.notes["other_scale", column.name] = refused
    # A value both out of range and refused is counted once.
    outside = done.faults["out_of_range"].copy()
    outside[done.cells.codes[refused]] = False
    return replace(done, refused=refused, faults={**done.faults, "out_of_range": outside})


def _absurd(done: Converted, used: Bools) -> Converted:
    """Mark amounts ten times above what nearly all rows stay below."""
    values = done.distinct[done.cells.codes[used]]
    values = values[values > 0]
    if len(values) < _ENOUGH:
        return done
    usual = np.quantile(values, _USUAL, method="lower")
    return replace(done, repairs={**done.repairs, "absurd_amount": done.distinct > usual * _FAR})


def _in_order(rule: InOrder, taking: Taking) -> None:
    """Note the rows whose later date lies before the earlier one."""
    if rule.earlier not in taking.columns or rule.later not in taking.columns:
        return
    first, last = (
        done.distinct[done.cells.codes]
        for done in (taking.columns[rule.earlier], taking.columns[rule.later])
    )
    days = first.astype("datetime64[D]"), last.astype("datetime64[D]")
    timeless = (first == days[0]) | (last == days[1])
    broken = np.where(timeless, days[1] < days[0], last < first)
    if broken.any():
        taking.notes["not_in_order", rule.later] = broken
