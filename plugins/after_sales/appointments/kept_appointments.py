"""What became of the bookings: one row a booking, by the month of its slot.

The status says whether a customer came, the time of arrival whether on time; without a status the
time of arrival says both. Where the export knows no late ones and no times, who came did so at a
time nobody knows. A booking whose slot lies after the report's month is awaited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
from reportgen_plugins.after_sales.tables.appointments import APPOINTMENTS

from reportgen import (
    Better,
    ColumnContract,
    Count,
    Data,
    Expr,
    Filled,
    In,
    Is,
    Label,
    Mean,
    Metric,
    Ratio,
    Rows,
    TableContract,
    Unit,
)

GRACE: Final = 15
"""Minutes after the slot at which a customer still is on time; by judgement: half a slot."""
_LONGEST: Final = 240
"""Minutes of waiting beyond which a time was written down wrongly; by judgement."""
_MADE_FROM: Final = (f"{APPOINTMENTS.name}.status",)

STATES: Final = {
    "on_time": Label("按时到店", "On time"),
    "late": Label("迟到", "Late"),
    "came": Label("到店（是否准时不详）", "Came (when is not known)"),
    "missed": Label("未到店", "No show"),
    "cancelled": Label("已取消", "Cancelled"),
    "awaited": Label("未到期", "Not due yet"),
}
KEPT: Final = TableContract(
    name="kept_appointments",
    label=Label("预约履约", "Appointments kept"),
    row=Label("一行为一次预约及其结果", "one booking and what became of it"),
    key=("appointment_no",),
    date="slot_at",
    made_from=(APPOINTMENTS.name,),
    columns=(
        ColumnContract("appointment_no", "code", Label("预约编号", "Booking")),
        ColumnContract("slot_at", "datetime", Label("预约时间", "Slot")),
        ColumnContract("advisor", "text", Label("服务顾问", "Advisor")),
        APPOINTMENTS.column("kind"),
        ColumnContract(
            "state",
            "category",
            Label("履约结果", "Result"),
            values={key: (label, ()) for key, label in STATES.items()},
            made_from=_MADE_FROM,
        ),
        ColumnContract(
            "wait",
            "number",
            Label("接待等待（分钟）", "Wait for reception (minutes)"),
            unit="minutes",
            made_from=(f"{APPOINTMENTS.name}.arrived_at", "repair_orders.opened_at"),
        ),
    ),
)
_ROWS: Final = Rows(KEPT.name, KEPT.date)
_CAME: Final = ("on_time", "late", "came")


def _count(*states: str) -> Count:
    return Count(_ROWS.only(In("state", states)))


def _metric(  # noqa: PLR0913, PLR0917 a metric has as many parts
    name: str, label: Label, expr: Expr, unit: Unit, better: Better, definition: Label
) -> Metric:
    source = Label("4S 店预约管理通行口径", "as dealers manage their appointments")
    return Metric(f"appointments.{name}", label, expr, unit, better, definition, source)


BOOKED: Final = _metric(
    "booked", Label("预约台次", "Bookings"), _count(*_CAME, "missed"), "count", "higher",
    Label(
        "预约时间在当月的预约，不含事先取消的",
        "bookings with a slot in the month, without those cancelled before",
    ),
)  # fmt: skip
SHOWN_UP: Final = _metric(
    "show_rate", Label("预约到店率", "Show rate"),
    Ratio(_count(*_CAME), _count(*_CAME, "missed")), "share", "higher",
    Label("到店的预约 ÷ 未取消的预约", "bookings that came ÷ bookings not cancelled"),
)  # fmt: skip
ON_TIME: Final = _metric(
    "on_time", Label("预约准时率", "On-time rate"),
    Ratio(_count("on_time"), _count("on_time", "late")), "share", "higher",
    Label(
        f"按时到店的预约 ÷ 到店的预约；没有状态时，晚于预约时间 {GRACE} 分钟以上为迟到",
        f"bookings that came on time ÷ bookings that came; without a status, more than {GRACE} "
        "minutes after the slot is late",
    ),
)  # fmt: skip
WAIT: Final = _metric(
    "wait", Label("预约客户接待等待", "Wait of booked customers"),
    Mean(_ROWS.only(Filled("wait")), "wait"), "minutes", "lower",
    Label("预约客户从到店到开单的平均分钟数", "mean minutes from arrival to the repair order"),
)  # fmt: skip


def of_kind(kind: str, label: Label) -> Metric:
    """The bookings of a kind: active, passive or event."""
    rows = _ROWS.only(In("state", (*_CAME, "missed")), Is("kind", kind))
    definition = BOOKED.definition or BOOKED.label
    return _metric(f"kind.{kind}", label, Count(rows), "count", "none", definition)


def kept_appointments(data: Data) -> bool:
    """Make the table once; false where nobody can say what became of a booking."""
    if KEPT.name in data.tables:
        return True
    if not data.has(APPOINTMENTS.name, "slot_at"):
        return False
    if not (data.has(APPOINTMENTS.name, "status") or data.has(APPOINTMENTS.name, "arrived_at")):
        return False
    data.derive(_contract(data), _kept(data))
    return True


def _contract(data: Data) -> TableContract:
    """The contract; without a status the time of arrival tells what became of a booking."""
    if data.has(APPOINTMENTS.name, "status"):
        return KEPT
    told = (f"{APPOINTMENTS.name}.arrived_at",)
    columns = (replace(c, made_from=told) if c.name == "state" else c for c in KEPT.columns)
    return replace(KEPT, columns=tuple(columns))


def _kept(data: Data) -> pd.DataFrame:
    rows = data.table(APPOINTMENTS.name)
    text = pd.Series(None, index=rows.index, dtype="str")
    rows = rows.assign(**{c: text for c in ("appointment_no", "advisor", "kind") if c not in rows})
    arrived = rows.get("arrived_at", pd.Series(pd.NaT, rows.index, dtype="datetime64[us]"))
    late = (arrived - rows["slot_at"]).dt.total_seconds() / 60 > GRACE
    by_time = pd.Series("missed", index=rows.index, dtype="str")
    by_time = by_time.mask(arrived.notna(), "on_time").mask(late, "late")
    state = by_time if "status" not in rows else _by_status(rows["status"], by_time)
    due = rows["slot_at"].dt.date <= data.month.end
    made = rows[["appointment_no", "slot_at", "advisor", "kind", "_file", "_row"]]
    return made.assign(
        state=state.where(due | (state == "cancelled"), "awaited"), wait=_wait(data, rows, arrived)
    ).reset_index(drop=True)


def _by_status(status: pd.Series, by_time: pd.Series) -> pd.Series:
    """What the status says; a booking still called booked whose slot is over did not come."""
    told = status.replace({"kept": "came", "booked": "missed"}).astype("str")
    if (status == "late").any():
        told = told.mask(told == "came", "on_time")
    return told.mask(told.isin(_CAME) & (by_time != "missed"), by_time)


def _wait(data: Data, rows: pd.DataFrame, arrived: pd.Series) -> pd.Series:
    """Minutes from arrival to the order; where times of day are not kept, nobody knows."""
    nobody = pd.Series(float("nan"), index=rows.index)
    if "ro_no" not in rows or not data.has("repair_orders", "ro_no", "opened_at"):
        return nobody
    orders = data.table("repair_orders").dropna(subset=["ro_no"]).drop_duplicates("ro_no")
    opened = rows["ro_no"].map(orders.set_index("ro_no")["opened_at"])
    minutes = (opened - arrived).dt.total_seconds() / 60
    timed = (arrived != arrived.dt.normalize()) & (opened != opened.dt.normalize())
    return minutes.where(timed & minutes.between(0, _LONGEST))
