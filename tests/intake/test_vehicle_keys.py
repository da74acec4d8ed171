"""Which vehicle a row is about: by VIN, else plate, else customer; fillers are nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_table import Taken, take_in

from reportgen.extension.components import RawTable
from reportgen.intake import VEHICLE, take_all
from reportgen.intake.spelling import fillers
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

ORDERS = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    key=("no",),
    date="day",
    owner="customer",
    columns=(
        ColumnContract("dealer", "code", Label("经销商", "Dealer")),
        ColumnContract("no", "code", Label("单号", "Order")),
        ColumnContract("day", "date", Label("日期", "Day"), required=True),
        ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
        ColumnContract("plate", "code", Label("车牌号", "Plate"), private="plate"),
        ColumnContract("customer", "code", Label("客户编号", "Customer")),
    ),
)
CALLS = replace(
    ORDERS,
    name="calls",
    columns=tuple(c for c in ORDERS.columns if c.name not in {"vin", "customer"}),
)
VINS = [f"LSVAA41{n:02}C2184847" for n in range(1, 40)]
PLATES = [f"粤B123{n:02}" for n in range(1, 40)]


def raw(contract: TableContract, rows: Sequence[dict[str, str]]) -> RawTable:
    header = tuple(column.label.zh for column in contract.columns)
    cells = [
        [row.get(column.name, "2026-10-05" if column.name == "day" else "")
         for column in contract.columns]
        for row in rows
    ]  # fmt: skip
    frame = pd.DataFrame(cells, index=range(2, 2 + len(rows)), columns=range(len(header)))
    return RawTable(f"{contract.name}.csv", header, frame.astype("str"))


def taken(*rows: dict[str, str]) -> Taken:
    numbered = [{"no": f"R{at}", "dealer": "D1", **row} for at, row in enumerate(rows)]
    return take_in(ORDERS, [raw(ORDERS, numbered)])


def keys(*rows: dict[str, str]) -> list[str | None]:
    return taken(*rows).frame[VEHICLE].astype(object).where(lambda key: key.notna(), None).tolist()


def test_a_plate_stands_for_the_vin_it_is_seen_with() -> None:
    one, two = VINS[:2]
    found = keys(
        {"vin": two, "plate": PLATES[1]},
        {"plate": "粤B·12302"},
        {"vin": one},
        {"plate": "粤B99999"},
    )
    assert found == ["V000002", "V000002", "V000001", "V000003"]


def test_a_customer_stands_for_the_only_vehicle_seen_with_it() -> None:
    found = keys(
        {"vin": VINS[0], "customer": "C1"}, {"customer": "C1"},
        {"vin": VINS[1], "customer": "C2"}, {"vin": VINS[2], "customer": "C2"}, {"customer": "C2"},
        {"customer": "C3"}, {"customer": "C3"},
        {"plate": PLATES[0], "customer": "C4"}, {"customer": "C4"},
    )  # fmt: skip
    assert found == ["V000001", "V000001", "V000002", "V000003", None,
                     "V000005", "V000005", "V000004", "V000004"]  # fmt: skip


def test_every_dealer_numbers_its_own_customers() -> None:
    orders = [raw(ORDERS, [{"no": "R1", "dealer": "D1", "customer": "1001"}])]
    columns = tuple(c for c in ORDERS.columns if c.name != "dealer")
    bare = replace(ORDERS, name="calls", columns=columns)
    frames, _ = take_all(
        [ORDERS, bare], {"orders": orders, "calls": [raw(bare, [{"no": "R1", "vin": VINS[0]}])]}
    )
    assert frames["orders"][VEHICLE].tolist() == ["V000002"]
    assert frames["calls"][VEHICLE].tolist() == ["V000001"]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "dealer": st.sampled_from(["D1", "D2"]),
            "vin": st.sampled_from(["", *VINS[:3]]),
            "plate": st.sampled_from(["", *PLATES[:3]]),
            "customer": st.sampled_from(["", "C1", "C2"]),
        }
    ),
    max_size=12,
)


@given(rows=ROWS)
@settings(max_examples=15)
def test_no_other_dealer_changes_a_dealers_keys(rows: list[dict[str, str]]) -> None:
    together = keys(*rows)
    for dealer in ("D1", "D2"):
        own = [key for key, row in zip(together, rows, strict=True) if row["dealer"] == dealer]
        assert own == keys(*(row for row in rows if row["dealer"] == dealer))


def test_a_plate_with_two_vins_says_nothing() -> None:
    shared = {"plate": PLATES[0]}
    found = keys({"vin": VINS[0]} | shared, {"vin": VINS[1]} | shared, shared)
    assert found == ["V000001", "V000002", None]


def test_one_table_tells_what_another_leaves_out() -> None:
    orders = raw(ORDERS, [{"no": "R1", "vin": VINS[0], "plate": PLATES[0]}])
    frames, _ = take_all(
        [ORDERS, CALLS],
        {"orders": [orders], "calls": [raw(CALLS, [{"no": "R1", "plate": PLATES[0]}])]},
    )
    assert frames["calls"][VEHICLE].tolist() == frames["orders"][VEHICLE].tolist() == ["V000001"]


def test_no_key_shows_what_it_stands_for() -> None:
    frame = taken({"plate": PLATES[0]}, {"customer": "C77"}, {"vin": VINS[0]}).frame
    assert frame[VEHICLE].str.fullmatch(r"V\d{6}").all()
    assert PLATES[0] not in frame.to_csv()
    assert VINS[0] not in frame.to_csv()


@pytest.mark.parametrize(
    "text", ["0" * 17, "1" * 17, "XXXXXX", "1234567890", "12345678901234567", "临牌", "test"]
)
def test_a_filler_is_no_vin(text: str) -> None:
    done = taken({"vin": text, "plate": PLATES[0]}, {"vin": text, "plate": PLATES[1]})
    assert done.frame[VEHICLE].tolist() == ["V000001", "V000002"]
    assert done.frame["vin"].isna().all()
    assert done.accounts[0].repaired["placeholder"] == 2
    assert "vin_form" not in done.accounts[0].repaired


@pytest.mark.parametrize("text", [VINS[0], "粤B88888", "MYCAR", "LSVAA00000000010", "C1"])
def test_an_identifier_is_no_filler(text: str) -> None:
    assert not fillers(pd.array([text], "string[pyarrow]").__arrow_array__())[0]


BLANKS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(BLANKS)
def test_blank_vins_change_nothing_while_there_are_plates(visits: list[tuple[int, bool]]) -> None:
    shown = keys(*({"vin": VINS[car], "plate": PLATES[car]} for car, _ in visits))
    blanked = keys(
        *({"vin": "" if blank else VINS[car], "plate": PLATES[car]} for car, blank in visits)
    )
    same = [pd.factorize(pd.Series(found))[0].tolist() for found in (blanked, shown)]
    assert same[0] == same[1]


@settings(max_examples=40, deadline=None)
@given(BLANKS)
def test_without_plates_a_blank_vin_is_nobody_and_never_somebody_else(
    visits: list[tuple[int, bool]],
) -> None:
    found = keys(*({"vin": "" if blank else VINS[car]} for car, blank in visits))
    for (_, blank), key in zip(visits, found, strict=True):
        assert (key is None) == blank
    known = {car for car, blank in visits if not blank}
    assert len({key for key in found if key}) == len(known)
