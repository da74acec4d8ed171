"""The plan of a year: which item of which place is raised how far, at the least added resource."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reportgen_plugins.after_sales.surveys.item_weights import ItemWeights
from reportgen_plugins.after_sales.surveys.survey_places import SurveyPlace
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import YEAR, Fact, Label, Month, Unit
from reportgen.stats import LeastEffort, least_effort

CostName: TypeAlias = Literal["headroom", "proportional"]
Span: TypeAlias = tuple[Month, Month]
_HIGHEST = 100.0

COSTS: Mapping[CostName, Callable[[float, float], float]] = {
    # the nearer a score is to 100, the dearer is its next point
    "headroom": lambda weight, score: weight / (_HIGHEST - score) if score < _HIGHEST else math.inf,
    # taken literally: score in proportion to resource, so a point costs the same part of each
    "proportional": lambda weight, score: weight / score if score > 0 else math.inf,
}
"""What a point costs of a part with a weight and a score; a model joins here."""


@dataclass(frozen=True, eq=False)
class PlanCell:
    """One item of one place.

    Attributes:
        place: The place.
        item: The item.
        weight: Its part of the whole score; all parts are 1.
        base: Its score of the year before.
        raised: By how much it is raised, by cost model.
        share: Its part of the added resource, by cost model.
    """

    place: SurveyPlace
    item: str
    weight: float
    base: Fact
    raised: Mapping[CostName, Fact]
    share: Mapping[CostName, Fact]


@dataclass(frozen=True, eq=False)
class YearPlan:
    """The plan of the report's year.

    Attributes:
        scores: The scores.
        weights: Item → its part of the score, 1 in all.
        basis: Where the weights come from: `spec`, `published`, `influence` or `equal`.
        base: The weighted score of the year before.
        uplift: How far it is to rise.
        cells: All parts, by place and item.
        plans: What each cost model comes to.
        cost: What each costs in all; null where the uplift is out of reach.
        most: How far the score could rise at most.
    """

    scores: SurveyScores
    weights: Mapping[str, float]
    basis: str
    base: Fact
    uplift: Fact
    cells: Sequence[PlanCell]
    plans: Mapping[CostName, LeastEffort]
    cost: Mapping[CostName, Fact]
    most: Fact

    @property
    def feasible(self) -> bool:
        """Whether the uplift is within reach."""
        return all(plan.feasible for plan in self.plans.values())


def chosen_weights(
    scores: SurveyScores, found: ItemWeights, wanted: Mapping[str, float]
) -> tuple[Mapping[str, float], str]:
    """The weights of the plan, 1 in all, and where they come from."""
    published = next(iter(found.published.values()), {})
    ways: list[tuple[str, Mapping[str, float | None]]] = [
        ("spec", dict(wanted)),
        ("published", {item: fact.value for item, fact in published.items()}),
        ("influence", {item: fact.value for item, fact in found.shares.items()}),
    ]
    for basis, weights in ways:
        known = {item: weights.get(item) or 0.0 for item in scores.items}
        whole = math.fsum(known.values())
        if whole > 0:
            return {item: weight / whole for item, weight in known.items() if weight}, basis
    return {item: 1 / len(scores.items) for item in scores.items}, "equal"


def year_plan(
    scores: SurveyScores, weights: Mapping[str, float], basis: str, uplift: float, most: float
) -> YearPlan | None:
    """The plan by every cost model; null where the year before has no score of an item."""
    data, span = scores.data, last_year(scores)
    if span is None or not weights:
        return None
    base = weighted(scores, weights, span, "base")
    parts = _parts(scores, weights, span)
    if not base.known or not parts:
        return None
    rooms = [min(most, _HIGHEST - (fact.value or 0.0)) for _, _, _, fact in parts]
    shares = [weight for _, _, weight, _ in parts]
    plans, costs = {}, {}
    for name, cost in COSTS.items():
        prices = [cost(w, f.value or 0.0) for _, _, w, f in parts]
        finite = [price if math.isfinite(price) else 0.0 for price in prices]
        free = [room if math.isfinite(p) else 0.0 for room, p in zip(rooms, prices, strict=True)]
        plans[name], costs[name] = least_effort(shares, finite, free, uplift), finite
    return YearPlan(
        scores,
        weights,
        basis,
        base,
        _given(scores, "uplift", Label("计划提高", "Planned uplift"), uplift),
        [_cell(scores, part, at, plans, costs) for at, part in enumerate(parts)],
        plans,
        {
            name: data.given(
                f"surveys.plan.cost:{name}", Label("所需资源", "Added resource"),
                None if not plan.feasible else plan.cost, "number", _COST_METHOD,
            )
            for name, plan in plans.items()
        },
        _given(scores, "most", Label("最多可提高", "Most possible"), plans["headroom"].most),
    )  # fmt: skip


def last_year(scores: SurveyScores) -> Span | None:
    """The months of the year before the report's, as far as there are scores."""
    year = scores.data.month.year - 1
    start, end = max(Month(year, 1), scores.first), Month(year, YEAR)
    return (start, end) if start <= end else None


