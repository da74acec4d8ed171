"""Visits: what the workshop counts as one vehicle received (接车台次).

Several repair orders of one vehicle on one day are one visit: a DMS opens a second order for
warranty or internal pay. Pre-delivery inspections and internal orders are no customer visits; they
stay in the repair orders and are left out here. An order that names no vehicle is one visit.
"""

from __future__ import annotations

from typing import Literal

from reportgen_plugins.after_sales.visit_rows import CALLS, Visits

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Label,
    Metric,
    Rows,
    TableContract,
)


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
    """The visits of a dealer as a selection on the derived table `visits`, made once.

    The table has a column for calls only where the dealer's say which order they are about.
    """
    if "visits" not in data.tables:
        frame = data.derived(Visits())
        calls = [flag for flag in CALLS if flag in frame]
        known = [] if frame[calls].isna().any(axis=None) else calls
        frame = frame.drop(columns=[flag for flag in calls if flag not in known])
        data.derive(VISITS, frame.astype(dict.fromkeys(known, bool)))
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
