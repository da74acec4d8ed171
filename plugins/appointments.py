"""Appointments: who books, who comes and when, how full the day is, and what falls due next month.

Needs `appointments` with slot and status or arrival, or repair orders with a booking flag; the time
of day of the orders gives the load by weekday and hour, vehicle sales the reminders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.appointments.appointment_blocks import (
    due_table,
    headline,
    kind_table,
    kpis,
    load_chart,
    no_shows,
    share_course,
    summary,
)
from reportgen_plugins.after_sales.appointments.appointment_view import AppointmentView
from reportgen_plugins.after_sales.appointments.arrivals import BOOKED_SHARE
from reportgen_plugins.after_sales.appointments.due_next_month import Intervals
from reportgen_plugins.after_sales.appointments.kept_appointments import ON_TIME, SHOWN_UP, WAIT
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target

from reportgen import Block, Data, Fact, Indicator, Label, Section, Text, catalog, hookimpl

_SHARE = Indicator(BOOKED_SHARE.id, BOOKED_SHARE.label, BOOKED_SHARE.unit)


class Appointments(Section):
    """Who books, who comes and when, how full the day is, and what falls due next month."""

    type = "appointments"
    heading = Label("预约与提醒", "Appointments and reminders")
    needs_any = (
        {"appointments": ["slot_at"]},
        {"repair_orders": ["opened_at", "vehicle", "appointment"]},
    )
    wants: ClassVar[Mapping[str, Sequence[str]]] = {
        "appointments": ["status", "arrived_at", "kind", "advisor", "ro_no"],
        "repair_orders": ["opened_at", "vehicle", "work_type", "appointment", "mileage", "advisor"],
        "vehicle_sales": ["vehicle", "sold_at"],
    }
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        metric.label: metric.definition or metric.label
        for metric in (BOOKED_SHARE, SHOWN_UP, ON_TIME, WAIT)
    }

    indicators = (_SHARE,)

    target_share: float | None = Field(
        default=None, gt=0, le=1, description="target of the booked share, 0.7 is 70 %"
    )
    service_km: float = Field(default=5000, gt=0, description="distance between services, km")
    warranty_months: int = Field(default=36, ge=1, description="months of warranty from the sale")
    inspection_years: tuple[int, ...] = Field(
        default=(2, 4, 6, 8, 10), description="years after the sale in which inspection falls due"
    )

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course, load, kinds, no-shows, what is due, 小结."""
        plan = Intervals(self.service_km, self.warranty_months, self.inspection_years)
        view = AppointmentView.of(data, plan)
        goal = self._goal(view)
        yield Text(headline(view), role="headline")
        yield kpis(view, goal)
        yield from share_course(view, goal)
        yield from load_chart(view)
        yield from kind_table(view)
        yield from due_table(view)
        found = [*self._missed(view, goal), *no_shows(view)]
        yield from found
        yield summary(view, found)

    def _goal(self, view: AppointmentView) -> Fact | None:
        wanted = view.data.set_target(_SHARE, self.target_share)
        return None if wanted is None or not view.share else view.data.target(view.share[0], wanted)

    def _missed(self, view: AppointmentView, goal: Fact | None) -> Iterator[Block]:
        if goal is None or view.share is None:
            return
        data, now = view.data, view.share[0]
        yield from missed_target(
            data,
            "appointments.target",
            now,
            goal,
            text=data.say("target.text", against=data.against(now, goal)),
            cause=data.say("target.cause"),
            measure=data.say("target.measure"),
            owner=data.text("owner"),
            deadline=due(data),
        )


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [Appointments]
