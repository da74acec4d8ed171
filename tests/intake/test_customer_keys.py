from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reportgen.intake.convert import DEALER
from reportgen.intake.customer_keys import customer_keys
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

CONTRACT = TableContract(
    "orders",
    Label("工单", "Orders"),
    Label("一行", "one row"),
    (
        ColumnContract(DEALER, "code", Label("门店", "Dealer")),
        ColumnContract("customer_id", "code", Label("客户", "Customer"), private="customer"),
    ),
)
Row = tuple[str, str | None]
ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.one_of(st.none(), st.sampled_from(["7", "07", "x", "y"])))
)


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=[DEALER, "customer_id"], dtype="object")
    return made.astype({DEALER: "str", "customer_id": "category"})


@given(ROWS, ROWS)
def test_keys_stand_for_customers_of_a_dealer_in_every_table(
    first: Sequence[Row], second: Sequence[Row]
) -> None:
    tables = {"a": (CONTRACT, frame(first)), "b": (CONTRACT, frame(second))}
    rows = [*first, *second]

    found = customer_keys(tables)

    keys = [key for name in found for key in found[name].tolist()]
    expected = {
        dealer: {
            customer: f"K{at:06d}"
            for at, customer in enumerate(sorted({c for d, c in rows if d == dealer and c}), 1)
        }
        for dealer in "AB"
    }
    assert [None if pd.isna(key) else key for key in keys] == [
        expected[dealer].get(customer or "") for dealer, customer in rows
    ] or not any(customer for _, customer in rows)


def test_a_table_without_dealers_numbers_all_as_one() -> None:
    shared = frame([("A", "9"), ("A", "8")]).drop(columns=DEALER)
    tables = {"a": (CONTRACT, frame([("A", "7"), ("B", "9")])), "b": (CONTRACT, shared)}

    found = customer_keys(tables)

    assert found["a"].tolist() == ["K000001", "K000003"]
    assert found["b"].tolist() == ["K000003", "K000002"]


def test_a_table_without_customers_is_left_out() -> None:
    plain = frame([("A", "7")]).drop(columns="customer_id")
    assert customer_keys({"a": (CONTRACT, plain)}) == {}
