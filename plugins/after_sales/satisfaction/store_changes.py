"""Did the store's satisfaction move, and what moved it: items, advisors' scores, who received."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import Advisor, Scores

from reportgen import Data, Difference, Fact, Label, Metric, Verdict
from reportgen.stats import POINT_STEPS, evidence, rate_mix, xmr

LIMITS_FROM = 4
"""Earlier months needed to know the usual range of a monthly total."""


def store_change(now: Scores, before: Scores) -> tuple[float | None, Verdict]:
    """How likely the change of the store's mean of advisors is by chance, and the word for it.

    z = Δ / √(v₁ + v₀), v = Σ sd² / n over the advisors ÷ advisors²; null and `unknown` where
    nothing was sampled or a month has no score.
    """
    spreads = [_variance(month.advisors) for month in (now, before)]
    known = [v for v in spreads if v is not None]
    if not (now.store.settled and before.store.settled) or len(known) < len(spreads):
        return None, "unknown"
    spread = math.fsum(known)
    change = (now.store.value or 0) - (before.store.value or 0)
    p = math.erfc(abs(change) / math.sqrt(2 * spread)) if spread else None
    n = min(now.store.n or 0, before.store.n or 0)
    return p, evidence(p, change, POINT_STEPS[0], n, large=POINT_STEPS[1])


def leading(month: Scores) -> Fact:
    """The figure a month is judged by: the mean of advisors, or the overall answer without it.

    The mean has the 95 % interval of its sampling, mean ± 1.96 · √v with v as in `store_change`,
    where the interviews are known.
    """
    if not month.store.known:
        return month.overall
    spread, value = _variance(month.advisors), month.store.value
    if spread is None or value is None:
        return month.store
    half = NormalDist().inv_cdf(0.975) * math.sqrt(spread)
    return replace(month.store, low=value - half, high=value + half)


def usual_range(data: Data, before: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """The limits of routine variation of a monthly total: mean ± 2.66 · mean moving range.

    Null with fewer than `LIMITS_FROM` earlier months.
    """
    known = [fact for fact in before if fact.known]
    found = xmr([fact.value for fact in before]) if len(known) >= LIMITS_FROM else None
    if found is None:
        return None
    method = Label(
        "此前各月均值 ± 2.66 × 平均移动极差（XmR 控制图）",
        "mean of the months before ± 2.66 × mean moving range (XmR chart)",
    )
    names = (
        ("low", Label("正常波动下限", "Lower limit"), max(0.0, found.limits.low)),
        ("high", Label("正常波动上限", "Upper limit"), min(100.0, found.limits.high)),
    )
    low, high = (
        data.given(f"csi.usual_{end}", label, value, "score", method, n=len(known), over=known)
        for end, label, value in names
    )
    return low, high


def item_means(data: Data, month: Scores) -> dict[str, Fact]:
    """Item → the mean of the advisors' scores: Σ item score / advisors."""
    names = list(month.advisors[0].items) if month.advisors else []
    suffix = "" if month.month == data.month else f"@{month.month}"
    return {
        item: data.average(
            f"csi.item_of_advisors.{item}{suffix}",
            ITEMS[item],
            [advisor.items[item] for advisor in month.advisors],
        )
        for item in names
    }


def item_contributions(data: Data, now: Scores, before: Scores) -> dict[str, Fact]:
    """What each item adds to the change of the store's mean of advisors.

    Contribution = (item mean now - item mean before) / items; Σ contributions = the change.
    """
    one, other = item_means(data, now), item_means(data, before)
    if set(one) != set(other):
        return {}
    return {item: _contribution(data, item, one[item], other[item], len(one)) for item in one}


def mix_and_rate(data: Data, now: Scores, before: Scores) -> tuple[Fact, Fact] | None:
    """What the change of the score by vehicles owes to who received them, and to the scores.

    Kitagawa's midpoint, advisors as segments, vehicles as weights; mix + rate = the change. Null
    when a month has no vehicles by advisor.
    """
    periods = [
        {a.name: ((a.score.value or 0) * (a.vehicles.value or 0), a.vehicles.value or 0)
         for a in month.advisors if a.vehicles.value}
        for month in (before, now)
    ]  # fmt: skip
    sides = (now.by_vehicles, before.by_vehicles)
    found = rate_mix(periods[0], periods[1]) if all(fact.known for fact in sides) else None
    if found is None:
        return None
    method = Label(
        "按顾问分解：接车占比变化 × 两月得分均值，得分变化 × 两月占比均值",
        "by advisor: change of weight × mean score, change of score × mean weight",
    )
    mix, rate = (
        data.given(f"csi.driver.{name}", label, value, "score", method, better="higher", over=sides)
        for name, label, value in (
            ("mix", Label("接车分配的影响", "Effect of who received"), found.mix),
            ("rate", Label("顾问得分的影响", "Effect of the scores"), found.rate),
        )
    )
    return mix, rate


def _contribution(data: Data, item: str, now: Fact, before: Fact, items: int) -> Fact:
    assert now.expr is not None  # noqa: S101 an average has an expression
    assert before.expr is not None  # noqa: S101 as above
    metric = Metric(
        f"csi.contribution.{item}",
        ITEMS[item],
        Difference(now.expr, before.expr, 1 / items),
        "score",
        "higher",
        Label("该项变化 ÷ 项数", "change of the item ÷ number of items"),
        "Kitagawa 1955",
    )
    return data.combine(metric)


def _variance(advisors: Sequence[Advisor]) -> float | None:
    known = [a.answers for a in advisors if a.answers]
    if not known or len(known) < len(advisors):
        return None
    return math.fsum(a.sd**2 / a.n for a in known) / len(known) ** 2
