"""The few customers to call first: who spent most of those on the list, and came within a year."""

from __future__ import annotations

import pandas as pd
from reportgen_plugins.after_sales.loyalty.loyalty_blocks import CustomerValues
from reportgen_plugins.after_sales.vehicles.customers_to_call import NAME, knows_mileage, to_call

from reportgen import YEAR, Cell, Column, Table

MOST_CALLS = 10
"""Vehicles to call first of all."""
_PRINTED = 5
"""Rows in print."""


def first_calls(ledger: CustomerValues) -> Table | None:
    """The first vehicles to call; null where nothing was billed or nobody is due."""
    data, calls = ledger.data, ledger.calls
    calls = calls[calls["months_away"] <= YEAR]
    if calls.empty or "spend_last_year" not in calls:
        return None
    texts = [c for c in ("vehicle", "series", "responsible") if c in calls]
    heads = {"vehicle": "vehicle", "series": "series", "responsible": "advisor"}
    top = calls.sort_values(["spend_last_year", "vehicle"], ascending=[False, True])
    rows: list[tuple[Cell, ...]] = []
    for _, line in top.head(_PRINTED).iterrows():
        said = (None if pd.isna(line[c]) else str(line[c]) for c in texts)
        reason = data.word(NAME, "reason", line["reason"])
        rows.append((*said, reason, line["last_visit"].date(), float(line["spend_last_year"])))
    return Table(
        id=f"loyal.calls.{ledger.profile.id}",
        caption=data.text("calls.caption"),
        columns=(
            *(Column(data.text(f"column.{heads[c]}")) for c in texts),
            Column(data.text("column.reason")),
            Column(data.text("column.last_visit"), "date"),
            Column(data.text("column.year"), "yuan"),
        ),
        rows=tuple(rows),
        note=data.say(
            "calls.note" if knows_mileage(data) else "calls.note_all", count=to_call(data)
        ),
    )
