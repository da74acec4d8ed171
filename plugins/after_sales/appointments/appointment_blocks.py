"""The blocks of the chapter on appointments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen_plugins.after_sales.appointments.appointment_view import AppointmentView
from reportgen_plugins.after_sales.appointments.arrivals import BOOKED_SHARE, WeekLoad
from reportgen_plugins.after_sales.appointments.due_next_month import LIST, REASONS, due
from reportgen_plugins.after_sales.customers_touched import touched
from reportgen_plugins.after_sales.deadlines import due as deadline
from reportgen_plugins.after_sales.missed_targets import target_state
from reportgen_plugins.after_sales.tables.appointments import APPOINTMENTS
from reportgen_plugins.after_sales.two_months import TwoMonths

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Difference,
    Fact,
    Finding,
    Kpi,
    Kpis,
    Label,
    Ratio,
    Recommendation,
    Series,
    Table,
    Text,
    Total,
    Words,
    listing,
    name_order,
)

_COURSE = 2
"""Months that make a course."""


def headline(view: AppointmentView) -> Words:
    """The booked share, who came, and who came on time, as far as each is known."""
    data, month = view.data, view.data.month.text(view.data.language)
    said: Words = ()
    if view.share and view.share[0].known:
        move = data.movement(*view.share)
        said += data.say("headline.share", month=month, share=view.share[0], move=move)
    show, on_time = (view.kept.get(name, (None, None))[0] for name in ("show_rate", "on_time"))
    if show is not None and show.known:
        key = "headline.kept" if said else "headline.kept_only"
        said += data.say(key, month=month, booked=view.kept["booked"][0], show=show)
        if on_time is not None and on_time.known:
            said += data.say("headline.on_time", on_time=on_time)
        said += data.say("headline.stop")
    return said or data.say("headline.unknown", month=month)


def kpis(view: AppointmentView, goal: Fact | None) -> Kpis:
    """Booked share, show rate, on-time rate, wait."""
    data = view.data
    pairs: dict[str, TwoMonths] = {**({"share": view.share} if view.share else {}), **view.kept}
    pairs.pop("booked", None)
    return Kpis(
        tuple(
            Kpi(
                now,
                label=now.label,
                change=data.change(now, before),
                target=goal if name == "share" else None,
                severity=target_state(data, now, goal if name == "share" else None),
            )
            for name, (now, before) in pairs.items()
            if now.known or before.known
        )
    )


def share_course(view: AppointmentView, goal: Fact | None) -> Iterator[Block]:
    """The booked share month by month."""
    data = view.data
    if view.share is None:
        return
    course = data.trend(BOOKED_SHARE)
    known = [month for month, fact in course.items() if fact.settled]
    if len(known) < _COURSE or not view.share[0].known:
        return
    months = [month for month in course if month >= known[0]]
    yield Chart(
        id="appointments.course",
        kind="line",
        title=data.say("course.title", share=view.share[0], move=data.movement(*view.share)),
        caption=data.text(
            "course.caption",
            first=months[0].text(data.language),
            last=months[-1].text(data.language),
        ),
        categories=tuple(month.short(data.language) for month in months),
        series=(Series(view.share[0].label, tuple(course[month] for month in months)),),
        unit="share",
        reference=goal,
        reference_label=data.text("target") if goal else "",
    )


def load_chart(view: AppointmentView) -> Iterator[Block]:
    """Arrivals by weekday and hour, the busiest hour in the title."""
    data, load = view.data, view.load
    if load is None:
        return
    yield Chart(
        id="appointments.load",
        kind="heat",
        title=data.say("load.title", **_busiest(load), share=load.share),
        caption=data.text("load.caption", month=data.month.text(data.language)),
        categories=tuple(data.text("load.hour", hour=hour) for hour in load.hours),
        series=tuple(
            Series(data.text(f"weekday.{day}"), facts) for day, facts in load.days.items()
        ),
        unit="count",
    )


def kind_table(view: AppointmentView) -> Iterator[Block]:
    """Bookings by kind."""
    data = view.data
    rows = [
        (data.word(APPOINTMENTS.name, "kind", kind), now, before, data.change(now, before))
        for kind, (now, before) in view.kinds.items()
        if now.value or before.value
    ]
    if not rows:
        return
    booked = view.kept["booked"]
    rows.append((data.text("kind.all"), *booked, data.change(*booked)))
    yield Table(
        id="appointments.kinds",
        caption=data.text("kind.caption", month=data.month.text(data.language)),
        columns=tuple(
            Column(data.text(f"column.{name}"), "text" if name == "kind" else "count")
            for name in ("kind", "now", "before", "change")
        ),
        rows=tuple(rows),
        total=True,
    )


def due_table(view: AppointmentView) -> Iterator[Block]:
    """What falls due next month, by responsible advisor and reason."""
    data = view.data
    if view.due.empty:
        return
    reasons = [reason for reason in REASONS if (view.due["reason"] == reason).any()]
    named = view.due.get("responsible")
    names = [] if named is None else sorted(named.dropna().unique(), key=name_order)
    rows = [(name, *(due(data, reason, name) for reason in reasons)) for name in names]
    rows.append((data.text("due.all"), *(due(data, reason) for reason in reasons)))
    yield Table(
        id="appointments.due",
        caption=data.text("due.caption", month=(data.month + 1).text(data.language)),
        columns=(
            Column(data.text("column.advisor")),
            *(Column(data.pick(REASONS[reason]), "count") for reason in reasons),
        ),
        rows=tuple(rows),
        total=True,
        note=data.say("due.note", list=data.pick(LIST)),
    )


def no_shows(view: AppointmentView) -> Iterator[Block]:
    """Advisors whose bookings fail to come more often than the others'."""
    if not view.worse:
        return
    data, names = view.data, listing(view.worse, view.data.language)
    first, store = view.advisors[view.worse[0]], view.kept["show_rate"][0]
    title = data.say("no_shows.title", names=names, rate=first)
    yield Finding(
        "appointments.no_shows",
        "watch",
        title,
        data.say("no_shows.text", names=names, rate=first, store=store),
        impact=_missing(data, [view.advisors[name] for name in view.worse]),
        facts=tuple(view.advisors[name] for name in view.worse),
    )
    yield Recommendation(
        id="appointments.no_shows.measure",
        finding="appointments.no_shows",
        problem=title,
        cause=data.say("no_shows.cause"),
        measure=data.say("no_shows.measure", names=names),
        owner=data.text("owner"),
        deadline=deadline(data),
        indicator=first.label,
        baseline=first,
        target=data.target(first, store.value or 0),
    )


def summary(view: AppointmentView, found: Sequence[Block]) -> Text:
    """What to do next: answer the finding, else call those for whom something falls due."""
    data = view.data
    ids = [block.id for block in found if isinstance(block, Finding)]
    if ids:
        return Text(data.say(f"summary.{ids[0].partition('.')[2]}"), role="summary")
    if not view.due.empty:
        return Text(
            data.say("summary.due", list=data.pick(LIST), count=len(view.due)), role="summary"
        )
    return Text(data.say("summary.nothing"), role="summary")


def _busiest(load: WeekLoad) -> dict[str, int]:
    return {"start": load.busiest, "end": load.busiest + 1}


def _missing(data: Data, rates: Sequence[Fact]) -> Fact | None:
    """The booked customers who did not come."""
    missed = tuple(
        Difference(rate.expr.bottom, rate.expr.top)
        for rate in rates
        if isinstance(rate.expr, Ratio)
    )
    label = Label("失约的预约与本月接车之比", "Bookings missed, by this month's visits")
    return touched(data, "no_shows", label, Total(missed)) if missed else None
