"""Exports that give each line of a record a row: the lines of one order are one order.

Rows of one file with one key, one day and one vehicle that follow one another are lines where they
differ only in columns a contract calls `lines`, or in columns nobody knows (the name of a part).
An amount that differs between the lines of any record of the file is the line's own and adds up;
one that never does is the record's, repeated, and counts once. Lines of different categories (a
service, a repair) stay apart, as the second order that other systems open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportgen.metric.table_contracts import FILE, TableContract

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

REST: Final = "_rest"
"""A number that rows of a file share whose cells in columns nobody knows are the same."""
APART: Final = "_apart"
"""What keeps the lines of one record apart, by number; -1 for any other row."""
_TOLD: Final = 3
"""Records whose lines all repeat one amount, from which it is the record's; by judgement: one in a
hundred lines costs what the line before it costs, three records do so once in a million."""


@dataclass(slots=True)
class Lines:
    """The rows of a frame after lines were joined.

    Attributes:
        frame: The rows; of a record its first line, with the amounts of all, and `APART`.
        joined: The rows whose amounts stand in the first line of their record now.
        notes: Kind of repair and column → the first lines it concerns.
        unread: Column → first lines with an amount in one of their lines that nobody could read.
    """

    frame: pd.DataFrame
    joined: Bools
    notes: dict[tuple[str, str], Bools] = field(default_factory=dict)
    unread: dict[str, Bools] = field(default_factory=dict)


def join_lines(
    contract: TableContract, frame: pd.DataFrame, record: Numbers, unread: Mapping[str, Bools]
) -> Lines:
    """Join the lines of each record.

    Args:
        contract: The table.
        frame: Its rows, with `REST`.
        record: A number for the rows of one file, key, day and vehicle; -1 for those without a key.
        unread: Amount → the rows in which something stands that nobody could read.
    """
    none = np.zeros(len(frame), dtype=bool)
    found = Lines(frame, none)
    at = np.flatnonzero(pd.Series(record).duplicated(keep=False).to_numpy() & (record >= 0))
    at = at[_agree(contract, frame.iloc[at], at, record[at])] if len(at) else at
    if not len(at):
        return found
    rows = frame.iloc[at]
    apart = _content(rows, [c.name for c in contract.columns if c.name in contract.lines
                            and c.traits.holds == "word"])  # fmt: skip
    group = _content(pd.DataFrame({"record": record[at], "apart": apart}))
    first = ~pd.Series(group).duplicated().to_numpy()
    found.joined = _placed(none, at, ~first)
    changed = {APART: _placed(np.full(len(frame), -1), at, apart)}
    for name, amount, kinds in _amounts(contract, rows, record[at], group):
        lost = np.zeros(len(at), dtype=bool)
        if name in unread:
            lost = pd.Series(unread[name][at]).groupby(group).transform("any").to_numpy()
            found.unread[name] = _placed(none, at, lost & first)
        whole = np.where(lost, np.nan, amount)
        changed[name] = _placed(frame[name].to_numpy(dtype=float), at, whole)
        for kind, marked in kinds.items():
            found.notes[kind, name] = _placed(none, at, marked & first)
    found.frame = frame.assign(**changed)
    return found


def _agree(contract: TableContract, rows: pd.DataFrame, at: Numbers, record: Numbers) -> Bools:
    """Which rows are lines: those of their record agree in all that is not a line's own."""
    agree = np.ones(len(rows), dtype=bool)
    for column in contract.columns:
        if column.name in rows and column.name not in contract.lines:
            told = pd.Series(_numbers(rows[column.name])).replace(-1, pd.NA).groupby(record)
            agree &= (told.transform("nunique") <= 1).to_numpy()
    place = pd.Series(at).groupby(record)
    agree &= (place.transform("max") - place.transform("min") < place.transform("size")).to_numpy()
    own = [name for name in (*contract.lines, REST) if name in rows]
    differ = pd.Series(_content(rows, own)).groupby(record).transform("nunique") > 1
    return agree & differ.to_numpy()


def _amounts(
    contract: TableContract, rows: pd.DataFrame, record: Numbers, group: Numbers
) -> Iterator[tuple[str, npt.NDArray[np.float64], dict[str, Bools]]]:
    """The amounts of joined lines, and how they were found; a blank line has no amount."""
    files = _numbers(rows[FILE])
    says = [name for name in (*contract.lines, REST) if name in rows]
    copy = pd.DataFrame({"g": group, "c": _content(rows, says)}).duplicated().to_numpy()
    told_apart = _content(rows, [n for n in says if n not in _money(contract)])
    named = (pd.Series(told_apart).groupby(record).transform("nunique") > 1).to_numpy()
    for name in _money(contract):
        if name not in rows:
            continue
        values = pd.Series(rows[name].to_numpy(dtype=float))
        by_record = values.groupby(record)
        differs = (by_record.transform("nunique") > 1).to_numpy()
        own = pd.Series(differs).groupby(files).transform("any").to_numpy()
        several = (by_record.transform("count") > 1).to_numpy()
        added = values.mask(copy).groupby(group).transform(lambda one: one.sum(min_count=1))
        once = values.groupby(group).transform("first")
        records = pd.Series(record).where(several).groupby(files).transform("nunique").to_numpy()
        again = pd.Series(copy & values.notna()).groupby(group).transform("any").to_numpy()
        yield (
            name,
            np.where(own, added, once),
            {
                "lines_added": own & several & named & ~again,
                "lines_once": ~own & several & (records >= _TOLD),
                "lines_doubted": several & np.where(own, again | ~named, records < _TOLD),
            },
        )


def _money(contract: TableContract) -> list[str]:
    own = [column for column in contract.columns if column.name in contract.lines]
    return [column.name for column in own if column.traits.holds == "number"]


def _numbers(values: pd.Series) -> Numbers:
    return np.asarray(pd.factorize(values)[0], dtype=np.intp)


def _content(rows: pd.DataFrame, names: list[str] | None = None) -> Numbers:
    """A number for each distinct content of some columns."""
    columns = [name for name in (rows if names is None else names) if name in rows]
    if not columns:
        return np.zeros(len(rows), dtype=np.intp)
    coded = pd.DataFrame({name: _numbers(rows[name]) for name in columns})
    return np.asarray(coded.groupby(columns, sort=False).ngroup(), dtype=np.intp)


def _placed(values: npt.NDArray[Any], at: Numbers, new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Values with others at some places."""
    changed = values.copy()
    changed[at] = new
    return changed
