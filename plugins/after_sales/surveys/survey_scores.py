"""Scores by source, place, item and month, and the facts made from them.

A report is about a place: a store by its code, a region, province or city by its name, or `total`
for all stores. A store sees itself and the places above it, never another store.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from reportgen_plugins.after_sales.surveys.score_sums import ScoreSums, scores_of_level
from reportgen_plugins.after_sales.surveys.survey_answers import (
    ITEM_OF_ALL,
    LEVELS,
    OWN,
    TOTAL,
    survey_answers,
)
from reportgen_plugins.after_sales.surveys.survey_places import (
    SurveyPlace,
    place_of,
    places_above,
    places_below,
)
from reportgen_plugins.after_sales.tables.surveys import SURVEYS

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Fact,
    Is,
    Label,
    Metric,
    Month,
    Ratio,
    Rows,
    Sum,
    TableContract,
    during,
)
from reportgen.stats import Moments, mean_interval

SCORES = TableContract(
    name="survey_scores",
    label=Label("各项满意度得分", "Survey scores"),
    row=Label(
        "一行为一个来源、地点、项目、月份的得分",
        "the score of one item, place and source in one month",
    ),
    date="month",
    per=("source", "item"),
    columns=(
        ColumnContract("month", "date", Label("月份", "Month")),
        replace(SURVEYS.column("source"), required=False),
        replace(SURVEYS.column("level"), required=False),
        ColumnContract("place", "text", Label("地点", "Place")),
        ColumnContract("item", "text", Label("项目", "Item")),
        ColumnContract(
            "answers", "number", Label("计权样本", "Weight of the answers"), unit="number"
        ),
        ColumnContract("points", "number", Label("得分合计", "Sum of scores"), unit="number"),
        ColumnContract("sample", "number", Label("样本量", "Sample"), unit="count"),
    ),
)
_NONE: NDArray[np.intp] = np.empty(0, dtype=np.intp)
_ROWS = Rows(SCORES.name, SCORES.date)
_DEFINITION = Label(
    "Σ(得分 × 样本量) ÷ Σ样本量，得分换算为 0–100；未公布样本量的来源各条权重相同",
    "Σ(score × sample) ÷ Σ sample, on a scale of 0 to 100; each score counts the same where a "
    "source publishes no samples",
)
_SOURCE = Label("满意度数据库口径", "satisfaction database")
_BASIS = Label("得分条数", "Scores")
_BASIS_DEFINITION = Label("所涉各月的得分条数", "scores of all the months")


@dataclass(frozen=True, eq=False)
class SurveyScores:
    """The scores a report may show.

    Attributes:
        data: The data facts are made of.
        place: What the report is about.
        above: Wider places, the nearest first.
        below: The places of the next level within it, in the order of names.
        stores: All stores within it, in the order of names.
        sources: The sources that say something about the place or one above, the place's own first.
        items: The items of the first of them without the overall answer, as the file has them.
        overall: What the overall answer is called.
        answers: The single scores within the place: see `survey_answers`.
        weights: The weights the sources publish: source, month, item, weight.
        left_out: Why scores are left out → how many.
        first: The first month with a score.
    """

    data: Data
    place: SurveyPlace
    above: tuple[SurveyPlace, ...]
    below: tuple[SurveyPlace, ...]
    stores: tuple[SurveyPlace, ...]
    sources: tuple[str, ...]
    items: tuple[str, ...]
    overall: str
    answers: pd.DataFrame
    weights: pd.DataFrame
    left_out: dict[str, int]
    first: Month
    _sums: ScoreSums
    chosen: str = ""
    """What tells facts over some of the items from those over all."""

    @property
    def source(self) -> str:
        """The source the chapters lead with."""
        return self.sources[0]

    @property
    def year(self) -> tuple[Month, Month]:
        """The twelve months up to the report's, as far as there are scores."""
        return max(self.first, self.data.month - 11), self.data.month

    def basis(self, months: tuple[Month, Month]) -> Fact:
        """What numbers pooled over some months rest on; not known where one is not exported."""
        start, end = months
        expr = during(Count(_ROWS), start, end)
        key = f"surveys.basis@{start}~{end}"
        return self.data.combine(Metric(key, _BASIS, expr, "count", definition=_BASIS_DEFINITION))

    def asked(self, item: str) -> bool:
        """Whether the report's place has a score of an item in any month."""
        place = self.place
        return (self.source, place.level, place.name, item) in self._sums.places

    def name(self, place: SurveyPlace) -> str:
        """What a reader calls a place."""
        if place.level == TOTAL:
            return self.data.word(SCORES.name, "level", TOTAL)
        if place == self.place and place.level == "store":
            return self.data.dealer.title(self.data.language)
        return place.name

    def source_name(self, source: str) -> str:
        """What a reader calls a source."""
        return self.data.word(SCORES.name, "source", source)

    def only(self, items: Collection[str]) -> SurveyScores:
        """The same scores with some of the items."""
        kept = tuple(item for item in self.items if item in items)
        return replace(self, items=kept, chosen=f"[{'+'.join(kept)}]")

    def score(
        self,
        item: str,
        *,
        place: SurveyPlace | None = None,
        source: str = "",
        months: tuple[Month, Month] | None = None,
        label: str = "",
    ) -> Fact:
        """The score of an item, with its 95 % interval where single answers are known."""
        where, whose = place or self.place, source or self.source
        start, end = months or (self.data.month, self.data.month)
        rows = _ROWS.only(
            Is("source", whose), Is("level", where.level), Is("place", where.name), Is("item", item)
        )
        expr = during(Ratio(Sum(rows, "points"), Sum(rows, "answers")), start, end)
        when = str(end) if start == end else f"{start}~{end}"
        key = f"{whose}/{where.level}={where.name}/{item}@{when}"
        name = Label(label or item, label or item)
        metric = Metric(f"surveys.score:{key}", name, expr, "score", "higher", _DEFINITION, _SOURCE)
        fact = self.data.combine(metric)
        if not fact.known:  # nobody asked: nothing is divided by nothing
            return replace(fact, reason="no_data") if fact.reason == "no_denominator" else fact
        found = self.moments(item, place=where, source=whose, months=(start, end))
        if found is None:  # a published score: its sample is what it says it is, if anything
            return replace(fact, n=self._sample(item, where, whose, (start, end)))
        ends = mean_interval(found.n, found.mean, found.sd)
        if ends is None:
            return fact
        return replace(fact, low=max(0.0, ends.low), high=min(100.0, ends.high))

    def moments(
        self, item: str, *, place: SurveyPlace, source: str, months: tuple[Month, Month]
    ) -> Moments | None:
        """Size, mean and spread of the single answers; null where some are only published."""
        rows = self._rows(item, place, source, months)
        if not len(rows) or self._sums.published[rows].any():
            return None
        n, points, squares = (
            float(column[rows].sum())
            for column in (self._sums.answers, self._sums.points, self._sums.squares)
        )
        left = max(0.0, squares - points * points / n)
        return Moments(round(n), points / n, math.sqrt(left / (n - 1)) if n > 1 else 0.0)

    def mean(self, item: str, place: SurveyPlace, months: tuple[Month, Month]) -> float | None:
        """The same number as `score`, without a fact: for courses that are not printed."""
        if not self.basis(months).known:
            return None
        rows = self._rows(item, place, self.source, months)
        weight = float(self._sums.answers[rows].sum())
        return float(self._sums.points[rows].sum()) / weight if weight else None

    def _sample(
        self, item: str, place: SurveyPlace, source: str, months: tuple[Month, Month]
    ) -> int | None:
        found = self._sums.sample[self._rows(item, place, source, months)]
        return None if not len(found) or np.isnan(found).any() else round(found.sum())

    def _rows(
        self, item: str, place: SurveyPlace, source: str, months: tuple[Month, Month]
    ) -> NDArray[np.intp]:
        rows = self._sums.places.get((source, place.level, place.name, item), _NONE)
        start, end = (np.datetime64(month.first) for month in months)
        when = self._sums.month[rows]
        return rows[(when >= start) & (when <= end)]


