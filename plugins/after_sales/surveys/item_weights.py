"""What each item weighs: by the answers themselves, by experts, and as published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd
from reportgen_plugins.after_sales.surveys.model_file import SurveyModel
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Fact, Label
from reportgen.stats import CASES_PER_ITEM, MOST_ITEMS, DriverShares, driver_shares

CERTAIN = 0.95
"""An item is called the one that drives most if it came first in so many resamples."""
_POSSIBLE = 0.05
"""An item that came first more rarely is not named beside the first."""
_ASKED = 0.5
"""Part of the surveys that must answer an item for it to be judged; else few would be complete."""

Field: TypeAlias = Literal["improve", "keep", "enough", "later"]
"""Of importance and score: high and low, high and high, low and high, low and low."""

_SHARE = Label("影响力", "Influence")
_SHARE_METHOD = Label(
    "各项目在解释总体满意度差异（R²）中所占份额：LMG/Shapley，对所有加入次序取平均；合计 100%",
    "part of the explained variance (R²) of the overall answer: LMG/Shapley, averaged over all "
    "orders of entry; the parts add up to 100 %",
)
_GAIN = Label("每提高 1 分，总体满意度变化", "Overall answer by one point of the item")
_GAIN_METHOD = Label(
    "多元线性回归系数：其他项目相同、该项目高 1 分的问卷，总体满意度高多少；是关联，不是因果证明",
    "coefficient of a linear regression: by how much the overall answer is higher where the item "
    "is by one point and the others are the same; an association, no proof of a cause",
)
_R2_METHOD = Label("多元线性回归的 R²", "R² of the linear regression")
_COMPLETE_METHOD = Label(
    "各项目和总体满意度都作答的问卷", "surveys that answer every item and the overall question"
)
_AHP = Label("专家权重（AHP）", "Experts' weight (AHP)")
_AHP_METHOD = Label(
    "两两比较矩阵的主特征向量（Saaty）", "principal eigenvector of the comparisons (Saaty)"
)
_PUBLISHED_METHOD = Label(
    "公布的权重 ÷ 公布的权重之和", "published weight ÷ sum of the published weights"
)


@dataclass(frozen=True, eq=False)
class ItemWeights:
    """The weights of the items by three methods; empty where a method has no basis.

    Attributes:
        complete: Surveys that answer everything.
        explained: R² of the regression.
        shares: Item → its part of R², 1 in all.
        gains: Item → what one point of it goes with, with its interval.
        leaders: The items that may be the first; one where it is certain.
        experts: Item → weight by comparisons; also where they contradict one another.
        published: Source → item → weight, 1 in all.
        sums: Source → what its published weights add up to as printed, in percent.
    """

    complete: Fact
    explained: Fact
    shares: Mapping[str, Fact]
    gains: Mapping[str, Fact]
    leaders: tuple[str, ...]
    experts: Mapping[str, Fact] = field(default_factory=dict)
    published: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    sums: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether all months the answers are from were exported."""
        return self.complete.reason not in {"not_exported", "partly_exported"}

    @property
    def used(self) -> Mapping[str, Fact]:
        """The weights the four fields rest on: of the answers, else as first published."""
        return self.shares or next(iter(self.published.values()), {})

    def fields(self, scores: Mapping[str, Fact]) -> Mapping[str, Field]:
        """In which of the four fields each item lies; the limits are the means of both."""
        known = {i: s.value for i, s in scores.items() if s.value is not None and i in self.used}
        if not known:
            return {}
        middle = math.fsum(known.values()) / len(known)
        even = math.fsum(self.used[item].value or 0.0 for item in known) / len(known)
        return {
            item: _field((self.used[item].value or 0.0) >= even, value >= middle)
            for item, value in known.items()
        }


def item_weights(scores: SurveyScores, model: SurveyModel | None) -> ItemWeights:
    """The weights by every method there is a basis for."""
    asked, frame = _complete(scores)
    basis, found = scores.basis(scores.year), None
    if (
        basis.known
        and len(asked) <= MOST_ITEMS
        and len(frame) >= CASES_PER_ITEM * max(1, len(asked))
    ):
        columns = [frame[item].tolist() for item in asked]
        found = driver_shares(columns, frame[scores.overall].tolist()) if asked else None
    data = scores.data
    complete = data.given(
        f"surveys.complete{scores.chosen}", Label("完整问卷", "Complete surveys"),
        float(len(frame)) if len(frame) else None, "count", _COMPLETE_METHOD,
        over=(basis,),
    )  # fmt: skip
    published, sums = _published(scores)
    return ItemWeights(
        complete,
        data.given(
            f"surveys.explained{scores.chosen}", Label("可解释的差异", "Explained variance"),
            found.explained if found else None, "percent", _R2_METHOD,
            n=found.n if found else None, over=(basis,),
        ),
        _shares(scores, asked, found, basis),
        _gains(scores, asked, found, basis),
        _leaders(asked, found),
        _experts(scores, model),
        published,
        sums,
    )  # fmt: skip


