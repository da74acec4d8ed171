"""Rows that never happened are left out and counted; numbers given twice are rows of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_table import Taken, take_in

from reportgen.extension.components import RawTable
from reportgen.labels import Label
from reportgen.metric.table_contracts import Cancelled, ColumnContract, TableContract

ORDERS = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    key=("no",),
    date="day",
    cancelled=Cancelled("status", ("cancelled",), "total", "original"),
    columns=(
        ColumnContract("no", "code", Label("单号", "Order")),
        ColumnContract("day", "datetime", Label("日期", "Day"), required=True),
        ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
        ColumnContract("total", "money", Label("金额", "Total"), low=-1e6, high=1e6),
        ColumnContract(
            "status",
            "category",
            Label("状态", "Status"),
            values={
                "settled": (Label("已结算", "Settled"), ()),
                "cancelled": (Label("已作废", "Cancelled"), ("作废", "红冲", "Void")),
            },
        ),
        ColumnContract("original", "code", Label("原单号", "Original")),
    ),
)
HEADER = tuple(column.label.zh for column in ORDERS.columns)
ONE, TWO = "LSVAA4101C2184847", "LSVAA4102C2184847"


def row(  # noqa: PLR0913, PLR0917 one argument a column
    no: str = "R1", day: str = "2026-10-01", vin: str = ONE, total: str = "100",
    status: str = "已结算", original: str = "",
) -> tuple[str, ...]:  # fmt: skip
    return no, day, vin, total, status, original


def taken(*files: Sequence[tuple[str, ...]]) -> Taken:
    raws = [
        RawTable(
            f"{at}.csv",
            HEADER,
            pd.DataFrame(rows, index=range(2, 2 + len(rows)), columns=range(6), dtype="str"),
        )
        for at, rows in enumerate(files)
    ]
    return take_in(ORDERS, raws)


def dropped(done: Taken) -> dict[str, int]:
    found: dict[str, int] = {}
    for account in done.accounts:
        assert account.balanced
        for reason, count in account.dropped.items():
            found[reason] = found.get(reason, 0) + count
    return found


@pytest.mark.parametrize("word", ["作废", "红冲", "void", "VOID", "已作废"])
def test_a_cancelled_row_is_left_out_and_counted(word: str) -> None:
    done = taken([row(), row("R2", status=word)])
    assert done.frame["no"].tolist() == ["R1"]
    assert dropped(done) == {"cancelled": 1}
    assert done.accounts[0].examples["cancelled"] == ("第 3 行：单号 R2",)


def test_the_last_word_on_a_number_counts() -> None:
    cancelled_later = taken([row()], [row(status="作废")])
    assert len(cancelled_later.frame) == 0
    assert dropped(cancelled_later) == {"conflicting_key": 1, "cancelled": 1}
    revived = taken([row(status="作废")], [row()])
    assert revived.frame["status"].tolist() == ["settled"]
    assert dropped(revived) == {"conflicting_key": 1}


@pytest.mark.parametrize(
    "reversal",
    [
        row(total="-100"),
        row(total="-100", day="2026-10-09"),
        row("R1-H", total="-100", original="R1"),
        row(total="-100", status="红冲"),
    ],
)
def test_a_reversed_row_goes_with_the_one_that_reverses_it(reversal: tuple[str, ...]) -> None:
    done = taken([row(), reversal, row("R2", total="-30")])
    assert done.frame["no"].tolist() == ["R2"]  # a refund of nothing in the file stays
    assert dropped(done) == {"cancelled": 2}


def test_what_is_booked_again_after_a_reversal_stays() -> None:
    again = row(day="2026-10-03")
    done = taken([row(), row(total="-100", day="2026-10-02"), again])
    assert done.frame["day"].dt.day.tolist() == [3]


def test_a_second_export_reverses_nothing_twice() -> None:
    pair = [row(), row(total="-100")]
    done = taken(pair, pair, [row("R2")])
    assert done.frame["no"].tolist() == ["R2"]
    assert dropped(done) == {"cancelled": 4}


def test_one_number_on_another_day_or_for_another_vehicle_is_another_row() -> None:
    done = taken([row(), row(day="2026-10-02"), row(vin=TWO), row(day="2026-10-01 09:30")])
    assert len(done.frame) == 3
    assert dropped(done) == {"conflicting_key": 1}
    assert done.accounts[0].repaired["reused_number"] == 3
    assert done.accounts[0].examples["reused_number"] == ("第 3 行：单号 R1",)


def test_a_blank_vin_makes_no_other_row() -> None:
    done = taken([row(vin="")], [row()])
    assert len(done.frame) == 1
    assert "reused_number" not in done.accounts[0].repaired


def test_a_vehicle_sold_on_another_day_is_a_correction() -> None:
    sales = TableContract(
        name="sales", label=ORDERS.label, row=ORDERS.row, key=("vin",), date="day",
        columns=ORDERS.columns[1:3],
    )  # fmt: skip
    rows = pd.DataFrame([["2026-10-01", ONE], ["2026-10-02", ONE]], index=[2, 3], dtype="str")
    done = take_in(sales, [RawTable("s.csv", HEADER[1:3], rows)])
    assert done.frame["day"].dt.day.tolist() == [2]


EVENTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=30, unique=True
)


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.integers(1, 3))
def test_numbers_that_restart_lose_no_row_and_exact_repeats_stay_repeats(
    events: list[tuple[int, int]], times: int
) -> None:
    rows = [row(f"{no:04}", f"2026-10-{day:02}", total="10") for no, day in events]
    done = taken(*[rows] * times)
    assert len(done.frame) == len(rows)
    assert dropped(done) == ({"duplicate": len(rows) * (times - 1)} if times > 1 else {})
