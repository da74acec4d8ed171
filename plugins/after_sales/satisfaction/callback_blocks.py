"""The call-back part of a chapter: funnel, reasons of failure, what moved the failure rate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.satisfaction.callback_metrics import FAILURES, Calls, drivers
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import goal
from reportgen_plugins.after_sales.two_months import two_months

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Fact,
    Finding,
    Heading,
    Label,
    Recommendation,
    Series,
    Table,
    Text,
)
from reportgen.stats import PROVEN, two_proportions

PHRASES = Path(__file__).parents[2] / "phrases" / "callback_funnel.yaml"
"""The sentences of this part, whichever chapter it stands in."""


def callback_blocks(data: Data, measures: Calls) -> Iterator[Block]:
    """The conclusion, the reasons as bars and the funnel as a table; nothing without calls."""
    rate, before = two_months(data, measures.success_rate)
    yield Heading(data.text("callbacks.heading"))
    if not rate.known:
        failed = any(data.fact(metric).value for metric in measures.failed.values())
        if rate.reason in {"no_data", "no_denominator"}:
            yield Text(data.say("callbacks.no_rate" if failed else "callbacks.none"))
        else:
            yield Text(data.say("callbacks.unknown", rate=rate, reason=data.why(rate)))
        yield from _reasons(data, measures)
        return
    effective = data.fact(measures.effective)
    yield Text(
        data.say(
            _headline_key(measures, effective),
            rate=rate,
            move=data.movement(rate, before),
            **({"effective": effective} if effective.known else {}),
        )
    )
    yield from _reasons(data, measures)
    yield funnel_table(data, measures)


def _headline_key(measures: Calls, effective: Fact) -> str:
    if not effective.known:
        return "callbacks.headline_short"
    return "callbacks.headline_so_far" if measures.by_visit else "callbacks.headline"


def callback_findings(data: Data, measures: Calls) -> Iterator[Block]:
    """A change of the failure rate that chance does not explain, with the reasons behind it."""
    now, before = two_months(data, measures.failure_rate)
    if not _proven(now, before):
        return
    change = data.change(now, before)
    worse = (change.value or 0) > 0
    parts = drivers(data, measures)
    top = parts[0] if parts else None
    key = "callbacks.rose" if worse else "callbacks.fell"
    text = data.say(f"{key}.text", now=now, before=before)
    if top:
        name = data.pick(FAILURES[top.reason])
        text += data.say(f"{key}.reason", reason=name, points=top.points, share=top.share)
    yield Finding(
        id="csi.callbacks",
        severity="bad" if worse else "good",
        title=data.say(f"{key}.title", change=change),
        text=text,
        impact=now,
        facts=tuple(driver.points for driver in parts),
    )
    if worse:
        yield _recommendation(data, now, before, top.reason if top else "")


def success_rate(data: Data, measures: Calls) -> tuple[Fact, Fact]:
    """The success rate of the month and of the month before."""
    return two_months(data, measures.success_rate)


def _proven(now: Fact, before: Fact) -> bool:
    if not (now.settled and before.settled and now.bottom and before.bottom):
        return False
    test = two_proportions(
        round(now.top or 0), round(now.bottom), round(before.top or 0), round(before.bottom)
    )
    return test is not None and test.p_value < PROVEN


def _reasons(data: Data, measures: Calls) -> Iterator[Block]:
    shares = {reason: data.fact(metric) for reason, metric in measures.shares.items()}
    known = [reason for reason, share in shares.items() if share.known]
    order = sorted(known, key=lambda reason: -(shares[reason].value or 0))
    if not order:
        return
    top = shares[order[0]]
    tied = sum(shares[reason].value == top.value for reason in order) > 1
    yield Chart(
        id="csi.callback_reasons",
        kind="bar",
        title=data.say(
            "callbacks.reasons_tied" if tied else "callbacks.reasons_title",
            **({} if tied else {"reason": data.pick(FAILURES[order[0]])}),
            share=top,
        ),
        caption=data.text(
            "callbacks.reasons_caption",
            month=data.month.text(data.language),
            n=round(top.bottom or 0),
        ),
        categories=tuple(data.pick(FAILURES[reason]).capitalize() for reason in order),
        series=(Series(data.text("callbacks.reasons_series"), tuple(shares[r] for r in order)),),
        unit="share",
        highlight=() if tied else (data.pick(FAILURES[order[0]]).capitalize(),),
    )


def funnel_table(data: Data, measures: Calls) -> Table:
    """Received, called, reached, with their rates, this month and the month before."""
    lines = [
        measures.received,
        measures.attempted,
        *([measures.attempts] if measures.attempts else []),
        measures.success,
        measures.coverage,
        measures.success_rate,
        measures.effective,
    ]
    # the month's visits are still being called: their share so far is no fall
    so_far = {measures.coverage.id, measures.effective.id} if measures.by_visit else set()
    rows = []
    for metric in lines:
        now, before = two_months(data, metric)
        change = None if metric.id in so_far else data.change(now, before)
        rows.append((data.pick(metric.label), now, before, change))
    return Table(
        id="csi.callback_funnel",
        caption=data.text("callbacks.funnel_caption", month=data.month.text(data.language)),
        columns=(
            Column(data.text("column.indicator"), weight=1.6),
            Column(data.text("column.now"), "number"),
            Column(data.text("column.before"), "number"),
            Column(data.text("column.change"), "number"),
        ),
        rows=tuple(rows),
        note=data.say("callbacks.note_by_visit" if measures.by_visit else "callbacks.note"),
    )


def _recommendation(data: Data, now: Fact, before: Fact, reason: str) -> Recommendation:
    cause = "callbacks.cause" if reason else "callbacks.cause_unknown"
    named = {"reason": data.pick(FAILURES[reason])} if reason else {}
    return Recommendation(
        id="csi.callbacks.measure",
        finding="csi.callbacks",
        problem=data.say("callbacks.problem", now=now, before=before),
        cause=data.say(cause, **named),
        measure=data.say(f"callbacks.measure.{reason or 'unknown'}"),
        owner=data.text("owner.callbacks"),
        deadline=due(data),
        indicator=data.pick(Label("回访失败率", "Call-back failure rate")),
        baseline=now,
        target=goal(data, now, before),
    )
