"""Weak spots: places and items whose score of a year lies in a range, and which for certain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field
from reportgen_plugins.after_sales.surveys.survey_places import SurveyPlace
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Fact, Label, Month, Strict
from reportgen.stats import WORDED, Moments, holm, homogeneous_means

QUARTER = 3
_LONGEST = 12
"""Quarters a weak spot is followed back; by judgement: three years."""


class WeakRange(Strict):
    """A range of scores that is called by a name: from `low` on, below `high`."""

    low: float = Field(default=0, ge=0, lt=100)
    high: float = Field(gt=0, le=100)

    def holds(self, value: float | None) -> bool:
        """Whether a score lies in it."""
        return value is not None and self.low <= value < self.high


@dataclass(frozen=True, eq=False)
class Spot:
    """A place and an item whose score of the last twelve months lies in a range.

    Attributes:
        place: The place.
        item: The item.
        range: The name of the first range it lies in.
        score: Its score of the year.
        rest: The score of the other places on the item, or of the place above.
        gap: The score less that of the rest.
        proven: Whether the gap is below 0 by more than chance, over all places and items compared.
        quarters: How many quarters in a row, this one included, the score lies below the end of
            the widest range; null where this quarter says nothing.
    """

    place: SurveyPlace
    item: str
    range: str
    score: Fact
    rest: Fact
    gap: Fact
    proven: bool
    quarters: int | None


@dataclass(frozen=True, eq=False)
class SpotGrid:
    """All scores of a year by place and item, and the weak spots among them, the lowest first."""

    places: Sequence[SurveyPlace]
    items: Sequence[str]
    scores: Mapping[tuple[SurveyPlace, str], Fact]
    spots: Sequence[Spot]
    few: int
    """Places and items with fewer answers than are judged."""


def spot_grid(
    scores: SurveyScores, ranges: Mapping[str, WeakRange], items: Sequence[str], least: int
) -> SpotGrid:
    """Look for weak spots in all stores of the report's place, or in its next places."""
    places = scores.stores or scores.below or (scores.place,)
    grid = {
        (place, item): scores.score(item, place=place, months=scores.year)
        for place in places
        for item in items
    }
    judged = {key: fact for key, fact in grid.items() if fact.n is None or fact.n >= least}
    sure = _proven(scores, places, judged)
    end = max(each.high for each in ranges.values())
    found = [
        _spot(scores, key, fact, name, end, proven=key in sure)
        for key, fact in judged.items()
        if (name := next((n for n, r in ranges.items() if r.holds(fact.value)), ""))
    ]
    found.sort(key=lambda spot: (not spot.proven, spot.score.value or 0.0))
    few = sum(fact.known for fact in grid.values()) - sum(fact.known for fact in judged.values())
    return SpotGrid(places, items, grid, found, few)


def quarters(scores: SurveyScores, count: int) -> list[tuple[Month, Month]]:
    """The last quarters of three months, oldest first, that begin with or after the first score."""
    last = scores.data.month
    spans = [(last - QUARTER * (back + 1) + 1, last - QUARTER * back) for back in range(count)]
    return [span for span in reversed(spans) if span[0] >= scores.first]


def _proven(
    scores: SurveyScores,
    places: Sequence[SurveyPlace],
    judged: Mapping[tuple[SurveyPlace, str], Fact],
) -> frozenset[tuple[SurveyPlace, str]]:
    """The places and items below the rest by more than chance: Welch's test, Holm over all."""
    tests: dict[tuple[SurveyPlace, str], float] = {}
    for place, item in judged:
        own = _moments(scores, item, place)
        rest = _rest(scores, item, place, places)
        if own is None or rest is None:
            continue
        p = homogeneous_means([own, rest]).p_value
        if p is not None:
            tests[place, item] = p if own.mean < rest.mean else 1.0
    adjusted = holm(list(tests.values()))
    return frozenset(key for key, p in zip(tests, adjusted, strict=True) if p < WORDED)


def _moments(scores: SurveyScores, item: str, place: SurveyPlace) -> Moments | None:
    return scores.moments(item, place=place, source=scores.source, months=scores.year)


def _rest(
    scores: SurveyScores, item: str, place: SurveyPlace, places: Sequence[SurveyPlace]
) -> Moments | None:
    """The answers on an item elsewhere: in the other places, else in the one above."""
    own = _moments(scores, item, place)
    if own is None:
        return None
    if len(places) > 1:
        known = [_moments(scores, item, each) for each in places]
        return _without(_pooled([each for each in known if each is not None]), own)
    wider = (_moments(scores, item, each) for each in scores.above)
    whole = next((each for each in wider if each is not None and each.n > own.n), None)
    return _without(whole, own)


def _pooled(groups: Sequence[Moments]) -> Moments | None:
    n = sum(group.n for group in groups)
    if n < 2:  # noqa: PLR2004 no spread
        return None
    mean = math.fsum(group.n * group.mean for group in groups) / n
    left = math.fsum(
        (group.n - 1) * group.sd**2 + group.n * (group.mean - mean) ** 2 for group in groups
    )
    return Moments(n, mean, math.sqrt(left / (n - 1)))


def _without(whole: Moments | None, part: Moments) -> Moments | None:
    """A group without a part of it."""
    n = 0 if whole is None else whole.n - part.n
    if whole is None or n < 2:  # noqa: PLR2004 no spread
        return None
    mean = (whole.n * whole.mean - part.n * part.mean) / n
    squares = [(g.n - 1) * g.sd**2 + g.n * g.mean**2 for g in (whole, part)]
    return Moments(n, mean, math.sqrt(max(0.0, (squares[0] - squares[1] - n * mean**2) / (n - 1))))


def _spot(  # noqa: PLR0913 what a spot is made of
    scores: SurveyScores,
    key: tuple[SurveyPlace, str],
    score: Fact,
    name: str,
    end: float,
    *,
    proven: bool,
) -> Spot:
    place, item = key
    rest, gap = _compared(scores, place, item, score)
    return Spot(place, item, name, score, rest, gap, proven, _lasting(scores, key, end))


def _compared(
    scores: SurveyScores, place: SurveyPlace, item: str, score: Fact
) -> tuple[Fact, Fact]:
    """The score of the rest, and how far a score lies from it."""
    places = scores.stores or scores.below or (scores.place,)
    found, data = _rest(scores, item, place, places), scores.data
    where = f"{place.level}={place.name}/{item}"
    mean = found.mean if found else None
    rest = data.given(
        f"surveys.rest:{where}", Label("其他门店", "The rest"), mean, "score",
        Label("同一项目、其他地点全部问卷的平均", "mean of all answers on the item elsewhere"),
        n=found.n if found else None, better="higher",
    )  # fmt: skip
    gap = None if rest.value is None or score.value is None else score.value - rest.value
    made = data.given(
        f"surveys.gap:{where}", Label("与其他门店之差", "Against the rest"), gap, "score",
        Label("得分 − 其他地点得分", "score less that of the rest"), better="higher",
    )  # fmt: skip
    return rest, replace(made, unit="score")


def _lasting(scores: SurveyScores, key: tuple[SurveyPlace, str], end: float) -> int | None:
    """How many quarters in a row the score lies below an end."""
    place, item = key
    lasted = 0
    for span in reversed(quarters(scores, _LONGEST)):
        value = scores.score(item, place=place, months=span).value
        if value is None:
            return lasted or None
        if value >= end:
            break
        lasted += 1
    return lasted
