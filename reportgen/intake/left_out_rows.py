"""Rows left out once all files of a table are read: cancelled, said again, joined lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportgen.intake.cancelled_rows import cancelled_rows, reversed_rows
from reportgen.intake.record_lines import REST, Lines, join_lines
from reportgen.intake.repeated_rows import records, repeats
from reportgen.intake.row_accounts import USED, Taking, unread
from reportgen.metric.table_contracts import TableContract


def left_out(
    contract: TableContract, frame: pd.DataFrame, takings: Sequence[Taking]
) -> tuple[pd.DataFrame, dict[str, np.ndarray], dict[tuple[str, str], np.ndarray]]:
    """The rows, lines joined; those cancelled or said again, by reason code; what is to be noted.

    The last word on a number counts, so its status is asked when repeats are known.
    """
    undone = reversed_rows(contract, frame.drop(columns=REST, errors="ignore"))
    lines = _lines(contract, frame, takings, undone)
    left = np.flatnonzero(~undone & ~lines.joined)
    found, reused = repeats(contract, lines.frame.iloc[left])
    gone = {"joined_line": lines.joined}
    for reason, rows in found.items():
        gone[reason] = _placed(len(frame), left, rows)
    said_again = np.logical_or.reduce(list(gone.values()))
    gone["cancelled"] = undone | (cancelled_rows(contract, frame) & ~said_again)
    twice = _placed(len(frame), left, reused) & ~gone["cancelled"]
    notes = lines.notes | ({("reused_number", contract.key[0]): twice} if contract.key else {})
    return lines.frame, gone, notes


def _lines(
    contract: TableContract, frame: pd.DataFrame, takings: Sequence[Taking], undone: np.ndarray
) -> Lines:
    """The rows with the lines of each record joined; those that reverse each other stay apart."""
    if REST not in frame:
        return Lines(frame, np.zeros(len(frame), dtype=bool))
    record = np.where(undone, -1, records(contract, frame))
    doubted = [unread(taking) for taking in takings]
    lost = {
        name: np.concatenate(
            [
                each.get(name, taking.reason != taking.reason)[taking.reason == USED]
                for taking, each in zip(takings, doubted, strict=True)
            ]
        )
        for name in dict.fromkeys(name for each in doubted for name in each)
    }
    lines = join_lines(contract, frame, record, lost)
    start = 0
    for taking in takings:
        own = np.flatnonzero(taking.reason == USED)
        for name, rows in lines.unread.items():
            taking.lines_unread[name] = rows_of_file(taking, own, rows[start : start + len(own)])
        start += len(own)
    return lines


def _placed(size: int, at: np.ndarray, rows: np.ndarray) -> np.ndarray:
    placed = np.zeros(size, dtype=bool)
    placed[at] = rows
    return placed


def rows_of_file(taking: Taking, own: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Which rows of a file are meant, told of those that are used."""
    return _placed(len(taking.reason), own, rows)