def survey_scores(data: Data) -> SurveyScores | None:
    """The scores of what the report is about; null where no survey says anything of it."""
    found = survey_answers(data)
    place = place_of(found.frame, data.dealer)
    if place is None or found.frame.empty:
        return None
    inside = (
        found.frame if place.level == TOTAL else found.frame[found.frame[place.level] == place.name]
    )
    if inside.empty:
        return None
    above = places_above(inside, place)
    below = places_below(inside, place)
    stores = places_below(inside, place, "store")
    wanted = dict.fromkeys((place, *above, *below, *stores))
    # what is said of a wider place must not be what one store says
    alone = LEVELS[LEVELS.index(place.level) :]
    table = pd.concat(
        scores_of_level(found.frame, level, 1 if level in alone else 2) for level in LEVELS
    ).reset_index(drop=True)
    pairs = pd.MultiIndex.from_tuples([(each.level, each.name) for each in wanted])
    shown = table[pd.MultiIndex.from_frame(table[["level", "place"]]).isin(pairs)]
    contract = replace(SCORES, made_from=(found.made_from,))
    data.derive(contract, shown.drop(columns=["squares", "published"]))
    own = shown[(shown["level"] == place.level) & (shown["place"] == place.name)]
    if own.empty:
        return None
    here = set(own["source"])
    sources = sorted(
        shown["source"].unique(), key=lambda each: (each not in here, each != OWN, each)
    )
    overall = data.pick(ITEM_OF_ALL)
    of_first = own[own["source"] == sources[0]]
    known = shown[["level", "place"]].drop_duplicates()
    have = {SurveyPlace(*pair) for pair in known.itertuples(index=False)}
    return SurveyScores(
        data, place,
        tuple(each for each in above if each in have),
        tuple(each for each in below if each in have),
        tuple(each for each in stores if each in have),
        tuple(sources),
        tuple(item for item in dict.fromkeys(of_first["item"]) if item != overall),
        overall, inside, found.frame[["source", "month", "item", "weight"]].dropna(),
        dict(found.left_out), Month.of(own["month"].min().date()),
        ScoreSums.of(shown.reset_index(drop=True)),
    )  # fmt: skip
