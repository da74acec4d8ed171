"""The course of call-backs: by month of delivery, and why calls failed month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen_plugins.after_sales.callbacks.delivered_orders import FIRST, IN_TIME, knows_first
from reportgen_plugins.after_sales.satisfaction.callback_metrics import FAILURES, Calls

from reportgen import Block, Chart, Column, Data, Fact, Metric, Month, Series, Table

_SHOWN = 6
"""Months of the table; the chart has all."""
_COURSE = 2
"""Months that make a course."""


def delivery_metrics(data: Data, measures: Calls) -> tuple[Metric, ...]:
    """What is known by month of delivery: called at all, in time, at the first attempt, reached."""
    first = (FIRST,) if knows_first(data) else ()
    visits = (measures.coverage, measures.effective) if measures.by_visit else ()
    return (IN_TIME, *first, *visits)


def delivery_course(data: Data, measures: Calls) -> Iterator[Block]:
    """The rates by month of delivery up to the last month whose customers have all been called."""
    last = data.month - 1
    months = tuple(last.back(data.history - 1))
    found = {
        metric: {month: data.fact(metric, month=month) for month in months}
        for metric in delivery_metrics(data, measures)
    }
    lead = found[IN_TIME]
    known = [month for month in months if lead[month].known]
    if not lead[last].known or len(known) < _COURSE:
        return
    shown = months[months.index(known[0]) :]
    yield Chart(
        id="callbacks.course",
        kind="line",
        title=data.say(
            "course.title", month=last.text(data.language), rate=lead[last],
            move=data.movement(lead[last], lead[last - 1]),
        ),
        caption=data.text(
            "course.caption",
            first=shown[0].text(data.language),
            last=last.text(data.language),
        ),
        categories=tuple(month.short(data.language) for month in shown),
        series=tuple(
            Series(data.pick(metric.label), tuple(course[month] for month in shown),
                   role="main" if metric is IN_TIME else "other")
            for metric, course in list(found.items())[:3]
        ),
        unit="share",
    )  # fmt: skip
    yield _table(data, found, shown[-_SHOWN:])


def _table(
    data: Data, found: Mapping[Metric, Mapping[Month, Fact]], months: tuple[Month, ...]
) -> Table:
    return Table(
        id="callbacks.months",
        caption=data.text("months.caption"),
        columns=(
            Column(data.text("column.month")),
            *(Column(data.pick(metric.label), "percent") for metric in found),
        ),
        rows=tuple(
            (month.text(data.language), *(course[month] for course in found.values()))
            for month in reversed(months)
        ),
        note=data.say("months.note"),
    )


def reasons_course(data: Data, measures: Calls) -> Iterator[Block]:
    """Why calls failed, each month's failures as 100 %."""
    courses = {reason: data.trend(metric) for reason, metric in measures.failed.items()}
    told = {reason: c for reason, c in courses.items() if any(fact.value for fact in c.values())}
    shares = {reason: data.fact(measures.shares[reason]) for reason in told}
    known = {reason: share for reason, share in shares.items() if share.known}
    if not known:
        return
    first = min(month for course in told.values() for month, fact in course.items() if fact.known)
    months = tuple(month for month in data.month.back(data.history) if month >= first)
    top = max(known, key=lambda reason: known[reason].value or 0)
    tied = sum(share.value == known[top].value for share in known.values()) > 1
    if len(months) < _COURSE:
        return
    yield Chart(
        id="callbacks.reasons",
        kind="stacked",
        title=data.say("reasons.tied", share=known[top]) if tied else data.say(
            "reasons.title", reason=data.pick(FAILURES[top]), share=known[top]
        ),
        caption=data.text(
            "reasons.caption",
            first=months[0].text(data.language),
            last=months[-1].text(data.language),
        ),
        categories=tuple(month.short(data.language) for month in months),
        series=tuple(
            Series(data.pick(FAILURES[reason]).capitalize(), tuple(course[m] for m in months))
            for reason, course in told.items()
        ),
        unit="count",
    )  # fmt: skip