def weighted(scores: SurveyScores, weights: Mapping[str, float], span: Span, name: str) -> Fact:
    """The weighted score of the report's place in some months; null where an item is missing."""
    items = {item: scores.score(item, months=span) for item in weights}
    values = [fact.value for fact in items.values()]
    known = [value for value in values if value is not None]
    total = None
    if len(known) == len(values):
        total = math.fsum(w * v for w, v in zip(weights.values(), known, strict=True))
    when = str(span[1]) if span[0] == span[1] else f"{span[0]}~{span[1]}"
    return scores.data.given(
        f"surveys.index.{name}@{when}", _WEIGHTED, total, "score", _WEIGHTING, better="higher",
        over=list(items.values()),
    )  # fmt: skip


_WEIGHTED = Label("加权满意度", "Weighted satisfaction")
_WEIGHTING = Label(
    "Σ 权重 × 项目得分，权重之和为 1", "Σ weight × score of the items, weights add up to 1"
)
_COST_METHOD = Label(
    "最小化 Σ 单价 × 提高分数，使 Σ 权重 × 提高分数 = 目标（线性规划）",
    "least Σ price × raise so that Σ weight × raise = uplift (linear programme)",
)


def _parts(
    scores: SurveyScores, weights: Mapping[str, float], span: Span
) -> list[tuple[SurveyPlace, str, float, Fact]]:
    """Each place and item with its weight and score; a place weighs by its answers.

    Places that were not asked every item are left out; where none was, the report's place stands
    for all.
    """
    for places in (scores.below, (scores.place,)):
        found = {
            place: {item: scores.score(item, place=place, months=span) for item in weights}
            for place in places
        }
        sizes = {
            place: min(fact.n or 1 for fact in facts.values())
            for place, facts in found.items()
            if all(fact.known for fact in facts.values())
        }
        if sizes:
            total = sum(sizes.values())
            return [
                (place, item, weights[item] * size / total, found[place][item])
                for place, size in sizes.items()
                for item in weights
            ]
    return []


def _cell(
    scores: SurveyScores,
    part: tuple[SurveyPlace, str, float, Fact],
    at: int,
    plans: Mapping[CostName, LeastEffort],
    costs: Mapping[CostName, Sequence[float]],
) -> PlanCell:
    place, item, weight, base = part
    where = f"{place.level}={place.name}/{item}"
    raised, share = {}, {}
    for name, plan in plans.items():
        raised[name] = _given(
            scores, f"raise:{name}/{where}", Label("计划提高", "Planned raise"), plan.raises[at]
        )
        part_of = plan.raises[at] * costs[name][at] / plan.cost if plan.cost else None
        share[name] = _given(
            scores, f"share:{name}/{where}", Label("资源占比", "Share of the resource"),
            None if not plan.feasible else part_of, "percent",
        )  # fmt: skip
    return PlanCell(place, item, weight, base, raised, share)


def _given(
    scores: SurveyScores, name: str, label: Label, value: float | None, unit: Unit = "number"
) -> Fact:
    return scores.data.given(f"surveys.plan.{name}", label, value, unit, _COST_METHOD)
