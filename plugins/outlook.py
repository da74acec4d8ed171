"""趋势预警: was the last forecast right, what comes next, and where the natural course was left.

Needs surveys of several months (table `surveys`), or call-backs with item scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.surveys.course_blocks import (
    departure_name,
    departures_chart,
    fallen,
    items_table,
    quarters_table,
)
from reportgen_plugins.after_sales.surveys.natural_course import (
    QUARTER,
    Departure,
    ExpectedScore,
    departures,
    expected,
)
from reportgen_plugins.after_sales.surveys.survey_answers import NEEDS_ANY, WANTS
from reportgen_plugins.after_sales.surveys.survey_notes import left_out_note, no_surveys
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores, survey_scores

from reportgen import (
    YEAR,
    Block,
    Chart,
    Data,
    Fact,
    Finding,
    Kpi,
    Kpis,
    Label,
    Recommendation,
    Section,
    Series,
    Severity,
    Text,
    Words,
    catalog,
    hookimpl,
)

_NAMED = 3
"""Departures with a finding of their own; by judgement: the chart shows all."""
_STATES: Mapping[str, Severity] = {
    "inside": "good", "below": "bad", "above": "watch", "open": "info",
}  # fmt: skip


class Outlook(Section):
    """The natural course of satisfaction, the last forecast, the next, and what left its course."""

    type = "outlook"
    heading = Label("趋势预警", "Outlook")
    needs_any = NEEDS_ANY
    wants = WANTS
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("自然趋势", "Natural course"): Label(
            "没有新措施和意外时，由此前各月外推的走势",
            "what the months before let expect where nothing new happens",
        ),
    }

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course with band, items, quarters, departures, 小结."""
        scores = survey_scores(data)
        if scores is None:
            yield from no_surveys(data)
            return
        item = scores.overall if scores.asked(scores.overall) else scores.items[0]
        course = [expected(scores, item, month) for month in data.month.back(YEAR + 1)]
        coming = expected(scores, item, data.month + 1)
        found = departures(scores)
        worse = fallen(found)
        yield Text(_headline(data, scores, item, course, coming, worse), role="headline")
        yield from _kpis(data, item, course, coming)
        yield from _chart(data, item, course, coming)
        yield items_table(data, scores, item)
        yield from quarters_table(data, scores, item)
        yield from departures_chart(data, scores, found)
        yield from _findings(data, scores, course[-1], worse)
        yield Text(_method(data, course[-1]), role="note")
        yield from left_out_note(data, scores.left_out)
        yield Text(_summary(data, scores, course[-1], worse), role="summary")


def _headline(  # noqa: PLR0913, PLR0917 what the conclusion is drawn from
    data: Data,
    scores: SurveyScores,
    item: str,
    course: Sequence[ExpectedScore],
    coming: ExpectedScore,
    worse: Sequence[Departure],
) -> Words:
    now = course[-1]
    said = data.say(
        f"headline.{now.hit}" if now.actual.known else "headline.none",
        month=now.month.text(data.language), item=item, now=now.actual, value=now.value,
    )  # fmt: skip
    if coming.value.known:
        said += data.say("headline.next", value=coming.value)
    if worse:
        said += data.say(
            "headline.worse", name=departure_name(data, scores, worse[0]), gap=worse[0].gap
        )
    return said


def _kpis(
    data: Data, item: str, course: Sequence[ExpectedScore], coming: ExpectedScore
) -> Iterator[Block]:
    judged = [each for each in course if each.hit != "open"]
    hits = data.given(
        "surveys.outlook.hits", Label("预测命中", "Forecasts hit"),
        float(sum(each.hit == "inside" for each in judged)) if judged else None, "count",
        Label("实际落在预测区间内的月份", "months whose figure lay within the band"),
    )  # fmt: skip
    tiles = [
        Kpi(
            course[-1].actual,
            item,
            trend=tuple(e.actual for e in course),
            severity=_STATES[course[-1].hit],
        ),
        Kpi(coming.value, data.text("tile.next")),
        Kpi(coming.low, data.text("tile.low")),
        Kpi(hits, data.text("tile.hits", count=len(judged))),
    ]
    yield Kpis(tuple(tile for tile in tiles if tile.fact.known or tile is tiles[0]))


