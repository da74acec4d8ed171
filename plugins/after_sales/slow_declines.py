"""A figure that got worse month by month, too slowly for any month to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from reportgen import Data, Fact, Finding, Label, Unit
from reportgen.stats import POINT_STEPS, WORDED


def slow_decline(
    data: Data, key: str, course: Sequence[Fact], impact: Fact | None = None
) -> Iterator[Finding]:
    """The finding on a share or a score whose months, oldest first, go against it beyond chance.

    The months must be of different cases. Where this month alone moved, the month says it.
    """
    shown = list(dropwhile(lambda fact: not fact.settled, course))
    trend = data.slow_trend(shown)
    if trend is None or not shown[-1].settled or data.proven(shown[-1], shown[-2]):
        return
    first, now, months = shown[0], shown[-1], len(shown) - 1
    score = now.unit == "score"
    bad, points = (-1 if now.better == "lower" else 1), (1 if score else 100)
    worse = bad * ((first.value or 0) - (now.value or 0)) > 0
    fall = -bad * trend.slope * points * months
    if trend.p_value >= WORDED or fall < POINT_STEPS[0] or not worse:
        return
    method = Label(
        "按各月样本数加权的直线斜率（比率用 Cochran–Armitage 趋势检验）",
        "slope of the line weighted by each month's cases (rates: Cochran-Armitage test)",
    )
    label = Label("每月平均变化", "Mean change a month")
    unit: Unit = "score" if score else "points"
    over = [fact for fact in shown if fact.settled]
    slope = data.given(f"{key}.slope", label, trend.slope * points, unit, method, over=over)
    yield Finding(
        key,
        "watch",
        data.say("slow.title", name=now.label, count=months),
        data.say("slow.text", name=now.label, count=months, now=now, first=first, slope=slope),
        impact=impact,
        facts=tuple(over),
    )
