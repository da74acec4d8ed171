"""How long customers take to come again: Kaplan-Meier over one interval a vehicle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among
from reportgen_plugins.after_sales.vehicles.vehicle_base import reach

from reportgen import YEAR, Data, Fact, Label, Month
from reportgen.stats import SMALL_SAMPLE_BELOW, kaplan_meier, median_time

STEP, STEPS = 30, 13
"""The curve is shown every 30 days up to 360."""

_METHOD = Label(
    "Kaplan-Meier 估计：每辆车取近 24 个月内首次进厂至下一次进厂的天数，尚未再来的按截至月末计",
    "Kaplan-Meier: per vehicle the days from its first visit in the last 24 months to the next; "
    "vehicles not back yet count up to the month's end",
)


@dataclass(frozen=True, slots=True)
class ReturnTimes:
    """The curve at every step of days, and the median (null when less than half came back)."""

    days: tuple[int, ...]
    waiting: tuple[Fact, ...]
    median: Fact


def return_times(data: Data, vehicles: pd.Series, known: Fact) -> ReturnTimes | None:
    """The time to return of these vehicles; null for less than a year or too few vehicles.

    `known` is how many there are: where nobody knows that, nobody knows when they return.
    """
    if reach(data) < YEAR:
        return None
    rows = data.table("visits")
    gaps, seen = _gaps(rows[among(rows["vehicle"], vehicles)], data.month)
    if len(gaps) < SMALL_SAMPLE_BELOW:
        return None
    curve = kaplan_meier(gaps.tolist(), seen.tolist())
    if curve is None:
        return None
    days = tuple(STEP * k for k in range(STEPS))
    steps = np.searchsorted(np.array(curve.times), days, side="right")
    levels = (1.0, *curve.survival)
    label = Label("尚未第二次进厂", "No second visit yet")
    waiting = tuple(
        data.given(
            f"churn.waiting.days:{day}", Label(f"{label.zh} · {day}天", f"{label.en} · {day} days"),
            levels[step], "share", _METHOD, n=len(gaps), over=(known,),
        )
        for day, step in zip(days, steps.tolist(), strict=True)
    )  # fmt: skip
    median = data.given(
        "churn.return_days", Label("再次进厂间隔中位数", "Median time to return"),
        median_time(curve), "days", _METHOD, n=len(gaps), over=(known,),
    )  # fmt: skip
    return ReturnTimes(days, waiting, _whole(median))


def _whole(fact: Fact) -> Fact:
    """The same fact without decimals: it is counted in whole days."""
    return replace(fact, metric=replace(fact.metric, digits=0) if fact.metric else None)


def _gaps(rows: pd.DataFrame, month: Month) -> tuple[np.ndarray, np.ndarray]:
    """Days from each vehicle's first visit of two years to the next, and whether there was one."""
    begin, end = (np.datetime64((month - k).end) for k in (2 * YEAR, 0))
    day = rows["visited_at"].to_numpy("M8[D]")
    code = pd.factorize(rows["vehicle"])[0]
    inside = day >= begin
    order = np.lexsort((day[inside], code[inside]))
    code, day = code[inside][order], day[inside][order]
    first = np.flatnonzero(np.diff(code, prepend=-1))
    following = np.append(day, end)[first + 1]
    again = np.append(code, -1)[first + 1] == code[first]
    stop = np.where(again, following, end)
    return (stop - day[first]).astype(np.int64), again