def _field(heavy: bool, high: bool) -> Field:  # noqa: FBT001 the two axes of the four fields
    if heavy:
        return "keep" if high else "improve"
    return "enough" if high else "later"


def _complete(scores: SurveyScores) -> tuple[list[str], pd.DataFrame]:
    """The items most surveys of the last twelve months answer, and the surveys that answer all."""
    start, end = scores.year
    rows = scores.answers
    rows = rows[
        (rows["source"] == scores.source)
        & ~rows["published"].astype(bool)
        & rows["survey_no"].notna()
        & rows["month"].between(pd.Timestamp(start.first), pd.Timestamp(end.first))
    ]
    wide = rows.pivot_table("score", ["store", "survey_no"], "item", aggfunc="last", dropna=False)
    if scores.overall not in wide:
        return [], wide.iloc[:0].assign(**{scores.overall: []})
    wide = wide[wide[scores.overall].notna()]
    asked = [i for i in scores.items if i in wide and wide[i].notna().mean() >= _ASKED]
    return asked, wide.dropna(subset=[*asked, scores.overall])


def _shares(
    scores: SurveyScores, asked: list[str], found: DriverShares | None, basis: Fact
) -> Mapping[str, Fact]:
    if found is None or found.explained <= 0:
        return {}
    return {
        item: scores.data.given(
            f"surveys.influence{scores.chosen}:{item}", _named(_SHARE, item),
            share / found.explained, "percent", _SHARE_METHOD, n=found.n, over=(basis,),
        )
        for item, share in zip(asked, found.shares, strict=True)
    }  # fmt: skip


def _gains(
    scores: SurveyScores, asked: list[str], found: DriverShares | None, basis: Fact
) -> Mapping[str, Fact]:
    if found is None:
        return {}
    return {
        item: scores.data.given(
            f"surveys.gain{scores.chosen}:{item}", _named(_GAIN, item), slope, "number",
            _GAIN_METHOD, n=found.n, low=limits.low, high=limits.high, better="higher",
            over=(basis,),
        )
        for item, slope, limits in zip(asked, found.slopes, found.slope_limits, strict=True)
    }  # fmt: skip


def _leaders(asked: list[str], found: DriverShares | None) -> tuple[str, ...]:
    if found is None:
        return ()
    ordered = sorted(zip(found.first, asked, strict=True), key=lambda pair: -pair[0])
    if ordered[0][0] >= CERTAIN:
        return (ordered[0][1],)
    return tuple(item for part, item in ordered if part > _POSSIBLE)


def _experts(scores: SurveyScores, model: SurveyModel | None) -> Mapping[str, Fact]:
    if model is None:
        return {}
    return {
        item: scores.data.given(
            f"surveys.expert:{item}", _named(_AHP, item), weight, "percent", _AHP_METHOD
        )
        for item, weight in model.by_item.items()
    }


def _published(
    scores: SurveyScores,
) -> tuple[Mapping[str, Mapping[str, Fact]], Mapping[str, Fact]]:
    """The latest weights of each source, and what they add up to as printed."""
    weights: dict[str, Mapping[str, Fact]] = {}
    sums: dict[str, Fact] = {}
    for source, rows in scores.weights.groupby("source", sort=True):
        last = rows[rows["month"] == rows["month"].max()].drop_duplicates("item", keep="last")
        printed = dict(zip(last["item"], map(float, last["weight"]), strict=True))
        whole = math.fsum(printed.values())
        if not whole:
            continue
        name = str(source)
        title = scores.source_name(name)
        as_percent = whole if whole > 1.5 else whole * 100  # noqa: PLR2004 printed as 0.24 or 24
        sums[name] = scores.data.given(
            f"surveys.weights:{name}", Label(title, title), as_percent, "number",
            Label("公布的权重之和（%）", "sum of the published weights (%)"),
        )  # fmt: skip
        weights[name] = {
            item: scores.data.given(
                f"surveys.weight:{name}/{item}", Label(f"{title}·{item}", f"{title} · {item}"),
                value / whole, "percent", _PUBLISHED_METHOD,
            )
            for item, value in printed.items()
        }  # fmt: skip
    return weights, sums


def _named(label: Label, item: str) -> Label:
    return Label(f"{label.zh}·{item}", f"{label.en} · {item}")
