"""What is derived for many dealers in one pass is what each dealer's own report derives."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import Data, Dealer, Derivation, Month, TablesByDealer
from reportgen.extension.components import Declarations, RawTable
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.intake import take_all
from reportgen.report.cut_to_month import cut_tables, up_to
from reportgen.report.load_inputs import Inputs
from reportgen.section.derivation import Derived

MONTH = Month(2026, 10)
WHOSE = ("D1", "D2", "D10")
DAYS = ("2025-09-30", "2026-02-14", "2026-09-30", "2026-10-04", "2026-10-12", "2026-11-02", "")
CARS = ("LSVAA49J132047371", "LSVAA49J132047372", "LSVAA49J132047373", "")
NUMBERS = ("R1", "R2", "R3", "R4", "")
COLUMNS = {
    "repair_orders": {
        "ro_no": NUMBERS,
        "vin": CARS,
        "customer_id": ("C1", "C2", ""),
        "opened_at": DAYS,
        "work_type": ("一般维修", "保养", "首保", "PDI", "whatever", ""),
        "fault": ("刹车异响", "再次刹车异响", "空调不制冷", ""),
        "comeback": ("是", "否", ""),
        "original_ro": NUMBERS,
        "total": ("100.1", "30.35", ""),
        "mileage": ("1000", "9000", ""),
        "advisor": ("王", "李", ""),
        "technician": ("赵", ""),
    },
    "callbacks": {
        "ro_no": NUMBERS,
        "vin": CARS,
        "called_at": DAYS,
        "outcome": ("成功", "无人接听", "perhaps", ""),
        "channel": ("电访", ""),
        "attitude": ("90", "60", ""),
        "overall": ("95", "70", ""),
        "comment": ("等待时间太长", "价格贵", "无", ""),
        "first_time_fixed": ("是", "否", "maybe", ""),
    },
    "complaints": {
        "complaint_no": ("T1", "T2", ""),
        "vin": CARS,
        "ro_no": NUMBERS,
        "received_at": DAYS,
        "closed_at": (*DAYS, "some day"),
        "status": ("已关闭", "处理中", "unclear", ""),
        "reopened": ("是", "否", ""),
        "content": ("维修后故障仍在", "态度差", ""),
        "unresolved_reason": ("等配件", ""),
    },
    "customers": {
        "customer_id": ("C1", "C2"),
        "district": ("外地", "市区", ""),
        "assigned_advisor": ("孙", ""),
        "status": ("过路", ""),
    },
    "vehicle_sales": {"vin": CARS[:2], "sold_at": DAYS[:3]},
}
ROWS = st.fixed_dictionaries({
    table: st.lists(
        st.fixed_dictionaries({
            "dealer": st.sampled_from(WHOSE),
            **{name: st.sampled_from(words) for name, words in columns.items()},
        }),
        min_size=1,
        max_size=14,
    )
    for table, columns in COLUMNS.items()
})  # fmt: skip


@cache
def registry() -> Registry:
    return load_plugins(find_workspace(Path(__file__).parents[2] / "configs" / "monthly.yaml"))


def bundled() -> list[Derivation]:
    """The derivations all bundled sections name."""
    made = [section.model_validate({}) for section in registry().sections.values()]
    return list({each.identity: each for s in made for each in s.derivations()}.values())


def taken(rows: dict[str, list[dict[str, str]]]) -> Inputs:
    """All dealers' tables and accounts, as they are read from one file a table."""
    raws = {}
    for table, some in rows.items():
        header = tuple(some[0])
        cells = pd.DataFrame([list(row.values()) for row in some], range(2, len(some) + 2))
        declared = Declarations({name: name for name in header})
        raws[table] = [RawTable(f"{table}.csv", header, cells.astype("str"), declared=declared)]
    contracts = {name: registry().tables[name] for name in rows}
    frames, ledger = take_all(contracts.values(), raws)
    return Inputs(frames, ledger, (), contracts)


def for_many(inputs: Inputs) -> TablesByDealer:
    """The tables of all dealers as a pass sees them: up to the month of the report."""
    cut = {}
    for name, frame in inputs.tables.items():
        known = frame[frame["dealer"].notna()]
        early = up_to(MONTH, known, inputs.contracts[name].date)
        cut[name] = known[early].sort_values("dealer", kind="stable").reset_index(drop=True)
    return TablesByDealer(cut, MONTH, "zh")


@given(rows=ROWS)
@settings(max_examples=10)
def test_many_dealers_at_once_are_the_same_as_each_alone(
    rows: dict[str, list[dict[str, str]]],
) -> None:
    inputs = taken(rows)
    many = for_many(inputs)
    made = {each.identity: many.derived(each) for each in bundled()}
    for dealer in map(Dealer, WHOSE):
        ready = {
            name: Derived(
                frame[frame["dealer"] == dealer.id].drop(columns="dealer").reset_index(drop=True),
                many.assumed[name],
            )
            for name, frame in made.items()
        }
        alone, _ = cut_tables(inputs, dealer, MONTH)
        stored, _ = cut_tables(replace(inputs, derived=ready), dealer, MONTH)
        for each in bundled():
            own = Data(dealer, MONTH, "zh", alone).derived(each)
            taken_over = Data(dealer, MONTH, "zh", stored).derived(each)
            pd.testing.assert_frame_equal(
                taken_over, own, check_exact=True, check_dtype=not own.empty, obj=str(each)[:60]
            )


def test_sections_name_all_they_derive(monkeypatch: pytest.MonkeyPatch) -> None:
    less = import_module("less_data")
    named = {each.identity for each in bundled()}
    asked: dict[str, str] = {}
    derived = Data.derived

    def noted(self: Data, derivation: Derivation) -> pd.DataFrame:
        asked[derivation.identity] = type(derivation).__name__
        return derived(self, derivation)

    monkeypatch.setattr(Data, "derived", noted)
    less.told()

    beside = {"OrdersForComebacks", "CallsWithOrder"}  # others are made from them
    assert {name for identity, name in asked.items() if identity not in named} == beside
    assert named <= asked.keys()
