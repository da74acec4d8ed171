"""What the interviews prove about advisors: who fell, who stands apart, what is weak.

A finding names a person only when chance is no explanation: p < 0.002 after Holm's correction over
the advisors, a difference of at least two points, and thirty interviews on either side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen_plugins.after_sales.recent_months import RECENT
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import (
    Advisor,
    Scores,
    Survey,
    moments,
)

from reportgen import Data, Expr, Fact, Given, Is, Label, Metric, Ratio, during, narrow
from reportgen.stats import (
    POINT_STEPS,
    PROVEN,
    SMALL_SAMPLE_BELOW,
    Homogeneity,
    Moments,
    holm,
    homogeneous_means,
)

EARLIER = 6
"""Months before the recent ones that these are compared with."""


@dataclass(frozen=True, slots=True)
class Move:
    """A measure in the last months and in the months before, and the change."""

    now: Fact
    before: Fact
    change: Fact


@dataclass(frozen=True, slots=True)
class Fall:
    """An advisor whose score fell, the items that fell with it, and the recent interviews.

    `steady` are the items that did not.
    """

    name: str
    score: Move
    items: Mapping[str, Move]
    interviews: int
    steady: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvisorComparison:
    """The advisors of one month against one another.

    `homogeneity` is null when nothing was sampled; `below` and `above` are the names that stand
    apart from the rest.
    """

    homogeneity: Homogeneity | None
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvisorReview:
    """Everything a chapter says about the advisors of one month.

    `spots` are the weak spots (advisor, item), lowest first, below `limit`; `loads` the vehicles
    a day by name.
    """

    now: Scores
    before: Scores
    comparison: AdvisorComparison
    falls: tuple[Fall, ...]
    loads: Mapping[str, Fact]
    spots: tuple[tuple[Advisor, str], ...]
    limit: Fact


def compare(advisors: Sequence[Advisor]) -> AdvisorComparison:
    """Whether the advisors differ at all and, if so, who differs from all others together.

    The furthest is set aside before the next is tested: one low score would make its neighbours
    look high.
    """
    left = {a.name: a.answers for a in advisors if a.answers}
    if len(left) < 2:  # noqa: PLR2004 a comparison has two sides
        return AdvisorComparison(None)
    whole = homogeneous_means(list(left.values()))
    below: list[str] = []
    above: list[str] = []
    while (furthest := _furthest(left)) is not None:
        name, difference = furthest
        (below if difference < 0 else above).append(name)
        del left[name]
    return AdvisorComparison(whole, tuple(below), tuple(above))


def falls(data: Data, measures: Survey, advisors: Sequence[Advisor]) -> tuple[Fall, ...]:
    """The advisors whose last months are clearly below their own months before.

    Welch's test on the mean score per interview, Holm over the advisors. Empty with totals only.
    """
    if not measures.answers:
        return ()
    pairs = {}
    for advisor in advisors:
        move = _move(data, measures.answers, measures.by, advisor.name)
        now, before = moments(data, move.now), moments(data, move.before)
        alike = move.change.known and now and before
        if alike and now and before and min(now.n, before.n) >= SMALL_SAMPLE_BELOW:
            pairs[advisor.name] = (now, before)
    fallen = [n for n in _proven(pairs) if pairs[n][0].mean <= pairs[n][1].mean - POINT_STEPS[0]]
    return tuple(_fall(data, measures, name, pairs[name][0].n) for name in fallen)


def weak_spots(advisors: Sequence[Advisor], limit: float) -> tuple[tuple[Advisor, str], ...]:
    """Every (advisor, item) whose score lies below the limit, lowest first.

    With samples, only where there are enough interviews and the whole interval is below it.
    """
    found = [
        (advisor, item)
        for advisor in advisors
        for item, fact in advisor.items.items()
        if fact.value is not None and fact.value < limit and _certain(advisor, fact, limit)
    ]
    return tuple(sorted(found, key=lambda pair: pair[0].items[pair[1]].value or 0))


def _certain(advisor: Advisor, fact: Fact, limit: float) -> bool:
    if advisor.answers is None:
        return True
    return (fact.n or 0) >= SMALL_SAMPLE_BELOW and fact.high is not None and fact.high < limit


def _fall(data: Data, measures: Survey, name: str, interviews: int) -> Fall:
    items = {i: _move(data, m, measures.by, name) for i, m in measures.items.items()}
    fell = {
        i: m
        for i, m in items.items()
        if (m.change.value or 0) <= -POINT_STEPS[0] and _differs(data, m)
    }
    order = sorted(fell, key=lambda item: fell[item].change.value or 0)
    score = _move(data, measures.score, measures.by, name)
    steady = tuple(item for item, move in items.items() if item not in fell and move.change.known)
    return Fall(name, score, {item: fell[item] for item in order}, interviews, steady)


def _move(data: Data, metric: Metric, by: str, name: str) -> Move:
    last, own = data.month, narrow(metric.expr, Is(by, name))
    middle = last - RECENT
    now = _window(data, metric, "recent", during(own, last - (RECENT - 1), last), name)
    before = _window(data, metric, "earlier", during(own, middle - (EARLIER - 1), middle), name)
    return Move(now, before, data.change(now, before))


def _window(data: Data, metric: Metric, which: str, expr: Expr, name: str) -> Fact:
    words = {
        "recent": Label("近3个月", "last 3 months"),
        "earlier": Label("此前6个月", "the 6 months before"),
    }[which]
    label = Label(f"{metric.label.zh}（{words.zh}）", f"{metric.label.en} ({words.en})")
    own = Metric(
        f"{metric.id}.{which}", label, expr, metric.unit, metric.better, metric.definition,
        metric.source, metric.min_n, window=RECENT if which == "recent" else EARLIER,
    )  # fmt: skip
    return data.combine(own, key=name)


def _differs(data: Data, move: Move) -> bool:
    now, before = moments(data, move.now), moments(data, move.before)
    if not now or not before:
        return False
    return homogeneous_means([now, before]).may_rank


def _proven(pairs: Mapping[str, tuple[Moments, Moments]]) -> list[str]:
    tests = {name: homogeneous_means(pair).p_value for name, pair in pairs.items()}
    known = {name: p for name, p in tests.items() if p is not None}
    adjusted = holm(list(known.values()))
    return [name for name, p in zip(known, adjusted, strict=True) if p < PROVEN]


def _furthest(groups: Mapping[str, Moments]) -> tuple[str, float] | None:
    """The group proven furthest from the others together, and by how much; null if none is."""
    if len(groups) < 2 or not homogeneous_means(list(groups.values())).may_rank:  # noqa: PLR2004
        return None
    pairs = {
        name: (group, _pooled([g for other, g in groups.items() if other != name]))
        for name, group in groups.items()
        if group.n >= SMALL_SAMPLE_BELOW
    }
    apart = {name: pairs[name][0].mean - pairs[name][1].mean for name in _proven(pairs)}
    far = [name for name in apart if abs(apart[name]) >= POINT_STEPS[0]]
    if not far:
        return None
    name = max(far, key=lambda n: abs(apart[n]))
    return name, apart[name]


def _pooled(groups: Sequence[Moments]) -> Moments:
    """All interviews of several groups together."""
    n = sum(g.n for g in groups)
    mean = math.fsum(g.n * g.mean for g in groups) / n
    squares = math.fsum((g.n - 1) * g.sd**2 + g.n * (g.mean - mean) ** 2 for g in groups)
    return Moments(n, mean, math.sqrt(squares / (n - 1)))


def load(data: Data, advisor: Advisor, working_days: int) -> Fact:
    """Vehicles an advisor received per working day of the store."""
    assert advisor.vehicles.expr is not None  # noqa: S101 a count has an expression
    days = Given(float(working_days), Label("当月工作日", "working days of the month"))
    metric = Metric(
        "csi.load",
        Label("日均接车", "Vehicles a day"),
        Ratio(advisor.vehicles.expr, days),
        "per_day",
        definition=Label("接车台次 ÷ 工作日", "vehicles received ÷ working days"),
        source=Label("服务顾问日均接车负荷口径", "daily load of an advisor"),
    )
    return data.combine(metric, key=advisor.name)
