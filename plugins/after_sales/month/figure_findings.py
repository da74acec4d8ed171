"""Findings on figures no chapter speaks of: a missed target with its measure, a fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen_plugins.after_sales.customers_touched import touched, whole_store
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target
from reportgen_plugins.after_sales.month.business_figures import (
    BUSINESS,
    PER_VISIT,
    REVENUE,
    VISITS,
)

from reportgen import Block, Data, Difference, Fact, Finding, Label, Review

_OWN = {one.id for one in BUSINESS}
_ONE_CAUSE = {VISITS.id: (REVENUE.id,), REVENUE.id: (PER_VISIT.id,)}
"""What follows from a figure and is not told again beside it."""


def figure_findings(data: Data, reviews: Sequence[Review]) -> Iterator[Block]:
    """The store's own figures that missed their target or fell, each cause once."""
    asking = {
        review.figure.indicator.id: review
        for review in reviews
        if review.figure.indicator.id in _OWN and review.severity in {"bad", "watch"}
    }
    told = {follows for name in asking for follows in _ONE_CAUSE.get(name, ())}
    for name, review in asking.items():
        if review.target is not None:
            yield from _missed(data, name, review)
        elif name not in told:
            yield _fell(data, name, review)


def _missed(data: Data, name: str, review: Review) -> Iterator[Block]:
    return missed_target(
        data,
        f"overview.target.{name}",
        review.now,
        review.target,
        text=(),
        cause=data.say("missed.cause"),
        measure=data.say("missed.measure", name=review.now.label),
        owner=data.text("missed.owner"),
        deadline=due(data),
        impact=whole_store(data),
    )


def _fell(data: Data, name: str, review: Review) -> Finding:
    on_year = review.state.endswith("on_year")
    change = review.on_year if on_year else review.on_month
    key = "fell.year" if on_year else "fell.month"
    title = data.say(key, name=review.now.label, now=review.now, change=change)
    return Finding(f"overview.fell.{name}", "watch", title, (), impact=_fewer(data, name, review))


def _fewer(data: Data, name: str, review: Review) -> Fact | None:
    """The visits that are missing; of an amount, all visits."""
    months = data.month - (12 if review.state.endswith("on_year") else 1)
    before = review.figure.of(months)
    if name != VISITS.id or before.expr is None or review.now.expr is None:
        return whole_store(data)
    label = Label("减少的台次占本月接车", "Visits lost, of all this month")
    return touched(data, "visits_lost", label, Difference(before.expr, review.now.expr))
