"""The natural course of a score, what it lets expect, and where a place and item left it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportgen_plugins.after_sales.surveys.survey_places import SurveyPlace
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Fact, Label, Month
from reportgen.stats import SHORTEST_LINE, WORDED, holm, line_forecast, xmr

LINE_FROM = 12
"""Months from which a straight line says what comes; with fewer a single one bends it."""
COURSE = 24
"""Months the natural course looks back; by judgement: what was before is another time."""
QUARTER = 3

Method: TypeAlias = Literal["line", "xmr"]
Hit: TypeAlias = Literal["inside", "below", "above", "open"]

_METHODS: Mapping[Method, Label] = {
    "line": Label(
        "此前至多 24 个月的最小二乘直线外推，区间为 95% t 预测区间",
        "least-squares line through up to 24 months before, 95 % t prediction interval",
    ),
    "xmr": Label(
        "此前各月均值 ± 2.66 × 平均移动极差（XmR），月份不足 12 个时使用",
        "mean of the months before ± 2.66 × mean moving range (XmR), with fewer than 12 months",
    ),
}


@dataclass(frozen=True, eq=False)
class ExpectedScore:
    """What the natural course lets expect of a period, and what came.

    Attributes:
        month: The last month of the period.
        value: The forecast, with its band as interval; unknown without a course.
        low: The lower end of the band: the warning line.
        high: The upper end.
        actual: What came; unknown for a period still to come.
        hit: Where it lies.
        sure: Whether it lies outside by more than chance: p < 0.01 by the line, or by both methods
            where the months are too few for a line alone.
        method: How it was forecast; null without a course.
        otherwise: Whether the other method would have judged otherwise; null where it cannot.
    """

    month: Month
    value: Fact
    low: Fact
    high: Fact
    actual: Fact
    hit: Hit
    sure: bool
    method: Method | None
    otherwise: bool | None = None


@dataclass(frozen=True, eq=False)
class Departure:
    """A place and item whose last three months lie off their natural course.

    Attributes:
        place: The place.
        item: The work step.
        gap: The mean of the last three months less what the course lets expect.
        sure: Whether that is more than chance, over all places and items.
    """

    place: SurveyPlace
    item: str
    gap: Fact
    sure: bool


def expected(scores: SurveyScores, item: str, month: Month) -> ExpectedScore:
    """What the months before let expect of one month."""
    before = _course(scores, item, scores.place, month - 1)
    found, method = _forecast(before)
    actual = scores.score(item, months=(month, month))
    key = f"{item}@{month}"
    value, low, high = _facts(scores, f"month:{key}", found, method, len(before))
    hit, other = _hit(found, actual), None
    line = line_forecast(before)
    sure = False
    if line is not None and actual.value is not None and hit != "open":
        if method == "xmr":
            other = (actual.value in line.band) != (hit == "inside")
        sure = hit != "inside" and not other
        if method == "line":
            sure = line.p_value(actual.value) < WORDED
    return ExpectedScore(month, value, low, high, actual, hit, sure, method, other)


def expected_quarter(scores: SurveyScores, item: str, last: Month) -> ExpectedScore:
    """What the four quarters before let expect of the three months up to one."""
    spans = [
        (last - QUARTER * (n + 1) + 1, last - QUARTER * n) for n in range(SHORTEST_LINE, 0, -1)
    ]
    before = [scores.mean(item, scores.place, s) if s[0] >= scores.first else None for s in spans]
    line = line_forecast(before)
    found = (line.value, line.band.low, line.band.high) if line else None
    actual = scores.score(item, months=(last - QUARTER + 1, last))
    method: Method | None = "line" if line else None
    value, low, high = _facts(scores, f"quarter:{item}@{last}", found, method, SHORTEST_LINE)
    return ExpectedScore(
        last, value, low, high, actual, _hit(found, actual), sure=False, method=method
    )


def departures(scores: SurveyScores) -> list[Departure]:
    """How far the last three months of each place and item lie off the months before."""
    places = scores.below or (scores.place,)
    last = scores.data.month
    span = (last - QUARTER + 1, last)
    found = []
    for place in places:
        for item in scores.items:
            before = _course(scores, item, place, span[0] - 1)
            now = scores.mean(item, place, span)
            known = sum(value is not None for value in before)
            line = line_forecast(before, ahead=QUARTER) if known >= LINE_FROM else None
            if line is not None and now is not None:
                found.append((place, item, now - line.value, line.p_value(now)))
    adjusted = holm([p for *_, p in found])
    return [
        Departure(place, item, _gap(scores, place, item, gap, scores.basis(span)), p < WORDED)
        for (place, item, gap, _), p in zip(found, adjusted, strict=True)
    ]


def _course(
    scores: SurveyScores, item: str, place: SurveyPlace, last: Month
) -> Sequence[float | None]:
    """The scores of up to 24 months, from the first that is known."""
    months = [month for month in last.back(COURSE) if month >= scores.first]
    values = [scores.mean(item, place, (month, month)) for month in months]
    while values and values[0] is None:
        values.pop(0)
    return values


def _forecast(
    before: Sequence[float | None],
) -> tuple[tuple[float, float, float] | None, Method | None]:
    """Value and band by the method the number of months allows."""
    known = sum(value is not None for value in before)
    line = line_forecast(before)
    if line is not None and known >= LINE_FROM:
        return (line.value, line.band.low, line.band.high), "line"
    limits = xmr(before) if known >= SHORTEST_LINE else None
    if limits is None:
        return None, None
    return (limits.centre, limits.limits.low, limits.limits.high), "xmr"


def _hit(found: tuple[float, float, float] | None, actual: Fact) -> Hit:
    if found is None or not actual.settled or actual.value is None:
        return "open"
    _, low, high = found
    return "below" if actual.value < low else "above" if actual.value > high else "inside"


def _facts(
    scores: SurveyScores,
    key: str,
    found: tuple[float, float, float] | None,
    method: Method | None,
    n: int,
) -> tuple[Fact, Fact, Fact]:
    """Forecast and both ends of its band, cut to what a score can be."""
    value, low, high = found or (None, None, None)
    ends = [None if end is None else min(100.0, max(0.0, end)) for end in (value, low, high)]
    how = _METHODS[method or "line"]
    names = (
        Label("预测", "Forecast"), Label("预警下限", "Warning line"), Label("预测上限", "Upper end")
    )  # fmt: skip
    made = [
        scores.data.given(
            f"surveys.expected.{name}:{key}", label, end, "score", how, n=n if found else None,
            low=ends[1] if name == "value" else None, high=ends[2] if name == "value" else None,
            better="higher",
        )
        for name, label, end in zip(("value", "low", "high"), names, ends, strict=True)
    ]  # fmt: skip
    return made[0], made[1], made[2]


def _gap(scores: SurveyScores, place: SurveyPlace, item: str, gap: float, basis: Fact) -> Fact:
    return scores.data.given(
        f"surveys.departure:{place.level}={place.name}/{item}",
        Label("与自然趋势之差", "Off the natural course"), gap, "number",
        Label(
            "近三个月得分 − 此前至多 24 个月直线的外推",
            "mean of the last three months less the line through up to 24 months before",
        ), better="higher", over=(basis,),
    )  # fmt: skip
