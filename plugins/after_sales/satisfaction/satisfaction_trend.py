"""Satisfaction month by month: the leading figure, its items and the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import (
    Survey,
    scores,
    store_score,
)
from reportgen_plugins.after_sales.satisfaction.store_changes import leading

from reportgen import (
    Chart,
    Data,
    Fact,
    Indicator,
    KeyFigure,
    Label,
    Month,
    Series,
    year_so_far,
)

_SHORTEST, _LONGEST = 5, 13
"""Months of the trend."""
_STORE_FROM = 3
"""Months with advisors' scores from which their mean is drawn rather than the overall answer."""


def course_of(data: Data, measures: Survey) -> dict[Month, Fact]:
    """The leading figure month by month, the report's month last."""
    months = data.month.back(min(max(data.history, _SHORTEST), _LONGEST))
    store = {month: store_score(data, measures, month) for month in months}
    if sum(fact.settled for fact in store.values()) >= _STORE_FROM:
        return store
    return data.trend(measures.overall, months=len(months))


def trend_chart(
    data: Data, measures: Survey, course: Mapping[Month, Fact], goals: Mapping[Month, Fact]
) -> Iterator[Chart]:
    """The leading figure with the items and the targets, from the first known month on."""
    known = [month for month, fact in course.items() if fact.settled]
    if len(known) < 2:  # noqa: PLR2004 a course has two points
        return
    months = [month for month in course if month >= known[0]]
    facts = tuple(course[month] for month in months)
    low, high = _ends(facts)
    now = {"now": facts[-1]} if facts[-1].settled else {}
    yield Chart(
        id="csi.trend",
        kind="line",
        title=data.say(
            "trend.title" if now else "trend.title_open",
            name=facts[-1].label,
            count=len(known),
            low=low,
            high=high,
            **now,
        ),
        caption=data.text(
            "trend.caption",
            first=months[0].text(data.language),
            last=months[-1].text(data.language),
        ),
        categories=tuple(month.short(data.language) for month in months),
        series=(
            Series(data.text("trend.line"), facts),
            *_item_lines(data, measures, months),
            Series(
                data.text("trend.target"), tuple(goals[month] for month in months), role="target"
            ),
        ),
        unit="score",
    )


def _item_lines(data: Data, measures: Survey, months: Sequence[Month]) -> Iterator[Series]:
    """One line an item, in the same colour every month."""
    courses = {
        item: data.trend(metric, months=len(months))
        for item, metric in measures.store_items.items()
    }
    known = {item: own for item, own in courses.items() if any(f.known for f in own.values())}
    for item, own in known.items():
        yield Series(data.pick(ITEMS[item]), tuple(own.values()), role="other")


def _ends(facts: Sequence[Fact]) -> tuple[Fact, Fact]:
    known = sorted((f for f in facts if f.settled), key=lambda f: f.value or 0)
    return known[0], known[-1]


def satisfaction_figure(
    data: Data, measures: Survey, indicator: Indicator, target: float
) -> KeyFigure:
    """The leading figure of a month, and the mean of the year's months.

    The overall answer stands in for the mean of advisors in every month where this one has none.
    """
    by_advisors = store_score(data, measures, data.month).known

    def of(month: Month) -> Fact:
        if not by_advisors:
            return data.fact(measures.overall, month=month)
        if month == data.month:  # with its interval, to be held against a target
            return leading(scores(data, measures, month))
        return store_score(data, measures, month)

    def to_date() -> Fact:
        months = [of(month) for month in year_so_far(data.month)]
        name = f"{indicator.id}.to_date"
        label = Label("满意度（年内各月平均）", "Satisfaction, mean of the year's months")
        if all(fact.known for fact in months):
            return data.average(name, label, months)
        return data.given(name, label, None, "score", label, better="higher", over=months)

    return KeyFigure(indicator, of, to_date, target)
