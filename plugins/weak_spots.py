"""短板: which items of which stores lie in a range of weak scores, since when, and for certain.

Needs surveys of stores (table `surveys`), or a store's call-backs with item scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.surveys.spot_blocks import (
    answers_list,
    heat_chart,
    second_look,
    spot_table,
    years_table,
)
from reportgen_plugins.after_sales.surveys.spots import Spot, SpotGrid, WeakRange, spot_grid
from reportgen_plugins.after_sales.surveys.survey_answers import NEEDS_ANY, WANTS
from reportgen_plugins.after_sales.surveys.survey_notes import left_out_note, no_surveys
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores, survey_scores

from reportgen import (
    Block,
    Data,
    Fact,
    Finding,
    Label,
    Recommendation,
    Section,
    Text,
    Words,
    catalog,
    hookimpl,
)

_DAYS = 90
"""Time to see an effect: a quarter of surveys."""
_NAMED = 5
"""Weak spots with a finding of their own; by judgement: the others stand in the table."""


class WeakSpots(Section):
    """Which items of which stores are weak, since when, and whether by more than chance."""

    type = "weak_spots"
    heading = Label("短板", "Weak spots")
    needs_any = NEEDS_ANY
    wants = WANTS
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("短板", "Weak spot"): Label(
            "近一年得分落在设定区间的“门店 × 项目”",
            "a store and an item whose score of a year lies in a set range",
        ),
    }

    presets: dict[str, WeakRange] = Field(
        default_factory=dict,
        description="name: { low: 0, high: 70 }; the first range a score lies in counts",
    )
    items: list[str] = Field(default_factory=list, description="items to look at; all if empty")
    min_sample: int = Field(default=10, ge=1, description="fewer answers are not judged")

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, heat map, spots, their years, a second look, findings, 小结."""
        scores = survey_scores(data)
        if scores is None:
            yield from no_surveys(data)
            return
        ranges = self.presets or _standard(data)
        asked = self.items or scores.items or (scores.overall,)
        grid = spot_grid(scores, ranges, asked, self.min_sample)
        limit = _limit(data, max(each.high for each in ranges.values()))
        yield Text(_headline(data, scores, grid, limit), role="headline")
        yield from heat_chart(data, scores, grid, limit)
        yield from spot_table(data, scores, grid)
        yield from years_table(data, scores, grid.spots)
        yield from second_look(data, scores, grid.spots)
        yield from answers_list(data, scores, grid.spots, self.id)
        yield from _findings(data, scores, grid)
        if grid.few:
            yield Text(data.say("few", count=grid.few, least=self.min_sample), role="note")
        yield from left_out_note(data, scores.left_out)
        yield Text(_summary(data, grid), role="summary")


def _standard(data: Data) -> Mapping[str, WeakRange]:
    """The ranges that are looked for where the spec names none."""
    return {
        data.text("preset.severe"): WeakRange(low=0, high=70),
        data.text("preset.weak"): WeakRange(low=70, high=80),
    }


def _limit(data: Data, value: float) -> Fact:
    label = Label("短板界限", "Limit of weak scores")
    method = Label("报告规范中设定的区间上限", "end of the ranges set in the report spec")
    return data.given(f"surveys.weak_below:{value:g}", label, value, "score", method)


def _headline(data: Data, scores: SurveyScores, grid: SpotGrid, limit: Fact) -> Words:
    known = sum(fact.known for fact in grid.scores.values())
    if not known:
        return data.say("headline.none")
    said = {"places": len(grid.places), "items": len(grid.items), "limit": limit}
    if not grid.spots:
        return data.say("headline.calm", **said)
    sure = sum(spot.proven for spot in grid.spots)
    text = data.say("headline.spots", count=len(grid.spots), sure=sure, **said)
    first = grid.spots[0]
    place = scores.name(first.place)
    return text + data.say("headline.first", place=place, item=first.item, score=first.score)


def _findings(data: Data, scores: SurveyScores, grid: SpotGrid) -> Iterator[Block]:
    """Each proven spot with its measure; the others are one to watch."""
    sure = [spot for spot in grid.spots if spot.proven]
    for spot in sure[:_NAMED]:
        yield from _proven(data, scores, spot)
    others = len(grid.spots) - len(sure[:_NAMED])
    if others:
        count = data.say("others.title", count=others)
        yield Finding("surveys.spots", "watch", count, data.say("others.text"))


def _proven(data: Data, scores: SurveyScores, spot: Spot) -> Iterator[Block]:
    name = scores.name(spot.place)
    said = {
        "place": name, "item": spot.item, "score": spot.score, "rest": spot.rest,
        "gap": spot.gap, "n": spot.score.n or 0,
    }  # fmt: skip
    key = f"surveys.spot.{spot.place.name}.{spot.item}"
    title = data.say("spot.title", **said)
    lasting: Words = ()
    if spot.quarters and spot.quarters > 1:
        lasting = data.say("spot.lasting", count=spot.quarters)
    yield Finding(key, "bad", title, data.say("spot.text", **said) + lasting)
    yield Recommendation(
        id=f"{key}.measure",
        finding=key,
        problem=title,
        cause=data.say("spot.cause"),
        measure=data.say("spot.measure", **said),
        owner=data.text("owner", place=name),
        deadline=due(data, _DAYS),
        indicator=f"{name} · {spot.item}",
        baseline=spot.score,
        target=data.given(
            f"{key}.target", Label("目标", "Target"), spot.rest.value, "score",
            Label("其他门店同一项目的平均", "mean of the rest on the item"), over=(spot.rest,),
        ),
    )  # fmt: skip


def _summary(data: Data, grid: SpotGrid) -> Words:
    if not any(fact.known for fact in grid.scores.values()):
        return data.say("summary.none")
    sure: Sequence[Spot] = [spot for spot in grid.spots if spot.proven]
    if sure:
        return data.say("summary.proven", count=len(sure))
    return data.say("summary.chance" if grid.spots else "summary.calm")


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [WeakSpots]
