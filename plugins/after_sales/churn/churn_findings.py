"""What the churn chapter concludes, and what it recommends."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen_plugins.after_sales.churn.base_over_a_year import base_over_a_year
from reportgen_plugins.after_sales.churn.churn_charts import severity
from reportgen_plugins.after_sales.churn.churn_metrics import (
    BASE_BEFORE,
    LOSS,
    LOST,
    LOST_IN_YEAR,
    LOST_SHARE,
    WIN_BACK_VALUE,
    low_use,
    partial,
    waiting,
)
from reportgen_plugins.after_sales.churn.churn_survey import reasons
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target
from reportgen_plugins.after_sales.vehicles.customers_to_call import (
    REASONS,
    called_for,
    to_call,
)
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS, PARTS

from reportgen import YEAR, Block, Fact, Finding, Is, Recommendation, Severity, Words

_ASSESSED = 6
"""Months of the monthly assessment."""


def findings(view: ChurnView) -> Iterator[Block]:
    """Findings in order of weight; each bad one brings its recommendation."""
    yield from _target(view)
    for name in view.worse_series:
        yield from _standout(view, "series", name)
    for name in view.worse_advisors:
        yield from _standout(view, "advisor", name)
    yield from _movement(view)
    yield from _shrinking(view)
    yield from _value(view)
    yield from _partial(view)
    yield from _calls(view)


def _target(view: ChurnView) -> Iterator[Block]:
    """The loss rate against the target of the spec."""
    data, goal, rate = view.data, view.goal, view.fact(LOSS)
    if goal is None:
        return
    yield from missed_target(
        data,
        f"churn.target.{view.profile.id}",
        rate,
        goal,
        text=data.say("finding.target.text", rate=rate, against=data.against(rate, goal)),
        cause=_cause(view),
        measure=data.say("recommend.target.measure"),
        owner=data.text("owner"),
        deadline=due(data),
        impact=_touched(view),
    )


def _standout(view: ChurnView, kind: str, name: str) -> Iterator[Block]:
    data = view.data
    column, rates = ("series", view.series) if kind == "series" else ("responsible", view.advisors)
    rate, rest = rates[name], view.rest(rates, name, column)
    key = f"churn.{kind}.{view.profile.id}:{name}"
    yield Finding(
        id=key,
        severity="bad",
        title=data.say(f"finding.{kind}.title", **{kind: name}),
        text=data.say(f"finding.{kind}.text", **{kind: name}, rate=rate, rest=rest),
        impact=view.lost_of(column, name),
    )
    lost = called_for(data, "lost", Is(column, name), key=f"{column}={name}")
    advice = "measure" if lost.value else "check"
    effect = _effect(view, kind, name, rate, rest)
    yield Recommendation(
        id=f"{key}/call",
        finding=key,
        problem=data.say(f"recommend.{kind}.problem", **{kind: name}, rate=rate, rest=rest),
        cause=_cause(view),
        measure=data.say(f"recommend.{kind}.{advice}", **{kind: name}, lost=lost),
        owner=data.text("owner"),
        deadline=due(data),
        indicator=effect[0].label,
        baseline=effect[0],
        target=effect[1],
    )


def _effect(view: ChurnView, kind: str, name: str, rate: Fact, rest: Fact) -> tuple[Fact, Fact]:
    """What the measure shall reach: the spec's target, the series' own best, or the others'."""
    if view.target is not None:
        return rate, view.data.target(rate, view.target)
    own = view.best_quarter(name) if kind == "series" else None
    return own or (rate, rest)


def _cause(view: ChurnView) -> Words:
    """The survey's most frequent main reason, as what it is; otherwise that it is not known."""
    stated = reasons(view.data, "q9")
    if not stated:
        return view.data.say("recommend.cause.unknown")
    return view.data.say("recommend.cause.stated", reason=stated[0].text, times=stated[0].times)


def moved(view: ChurnView) -> Severity:
    """How the lost vehicles of the month compare with the month before; info within noise."""
    if view.covered < 2:  # noqa: PLR2004 a change has two months
        return "info"
    return severity(view, view.fact(LOST), view.fact(LOST, month=view.data.month - 1))


