"""What the churn chapter concludes, and what it recommends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

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
from reportgen_plugins.after_sales.churn.churn_view import ChurnView, Standout
from reportgen_plugins.after_sales.churn.lost_cross_table import LostCells, said_cells
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target
from reportgen_plugins.after_sales.standard_measures import MeasureLibrary, said_measures
from reportgen_plugins.after_sales.vehicles.churn_profiles import under
from reportgen_plugins.after_sales.vehicles.customers_to_call import (
    REASONS,
    called_for,
    to_call,
)
from reportgen_plugins.after_sales.vehicles.expected_returns import with_returns
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS, PARTS

from reportgen import (
    YEAR,
    Block,
    Fact,
    Finding,
    Is,
    Label,
    Metric,
    Ratio,
    Recommendation,
    Severity,
    Words,
)
from reportgen.stats import MOVED

_ASSESSED = 6
"""Months of the monthly assessment."""


def findings(
    view: ChurnView, library: MeasureLibrary, cells: Mapping[Standout, LostCells]
) -> Iterator[Block]:
    """Findings in order of weight; each bad one brings its recommendation."""
    yield from _target(view, library)
    for of in view.standouts:
        yield from _standout(view, of, library, cells.get(of))
    yield from _movement(view)
    yield from _shrinking(view)
    yield from _value(view)
    yield from _partial(view)
    yield from _calls(view)


def _target(view: ChurnView, library: MeasureLibrary) -> Iterator[Block]:
    """The loss rate against the target of the spec."""
    data, goal, rate = view.data, view.goal, view.fact(LOSS)
    if goal is None:
        return
    cause, standard = _cause(view, library)
    yield from missed_target(
        data,
        f"churn.target.{view.profile.id}",
        rate,
        goal,
        text=data.say("finding.target.text", rate=rate, against=data.against(rate, goal)),
        cause=cause,
        measure=data.say("recommend.target.measure") + standard,
        owner=data.text("owner"),
        deadline=due(data),
        impact=_touched(view),
    )


def _standout(
    view: ChurnView, of: Standout, library: MeasureLibrary, cells: LostCells | None
) -> Iterator[Block]:
    data = view.data
    rates = view.series if of.kind == "series" else view.advisors
    rate, rest = rates[of.name], view.rest(rates, of.name, of.column)
    key = f"churn.{of.kind}.{view.profile.id}:{of.name}"
    said = {of.kind: of.name, "rate": rate, "rest": rest, "part": view.part_of_lost(of)}
    yield Finding(
        id=key,
        severity="bad",
        title=data.say(f"finding.{of.kind}.title", **{of.kind: of.name}),
        text=data.say(f"finding.{of.kind}.text", **said)
        + _course(view, of)
        + said_cells(view, cells),
        impact=view.lost_of(of.column, of.name),
    )
    yield _measure(view, of, library, key, (rate, rest))


def _measure(
    view: ChurnView, of: Standout, library: MeasureLibrary, key: str, rates: tuple[Fact, Fact]
) -> Recommendation:
    """Calls are measured by who comes back within the month; without any, by the loss rate."""
    data, (rate, rest) = view.data, rates
    lost = called_for(data, "lost", Is(of.column, of.name), key=f"{of.column}={of.name}")
    baseline, target = rate, rest
    if lost.value:
        baseline = view.returned(of)
        target = with_returns(data, baseline, lost, library.won_back)
    cause, standard = _cause(view, library)
    advice = data.say(
        f"recommend.{of.kind}.{'measure' if lost.value else 'check'}", lost=lost,
        **{of.kind: of.name},
    )  # fmt: skip
    return Recommendation(
        id=f"{key}/call",
        finding=key,
        problem=data.say(
            f"recommend.{of.kind}.problem", rate=rate, rest=rest, **{of.kind: of.name}
        ),
        cause=cause,
        measure=advice + standard,
        owner=data.text("owner"),
        deadline=due(data),
        indicator=baseline.label,
        baseline=baseline,
        target=target,
    )


def _course(view: ChurnView, of: Standout) -> Words:
    """How many of a series were lost in the last quarter, against the quarter before."""
    found = view.quarters(of.name) if of.kind == "series" else None
    if found is None or not all(fact.settled for fact in found):
        return ()
    now, before = found
    key = "same"
    if view.data.verdict(now, before) in MOVED:
        key = "up" if (now.value or 0) > (before.value or 0) else "down"
    return view.data.say(f"finding.course.{key}", now=now, before=before)


def _cause(view: ChurnView, library: MeasureLibrary) -> tuple[Words, Words]:
    """The survey's main reasons as what they are, and the standard measure for the first.

    Without a survey: that the reasons are not known, and no measure.
    """
    data, stated = view.data, reasons(view.data, "q9")
    if not stated:
        return data.say("recommend.cause.unknown"), ()
    first = library.on_reason(stated[0].text)
    said = data.say("recommend.cause.stated", reason=stated[0].text, times=stated[0].times)
    sides = Counter[str]()
    for each in stated:
        if known := library.on_reason(each.text):
            sides[known.side] += round(each.times.value or 0)
    if sides:
        said += data.say(
            "recommend.cause.sides", own=sides["subjective"], outside=sides["objective"]
        )
    if first is None:
        return said, ()
    return said, data.say("recommend.standard", standard=said_measures(data, [first]))


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
        text=view.data.say("finding.value.text", lost=lost, value=value, each=_each(view)),
    )


def _each(view: ChurnView) -> Fact:
    """What a vehicle lost within a year spent in the year to its last visit, on average."""
    value, lost = under(WIN_BACK_VALUE, view.profile), under(LOST_IN_YEAR, view.profile)
    label = Label("流失车辆平均年消费", "Yearly spend of a vehicle lost")
    expr = Ratio(value.expr, lost.expr)
    return view.data.combine(Metric(f"{value.id}.each", label, expr, "yuan", window=YEAR))


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
