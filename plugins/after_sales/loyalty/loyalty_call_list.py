"""Whom to call first: vehicles that waver or left within a year, by what they used to spend."""

from __future__ import annotations

import pandas as pd
from reportgen_plugins.after_sales.loyalty.loyalty_blocks import CustomerValues
from reportgen_plugins.after_sales.loyalty.loyalty_metrics import Loyalty
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, table_of

from reportgen import Cell, Column, Data, Label, Table, TableContract

MOST_CALLS = 10
"""Vehicles to call first of all."""
_PRINTED = 5
"""Rows of the call list in print."""
_LISTED = (
    "vehicle", "customer_id", "series", "responsible", "recency", "last_visit", "months_away",
    "spend_last_year", "visit_class", "km_since",
)  # fmt: skip


def call_list(
    data: Data, profile: ChurnProfile, loyalty: Loyalty, service_km: float
) -> pd.DataFrame:
    """Vehicles that waver or left within a year, the highest spender first; printed in Excel.

    Left out: vehicles that by mileage are not due yet.
    """
    rows = loyalty.rows
    keys = [each.key for each in profile.within_year[1:]]
    chosen = rows[rows["recency"].isin(keys) & ~(rows["km_since"] < service_km)]
    if "spend_last_year" in chosen:
        order = ["spend_last_year", "vehicle"]
        chosen = chosen.sort_values(order, ascending=[False, True], kind="stable")
    listed = [c for c in _LISTED if c in chosen]
    chosen = chosen[[*listed, "_file", "_row"]].reset_index(drop=True)
    known = data.contracts[loyalty.table]
    contract = TableContract(
        name=table_of("call_first", profile),
        label=Label("优先联系名单", "Customers to call first"),
        row=known.row,
        key=("vehicle",),
        columns=tuple(known.column(c) for c in listed),
    )
    data.derive(contract, chosen, printed=True)
    return chosen


def call_table(ledger: CustomerValues) -> Table | None:
    """The first vehicles to call; null where nothing was billed or nobody is due."""
    data, calls = ledger.data, ledger.calls
    if calls.empty or "spend_last_year" not in calls:
        return None
    texts = [c for c in ("vehicle", "series", "responsible") if c in calls]
    heads = {"vehicle": "vehicle", "series": "series", "responsible": "advisor"}
    top = calls.head(_PRINTED)
    rows: list[tuple[Cell, ...]] = []
    for _, line in top.iterrows():
        said = (None if pd.isna(line[c]) else str(line[c]) for c in texts)
        level = data.word(ledger.loyalty.table, "recency", line["recency"]).capitalize()
        rows.append((*said, level, line["last_visit"].date(), float(line["spend_last_year"])))
    return Table(
        id=f"loyal.calls.{ledger.profile.id}",
        caption=data.text("calls.caption"),
        columns=(
            *(Column(data.text(f"column.{heads[c]}")) for c in texts),
            Column(data.text("column.recency"), weight=0.8),
            Column(data.text("column.last_visit"), "date"),
            Column(data.text("column.year"), "yuan"),
        ),
        rows=tuple(rows),
        note=data.say("calls.note", count=len(calls)),
    )