def _movement(view: ChurnView) -> Iterator[Block]:
    """More or fewer vehicles lost than the month before, if it is more than noise."""
    data, level = view.data, moved(view)
    if level == "info":
        return
    now, before = view.fact(LOST), view.fact(LOST, month=data.month - 1)
    base = view.fact(BASE_BEFORE)
    yield Finding(
        id=f"churn.move.{view.profile.id}",
        severity=level,
        title=data.say("finding.down.title" if level == "good" else "finding.up.title"),
        text=data.say("finding.move.text", lost=now, move=data.movement(now, before), before=base),
        impact=_touched(view),
    )


def _shrinking(view: ChurnView) -> Iterator[Block]:
    """A base that lost more vehicles than came or returned, over the months of a year."""
    data, flow = view.data, base_over_a_year(view)
    if flow is None or not flow.shrinks:
        return
    yield Finding(
        id=f"churn.shrinking.{view.profile.id}",
        severity="watch",
        title=data.say("finding.shrinking.title", months=flow.months, change=flow.change),
        text=data.say(
            "finding.shrinking.text",
            months=flow.months,
            first=flow.first,
            now=flow.now,
            lost=flow.lost,
            gained=flow.gained,
        ),
        impact=_touched(view),
    )


def _value(view: ChurnView) -> Iterator[Block]:
    if not view.knows_loss or not view.data.has(view.table, "spend_last_year"):
        return
    lost, value = view.fact(LOST_IN_YEAR), view.fact(WIN_BACK_VALUE)
    if not lost.value:
        return
    yield Finding(
        id=f"churn.value.{view.profile.id}",
        severity="info",
        title=view.data.say("finding.value.title", value=value),
        text=view.data.say("finding.value.text", lost=lost, value=value),
    )


def _partial(view: ChurnView) -> Iterator[Block]:
    """Kinds of work that customers who still come no longer have done here."""
    if view.reach <= YEAR:
        return
    data = view.data
    found = {kind: fact for kind in PARTS if (fact := view.fact(partial(kind))).bottom}
    if not found:
        return
    names = {kind: data.pick(JOBS[kind]) for kind in found}
    parts: Words = ()
    for kind, rate in found.items():
        comma = (data.text("list.separator"),) if parts else ()
        parts += comma + data.say("finding.partial.one", job=names[kind], rate=rate)
    first = next(iter(found))
    yield Finding(
        id=f"churn.partial.{view.profile.id}",
        severity="info",
        title=data.say("finding.partial.title", rate=found[first], job=names[first]),
        text=data.say("finding.partial.text", list=parts),
    )


def _calls(view: ChurnView) -> Iterator[Block]:
    """Who is due for a call, and which of the long absent are merely low in mileage."""
    data, calls = view.data, to_call(view.data)
    if calls.value:
        yield Finding(
            id=f"churn.duty.{view.profile.id}",
            severity="info",
            title=data.say("finding.duty.title", calls=calls),
            text=data.say("finding.duty.text", calls=calls, reasons=_reasons(view))
            + data.say(
                "finding.duty.assessed",
                assessed=view.fact(view.assessed),
                first=view.first_assessed,
                last=view.first_assessed + _ASSESSED - 1,
            ),
        )
    low = view.fact(low_use(view.profile, view.service_km))
    if low.value:
        yield Finding(
            id=f"churn.low_use.{view.profile.id}",
            severity="info",
            title=data.say("finding.waiting.title", low=low),
            text=data.say(
                "finding.waiting.text",
                months=view.profile.boundaries[0],
                waiting=view.fact(waiting(view.profile)),
                low=low,
            ),
        )


def _reasons(view: ChurnView) -> Words:
    """Why they are to be called, each reason with its number."""
    data = view.data
    parts: Words = ()
    for key, label in REASONS.items():
        fact = called_for(data, key)
        if fact.value:
            comma = (data.text("list.separator"),) if parts else ()
            parts += comma + data.say(
                "finding.duty.one", reason=data.pick(label).lower(), count=fact
            )
    return parts


def _touched(view: ChurnView) -> Fact:
    """The vehicles lost in the month, of those in the base when it began."""
    return view.fact(LOST_SHARE)
