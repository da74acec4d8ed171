"""Delivered orders: one row a customer's repair order, with the call-backs that followed it.

The month is that of the delivery, and of the order's opening where no delivery is recorded. Calls
follow deliveries, so the last days' customers are called in the next month: figures of the newest
month are so far.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from reportgen_plugins.after_sales.satisfaction.interviews import advisor_of_order
from reportgen_plugins.after_sales.tables.callbacks import ATTEMPTED, CALLBACKS
from reportgen_plugins.after_sales.visit_rows import NO_VISIT
from reportgen_plugins.after_sales.visits import NEEDS, knows_calls, visits

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    TableContract,
)

DAYS = 3
"""Within so many days of the delivery a customer should have been called (3 日回访)."""

_CALL = ("callbacks.outcome", "callbacks.ro_no", "repair_orders.ro_no")


def _flag(name: str, label: Label) -> ColumnContract:
    return ColumnContract(name, "flag", label, made_from=_CALL, ahead=1)


DELIVERED = TableContract(
    name="delivered_orders",
    label=Label("交车工单", "Delivered orders"),
    row=Label(
        "一行为一张客户工单及其回访；不含 PDI 与内部工单",
        "one customer's repair order with its call-backs; without pre-delivery and internal orders",
    ),
    key=("ro_no",),
    date="delivered_at",
    made_from=("repair_orders", "repair_orders.work_type"),
    columns=(
        ColumnContract("ro_no", "code", Label("工单号", "Repair order")),
        ColumnContract("delivered_at", "date", Label("交车日期", "Delivered")),
        advisor_of_order(ColumnContract("advisor", "text", Label("服务顾问", "Advisor"))),
        ColumnContract("called_at", "date", Label("首次回访日期", "First called"), made_from=_CALL),
        _flag("called", Label("已回访", "Called")),
        _flag("in_time", Label(f"{DAYS}日内回访", f"Called within {DAYS} days")),
        _flag("reached_first", Label("首次接通", "Reached at first")),
        _flag("wrong_number", Label("号码错误", "Wrong number")),
    ),
)
_ROWS = Rows(DELIVERED.name, DELIVERED.date)
CALLED = Count(_ROWS.only(Is("called", value=True)))
WRONG_NUMBERS = Count(_ROWS.only(Is("called", value=True), Is("wrong_number", value=True)))
_SOURCE = Label("经销商回访管理通行口径", "as dealers manage their call-backs")

IN_TIME = Metric(
    "callbacks.in_time",
    Label(f"{DAYS}日回访率", f"Called within {DAYS} days"),
    Ratio(Count(_ROWS.only(Is("in_time", value=True))), Count(_ROWS)),
    "share",
    "higher",
    Label(
        f"交车后 {DAYS} 日内回访过的工单 ÷ 当月交车工单",
        f"orders whose customer was called within {DAYS} days ÷ orders delivered in the month",
    ),
    _SOURCE,
)
FIRST = Metric(
    "callbacks.reached_first",
    Label("首次拨打成功率", "Reached at the first attempt"),
    Ratio(Count(_ROWS.only(Is("called", value=True), Is("reached_first", value=True))), CALLED),
    "share",
    "higher",
    Label(
        "第一次拨打就接通的工单 ÷ 已回访的工单，按交车月份",
        "orders reached at the first attempt ÷ orders called, by month of delivery",
    ),
    _SOURCE,
)
WRONG = Metric(
    "callbacks.wrong_numbers",
    Label("号码错误率", "Wrong numbers"),
    Ratio(WRONG_NUMBERS, CALLED),
    "share",
    "lower",
    Label(
        "回访时号码错误的工单 ÷ 已回访的工单，按开单顾问和交车月份",
        "orders with a wrong number ÷ orders called, by advisor of the order and month of delivery",
    ),
    _SOURCE,
)


def delivered_orders(data: Data) -> bool:
    """Make the table once; false where orders and calls cannot be told to belong together."""
    if DELIVERED.name in data.tables:
        return True
    named = data.has("repair_orders", "ro_no", *NEEDS["repair_orders"])
    if not named or not data.has("callbacks", "ro_no", "outcome", "called_at"):
        return False
    visits(data)
    if not knows_calls(data):
        return False
    data.derive(_contract(data), _delivered(data))
    return True


def _contract(data: Data) -> TableContract:
    """The contract; where attempts are counted, their months say what is known of the first."""
    if not data.has(CALLBACKS.name, "attempts"):
        return DELIVERED
    columns = tuple(
        replace(column, made_from=(*column.made_from, "callbacks.attempts"))
        if column.name == "reached_first"
        else column
        for column in DELIVERED.columns
    )
    return replace(DELIVERED, columns=columns)


def _delivered(data: Data) -> pd.DataFrame:
    orders = data.table("repair_orders")
    orders = orders[orders["ro_no"].notna()].drop_duplicates("ro_no")
    if "work_type" in orders:
        orders = orders[~orders["work_type"].isin(NO_VISIT)]
    calls = _first_calls(data)
    day = orders["opened_at"]
    for name in ("closed_at", "delivered_at"):
        day = orders[name].fillna(day) if name in orders else day
    made = pd.DataFrame(
        {
            "ro_no": orders["ro_no"],
            "delivered_at": day.dt.normalize(),
            "advisor": orders.get("advisor"),
            "called_at": orders["ro_no"].map(calls["called_at"]),
            "_file": orders["_file"],
            "_row": orders["_row"],
        }
    )
    made["called"] = made["called_at"].notna()
    late = (made["called_at"].dt.normalize() - made["delivered_at"]).dt.days
    made["in_time"] = made["called"] & (late <= DAYS)
    for flag in ("reached_first", "wrong_number"):
        if flag in calls:
            made[flag] = orders["ro_no"].map(calls[flag]).fillna(value=False).astype(bool)
    return made.reset_index(drop=True)


def _first_calls(data: Data) -> pd.DataFrame:
    """Order number → its first call, whether that reached the customer, and a wrong number.

    Whether the first attempt succeeded is known where attempts are counted, or retries are rows.
    """
    calls = data.table(CALLBACKS.name)
    calls = calls[calls["outcome"].isin(ATTEMPTED) & calls["ro_no"].notna()]
    calls = calls.sort_values(["called_at", "_file", "_row"], kind="stable")
    wrong = calls.loc[calls["outcome"] == "wrong_number", "ro_no"]
    again = calls["ro_no"].duplicated()
    first = calls[~again].set_index("ro_no")
    made = first[["called_at"]].assign(wrong_number=first.index.isin(wrong))
    success = first["outcome"] == "success"
    if data.has(CALLBACKS.name, "attempts"):
        made["reached_first"] = success & (first["attempts"] <= 1)
    elif again.any():
        made["reached_first"] = success
    return made


def knows_first(data: Data) -> bool:
    """Whether the exports say which customers were reached at the first attempt."""
    return "reached_first" in data.table(DELIVERED.name)
