"""Findings on figures no chapter speaks of: missed targets with their measure, a fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen_plugins.after_sales.customers_touched import touched, whole_store
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.month.business_figures import (
    BUSINESS,
    PER_VISIT,
    REVENUE,
    VISITS,
)

from reportgen import (
    YEAR,
    Block,
    Data,
    Difference,
    Fact,
    Finding,
    Label,
    Recommendation,
    Review,
    Severity,
    Words,
)

_OWN = {one.id for one in BUSINESS}
_FOLLOWS = {VISITS.id: (REVENUE.id,), REVENUE.id: (PER_VISIT.id,)}
"""What follows from a figure, so that a fall is not told again beside it."""


def figure_findings(data: Data, reviews: Sequence[Review]) -> Iterator[Block]:
    """The store's own figures that missed their targets, together, and those that fell."""
    asking = {
        review.figure.indicator.id: review
        for review in reviews
        if review.figure.indicator.id in _OWN and review.severity in {"bad", "watch"}
    }
    missed = [review for review in asking.values() if review.target is not None]
    told = {follows for name in asking for follows in _FOLLOWS.get(name, ())}
    yield from _missed(data, missed)
    for name, review in asking.items():
        if review.target is None and name not in told:
            yield _fell(data, review)


def _missed(data: Data, reviews: Sequence[Review]) -> Iterator[Block]:
    """One finding, for visits, revenue and profit miss together; its measure begins with them."""
    if not reviews:
        return
    first, *_ = reviews
    goal = first.target
    assert goal is not None  # noqa: S101 missed is what has a target
    severity: Severity = "bad" if any(review.severity == "bad" for review in reviews) else "watch"
    title = data.say("missed.title", list=_listed(data, reviews))
    yield Finding(
        "overview.missed", severity, title, (), impact=whole_store(data), facts=(first.now, goal)
    )
    yield Recommendation(
        id="overview.missed.measure",
        finding="overview.missed",
        problem=title,
        cause=data.say("missed.cause"),
        measure=data.say("missed.measure"),
        owner=data.text("missed.owner"),
        deadline=due(data),
        indicator=first.now.label,
        baseline=first.now,
        target=goal,
    )


def _listed(data: Data, reviews: Sequence[Review]) -> Words:
    said: Words = ()
    for review in reviews:
        said += data.say("missed.between") if said else ()
        said += data.say("missed.one", name=review.now.label, now=review.now, target=review.target)
    return said


def _fell(data: Data, review: Review) -> Finding:
    on_year = review.state.endswith("on_year")
    change = review.on_year if on_year else review.on_month
    key = "fell.year" if on_year else "fell.month"
    title = data.say(key, name=review.now.label, now=review.now, change=change)
    name = review.figure.indicator.id
    before = review.figure.of(data.month - (YEAR if on_year else 1))
    impact = _fewer(data, review.now, before) if name == VISITS.id else whole_store(data)
    return Finding(f"overview.fell.{name}", "watch", title, (), impact=impact)


def _fewer(data: Data, now: Fact, before: Fact) -> Fact | None:
    """The visits that are missing, of those of this month."""
    if now.expr is None or before.expr is None:
        return None
    label = Label("减少的台次与本月接车之比", "Visits lost, by those of this month")
    return touched(data, "visits_lost", label, Difference(before.expr, now.expr))
