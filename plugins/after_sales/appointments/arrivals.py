"""When vehicles arrive: one row a visit with its weekday, hour, and whether it was booked.

The hour is that of the repair order's opening; an export that keeps days only has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from reportgen_plugins.after_sales.recent_months import over_recent, recent_start
from reportgen_plugins.after_sales.visit_rows import NO_VISIT
from reportgen_plugins.after_sales.visits import NEEDS

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Fact,
    In,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    TableContract,
)

_OPENED: Final = ("repair_orders.opened_at",)
_MOST_MIDNIGHTS: Final = 0.5
"""Share of orders opened at midnight from which an export keeps days, not times; by judgement."""

ARRIVALS: Final = TableContract(
    name="arrivals",
    label=Label("到店时段", "Arrivals"),
    row=Label("一行为一辆车一天的首次开单", "the first order of one vehicle on one day"),
    key=("vehicle", "arrived_at"),
    date="arrived_at",
    made_from=("repair_orders", "repair_orders.work_type"),
    per=("vehicle",),
    columns=(
        ColumnContract("arrived_at", "datetime", Label("开单时间", "Opened")),
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        ColumnContract("weekday", "number", Label("星期", "Weekday"), unit="count"),
        ColumnContract("hour", "number", Label("时段", "Hour"), unit="count"),
        ColumnContract(
            "booked", "flag", Label("预约", "Booked"), made_from=("repair_orders.appointment",)
        ),
    ),
)
_ROWS: Final = Rows(ARRIVALS.name, ARRIVALS.date)
BOOKED_SHARE: Final = Metric(
    "appointments.share",
    Label("预约率", "Booked share"),
    Ratio(Count(_ROWS.only(Is("booked", value=True))), Count(_ROWS)),
    "share",
    "higher",
    Label("有预约的接车台次 ÷ 接车台次", "visits that were booked ÷ visits"),
    Label("4S 店预约管理通行口径", "as dealers manage their appointments"),
)


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """Arrivals of the last months by weekday and hour.

    Attributes:
        hours: The hours with arrivals, in order.
        days: Weekday (1 is Monday) → arrivals by hour, in the same order.
        peak: The busiest weekday and hour.
        share: The share of all arrivals in the busiest hour of the day, any weekday.
        busiest: That hour.
    """

    hours: tuple[int, ...]
    days: Mapping[int, tuple[Fact, ...]]
    peak: tuple[int, int]
    share: Fact
    busiest: int


def arrivals(data: Data) -> None:
    """Make the table once."""
    if ARRIVALS.name not in data.tables:
        data.derive(ARRIVALS, _arrivals(data))


def week_load(data: Data) -> WeekLoad | None:
    """Arrivals by weekday and hour over the last months; null where no times are kept."""
    rows = data.table(ARRIVALS.name)
    rows = rows[rows["arrived_at"] >= recent_start(data)]
    if rows.empty or rows["hour"].isna().mean() >= _MOST_MIDNIGHTS:
        return None
    shown = _shown_hours(rows["hour"].dropna().astype(int))
    found = {
        int(day): tuple(_cell(data, int(day), hour) for hour in shown)
        for day in sorted(rows["weekday"].unique())
    }
    counts = {
        (day, hour): fact.value or 0
        for day, facts in found.items()
        for hour, fact in zip(shown, facts, strict=True)
    }
    by_hour = {hour: sum(n for (_, at), n in counts.items() if at == hour) for hour in shown}
    busiest = max(by_hour, key=lambda hour: (by_hour[hour], -hour))
    peak = max(counts, key=lambda at: (counts[at], -at[0], -at[1]))
    return WeekLoad(tuple(shown), found, peak, _share(data, busiest), busiest)


def _shown_hours(hours: pd.Series) -> list[int]:
    """From the first to the last hour with at least one arrival in a hundred."""
    counts = hours.value_counts()
    often = counts[counts >= 0.01 * len(hours)].index
    return list(range(min(often), max(often) + 1))


def _cell(data: Data, day: int, hour: int) -> Fact:
    rows = _ROWS.only(Is("weekday", float(day)), Is("hour", float(hour)))
    expr = over_recent(data, Count(rows))
    metric = Metric("appointments.arrivals", Label("到店台次", "Arrivals"), expr, "count")
    return data.combine(metric, key=f"{day}/{hour:02}")


def _share(data: Data, hour: int) -> Fact:
    rows = _ROWS.only(In("hour", tuple(map(float, range(24)))))
    ratio = Ratio(Count(_ROWS.only(Is("hour", float(hour)))), Count(rows))
    expr = over_recent(data, ratio)
    label = Label(f"{hour} 时到店占比", f"Share of arrivals from {hour}:00 to {hour + 1}:00")
    return data.combine(Metric("appointments.busiest_hour", label, expr, "share"))


def _arrivals(data: Data) -> pd.DataFrame:
    rows = data.table("repair_orders").dropna(subset=NEEDS["repair_orders"][:1])
    if "work_type" in rows:
        rows = rows[~rows["work_type"].isin(NO_VISIT)]
    rows = rows.sort_values(["opened_at", "_file", "_row"], kind="stable")
    day = rows["opened_at"].dt.normalize()
    again = pd.DataFrame({"vehicle": rows["vehicle"], "day": day}).duplicated()
    rows = rows[~(again & rows["vehicle"].notna())]
    timed = rows["opened_at"] != rows["opened_at"].dt.normalize()
    made = pd.DataFrame(
        {
            "arrived_at": rows["opened_at"],
            "vehicle": rows["vehicle"],
            "weekday": (rows["opened_at"].dt.day_of_week + 1).astype(float),
            "hour": rows["opened_at"].dt.hour.astype(float).where(timed),
            "_file": rows["_file"],
            "_row": rows["_row"],
        }
    )
    if "appointment" in rows:
        made["booked"] = rows["appointment"]
    return made.reset_index(drop=True)
