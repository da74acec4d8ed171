"""What the chapter on appointments speaks of, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import pandas as pd
from reportgen_plugins.after_sales.appointments.arrivals import (
    BOOKED_SHARE,
    WeekLoad,
    arrivals,
    week_load,
)
from reportgen_plugins.after_sales.appointments.due_next_month import Intervals, due_next_month
from reportgen_plugins.after_sales.appointments.kept_appointments import (
    BOOKED,
    KEPT,
    ON_TIME,
    SHOWN_UP,
    WAIT,
    kept_appointments,
    of_kind,
)
from reportgen_plugins.after_sales.funnel_outliers import bad_outliers
from reportgen_plugins.after_sales.tables.appointments import APPOINTMENTS
from reportgen_plugins.after_sales.two_months import TwoMonths, two_months
from reportgen_plugins.after_sales.visits import NEEDS

from reportgen import Data, Fact
from reportgen.stats import PUBLISHED_FROM

_KINDS = APPOINTMENTS.column("kind").values or {}


@dataclass(frozen=True, eq=False)
class AppointmentView:
    """The figures of the chapter; null or empty where the exports cannot tell.

    Attributes:
        data: What they are made from.
        share: The booked share of the month's visits.
        kept: Bookings, show rate, on-time rate and wait, by name.
        kinds: Bookings of each kind.
        advisors: Show rate by advisor; those with fewer than five bookings are left out.
        worse: Whose bookings fail to come more often than the others', beyond chance.
        load: Arrivals by weekday and hour.
        due: What falls due next month, one row a reminder.
    """

    data: Data
    share: TwoMonths | None
    kept: Mapping[str, TwoMonths]
    kinds: Mapping[str, TwoMonths]
    advisors: Mapping[str, Fact]
    worse: tuple[str, ...]
    load: WeekLoad | None
    due: pd.DataFrame

    @classmethod
    def of(cls, data: Data, intervals: Intervals) -> Self:
        """Compute them."""
        orders = data.has("repair_orders", *NEEDS["repair_orders"])
        if orders:
            arrivals(data)
        known = kept_appointments(data)
        names = {"booked": BOOKED, "show_rate": SHOWN_UP, "on_time": ON_TIME, "wait": WAIT}
        kept = {name: two_months(data, metric) for name, metric in names.items()} if known else {}
        kinds = known and data.has(APPOINTMENTS.name, "kind")
        advisors = (
            data.family(SHOWN_UP, "advisor") if known and data.has(KEPT.name, "advisor") else {}
        )
        shown = {name: f for name, f in advisors.items() if (f.n or 0) >= PUBLISHED_FROM}
        return cls(
            data,
            two_months(data, BOOKED_SHARE) if data.has("repair_orders", "appointment") else None,
            kept,
            {k: two_months(data, of_kind(k, v[0])) for k, v in _KINDS.items()} if kinds else {},
            shown,
            bad_outliers(shown),
            week_load(data) if orders else None,
            due_next_month(data, intervals),
        )
