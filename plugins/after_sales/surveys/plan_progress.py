"""A year's plan against what was reached: the weighted score month by month and to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores
from reportgen_plugins.after_sales.surveys.year_plan import YearPlan, weighted

from reportgen import YEAR, Fact, Label, Month
from reportgen.stats import mean_interval

_PLAN = Label(
    "上年得分 + 计划提高 × 已过月数的匀速进度：12 月达到全年目标水平",
    "score of the year before + uplift at a steady pace: December is on the level of the target",
)


@dataclass(frozen=True, eq=False)
class PlanProgress:
    """How far the year is.

    Attributes:
        months: The months of the year, all twelve.
        planned: Month → the planned score of the year to that month.
        actual: Month → the score of the year to that month; only up to the report's.
        gap: What the score to date is ahead of the plan; below 0 it lags.
        lagging: `missed` beyond chance, `within` chance, or empty where the plan is kept.
        pace: By how much each month still to come must be higher than the one before.
        steady: By how much it was to be by the plan.
    """

    months: Sequence[Month]
    planned: Mapping[Month, Fact]
    actual: Mapping[Month, Fact]
    gap: Fact
    lagging: str
    pace: Fact
    steady: Fact


def plan_progress(plan: YearPlan) -> PlanProgress:
    """The plan of the year beside what was reached."""
    scores, data = plan.scores, plan.scores.data
    months = [Month(data.month.year, number) for number in range(1, YEAR + 1)]
    over, first = months[: data.month.number], max(months[0], scores.first)
    actual = {
        month: _to_date(scores, plan.weights, (first, month)) for month in over if month >= first
    }
    planned = {month: _planned(plan, month) for month in months}
    now, goal = actual[data.month], planned[data.month]
    gap = None if now.value is None or goal.value is None else now.value - goal.value
    return PlanProgress(
        months,
        planned,
        actual,
        data.given(
            "surveys.plan.gap", Label("与计划之差", "Against the plan"), gap, "number",
            Label("年累计 − 计划累计", "to date − planned to date"), better="higher",
            over=(now, goal),
        ),
        _lagging(now, goal),
        *_paces(plan),
    )  # fmt: skip


def _planned(plan: YearPlan, month: Month) -> Fact:
    """The planned score of the year to a month: the mean of its months so far."""
    base, uplift = plan.base.value or 0.0, plan.uplift.value or 0.0
    value = base + uplift * (month.number + 1) / (2 * YEAR)
    label = Label("计划（年累计）", "Planned (to date)")
    data = plan.scores.data
    return data.given(f"surveys.plan.path@{month}", label, value, "score", _PLAN, over=(plan.base,))


def _to_date(scores: SurveyScores, weights: Mapping[str, float], span: tuple[Month, Month]) -> Fact:
    """The score of the year to a month, with its interval where single surveys answer all items."""
    fact = weighted(scores, weights, span, "to_date")
    start, end = (pd.Timestamp(month.first) for month in span)
    rows = scores.answers
    rows = rows[
        (rows["source"] == scores.source)
        & ~rows["published"].astype(bool)
        & rows["survey_no"].notna()
        & rows["item"].isin(list(weights))
        & rows["month"].between(start, end)
    ]
    wide = rows.pivot_table("score", ["store", "survey_no"], "item", aggfunc="last")
    whole = wide.dropna()
    if fact.value is None or len(whole) < 2 or len(whole.columns) < len(weights):  # noqa: PLR2004 no spread
        return fact
    index = whole[list(weights)].mul(list(weights.values())).sum(axis=1)
    ends = mean_interval(len(index), fact.value, float(index.std()))
    return fact if ends is None else replace(fact, low=ends.low, high=ends.high, n=len(index))


def _lagging(now: Fact, goal: Fact) -> str:
    if now.value is None or goal.value is None or now.value >= goal.value:
        return ""
    return "missed" if now.high is not None and now.high < goal.value else "within"


def _paces(plan: YearPlan) -> tuple[Fact, Fact]:
    """The rise a month that is left to reach December's level, and the planned one."""
    scores, data = plan.scores, plan.scores.data
    left = YEAR - data.month.number
    now = weighted(scores, plan.weights, (data.month, data.month), "month")
    target = (plan.base.value or 0.0) + (plan.uplift.value or 0.0)
    value = None if now.value is None or not left else max(0.0, (target - now.value) / left)
    pace = data.given(
        "surveys.plan.pace", Label("剩余各月需提高", "Rise a month still needed"), value, "number",
        Label("（全年目标水平 − 当月得分）÷ 剩余月数", "(target level − this month) ÷ months left"),
        over=(now,),
    )  # fmt: skip
    steady = (plan.uplift.value or 0.0) / YEAR
    return pace, data.given(
        "surveys.plan.steady",
        Label("计划每月提高", "Planned rise a month"),
        steady,
        "number",
        _PLAN,
    )
