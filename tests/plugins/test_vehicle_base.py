"""The vehicle base: one row a vehicle, and the identity of the base month by month."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import Data, Month
from reportgen.extension.loader import install_namespace

install_namespace((Path(__file__).parents[2] / "plugins",))
sys.path.insert(0, str(Path(__file__).parent))

from reportgen_plugins.after_sales.churn.churn_metrics import (  # noqa: E402
    COHORT_RATE,
    PASSING,
    assessed,
    partial,
)
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES  # noqa: E402
from reportgen_plugins.after_sales.vehicles.customers_to_call import (  # noqa: E402
    customers_to_call,
)
from reportgen_plugins.after_sales.vehicles.recency_months import (  # noqa: E402
    covered,
    flow_months,
    recency_months,
)
from reportgen_plugins.after_sales.vehicles.vehicle_base import reach, vehicles  # noqa: E402
from vehicle_cases import data_of, orders, store, visits_of  # noqa: E402

GREATWALL = PROFILES["greatwall"]


def table_of(data: Data, profile: str = "greatwall") -> pd.DataFrame:
    name = vehicles(data, PROFILES[profile]).table
    return data.table(name).set_index("vehicle")


def test_one_row_a_vehicle_with_its_last_visit_and_where_it_stands() -> None:
    data = data_of(
        orders([
            {"vehicle": "A", "day": "2025-03-05 09:00", "total": 100, "advisor": "王"},
            {"vehicle": "A", "day": "2026-10-07 08:00", "total": 300, "advisor": "李"},
            {"vehicle": "A", "day": "2026-10-07 15:00", "total": 50, "advisor": "张"},
            {"vehicle": "B", "day": "2026-10-31", "work_type": "pdi"},
            {"vehicle": "C", "day": "2026-01-20", "series": None},
        ])
    )  # fmt: skip
    table = table_of(data)
    assert list(table.index) == ["A", "C"]
    a = table.loc["A"]
    assert (a["visits"], a["visits_12m"], a["visits_before"]) == (2, 1, 1)
    assert (a["spend_12m"], a["spend_last_year"]) == (350, 350)
    assert (a["advisor"], a["responsible"]) == ("李", "李")
    assert (a["first_visit"], a["last_visit"]) == (
        pd.Timestamp("2025-03-05"),
        pd.Timestamp("2026-10-07"),
    )
    assert (a["_file"], a["_row"]) == ("工单.csv", 3)
    assert (a["recency"], a["recency_before"]) == ("loyal", "long_lost")
    assert a["reactivated"]
    assert not a["new"]
    assert table.loc["C", "series"] == "未归类"
    assert table.loc["C", "recency"] == "short_lost"


def test_new_lost_and_still_there() -> None:
    table = table_of(
        data_of(
            visits_of({
                "new": ["2026-10-01"],
                "lost": ["2025-12-01", "2026-04-30"],
                "last day": ["2026-05-01"],
                "long gone": ["2026-03-31"],
            })
        )
    )  # fmt: skip
    assert list(table.index[table["new"]]) == ["new"]
    assert list(table.index[table["lost"]]) == ["lost"]
    assert sorted(table.index[table["in_base"]]) == ["last day", "new"]
    assert table["at_risk"].all()


@pytest.mark.parametrize(
    ("month", "calendar", "elapsed", "duty"),
    [
        ("2024-04", False, False, False),
        ("2024-05", False, False, True),
        ("2024-06", False, False, True),
        ("2024-07", False, True, True),
        ("2024-08", True, True, True),
        ("2024-12", True, True, True),
        ("2025-01", True, False, False),
        ("2025-02", False, False, False),
    ],
)
def test_months_of_assessment_and_of_the_duty_to_call(
    month: str, *, calendar: bool, elapsed: bool, duty: bool
) -> None:
    rows = visits_of({"V": ["2024-01-15"], "other": ["2023-06-01", "2024-04-02"]})
    data = data_of(rows[rows["vehicle"] == "V"], month=Month.parse(month))
    vehicles(data, GREATWALL)
    assert data.fact(assessed(7)).value == calendar
    listed = customers_to_call(data, PROFILES["front_desk"], 5000)
    assert (listed["reason"] != "lost").sum() == duty
    again = data_of(rows[rows["vehicle"] == "V"], month=Month.parse(month))
    vehicles(again, GREATWALL)
    assert again.fact(assessed(6)).value == elapsed


def test_cohort_rate_of_the_source() -> None:
    days = {f"V{i}": ["2026-04-10", *(["2026-08-01"] if i < 88 else [])] for i in range(100)}
    data = data_of(visits_of({**days, "old": ["2026-03-31"]}))
    vehicles(data, GREATWALL)
    assert data.fact(COHORT_RATE).value == pytest.approx(0.12)


def test_passing_by_needs_one_repair_and_an_address_elsewhere() -> None:
    rows = orders([
        {"vehicle": "strange", "day": "2026-10-02", "work_type": "repair"},
        {"vehicle": "local", "day": "2026-01-02", "work_type": "repair"},
        {"vehicle": "unknown, gone", "day": "2026-01-02", "work_type": "body_paint"},
        {"vehicle": "unknown, recent", "day": "2026-09-02", "work_type": "repair"},
        {"vehicle": "maintained", "day": "2026-01-02"},
        {"vehicle": "came twice", "day": "2025-10-02", "work_type": "repair"},
        {"vehicle": "came twice", "day": "2026-01-02", "work_type": "repair"},
    ])  # fmt: skip
    customers = pd.DataFrame({
        "customer_id": ["Cstrange", "Clocal"], "district": ["外地", "东湾区"],
        "assigned_advisor": ["赵", None], "_file": "客户.csv", "_row": [2, 3],
    }).astype({"customer_id": "str", "district": "str", "assigned_advisor": "str"})  # fmt: skip
    data = data_of({"repair_orders": rows, "customers": customers})
    table = table_of(data)
    assert sorted(table.index[table["passing_by"]]) == ["strange"]
    assert table.loc["strange", "responsible"] == "赵"
    assert table.loc["local", "responsible"] == "王"
    assert data.fact(PASSING).value == 1


def test_whom_the_customer_file_calls_passing_by_passes_by() -> None:
    rows = orders([
        {"vehicle": "guest", "day": "2026-10-02", "work_type": "repair"},
        {"vehicle": "regular", "day": "2026-10-02", "work_type": "repair"},
    ])  # fmt: skip
    customers = pd.DataFrame({
        "customer_id": ["Cguest", "Cregular"], "status": ["passing_by", "active"],
        "_file": "客户.csv", "_row": [2, 3],
    }).astype({"customer_id": "str", "status": "str"})  # fmt: skip
    table = table_of(data_of({"repair_orders": rows, "customers": customers}))
    assert table.index[table["passing_by"]].tolist() == ["guest"]


def test_a_visit_of_nobody_knows_which_vehicle_is_in_no_history() -> None:
    rows = orders([
        {"vehicle": "known", "day": "2026-10-02"},
        {"vehicle": "known", "day": "2026-09-02"},
        {"vehicle": None, "day": "2026-09-02"},
        {"vehicle": None, "day": "2026-09-02"},
    ])  # fmt: skip
    data = data_of({"repair_orders": rows})
    table = table_of(data)
    assert table.index.tolist() == ["known"]
    assert table.loc["known", "visits"] == 2
    assert len(data.table("visits")) == 4


def test_partial_churn_only_of_vehicles_that_still_come() -> None:
    data = data_of(
        orders([
            {"vehicle": "no maintenance", "day": "2025-01-05"},
            {"vehicle": "no maintenance", "day": "2026-09-05", "work_type": "repair"},
            {"vehicle": "faithful", "day": "2025-01-05"},
            {"vehicle": "faithful", "day": "2026-09-05"},
            {"vehicle": "gone", "day": "2025-01-05"},
            {"vehicle": "young", "day": "2026-02-05"},
        ])
    )  # fmt: skip
    flag = table_of(data)["no_maintenance"]
    assert flag["no maintenance"]
    assert not flag["faithful"]
    assert flag[["gone", "young"]].isna().all()
    fact = data.fact(partial("maintenance"))
    assert (fact.top, fact.bottom) == (1, 2)


def test_projected_km_from_the_daily_distance() -> None:
    data = data_of(
        orders([
            {"vehicle": "A", "day": "2026-02-01", "mileage": 10_000},
            {"vehicle": "A", "day": "2026-07-24", "mileage": 13_460},
            {"vehicle": "B", "day": "2026-02-01", "mileage": 10_000},
            {"vehicle": "C", "day": "2026-02-01", "mileage": 10_000},
            {"vehicle": "C", "day": "2026-07-24", "mileage": 9_000},
        ])
    )  # fmt: skip
    km = table_of(data)["km_since"]
    assert km["A"] == 20 * 100  # 3,460 km in 173 days; 100 days since
    assert km[["B", "C"]].isna().all()


def test_data_shorter_than_the_limit_covers_no_month() -> None:
    data = data_of(visits_of({"V": ["2026-05-01", "2026-10-01"]}))
    assert reach(data) == 6
    assert covered(data, GREATWALL) == 0
    flow_months(data, GREATWALL)
    assert data.table("flow_months").empty
    assert reach(data_of(visits_of({"V": ["2026-10-03"]}))) == 1


def test_orders_without_a_customer_visit_give_an_empty_base() -> None:
    data = data_of(orders([{"vehicle": "V", "day": "2026-10-03", "work_type": "internal"}]))
    assert reach(data) == 0
    assert table_of(data).empty


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), profile=st.sampled_from(sorted(PROFILES)))
def test_the_base_is_what_it_was_plus_new_and_back_minus_lost(seed: int, profile: str) -> None:
    data = data_of(store(seed, vehicles=40, leave=0.9, rhythm=False))
    chosen = PROFILES[profile]
    flow_months(data, chosen)
    recency_months(data, chosen)
    flows = data.table(flow_months(data, chosen).table)
    moved = flows["base_before"] + flows["new"] + flows["reactivated"] - flows["lost"]
    assert (moved == flows["base"]).all()
    by_month = flows.groupby("month")[["base_before", "base"]].sum()
    assert (by_month["base_before"].iloc[1:].to_numpy() == by_month["base"].iloc[:-1]).all()
    table = table_of(data, profile)
    own = table[~table["passing_by"]]
    last = flows[flows["month"] == flows["month"].max()].sum(numeric_only=True)
    assert last["base"] == own["in_base"].sum()
    for name in ("new", "reactivated", "lost"):
        assert last[name] == own[name].sum()


def test_monthly_classes_agree_with_the_vehicles() -> None:
    data = data_of(store(3, vehicles=200, leave=0.6))
    rows = data.table(recency_months(data, GREATWALL).table)
    now = rows[rows["month"] == rows["month"].max()].groupby("recency")["vehicles"].sum()
    table = table_of(data)
    own = table[~table["passing_by"]]["recency"].value_counts()
    assert now.to_dict() == {key: own.get(key, 0) for key in now.index}
    assert rows["month"].nunique() == 13
