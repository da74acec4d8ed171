"""Known faults in 100,000 rows: the ledger counts every one of them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from one_table import take_in

from reportgen.extension.components import RawTable
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

ROWS = 100_000
HEADER = ("单号", "日期", "完成", "类型", "电话", "金额", "得分", "意见")
TABLE = TableContract(
    name="orders",
    label=Label("单据", "Orders"),
    row=Label("一行为一张", "one order"),
    key=("no",),
    date="day",
    columns=(
        ColumnContract("no", "code", Label("单号", "No")),
        ColumnContract("day", "datetime", Label("日期", "Day"), required=True),
        ColumnContract("done", "date", Label("完成", "Done")),
        ColumnContract(
            "kind",
            "category",
            Label("类型", "Kind"),
            values={"repair": (Label("维修", "Repair"), ())},
        ),
        ColumnContract("phone", "code", Label("电话", "Phone"), private="phone"),
        ColumnContract("total", "money", Label("金额", "Total"), low=-1e8, high=1e8),
        ColumnContract("score", "number", Label("得分", "Score"), low=0, high=100, unit="score"),
        ColumnContract("comment", "text", Label("意见", "Comment"), private="text"),
    ),
)
NO, DAY, DONE, KIND, PHONE, TOTAL, SCORE, COMMENT = range(8)

Change = Callable[[pd.DataFrame, np.ndarray], None]


def put(column: int, *texts: str) -> Change:
    """Write one of the texts into a column of the chosen rows, in turn."""

    def change(frame: pd.DataFrame, rows: np.ndarray) -> None:
        frame.loc[rows, column] = np.resize(np.array(texts, dtype=object), len(rows))

    return change


def blank(frame: pd.DataFrame, rows: np.ndarray) -> None:
    frame.loc[rows, :] = ""


def total(frame: pd.DataFrame, rows: np.ndarray) -> None:
    frame.loc[rows, :] = ""
    frame.loc[rows, NO] = "合计"


def header(frame: pd.DataFrame, rows: np.ndarray) -> None:
    frame.loc[rows, :] = list(HEADER)


def same(frame: pd.DataFrame, rows: np.ndarray) -> None:
    """The row above once more; the rows chosen lie at least two apart."""
    frame.loc[rows, :] = frame.loc[rows - 1, :].to_numpy()


def other(frame: pd.DataFrame, rows: np.ndarray) -> None:
    """The number of the row above with other content."""
    same(frame, rows)
    frame.loc[rows - 1, COMMENT] = "改前"


DROPPED: dict[str, Change] = {
    "blank_row": blank,
    "repeated_header": header,
    "total_row": total,
    "missing_required": put(DAY, "", "-", "null"),
    "impossible_date": put(DAY, "2024-02-31", "0000-00-00", "2024-03-05 24:00", "昨天"),
    "minguo_date": put(DAY, "115/09/03", "1150903", "115年9月3日"),
    "ambiguous_date": put(DAY, "03/04/2024", "5.6.2024"),
    "duplicate": same,
    "conflicting_key": other,
}
REPAIRED: dict[str, Change] = {
    "blank_date": put(DONE, "2024-02-31", "9999-12-31"),
    "blank_minguo_date": put(DONE, "115.09.03"),
    "blank_ambiguous_date": put(DONE, "03/04/2024"),
    "blank_number": put(TOTAL, "待定", "1.234,5"),
    "blank_range": put(SCORE, "101", "-1"),
    "number_format": put(TOTAL, "¥1,234.50", "1.2万", "１２３"),
    "negative_amount": put(TOTAL, "-5", "-120.5"),
    "absurd_amount": put(TOTAL, "90000000"),
    "unknown_word": put(KIND, "拖车"),
    "second_phone": put(PHONE, "13800138000/13911112222"),
    "phone_format": put(PHONE, "+86 138-0013-8000"),
    "control_characters": put(COMMENT, "好\x07", "好\u202e"),
    "long_text": put(COMMENT, "好" * 33_000),
}


def clean(rng: np.random.Generator) -> pd.DataFrame:
    """Rows nothing is wrong with."""
    minutes = rng.integers(0, 60 * 24 * 365, ROWS).astype("timedelta64[m]")
    moments = np.datetime64("2024-01-01T00:00") + minutes
    columns = {
        NO: np.char.add("R", np.arange(ROWS).astype(str)),
        DAY: np.char.replace(np.datetime_as_string(moments), "T", " "),
        DONE: np.datetime_as_string(moments.astype("datetime64[D]")),
        KIND: np.full(ROWS, "维修"),
        PHONE: np.char.add("138", rng.integers(10**7, 10**8, ROWS).astype(str)),
        TOTAL: np.char.mod("%.2f", rng.lognormal(6, 1, ROWS) + 1),
        SCORE: rng.integers(60, 101, ROWS).astype(str),
        COMMENT: np.full(ROWS, "好"),
    }
    return pd.DataFrame({n: column.astype(object) for n, column in columns.items()})


def spoiled(rng: np.random.Generator) -> tuple[pd.DataFrame, dict[str, int], dict[str, int]]:
    """The rows with faults, each in rows of its own, and how many of each kind."""
    frame = clean(rng)
    # every second row, so that a row and the one above it are never both chosen
    free = rng.permutation(np.arange(1, ROWS, 2))
    counts: dict[str, int] = {}
    for kind, change in {**DROPPED, **REPAIRED}.items():
        # absurd amounts are few by nature, and long texts are slow to make
        counts[kind] = int(rng.integers(3, 12 if kind in {"absurd_amount", "long_text"} else 900))
        rows, free = np.split(free, [counts[kind]])
        change(frame, rows)
    return frame, {k: counts[k] for k in DROPPED}, {k: counts[k] for k in REPAIRED}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_fault_is_counted_exactly(seed: int) -> None:
    frame, dropped, repaired = spoiled(np.random.default_rng(seed))
    rows = pd.DataFrame(frame.astype("str"))
    rows.index = pd.RangeIndex(2, ROWS + 2)

    taken = take_in(TABLE, [RawTable("a.csv", HEADER, rows)])
    account = taken.accounts[0]

    assert account.dropped == dropped
    assert account.repaired == repaired
    assert (account.read, account.balanced) == (ROWS, True)
    assert account.used == len(taken.frame) == ROWS - sum(dropped.values())
    assert all(0 < len(places) <= 5 for places in account.examples.values())
    assert set(account.examples) == {*dropped, *repaired}
    lost = {*DROPPED} - {"blank_row", "repeated_header", "total_row", "duplicate"}
    expected = sum(dropped[reason] for reason in lost)
    assert len(account.rejects) == min(expected, 2_000)
    assert {reject.reason for reject in account.rejects} == lost
