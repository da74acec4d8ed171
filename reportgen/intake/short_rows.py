"""Rows with fewer cells than the header: whole ones, and pieces of a row that was torn apart.

A system that leaves out the empty cells at the end of a row writes rows that are right as far as
they go. A line break inside a text that was not quoted writes two pieces of one row. A short row is
taken for whole only when it holds everything a row needs, what it says fits its columns, at least
one value can be nothing else (a date, a number, a known word), and no piece of a row follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from reportgen.extension.components import RawTable
from reportgen.intake.convert import Cells, Converted
from reportgen.intake.row_accounts import CODES, RAGGED, REJECTS, USED, Taking
from reportgen.metric.table_contracts import TableContract

Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]

_NONE: Final = range(0)
_MISFITS: Final = ("impossible_date", "minguo_date", "impossible_number", "out_of_range")


def judge_short(
    contract: TableContract, taking: Taking, raws: Sequence[RawTable], cells: Sequence[Cells]
) -> None:
    """Leave out short rows that may be pieces of a row; note those that are whole.

    `cells` are all columns of the files, also those no contract knows.
    """
    if not any(raw.short for raw in raws):
        return
    lacks = [raw.short.get(int(row), _NONE) for raw in raws for row in raw.rows.index]
    start, stop = (np.array([getattr(lack, end) for lack in lacks]) for end in ("start", "stop"))
    short = (start < stop) & (taking.reason == USED)
    pieces = short & ~_fits(contract, taking, start, stop)
    number = np.concatenate([raw.rows.index.to_numpy() for raw in raws])
    torn = np.append(pieces[1:] & (number[1:] == number[:-1] + 1), [False])
    taking.drop("ragged_row", pieces | (short & torn))
    name = next(name for name in (*contract.key, *taking.columns) if name in taking.columns)
    taking.notes["short_row", name] = short & (taking.reason == USED)
    for row in np.flatnonzero(taking.reason == CODES.index(RAGGED))[:REJECTS].tolist():
        there = (column for at, column in enumerate(cells) if at not in lacks[row])
        taking.torn[row] = tuple(column.texts[column.codes[row]].as_py() for column in there)


def _fits(contract: TableContract, taking: Taking, start: Positions, stop: Positions) -> Bools:
    """The rows that hold what a row needs, and nothing that does not fit.

    `start` and `stop` bound the positions each row lacks.
    """
    good, shown = np.ones(len(start), dtype=bool), np.zeros(len(start), dtype=bool)
    for column in contract.columns:
        done = taking.columns.get(column.name)
        if done is None:
            continue
        at = taking.matched.positions[column.name]
        there = (at < start) | (at >= stop)
        if contract.essential(column):
            good &= there
        if column.traits.holds != "text":  # its values show that they stand in the right place
            unknown = done.rows(done.repairs.get("unknown_word", np.zeros_like(done.missing)))
            misfit = done.rows(_misfit(done)) | (unknown & column.traits.truth)
            good &= ~(there & misfit)
            shown |= there & ~misfit & ~unknown & ~done.rows(done.missing)
    return good & shown


def _misfit(done: Converted) -> Bools:
    """The texts that are no value of their column."""
    wrong = np.zeros(len(done.missing), dtype=bool)
    for code in _MISFITS:
        wrong |= done.faults.get(code, False)
    return wrong
