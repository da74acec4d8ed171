"""What falls due next month: first service, maintenance, end of warranty, insurance, inspection.

Each is a date that follows from the sale or from the last visits. What no export holds (a part that
has arrived, advice given at the last repair) is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES
from reportgen_plugins.after_sales.vehicles.vehicle_base import vehicles
from reportgen_plugins.after_sales.visits import NEEDS

from reportgen import ColumnContract, Count, Data, Fact, Is, Label, Metric, Rows, TableContract

FIRST_SERVICE_MONTHS: Final = 3
"""Months after the sale at which the first service is due; the usual interval of 首保."""
MAINTENANCE_MONTHS: Final = 6
"""Months after the last maintenance at which the next is due, whatever the distance driven."""
REASONS: Final = {
    "first_service": Label("首保", "First service"),
    "maintenance": Label("定期保养", "Maintenance"),
    "warranty": Label("质保到期", "Warranty ends"),
    "insurance": Label("续保", "Insurance"),
    "inspection": Label("年审", "Inspection"),
}
NAME: Final = "due_next_month"
LIST: Final = Label("下月到期提醒名单", "Due next month")
_PERSON: Final = ("customer_name", "plate", "phone")
DUE: Final = Metric(
    "appointments.due",
    Label("下月到期", "Due next month"),
    Count(Rows(NAME)),
    "count",
    definition=Label(
        "“下月到期提醒名单”上的提醒：一辆车一个事项计一条",
        "reminders on the list “Due next month”, one a vehicle and reason",
    ),
)


@dataclass(frozen=True, slots=True)
class Intervals:
    """When things fall due: service distance in km, months of warranty, years of inspection."""

    service_km: float
    warranty_months: int
    inspection_years: tuple[int, ...]


def due_next_month(data: Data, intervals: Intervals) -> pd.DataFrame:
    """The list, by responsible advisor and day, made once and printed in the workbook."""
    if NAME not in data.tables:
        rows = pd.concat([*_of_sales(data, intervals), *_of_visits(data, intervals)])
        start, end = ((data.month + 1).first, (data.month + 1).end)
        within = rows["due_at"].between(pd.Timestamp(start), pd.Timestamp(end))
        rows = _with_person(data, rows[within].reset_index(drop=True))
        order = [c for c in ("responsible", "due_at", "reason", "vehicle") if c in rows]
        rows = rows.sort_values(order, kind="stable").reset_index(drop=True)
        contract = _contract(data, rows)
        names = [c.name for c in contract.columns if c.name in rows]
        data.derive(contract, rows[[*names, "_file", "_row"]], printed=bool(len(rows)))
    return data.table(NAME)


def due(data: Data, reason: str, responsible: str = "") -> Fact:
    """How many reminders of a reason there are, of everybody or of one advisor."""
    conditions = [Is("reason", reason)]
    if responsible:
        conditions.append(Is("responsible", responsible))
    key = "/".join(filter(None, (reason, responsible)))
    name = " · ".join(filter(None, (data.pick(REASONS[reason]), responsible)))
    fact = data.fact(DUE, *conditions, key=key)
    return replace(fact, label=f"{data.pick(DUE.label)} · {name}")


def _of_sales(data: Data, intervals: Intervals) -> Iterator[pd.DataFrame]:
    """What follows from the day of the sale."""
    empty = pd.DataFrame(
        {
            "vehicle": pd.Series(dtype="str"),
            "reason": pd.Series(dtype="str"),
            "due_at": pd.Series(dtype="datetime64[us]"),
            "_file": pd.Series(dtype="str"),
            "_row": pd.Series(dtype="int64"),
        }
    )
    yield empty
    if not data.has("vehicle_sales", "sold_at", "vehicle"):
        return
    sold = data.table("vehicle_sales").dropna(subset=["vehicle", "sold_at"])
    sold = sold.sort_values(["sold_at", "_file", "_row"]).drop_duplicates("vehicle", keep="last")
    came = _first_services(data)
    if came is not None:
        fresh = sold[~sold["vehicle"].isin(came)]
        yield _dated(fresh, "first_service", FIRST_SERVICE_MONTHS)
    yield _dated(sold, "warranty", intervals.warranty_months)
    months = (data.month + 1).year * 12 + (data.month + 1).number
    age = months - (sold["sold_at"].dt.year * 12 + sold["sold_at"].dt.month)
    for reason, chosen in (
        ("insurance", (age > 0) & (age % 12 == 0)),
        ("inspection", age.isin([12 * years for years in intervals.inspection_years])),
    ):
        for each in sorted(age[chosen].unique()):
            yield _dated(sold[chosen & (age == each)], reason, int(each))


def _first_services(data: Data) -> pd.Series | None:
    """The vehicles that had their first service; null where nobody can say."""
    if not data.has("repair_orders", *NEEDS["repair_orders"], "work_type"):
        return None
    orders = data.table("repair_orders")
    return orders.loc[orders["work_type"] == "first_service", "vehicle"].dropna()


def _dated(sold: pd.DataFrame, reason: str, months: int) -> pd.DataFrame:
    made = sold[["vehicle", "_file", "_row"]].assign(reason=reason)
    made["due_at"] = sold["sold_at"] + pd.DateOffset(months=months)
    return made


def _of_visits(data: Data, intervals: Intervals) -> Iterator[pd.DataFrame]:
    """Maintenance, by distance or by time, whichever comes first."""
    if not data.has("repair_orders", *NEEDS["repair_orders"], "work_type"):
        return
    profile = PROFILES["greatwall"]
    table = data.table(vehicles(data, profile).table)
    table = table[table["last_maintenance"].notna() & ~table["passing_by"]]
    by_time = table["last_maintenance"] + pd.DateOffset(months=MAINTENANCE_MONTHS)
    since = (pd.Timestamp(data.month.end) - table["last_visit"]).dt.days
    daily = table["km_since"] / since.where(since > 0)
    days = np.floor(intervals.service_km / daily.where(daily > 0))
    days = days.where(days < 10 * 365)
    by_km = table["last_maintenance"] + pd.to_timedelta(days, unit="D").astype("timedelta64[us]")
    due_at = by_km.where(by_km < by_time, by_time).fillna(by_time)
    yield table[["vehicle", "_file", "_row"]].assign(reason="maintenance", due_at=due_at)


def _with_person(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Add advisor, series and customer, each from the last order that has one."""
    if data.has("repair_orders", *NEEDS["repair_orders"]):
        orders = data.table("repair_orders").sort_values("opened_at", kind="stable")
        for name, source in (
            ("responsible", "advisor"),
            ("series", "series"),
            *((name, name) for name in _PERSON),
        ):
            if source in orders:
                known = orders.dropna(subset=["vehicle", source])
                known = known.drop_duplicates("vehicle", keep="last").set_index("vehicle")
                rows[name] = rows["vehicle"].map(known[source])
    return rows


def _contract(data: Data, rows: pd.DataFrame) -> TableContract:
    orders = data.contracts.get("repair_orders")
    person = tuple(
        replace(orders.column(name), required=False, made_from=())
        for name in _PERSON
        if orders and name in rows
    )
    values = {key: (label, ()) for key, label in REASONS.items()}
    columns = (
        ColumnContract("responsible", "text", Label("责任顾问", "Responsible")),
        ColumnContract("due_at", "date", Label("到期日", "Due")),
        ColumnContract("reason", "category", Label("提醒事项", "Reason"), values=values),
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        *person,
        ColumnContract("series", "text", Label("车系", "Series")),
        ColumnContract("called_on", "date", Label("联系日期", "Called on"), filled_in=True),
        ColumnContract("booked_for", "date", Label("预约日期", "Booked for"), filled_in=True),
    )
    return TableContract(
        name=NAME,
        label=LIST,
        row=Label("一行为一辆车的一个提醒事项", "one reminder of one vehicle"),
        key=("vehicle", "reason"),
        columns=tuple(c for c in columns if c.name in rows or c.filled_in),
        per=("vehicle",),
    )
