"""Findings on call-backs: too late, wrong numbers of an advisor, dissatisfied and not heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen_plugins.after_sales.callbacks.callback_view import CallbackView
from reportgen_plugins.after_sales.callbacks.dissatisfied_customers import ALL, LIST, OPEN
from reportgen_plugins.after_sales.customers_touched import touched
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target

from reportgen import (
    Block,
    Data,
    Difference,
    Fact,
    Finding,
    Label,
    Ratio,
    Recommendation,
    Total,
    listing,
)

_WEEK = 7
"""Days to correct a wrong number and to speak to a dissatisfied customer."""


def in_time_findings(view: CallbackView, goal: Fact | None) -> Iterator[Block]:
    """Calls within three days against the target, or against the month before."""
    if view.in_time is None:
        return
    data, (now, before) = view.data, view.in_time
    month = view.delivered.text(data.language)
    missed = list(
        missed_target(
            data,
            "callbacks.target",
            now,
            goal,
            text=data.say("target.text", month=month, against=data.against(now, goal)),
            cause=data.say("late.cause"),
            measure=data.say("late.measure"),
            owner=data.text("owner"),
            deadline=due(data),
            impact=_late(data, now),
        )
        if goal
        else ()
    )
    yield from missed
    if missed or not data.proven(now, before):
        return
    worse = (now.value or 0) < (before.value or 0)
    key = "late" if worse else "faster"
    said = {"month": month, "now": now, "before": before, "change": data.change(now, before)}
    yield Finding(
        "callbacks.in_time",
        "bad" if worse else "good",
        data.say(f"{key}.title", **said),
        data.say(f"{key}.text", **said),
        impact=_late(data, now),
        facts=(now, before),
    )
    if worse:
        yield Recommendation(
            id="callbacks.in_time.measure",
            finding="callbacks.in_time",
            problem=data.say("late.title", **said),
            cause=data.say("late.cause"),
            measure=data.say("late.measure"),
            owner=data.text("owner"),
            deadline=due(data),
            indicator=now.label,
            baseline=now,
            target=data.target(now, before.value or 0),
        )


def wrong_number_findings(view: CallbackView) -> Iterator[Block]:
    """Advisors whose customers' numbers are wrong more often than the others'."""
    data, found = view.data, view.wrong
    if found is None or not found.worse:
        return
    names = listing(found.worse, data.language)
    rate = found.advisors[found.worse[0]][2]
    others, store = len(found.worse) > 1, found.store[2]
    key = "wrong.several" if others else "wrong.one"
    title = data.say(f"{key}.title", names=names, rate=rate)
    yield Finding(
        "callbacks.wrong_number",
        "watch",
        title,
        data.say(f"{key}.text", names=names, rate=rate, store=store, n=found.store[1]),
        impact=_calls_of(data, [found.advisors[name][1] for name in found.worse]),
        facts=tuple(found.advisors[name][2] for name in found.worse),
    )
    yield Recommendation(
        id="callbacks.wrong_number.measure",
        finding="callbacks.wrong_number",
        problem=title,
        cause=data.say("wrong.cause"),
        measure=data.say("wrong.measure", names=names),
        owner=data.text("wrong.owner"),
        deadline=due(data, _WEEK),
        indicator=rate.label,
        baseline=rate,
        target=data.target(rate, store.value or 0),
    )


def dissatisfied_findings(view: CallbackView) -> Iterator[Block]:
    """Dissatisfied customers whom nobody spoke to within 48 hours."""
    data = view.data
    if view.dissatisfied is None:
        return
    left, every = data.fact(OPEN), data.fact(ALL)
    if not left.value:
        return
    said = {"open": left, "all": every, "list": data.pick(LIST)}
    title = data.say("unheard.title", **said)
    yield Finding(
        "callbacks.dissatisfied",
        "bad",
        title,
        data.say("unheard.text", **said),
        impact=_unheard(data, left),
        facts=(left, every),
    )
    yield Recommendation(
        id="callbacks.dissatisfied.measure",
        finding="callbacks.dissatisfied",
        problem=title,
        cause=data.say("unheard.cause"),
        measure=data.say("unheard.measure", **said),
        owner=data.text("owner"),
        deadline=due(data, _WEEK),
        indicator=left.label,
        baseline=left,
        target=data.target(left, 0),
    )


def _late(data: Data, now: Fact) -> Fact | None:
    """The customers who were not called in time."""
    if not isinstance(now.expr, Ratio):
        return None
    label = Label("未及时回访与本月接车之比", "Customers called late, by this month's visits")
    return touched(data, "called_late", label, Difference(now.expr.bottom, now.expr.top))


def _calls_of(data: Data, wrong: Sequence[Fact]) -> Fact | None:
    """The customers whose numbers are wrong."""
    exprs = [fact.expr for fact in wrong if fact.expr]
    label = Label("号码错误与本月接车之比", "Wrong numbers, by this month's visits")
    return touched(data, "wrong_numbers", label, Total(tuple(exprs))) if exprs else None


def _unheard(data: Data, left: Fact) -> Fact | None:
    """The dissatisfied customers nobody spoke to."""
    if left.expr is None:
        return None
    label = Label("未处理的不满客户占全店接车", "Dissatisfied and unheard, of all visits")
    return touched(data, "unheard", label, left.expr)