def _chart(
    data: Data, item: str, course: Sequence[ExpectedScore], coming: ExpectedScore
) -> Iterator[Block]:
    shown = [*course, coming]
    if not any(each.actual.known for each in course):
        return
    hit = course[-1].hit
    title = data.say(f"chart.{hit}", value=course[-1].value, now=course[-1].actual)
    yield Chart(
        id="surveys.outlook",
        kind="line",
        title=title,
        caption=data.text("chart.caption", item=item),
        categories=tuple(each.month.short(data.language) for each in shown),
        series=(
            Series(data.text("series.actual"), (*(e.actual for e in course), None)),
            Series(data.text("series.value"), tuple(e.value for e in shown), role="target"),
            Series(data.text("series.low"), tuple(e.low for e in shown), role="earlier"),
            Series(data.text("series.high"), tuple(e.high for e in shown), role="earlier"),
        ),
        unit="score",
    )


def _findings(
    data: Data, scores: SurveyScores, now: ExpectedScore, worse: Sequence[Departure]
) -> Iterator[Block]:
    if now.hit == "below":
        key, said = "surveys.outlook.missed", {"now": now.actual, "value": now.value}
        title, text = data.say("missed.title", **said), data.say("missed.text", **said)
        # what left its course has the measure
        severity: Severity = "bad" if now.sure and not worse else "watch"
        yield Finding(key, severity, title, text, facts=(now.low,))
        if severity == "bad":
            yield _measure(data, key, title, now.actual, now.value)
    if now.hit == "above" and now.sure:
        said = {"now": now.actual, "value": now.value}
        title, text = data.say("above.title", **said), data.say("above.text", **said)
        yield Finding("surveys.outlook.above", "good", title, text)
    for each in worse[:_NAMED]:
        yield from _departure(data, scores, each)


def _departure(data: Data, scores: SurveyScores, each: Departure) -> Iterator[Block]:
    last = data.month
    name = departure_name(data, scores, each)
    score = scores.score(each.item, place=each.place, months=(last - QUARTER + 1, last))
    said = {"name": name, "gap": each.gap, "score": score}
    key = f"surveys.outlook.{each.place.name}.{each.item}"
    title = data.say("departure.title", **said)
    text = data.say("departure.text", **said) + _stores(data, scores, each)
    yield Finding(key, "bad", title, text, facts=(score,))
    goal = data.given(
        f"{key}.target", Label("回到自然趋势", "Back on its course"),
        None if score.value is None or each.gap.value is None else score.value - each.gap.value,
        "score", Label("近三个月得分 − 与自然趋势之差", "score less what is off the course"),
    )  # fmt: skip
    yield _measure(data, key, title, score, goal, name)


def _stores(data: Data, scores: SurveyScores, each: Departure) -> Words:
    """Which stores of the place fell most on the item, against the year before."""
    last = data.month
    now, before = (last - QUARTER + 1, last), (last - YEAR - QUARTER + 1, last - QUARTER)
    inside = set(scores.answers.loc[
        scores.answers[each.place.level] == each.place.name, "store"
    ].dropna()) if each.place.level not in {"total", "store"} else set()  # fmt: skip
    said: Words = ()
    for store in (place for place in scores.stores if place.name in inside):
        start = max(before[0], scores.first)
        scored = scores.score(each.item, place=store, months=now)
        earlier = scores.score(each.item, place=store, months=(start, before[1]))
        if scored.known and earlier.known:
            part = data.say("store", store=store.name, now=scored, before=earlier)
            said += (data.say("list.separator") if said else ()) + part
    return data.say("stores", list=said) if said else ()


def _measure(  # noqa: PLR0913, PLR0917 what a measure is made of
    data: Data, finding: str, problem: Words, now: Fact, goal: Fact, name: str = ""
) -> Recommendation:
    return Recommendation(
        id=f"{finding}.measure",
        finding=finding,
        problem=problem,
        cause=data.say("cause"),
        measure=data.say("measure.step", name=name) if name else data.say("measure.all"),
        owner=data.text("owner"),
        deadline=due(data),
        indicator=name or now.label,
        baseline=now,
        target=goal,
    )


def _method(data: Data, now: ExpectedScore) -> Words:
    if now.method is None:
        return data.say("method.none")
    said = data.say(f"method.{now.method}", n=now.value.n or 0)
    return said + (data.say("method.otherwise") if now.otherwise else ())


def _summary(
    data: Data, scores: SurveyScores, now: ExpectedScore, worse: Sequence[Departure]
) -> Words:
    if worse:
        return data.say("summary.worse", name=departure_name(data, scores, worse[0]))
    return data.say(f"summary.{now.hit}")


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [Outlook]
