"""The table of key figures, and which of them went best and worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reportgen import Column, Course, Data, Fact, Review, Severity, Status, Table, Words

_BEST_AND_WORST: Final = 3
"""Figures named on each side."""
_WEIGHTS: Final = {"figure": 2.0, "year_reached": 1.3}
"""Room for names, and for a head longer than its figures, against the others; by judgement."""
_RANK: Final[dict[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def month_table(data: Data, reviews: Sequence[Review]) -> Table:
    """One row a figure: target, attainment, change, year to date, state and course."""
    heads = ("figure", "now", "target", "reached", "on_month", "on_year", "to_date", "year_reached")
    return Table(
        id="overview.figures",
        caption=data.text("figures.caption", month=data.month.text(data.language)),
        columns=(
            *(
                Column(data.text(f"column.{head}"), weight=_WEIGHTS.get(head, 1.0))
                for head in heads
            ),
            Column(data.text("column.state")),
            Column(data.text("column.course")),
        ),
        rows=tuple(_row(data, review) for review in reviews),
        note=data.say("figures.note"),
        dense=True,
    )


def _row(data: Data, review: Review) -> tuple[str | Fact | Status | Course | None, ...]:
    name = data.pick(review.figure.indicator.label)
    return (
        name,
        review.now,
        review.target,
        review.attainment,
        review.on_month,
        review.on_year,
        review.to_date,
        review.to_date_attainment,
        Status(review.severity, data.text(f"state.{review.state}")),
        Course(review.course, name),
    )


def best_and_worst(data: Data, reviews: Sequence[Review]) -> Table | None:
    """The three figures that went best and the three that went worst, beyond chance.

    Null where nothing did.
    """
    good = sorted((r for r in reviews if r.severity == "good"), key=lambda r: -r.size)
    asking = (r for r in reviews if r.severity in {"bad", "watch"})
    bad = sorted(asking, key=lambda r: (_RANK[r.severity], -r.size))
    sides = good[:_BEST_AND_WORST], bad[:_BEST_AND_WORST]
    lines = max(map(len, sides))
    if not lines:
        return None
    none = data.text("best.no_more")
    cells: list[list[Words | str]] = [
        [*_said(data, side), *[none] * (not side), *[""] * (lines - max(len(side), 1))]
        for side in sides
    ]
    return Table(
        id="overview.best_and_worst",
        caption=data.text("best.caption"),
        columns=(Column(data.text("column.best")), Column(data.text("column.worst"))),
        rows=tuple(zip(*cells, strict=True)),
        note=data.say("best.note"),
        dense=True,
    )


def _said(data: Data, reviews: Sequence[Review]) -> Iterator[Words]:
    for review in reviews:
        name = data.pick(review.figure.indicator.label)
        said = {"name": name, "now": review.now}
        if review.target is not None:
            yield data.say("best.target", **said, target=review.target)
        else:
            change = review.on_year if review.state.endswith("on_year") else review.on_month
            key = "year" if review.state.endswith("on_year") else "month"
            yield data.say(f"best.{key}", **said, change=change)
