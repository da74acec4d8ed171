"""Several sources side by side: own, manufacturer's, third party's, lost customers'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen_plugins.after_sales.surveys.survey_answers import OWN
from reportgen_plugins.after_sales.surveys.survey_places import SurveyPlace
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Block, Cell, Column, Data, Fact, Finding, Heading, Label, Table
from reportgen.stats import POINT_STEPS

_MOST = 6
"""Columns of scores a page of Word holds; by judgement."""


@dataclass(frozen=True, slots=True)
class _SourceAtPlace:
    source: str
    place: SurveyPlace


def source_blocks(data: Data, scores: SurveyScores) -> Iterator[Block]:
    """The scores of the last twelve months by source and place; nothing where there is only one."""
    columns = _columns(scores)
    if len(columns) < 2:  # noqa: PLR2004 nothing to compare
        return
    yield Heading(data.text("sources.heading"))
    asked = dict.fromkeys((*scores.items, *_others(scores), scores.overall))
    rows: list[tuple[Cell, ...]] = [
        (item, *(scores.score(item, place=c.place, source=c.source, months=scores.year)
                 for c in columns))
        for item in asked
    ]  # fmt: skip
    samples = tuple(_sample(data, scores, column) for column in columns)
    yield Table(
        id="surveys.sources",
        caption=data.text("sources.caption"),
        columns=(
            Column(data.text("column.item"), weight=1.3),
            *(Column(_head(data, scores, each), "score") for each in columns),
        ),
        rows=(*rows, (data.text("sources.sample"), *samples)),
        note=data.say("sources.note"),
        total=True,
    )


def source_findings(data: Data, scores: SurveyScores) -> Iterator[Block]:
    """An own survey that is kinder than what others find, by more than chance and two points."""
    own = scores.score(scores.overall, months=scores.year)
    if scores.source != OWN or own.low is None or own.value is None:
        return
    for source in ("oem", "third_party"):  # lost customers are no yardstick for those who stay
        other = scores.score(scores.overall, source=source, months=scores.year)
        if other.value is None or own.low - other.value < POINT_STEPS[0]:
            continue
        if other.high is not None and other.high >= own.low:
            continue
        name = scores.source_name(source)
        said = {"source": name, "own": own, "other": other}
        yield Finding(
            f"surveys.kinder.{source}", "watch", data.say("kinder.title", **said),
            data.say("kinder.text", **said),
        )  # fmt: skip


def _columns(scores: SurveyScores) -> list[_SourceAtPlace]:
    """Each source at the report's place, or the nearest wider one it speaks of; then wider ones."""
    found: list[_SourceAtPlace] = []
    for source in scores.sources:
        places = [
            place for place in (scores.place, *scores.above)
            if scores.score(scores.overall, place=place, source=source, months=scores.year).known
        ]  # fmt: skip
        found += [_SourceAtPlace(source, place) for place in places[:2]]
    return found[:_MOST]


def _others(scores: SurveyScores) -> list[str]:
    """Items that only other sources ask."""
    known = {*scores.items, scores.overall}
    return [item for item in dict.fromkeys(scores.answers["item"]) if item not in known]


def _head(data: Data, scores: SurveyScores, column: _SourceAtPlace) -> str:
    place = scores.name(column.place)
    return data.text("sources.head", source=scores.source_name(column.source), place=place)


def _sample(data: Data, scores: SurveyScores, column: _SourceAtPlace) -> Fact:
    fact = scores.score(
        scores.overall, place=column.place, source=column.source, months=scores.year
    )
    key = f"surveys.sample:{column.source}/{column.place.level}={column.place.name}"
    label = Label("样本量", "Sample")
    method = Label("总体满意度的样本量", "sample of the overall answer")
    value = None if fact.n is None else float(fact.n)
    return data.given(key, label, value, "count", method, over=(fact,))
