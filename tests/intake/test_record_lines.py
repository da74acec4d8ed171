"""Line-level exports: the lines of one order are one order, and their amounts add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_table import take_in

from reportgen.extension.components import RawTable
from reportgen.extension.loader import load_plugins
from reportgen.intake.drop_reasons import DOUBTED
from reportgen.testing import SectionKit

ORDERS = load_plugins().tables["repair_orders"]
VINS = ["LSVAU218XN2183294", "LSVAU2180N2183294", "LSVAU2181N2183294", "LSVAU2182N2183294"]
HEADER = ("工单号", "开单日期", "车架号", "服务顾问", "维修类型", "项目名称", "配件费", "结算金额")


def line(number: int, *cells: str, kind: str = "保养", advisor: str = "张伟") -> list[str]:
    day = f"2026-10-{number + 1:02}"
    return [f"R{number}", day, VINS[number], advisor, kind, *cells]


def taken(*files: list[list[str]]) -> Any:  # noqa: ANN401 frame and accounts
    frames = [pd.DataFrame(rows, dtype="str", index=range(2, len(rows) + 2)) for rows in files]
    raws = [
        RawTable(f"{at}.csv", HEADER, frame.set_axis(range(len(HEADER)), axis=1))
        for at, frame in enumerate(frames)
    ]
    return take_in(ORDERS, raws)


def totals(found: Any) -> dict[str, float]:  # noqa: ANN401 as above
    return found.frame.groupby("ro_no")["total"].sum(min_count=1).to_dict()


@pytest.mark.case("C12")
def test_amounts_of_lines_add_up_and_every_row_is_accounted_for() -> None:
    found = taken(
        [line(0, "机油", "200", "280"), line(0, "工时", "0", "80"), line(1, "", "5", "9")]
    )
    [account] = found.accounts
    assert totals(found) == {"R0": 360.0, "R1": 9.0}
    assert found.frame["parts"].tolist() == [200.0, 5.0]
    assert (account.read, account.used, dict(account.dropped)) == (3, 2, {"joined_line": 1})
    assert account.repaired["lines_added"] == 2
    assert not set(account.repaired) & DOUBTED


def test_two_lines_of_one_price_are_two_lines_where_lines_have_amounts_of_their_own() -> None:
    found = taken([
        line(0, "机油", "1", "100"), line(0, "滤芯", "1", "100"),
        line(1, "机油", "1", "30"), line(1, "工时", "1", "20"),
    ])  # fmt: skip
    assert totals(found) == {"R0": 200.0, "R1": 50.0}


@pytest.mark.parametrize(("orders", "kind"), [(4, "lines_once"), (2, "lines_doubted")])
def test_an_amount_every_line_repeats_is_the_orders(orders: int, kind: str) -> None:
    """Of few orders nobody can be sure, so it is asked."""
    rows = [line(at, part, "", "100") for at in range(orders) for part in ("机油", "工时")]
    found = taken(rows)
    assert set(totals(found).values()) == {100.0}
    assert found.accounts[0].repaired[kind] == orders


def test_rows_that_differ_in_the_amount_alone_add_up_and_are_asked_about() -> None:
    found = taken([line(0, "", "", "100"), line(0, "", "", "50")])
    assert totals(found) == {"R0": 150.0}
    assert found.accounts[0].repaired["lines_doubted"] == 1


def test_lines_of_several_kinds_of_work_stay_apart() -> None:
    found = taken([
        line(0, "机油", "1", "100"), line(0, "刹车片", "2", "60", kind="一般维修"),
        line(0, "刹车盘", "3", "40", kind="一般维修"),
    ])  # fmt: skip
    rows = found.frame[["work_type", "total"]].to_numpy().tolist()
    assert rows == [["maintenance", 100.0], ["repair", 100.0]]
    assert not found.accounts[0].repaired.get("reused_number")


def test_an_amount_of_a_line_nobody_could_read_leaves_the_sum_unknown() -> None:
    found = taken([line(0, "机油", "1", "100"), line(0, "工时", "2", "约五十")])
    [account] = found.accounts
    assert found.frame["total"].isna().all()
    assert account.unread["total"] == tuple(found.frame["_row"])


@pytest.mark.parametrize(
    "rows",
    [
        [line(0, "", "", "100"), line(0, "", "", "50", advisor="李娜")],  # who is right?
        [line(0, "a", "", "100"), line(1, "a", "", "7"), line(0, "b", "", "50")],  # pasted below
    ],
)
def test_what_contradicts_is_a_correction_as_ever(rows: list[list[str]]) -> None:
    found = taken(rows)
    assert totals(found)["R0"] == 50.0
    assert found.accounts[0].dropped == {"conflicting_key": 1}


def test_a_second_export_of_the_same_lines_is_a_repeat() -> None:
    rows = [line(0, "机油", "200", "280"), line(0, "工时", "0", "80")]
    found = taken(rows, rows)
    assert totals(found) == {"R0": 360.0}
    assert dict(found.accounts[1].dropped) == {"duplicate": 1, "joined_line": 1}


AMOUNTS = st.lists(st.lists(st.integers(1, 999), min_size=1, max_size=4), min_size=1, max_size=4)


@given(AMOUNTS)
def test_orders_split_into_lines_have_the_amounts_they_had(orders: list[list[int]]) -> None:
    rows = [
        line(at, f"项目{n}", "", str(amount))
        for at, lines in enumerate(orders)
        for n, amount in enumerate(lines)
    ]
    found = taken(rows)
    differ = any(len(set(lines)) > 1 for lines in orders)
    expected = [float(sum(lines) if differ else lines[0]) for lines in orders]
    assert list(totals(found).values()) == expected


def test_a_report_counts_orders_not_lines() -> None:
    def orders(*lines: tuple[str, int]) -> list[dict[str, Any]]:
        return [
            {
                "ro_no": f"R{at}", "opened_at": f"2026-10-{at % 28 + 1:02}", "total": amount,
                "vin": f"LSVAU218XN{at:07}", "technician": who, "advisor": "乔丹",
            }
            for at in range(40) for who, amount in lines
        ]  # fmt: skip

    calls = [{"ro_no": f"R{at}", "called_at": "2026-10-31", "outcome": "成功"} for at in range(40)]
    kit = SectionKit(Path(__file__))
    whole, split = (
        kit.build("csi_by_advisor", {"repair_orders": each, "callbacks": calls})
        for each in (orders(("甲", 300)), orders(("甲", 200), ("乙", 100)))
    )
    [visits] = [d.frame for d in split.document.details if d.contract.name == "visits"]
    assert split.fact("visits.received").value == whole.fact("visits.received").value == 40.0
    assert visits["total"].sum() == 12_000.0
    assert visits["orders"].sum() == 40
