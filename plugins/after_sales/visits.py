"""Visits: what the workshop counts as one vehicle received (接车台次).

Several repair orders of one vehicle on one day are one visit: a DMS opens a second order for
warranty or internal pay. Pre-delivery inspections and internal orders are no customer visits; they
stay in the repair orders and are left out here. An order that names no vehicle is one visit.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among
from reportgen_plugins.after_sales.tables.callbacks import ATTEMPTED

from reportgen import ColumnContract, Count, Data, Label, Metric, Rows, TableContract

NO_VISIT = ("pdi", "internal")
"""Work types that bring no customer to the counter."""

_UNKNOWN = "~"
"""What stands before the number of an order whose vehicle nobody knows; it sorts last."""

WORK = {
    "maintenance": ("first_service", "maintenance"),
    "repair": ("repair", "warranty", "campaign"),
    "body": ("body_paint",),
    "decoration": ("decoration",),
}
"""What a visit was for: flag of the visit → work types of its repair orders."""


_LINKED = 0.95
"""Share of calls that must find their order; by judgement: the first month's are about orders of
the month before its export."""

CALLS = {"called": ATTEMPTED, "reached": ("success",)}
"""How the customer of a visit was called back: flag of the visit → outcomes of its orders' calls.

Calls follow visits: the customers of a month's last days are called in the next one.
"""


def _work(name: str, label: Label) -> ColumnContract:
    return ColumnContract(name, "flag", label, made_from=("repair_orders.work_type",))


def _call(name: str, label: Label) -> ColumnContract:
    sources = ("callbacks.outcome", "callbacks.ro_no", "repair_orders.ro_no")
    return ColumnContract(name, "flag", label, made_from=sources, ahead=1)


VISITS = TableContract(
    name="visits",
    label=Label("进厂台次", "Visits"),
    row=Label("一行为一辆车一天的一次进厂", "one visit of one vehicle on one day"),
    key=("vehicle", "visited_at"),
    date="visited_at",
    made_from=("repair_orders", "repair_orders.work_type"),
    per=("vehicle",),
    columns=(
        ColumnContract("visited_at", "date", Label("进厂日期", "Visit date")),
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        ColumnContract("customer_id", "code", Label("客户编号", "Customer ID")),
        ColumnContract("series", "text", Label("车系", "Series")),
        ColumnContract("model", "text", Label("车型", "Model")),
        ColumnContract("advisor", "text", Label("服务顾问", "Advisor")),
        ColumnContract("mileage", "number", Label("行驶里程", "Mileage"), unit="km"),
        ColumnContract("orders", "number", Label("工单数", "Repair orders"), unit="count"),
        ColumnContract(
            "total",
            "money",
            Label("结算金额", "Amount"),
            unit="yuan",
            made_from=("repair_orders.total",),
        ),
        _work("first_service", Label("首保", "First service")),
        _work("maintenance", Label("保养", "Maintenance")),
        _work("repair", Label("维修", "Repair")),
        _work("body", Label("钣金喷漆", "Body and paint")),
        _work("decoration", Label("精品装饰", "Decoration")),
        _call("called", Label("已回访", "Called back")),
        _call("reached", Label("已接通", "Reached")),
    ),
)

NEEDS = {"repair_orders": ["opened_at", "vehicle"]}
"""What a section that counts visits needs."""

RECEIVED = Metric(
    id="visits.received",
    label=Label("接车台次", "Vehicles received"),
    expr=Count(Rows("visits", "visited_at")),
    unit="count",
    better="higher",
    definition=Label(
        "当月客户车辆进厂次数，同一车辆同一天的多张工单计 1 台次；不含 PDI 与内部工单",
        "customer visits in the month; several orders of one vehicle on one day count once; "
        "pre-delivery and internal orders excluded",
    ),
    source=Label("4S 店接车台次通行口径", "vehicles received as Chinese dealers count them"),
)


def visits(data: Data) -> Rows:
    """The visits of a dealer as a selection on the derived table `visits`, made once."""
    if "visits" not in data.tables:
        orders = data.table("repair_orders")
        data.derive(VISITS, _visits(orders, _orders_called(data, orders)))
    return Rows("visits", "visited_at")


def no_visits(data: Data) -> Literal["no_visits", "unknown", ""]:
    """Why the month has no visits to speak of: there are none, or nobody can say how many."""
    visits(data)
    came = data.fact(RECEIVED)
    if came.value:
        return ""
    return "no_visits" if came.known or came.reason == "not_exported" else "unknown"


def knows_calls(data: Data) -> bool:
    """Whether the visits made from these data say which of them were called back."""
    return "called" in data.table(VISITS.name)


def _orders_called(data: Data, orders: pd.DataFrame) -> dict[str, pd.Series]:
    """The numbers of the orders whose customer was called and reached; nothing where unknown.

    The call-backs of two months must tell which order they are about: where the numbers are
    missing or written another way nobody was called, it would seem.
    """
    if not data.has("callbacks", "ro_no", "outcome", "called_at"):
        return {}
    if not data.has("repair_orders", "ro_no"):
        return {}
    calls = data.table("callbacks")
    begin = pd.Timestamp((data.month - 1).first)
    tried = calls[(calls["called_at"] >= begin) & calls["outcome"].isin(ATTEMPTED)]
    if not len(tried) or among(tried["ro_no"], orders["ro_no"]).mean() < _LINKED:
        return {}
    return {
        flag: calls.loc[calls["outcome"].isin(outcomes), "ro_no"].dropna()
        for flag, outcomes in CALLS.items()
    }


def _visits(orders: pd.DataFrame, called: dict[str, pd.Series]) -> pd.DataFrame:
    """One row a vehicle and day: the first order's advisor and place in the file, sums of money.

    An order of nobody knows which vehicle is a visit of its own.
    """
    kind = orders["work_type"] if "work_type" in orders else pd.Series("", index=orders.index)
    ours = orders[~kind.isin(NO_VISIT)]
    kind = kind[ours.index]
    flags = {flag: kind.isin(types) for flag, types in WORK.items()}
    flags |= {flag: among(ours["ro_no"], numbers) for flag, numbers in called.items()}
    unknown = pd.Series([f"{_UNKNOWN}{row:09}" for row in range(len(ours))], ours.index)
    rows = ours.assign(
        vehicle=ours["vehicle"].fillna(unknown),
        visited_at=ours["opened_at"].dt.normalize(),
        first_service=kind == "first_service",
        orders=1.0,
        **flags,
    ).sort_values(["opened_at", "_file", "_row"], kind="stable")
    first = [c for c in ("customer_id", "series", "model", "advisor", "mileage") if c in rows]
    plan = dict.fromkeys([*first, "_file", "_row"], "first")
    plan |= dict.fromkeys(["orders", *(["total"] if "total" in rows else [])], "sum")
    plan |= dict.fromkeys(["first_service", *flags], "any")
    found = rows.groupby(["visited_at", "vehicle"], sort=True, as_index=False).agg(plan)
    return found.assign(vehicle=found["vehicle"].mask(found["vehicle"].str.startswith(_UNKNOWN)))
