"""Blocks of the outlook: items and quarters against their forecasts, and what left its course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen_plugins.after_sales.surveys.natural_course import (
    QUARTER,
    Departure,
    ExpectedScore,
    expected,
    expected_quarter,
)
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Block, Cell, Chart, Column, Data, Fact, Month, Series, Table, Text, Words

MOST_PLACES = 15
"""Rows of the heat map; by judgement: more are not read."""


def fallen(found: Sequence[Departure]) -> Sequence[Departure]:
    """What fell off its course for certain, the farthest first."""
    sure = [each for each in found if each.sure and (each.gap.value or 0.0) < 0]
    return sorted(sure, key=lambda each: each.gap.value or 0.0)


def departure_name(data: Data, scores: SurveyScores, departure: Departure) -> str:
    """What a reader calls a place and step; of the report's own place only the step."""
    if departure.place == scores.place:
        return departure.item
    return data.text("cell.name", place=scores.name(departure.place), item=departure.item)


def items_table(data: Data, scores: SurveyScores, first: str) -> Table:
    """Each item's month against its forecast, and the warning line of the next."""
    rows: list[tuple[Cell, ...]] = []
    marked = []
    for at, item in enumerate(dict.fromkeys((first, *scores.items))):
        now, coming = expected(scores, item, data.month), expected(scores, item, data.month + 1)
        if now.hit in {"below", "above"}:
            marked.append(at)
        rows.append(
            (
                item, now.actual, now.value, _band(data, now), data.text(f"hit.{now.hit}"),
                coming.value, coming.low,
            )
        )  # fmt: skip
    return Table(
        id="surveys.outlook.items",
        caption=data.text("items.caption"),
        columns=(
            Column(data.text("column.item"), weight=1.3),
            Column(data.text("column.now"), "score"),
            Column(data.text("column.value"), "score"),
            Column(data.text("column.band"), weight=1.2),
            Column(data.text("column.hit")),
            Column(data.text("column.next"), "score"),
            Column(data.text("column.warning"), "score"),
        ),
        rows=tuple(rows),
        marked=tuple(marked),
    )


def _band(data: Data, each: ExpectedScore) -> Words | None:
    return data.say("band", value=each.value) if each.value.known else None


def quarters_table(data: Data, scores: SurveyScores, item: str) -> Iterator[Block]:
    """The last quarters against their forecasts, and the next one."""
    spans = [data.month - QUARTER * back for back in (3, 2, 1, 0, -1)]
    found = [expected_quarter(scores, item, last) for last in spans]
    if not any(each.value.known for each in found):
        return
    rows: list[tuple[Cell, ...]] = [
        (
            _span(data, each.month),
            each.actual if each.month <= data.month else None,
            each.value,
            _band(data, each),
            data.text(f"hit.{each.hit if each.month <= data.month else 'coming'}"),
        )
        for each in found
    ]
    yield Table(
        id="surveys.outlook.quarters",
        caption=data.text("quarters.caption", item=item),
        columns=(
            Column(data.text("column.quarter"), weight=1.3),
            Column(data.text("column.actual"), "score"),
            Column(data.text("column.value"), "score"),
            Column(data.text("column.band"), weight=1.2),
            Column(data.text("column.hit")),
        ),
        rows=tuple(rows),
        note=data.say("quarters.note"),
    )


def _span(data: Data, last: Month) -> str:
    first, end = (month.short(data.language) for month in (last - QUARTER + 1, last))
    return data.text("span", first=first, last=end)


def departures_chart(
    data: Data, scores: SurveyScores, found: Sequence[Departure]
) -> Iterator[Block]:
    """How far each place and item lies off its course."""
    if not found:
        yield Text(data.say("heat.none"), role="note")
        return
    gaps: Mapping[tuple[str, str], Fact] = {(d.place.name, d.item): d.gap for d in found}
    farthest = {d.place: 0.0 for d in found}
    for each in found:
        farthest[each.place] = min(farthest[each.place], each.gap.value or 0.0)
    places = sorted(farthest, key=lambda place: farthest[place])[:MOST_PLACES]
    items = [item for item in scores.items if any(key[1] == item for key in gaps)]
    worse = fallen(found)
    title = data.say("heat.calm")
    if worse:
        title = data.say(
            "heat.title", name=departure_name(data, scores, worse[0]), gap=worse[0].gap
        )
    yield Chart(
        id="surveys.outlook.heat",
        kind="heat",
        title=title,
        caption=data.text("heat.caption"),
        categories=tuple(items),
        series=tuple(
            Series(scores.name(p), tuple(gaps.get((p.name, item)) for item in items))
            for p in places
        ),
        unit="number",
        highlight=tuple(dict.fromkeys(each.item for each in worse)),
    )
