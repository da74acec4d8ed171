"""The vehicles of a store at the end of the report's month: one row each, derived from visits."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, table_of
from reportgen_plugins.after_sales.vehicles.vehicle_rows import VehicleRows
from reportgen_plugins.after_sales.vehicles.vehicles_table import VEHICLES
from reportgen_plugins.after_sales.visits import visits

from reportgen import YEAR, Data, Is, Label, Month, Rows, TableContract


def reach(data: Data) -> int:
    """How many months of visits there are up to the report's, the report's included."""
    visits(data)
    day = data.table("visits")["visited_at"].min()
    if pd.isna(day):
        return 0
    first = Month(day.year, day.month)
    return (data.month.year - first.year) * YEAR + data.month.number - first.number + 1


def vehicles(data: Data, profile: ChurnProfile) -> Rows:
    """The vehicles as a selection on the derived table of the profile, made once.

    `recency` follows the profile; `in_base`, `at_risk`, `lost` and `reactivated` its limit of
    loss. A passing-by vehicle came once, for a repair, and from out of town, or the customer file
    calls it so. Staying away says nothing: that is what churn measures.
    """
    name = table_of(VEHICLES.name, profile)
    visits(data)
    if name not in data.tables:
        data.derive(_contract(profile, name), data.derived(VehicleRows(profile)))
    return Rows(name)


def base(data: Data, profile: ChurnProfile) -> Rows:
    """The vehicles a churn analysis looks at: all but those passing by."""
    return vehicles(data, profile).only(Is("passing_by", value=False))


def _contract(profile: ChurnProfile, name: str) -> TableContract:
    words = {each.key: (each.label, ()) for each in profile.classes}
    columns = tuple(
        replace(column, kind="category", values=words) if "recency" in column.name else column
        for column in VEHICLES.columns
    )
    label = VEHICLES.label
    if name != VEHICLES.name:
        label = Label(f"{label.zh}（{profile.label.zh}）", f"{label.en}, {profile.label.en}")
    return replace(VEHICLES, name=name, label=label, columns=columns)
