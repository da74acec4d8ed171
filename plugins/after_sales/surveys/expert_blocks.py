"""Blocks on what experts say: consistency of their comparisons, and the fuzzy evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.surveys.item_weights import ItemWeights
from reportgen_plugins.after_sales.surveys.model_file import PrintedConsistency, SurveyModel
from reportgen_plugins.after_sales.surveys.survey_scores import SurveyScores

from reportgen import Block, Cell, Column, Data, Fact, Finding, Heading, Label, Table, Text
from reportgen.stats import (
    CONSISTENT_BELOW,
    FuzzyEvaluation,
    consistency,
    fuzzy_evaluation,
    printed_agrees,
)

_MEMBERSHIP = Label(
    "得分归入最接近的等级后，各等级答卷所占份额", "share of the answers whose nearest grade it is"
)
_WHOLE = Label(
    "B = W·R，W 为项目权重，R 为各项目的隶属度", "B = W·R of weights W and memberships R"
)
_VALUE = Label("B·u，u 为各等级的分值", "B·u with the values u of the grades")
_AHP_METHOD = Label(
    "CI = (λmax − n)/(n − 1)，CR = CI/RI（Saaty）", "CI = (λmax − n)/(n − 1), CR = CI/RI (Saaty)"
)


@dataclass(frozen=True, eq=False)
class _Graded:
    """What the fuzzy evaluation rests on: one row a criterion."""

    weights: Mapping[str, float]
    rows: Mapping[str, tuple[float, ...]]
    n: int | None

    def evaluate(self, grades: Mapping[str, float]) -> FuzzyEvaluation:
        """B and the score."""
        names = list(self.rows)
        weights = [self.weights[name] for name in names]
        return fuzzy_evaluation(weights, [self.rows[n] for n in names], list(grades.values()))


def expert_blocks(
    data: Data, scores: SurveyScores, weights: ItemWeights, model: SurveyModel
) -> Iterator[Block]:
    """The consistency of the comparisons, and the score by grades."""
    graded = _graded(scores, weights, model)
    if model.pairwise is None and graded is None:
        return
    yield Heading(data.text("expert.heading"))
    if model.pairwise is not None:
        found = model.pairwise.weights().consistency
        said = {
            "lambda_max": _given(data, "lambda_max", found.lambda_max),
            "index": _given(data, "ci", found.index),
            "ratio": _given(data, "cr", found.ratio),
            "limit": _given(data, "cr_limit", CONSISTENT_BELOW),
        }
        yield Text(data.say("ahp.usable" if found.usable else "ahp.unusable", **said))
    if graded is not None:
        yield from _fuzzy(data, graded, model.grades)


def expert_findings(data: Data, model: SurveyModel) -> Iterator[Block]:
    """Comparisons that contradict one another, and a printed consistency that cannot be."""
    if model.pairwise is not None and not model.pairwise.weights().consistency.usable:
        ratio = _given(data, "cr", model.pairwise.weights().consistency.ratio)
        limit = _given(data, "cr_limit", CONSISTENT_BELOW)
        said = {"ratio": ratio, "limit": limit}
        title, text = data.say("ahp.finding.title", **said), data.say("ahp.finding.text", **said)
        yield Finding("surveys.ahp", "watch", title, text)
    printed = model.printed
    if printed and not _possible(printed):
        said = {
            "lambda_max": _given(data, "printed.lambda", printed.lambda_max),
            "index": _given(data, "printed.ci", printed.index),
            "meant": _given(
                data, "printed.meant", printed.index * (printed.items - 1) + printed.items
            ),
            "then": _given(data, "printed.then", _index(printed)),
        }
        title, text = data.say("printed.title", **said), data.say("printed.text", **said)
        yield Finding("surveys.printed", "watch", title, text)


def _possible(printed: PrintedConsistency) -> bool:
    return printed.lambda_max >= printed.items and printed_agrees(
        printed.items, printed.lambda_max, printed.index, printed.digits
    )


def _index(printed: PrintedConsistency) -> float | None:
    if printed.lambda_max < printed.items:
        return None
    return consistency(printed.items, printed.lambda_max).index


def _given(data: Data, name: str, value: float | None) -> Fact:
    label = Label(name, name)
    # CI and CR are told apart by their third decimal
    fact = data.given(f"surveys.ahp.{name}", label, value, "number", _AHP_METHOD)
    return _digits(fact, 4)


def _digits(fact: Fact, digits: int) -> Fact:
    assert fact.metric is not None  # noqa: S101 given facts have one
    return replace(fact, metric=replace(fact.metric, digits=digits))


def _graded(scores: SurveyScores, weights: ItemWeights, model: SurveyModel) -> _Graded | None:
    """The criteria graded by others, else the items of the answers."""
    if not model.grades:
        return None
    if model.criteria:
        return _Graded(
            {name: each.weight for name, each in model.criteria.items()},
            {name: each.memberships for name, each in model.criteria.items()},
            None,
        )
    usable = model.pairwise is not None and model.pairwise.weights().consistency.usable
    chosen = weights.experts if usable and weights.experts else weights.used
    rows = _memberships(scores, list(model.grades.values()))
    known = {item: fact.value for item, fact in chosen.items() if fact.value and item in rows}
    if not known:
        return None
    return _Graded(known, {item: rows[item][0] for item in known}, min(rows[i][1] for i in known))


def _memberships(
    scores: SurveyScores, grades: list[float]
) -> dict[str, tuple[tuple[float, ...], int]]:
    """Item → the share of its answers in each grade, and how many; none of months not exported."""
    start, end = scores.year
    if not scores.basis(scores.year).known:
        return {}
    rows = scores.answers
    rows = rows[
        (rows["source"] == scores.source)
        & ~rows["published"].astype(bool)
        & rows["month"].between(pd.Timestamp(start.first), pd.Timestamp(end.first))
    ]
    nearest = np.abs(rows["score"].to_numpy()[:, None] - np.asarray(grades)).argmin(axis=1)
    found = {}
    for item, at in pd.Series(nearest, rows.index).groupby(rows["item"]):
        counts = np.bincount(at.to_numpy(), minlength=len(grades))
        found[str(item)] = (tuple(map(float, counts / counts.sum())), len(at))
    return found


def _fuzzy(data: Data, graded: _Graded, grades: Mapping[str, float]) -> Iterator[Block]:
    found = graded.evaluate(grades)
    score = data.given(
        "surveys.fuzzy", Label("模糊综合评价", "Fuzzy evaluation"), found.score, "score", _VALUE,
        n=graded.n,
    )  # fmt: skip
    score = _digits(score, 3)
    yield Text(data.say("fuzzy.said", score=score))
    names = list(grades)
    rows: list[tuple[Cell, ...]] = [
        (name, *(_member(data, name, g, v) for g, v in zip(names, row, strict=True)))
        for name, row in graded.rows.items()
    ]
    whole = [
        _member(data, "B", g, v, _WHOLE) for g, v in zip(names, found.memberships, strict=True)
    ]
    yield Table(
        id="surveys.fuzzy",
        caption=data.text("fuzzy.caption"),
        columns=(
            Column(data.text("column.item"), weight=1.4),
            *(Column(f"{name} {value:g}", "percent") for name, value in grades.items()),
        ),
        rows=(*rows, (data.text("fuzzy.whole"), *whole)),
        total=True,
    )


def _member(data: Data, name: str, grade: str, value: float, method: Label = _MEMBERSHIP) -> Fact:
    label = Label(f"{name}·{grade}", f"{name} · {grade}")
    return data.given(f"surveys.fuzzy:{name}/{grade}", label, value, "percent", method)
