"""Blocks on weak spots: heat map, the spots with their years, their answers, and a second look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
from reportgen_plugins.after_sales.surveys.spots import Spot, SpotGrid, quarters
from reportgen_plugins.after_sales.surveys.survey_places import SurveyPlace
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import (
    YEAR,
    Block,
    Cell,
    Chart,
    Column,
    ColumnContract,
    Data,
    Fact,
    Heading,
    Label,
    Month,
    Series,
    Table,
    TableContract,
    Text,
)

MOST_PLACES = 15
"""Rows of the heat map; by judgement: more are not read, and the table names every weak spot."""
MOST_SPOTS = 15
"""Rows of the tables in Word; the workbook lists the answers of all."""
_LOOKED_AT = 5
"""Weak spots looked at again; by judgement: a meeting takes up no more."""
_LOW = 60.0
"""An answer below the pass mark of the questionnaires, 60 of 100, is a low one."""

ANSWERS = TableContract(
    name="weak_spot_answers",
    label=Label("短板问卷清单", "Answers behind the weak spots"),
    row=Label("一行为短板项目的一份答卷", "one answer on a weak spot"),
    date="surveyed_at",
    columns=(
        ColumnContract("place", "text", Label("地点", "Place")),
        ColumnContract("item", "text", Label("项目", "Item")),
        ColumnContract("survey_no", "code", Label("问卷编号", "Survey")),
        ColumnContract("surveyed_at", "date", Label("调查日期", "Surveyed")),
        ColumnContract("score", "number", Label("得分", "Score"), unit="score"),
        ColumnContract("overall", "number", Label("总体满意度", "Overall"), unit="score"),
    ),
)


def heat_chart(data: Data, scores: SurveyScores, grid: SpotGrid, limit: Fact) -> Iterator[Block]:
    """The scores of a year by item and place; what lies below the limit is framed."""
    places = _shown(grid)
    if not any(fact.known for fact in grid.scores.values()):
        return
    first = grid.spots[0] if grid.spots else None
    title = data.say("heat.calm", limit=limit)
    if first:
        name = scores.name(first.place)
        title = data.say("heat.title", place=name, item=first.item, score=first.score)
    more = len(grid.places) - len(places)
    source = scores.source_name(scores.source)
    common = Chart(
        id="surveys.heat",
        kind="heat",
        title=title,
        caption=data.text("heat.caption", source=source),
        categories=tuple(grid.items),
        series=tuple(
            Series(scores.name(place), tuple(grid.scores[place, item] for item in grid.items))
            for place in places
        ),
        unit="score",
        reference=limit,
        reference_label=data.text("heat.limit"),
        note=data.say("heat.more", count=more) if more else (),
    )
    if len(places) > 1:
        yield common
    else:  # one place is no map
        caption = data.text("bar.caption", source=source)
        weak = tuple(dict.fromkeys(spot.item for spot in grid.spots))
        yield replace(common, kind="bar", caption=caption, highlight=weak)


def spot_table(data: Data, scores: SurveyScores, grid: SpotGrid) -> Iterator[Block]:
    """The weak spots with the rest, and since when."""
    if not grid.spots:
        return
    rows: list[tuple[Cell, ...]] = [
        (
            scores.name(spot.place),
            spot.item,
            spot.range,
            spot.score,
            spot.score.n,
            spot.rest,
            data.text("spot.proven" if spot.proven else "spot.chance"),
            _since(data, spot),
        )
        for spot in grid.spots[:MOST_SPOTS]
    ]
    more = len(grid.spots) - len(rows)
    yield Table(
        id="surveys.spots",
        caption=data.text("spots.caption"),
        columns=(
            Column(data.text("column.place"), weight=1.3),
            Column(data.text("column.item"), weight=1.2),
            Column(data.text("column.range")),
            Column(data.text("column.score"), "score"),
            Column(data.text("column.sample"), "count"),
            Column(data.text("column.rest"), "score"),
            Column(data.text("column.sure"), weight=1.2),
            Column(data.text("column.since")),
        ),
        rows=tuple(rows),
        note=data.say("spots.note") + (data.say("spots.more", count=more) if more else ()),
        marked=tuple(at for at, spot in enumerate(grid.spots[: len(rows)]) if spot.proven),
    )


def years_table(data: Data, scores: SurveyScores, spots: Sequence[Spot]) -> Iterator[Block]:
    """The weak spots over all calendar years there are scores of."""
    years = list(range(scores.first.year, data.month.year + 1))
    if not spots or len(years) < 2:  # noqa: PLR2004 one year is no course
        return
    rows: list[tuple[Cell, ...]] = [
        (
            scores.name(spot.place),
            spot.item,
            *(scores.score(spot.item, place=spot.place, months=_year(scores, y)) for y in years),
        )
        for spot in spots[:MOST_SPOTS]
    ]
    yield Table(
        id="surveys.spot_years",
        caption=data.text("years.caption"),
        columns=(
            Column(data.text("column.place"), weight=1.3),
            Column(data.text("column.item"), weight=1.2),
            *(Column(_year_name(data, year), "score") for year in years),
        ),
        rows=tuple(rows),
    )


def second_look(data: Data, scores: SurveyScores, spots: Sequence[Spot]) -> Iterator[Block]:
    """The selected spots by quarter, and what low answers on them go with."""
    chosen, spans = spots[:_LOOKED_AT], quarters(scores, 4)
    if not chosen or not spans:
        return
    yield Heading(data.text("again.heading"))
    rows: list[tuple[Cell, ...]] = []
    for spot in chosen:
        low, others = _overall_of(scores, spot)
        by_quarter = [scores.score(spot.item, place=spot.place, months=span) for span in spans]
        rows.append((scores.name(spot.place), spot.item, *by_quarter, low, others))
    yield Table(
        id="surveys.again",
        caption=data.text("again.caption"),
        columns=(
            Column(data.text("column.place"), weight=1.3),
            Column(data.text("column.item"), weight=1.2),
            *(Column(_span_name(data, span), "score") for span in spans),
            Column(data.text("column.low"), "score"),
            Column(data.text("column.others"), "score"),
        ),
        rows=tuple(rows),
        note=data.say("again.note"),
    )


def answers_list(
    data: Data, scores: SurveyScores, spots: Sequence[Spot], of: str
) -> Iterator[Block]:
    """The workbook's list of the answers behind the spots; nothing where none is single.

    A second chapter of the kind, which has an id, has a list of its own.
    """
    parts = [_answers(scores, spot) for spot in spots]
    rows = [part for part in parts if not part.empty]
    if not rows:
        return
    contract = replace(ANSWERS, name=f"{ANSWERS.name}_{of}") if of else ANSWERS
    data.derive(contract, pd.concat(rows, ignore_index=True), printed=True)
    yield Text(data.say("answers.note"), role="note")


def _shown(grid: SpotGrid) -> Sequence[SurveyPlace]:
    """All places, or those with the lowest scores, in the order they have."""
    if len(grid.places) <= MOST_PLACES:
        return grid.places
    lowest = {
        place: min((grid.scores[place, i].value or 100.0 for i in grid.items), default=100.0)
        for place in grid.places
    }
    chosen = set(sorted(grid.places, key=lambda place: lowest[place])[:MOST_PLACES])
    return [place for place in grid.places if place in chosen]


def _since(data: Data, spot: Spot) -> str | None:
    if spot.quarters is None:
        return None
    return (
        data.text("since.quarters", count=spot.quarters) if spot.quarters else data.text("since.no")
    )


def _year(scores: SurveyScores, year: int) -> tuple[Month, Month]:
    start, end = Month(year, 1), Month(year, YEAR)
    return max(start, scores.first), min(end, scores.data.month)


def _year_name(data: Data, year: int) -> str:
    so_far = year == data.month.year and data.month.number < YEAR
    return data.text("year.so_far" if so_far else "year", year=str(year))


def _span_name(data: Data, span: tuple[Month, Month]) -> str:
    first, last = (month.short(data.language) for month in span)
    return data.text("span", first=first, last=last)


def _answers(scores: SurveyScores, spot: Spot) -> pd.DataFrame:
    """The answers on a spot in the last twelve months, the lowest first."""
    start, end = (pd.Timestamp(month.first) for month in scores.year)
    rows = scores.answers
    rows = rows[
        (rows["source"] == scores.source)
        & ~rows["published"].astype(bool)
        & (rows[spot.place.level] == spot.place.name)
        & rows["month"].between(start, end)
    ]
    overall = rows[(rows["item"] == scores.overall) & rows["survey_no"].notna()]
    of_survey = overall.drop_duplicates("survey_no").set_index("survey_no")["score"]
    own = rows[rows["item"] == spot.item]
    columns = ["survey_no", "surveyed_at", "score", "_file", "_row"]
    return (
        own[columns]
        .assign(
            place=scores.name(spot.place),
            item=spot.item,
            overall=own["survey_no"].map(of_survey).astype("float64"),
        )
        .sort_values(["score", "surveyed_at"], kind="stable")
    )


def _overall_of(scores: SurveyScores, spot: Spot) -> tuple[Fact, Fact]:
    """The overall answer of those who answered an item low, and of the others."""
    rows = _answers(scores, spot).dropna(subset=["overall"])
    where = f"{spot.place.level}={spot.place.name}/{spot.item}"
    made = []
    for key, name, part in (
        ("low", Label("打低分者的总体满意度", "Overall of the low"), rows[rows["score"] < _LOW]),
        (
            "others",
            Label("其他客户的总体满意度", "Overall of the rest"),
            rows[rows["score"] >= _LOW],
        ),
    ):
        method = Label(
            "该项目低于 60 分与其余答卷分组", "answers on the item below 60, and the others"
        )
        mean = float(part["overall"].mean()) if len(part) else None
        made.append(
            scores.data.given(
                f"surveys.{key}:{where}", name, mean, "score", method, n=len(part) or None
            )
        )
    return made[0], made[1]
