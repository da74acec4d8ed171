"""年度计划: both printed optima, what is out of reach, and the year against the plan."""

from __future__ import annotations

import math
from functools import cache

import pytest
from survey_cases import chapter_of, data_of, facts, findings, said, sample

from reportgen import Recommendation, Table
from reportgen.document.blocks import Chapter
from reportgen.testing import SectionKit

PRINTED = {"服务态度": 95.5, "及时接待": 89.8, "预先报价": 98.2, "解释账单": 89.9}
"""The items of September 2008 in the printed deck."""


def published(
    scores: dict[str, float], *days: str, sample: int | None = None
) -> list[dict[str, object]]:
    """Published scores of the store S1."""
    return [
        {"source": "own", "surveyed_at": day, "level": "store", "store": "S1", "item": item,
         "score": score, "scale": 100, "sample": sample}
        for day in days
        for item, score in scores.items()
    ]  # fmt: skip


@cache
def deck() -> Chapter:
    rows = published(PRINTED, "2025-12-31", "2026-01-31")
    return chapter_of("annual_plan", data_of(rows, "S1", "2026-01"), most=100)


@cache
def group() -> Chapter:
    return chapter_of("annual_plan", data_of(sample(3, 25, 1, a_month=6)), uplift=2)


@pytest.mark.parametrize(
    ("model", "raises", "cost"),
    [("proportional", (2.2, 0, 1.8, 0), 0.010342), ("headroom", (0, 4, 0, 0), 0.098039)],
)
def test_both_printed_optima_come_out_exactly(
    model: str, raises: tuple[float, ...], cost: float
) -> None:
    shown = facts(deck().blocks)

    for item, raised in zip(PRINTED, raises, strict=True):
        fact = shown.get(f"surveys.plan.raise:{model}/store=S1/{item}")
        assert (fact.value if fact else 0) == pytest.approx(raised)
    assert shown[f"surveys.plan.cost:{model}"].value == pytest.approx(cost, abs=5e-7)


def test_both_models_are_explained() -> None:
    text = said(deck())

    assert "余量法" in text
    assert "及时接待提高 4 分" in text
    assert "比例法" in text
    assert "服务态度提高 2.2 分、预先报价提高 1.8 分" in text
    assert "没有权重，各项目权重相同" in text


def test_an_uplift_out_of_reach_says_the_most_possible() -> None:
    rows = published(PRINTED, "2025-12-31", "2026-01-31")
    data = data_of(rows, "S1", "2026-01")
    chapter = chapter_of("annual_plan", data, uplift=8, most=100)
    shown = facts(chapter.blocks)

    assert "surveys.plan.infeasible" in findings(chapter)
    assert shown["surveys.plan.most"].value == pytest.approx(
        sum(100 - s for s in PRINTED.values()) / 4
    )
    assert "最多提高 6.65 分" in said(chapter)


def test_raises_bring_the_uplift_and_shares_make_a_whole() -> None:
    chapter = group()
    shown = facts(chapter.blocks)
    (table,) = [b for b in chapter.blocks if isinstance(b, Table)]

    for column in (4, 7):
        assert math.fsum(row[column].value for row in table.rows) == pytest.approx(1)  # type: ignore[union-attr, misc]
    assert max(row[3].value for row in table.rows) <= 5 + 1e-9  # type: ignore[union-attr, type-var, operator]
    assert shown["surveys.plan.uplift"].value == 2


def test_a_year_behind_its_plan_by_more_than_chance_is_re_planned() -> None:
    chapter = group()
    shown = facts(chapter.blocks)
    base, now = (shown[f"surveys.index.{name}"] for name in (
        "base@2025-01~2025-12", "to_date@2026-01~2026-10",
    ))  # fmt: skip

    assert shown["surveys.plan.path@2026-10"].value == pytest.approx(base.value + 2 * 11 / 24)  # type: ignore[operator]
    assert now.high < shown["surveys.plan.path@2026-10"].value  # type: ignore[operator]
    assert findings(chapter)["surveys.plan.behind"].severity == "bad"
    assert any(isinstance(block, Recommendation) for block in chapter.blocks)
    assert shown["surveys.plan.pace"].value > shown["surveys.plan.steady"].value  # type: ignore[operator]


def test_published_scores_behind_the_plan_are_watched_only() -> None:
    rows = published(PRINTED, "2025-12-31")
    rows += published({item: score - 3 for item, score in PRINTED.items()}, "2026-01-31")
    found = findings(chapter_of("annual_plan", data_of(rows, "S1", "2026-01"), most=100))

    assert found["surveys.plan.behind"].severity == "watch"


def test_without_the_year_before_there_is_no_plan() -> None:
    rows = published(PRINTED, "2026-01-31")
    chapter = chapter_of("annual_plan", data_of(rows, "S1", "2026-01"))

    assert "没有 2025 年各项目的得分作基线" in said(chapter)
    assert not facts(chapter.blocks)


def test_an_item_without_a_score_this_year_leaves_the_year_open() -> None:
    rows = published(PRINTED, "2025-12-31") + published({"服务态度": 99.0}, "2026-01-31")
    chapter = chapter_of("annual_plan", data_of(rows, "S1", "2026-01"))

    assert "还算不出来" in said(chapter)
    assert "surveys.plan.behind" not in findings(chapter)


def test_weights_of_the_spec_come_first() -> None:
    rows = published(PRINTED, "2025-12-31", "2026-01-31")
    data = data_of(rows, "S1", "2026-01")
    shown = facts(chapter_of("annual_plan", data, weights={"服务态度": 3, "及时接待": 1}).blocks)

    assert shown["surveys.index.base@2025-12"].value == pytest.approx((3 * 95.5 + 89.8) / 4)


def test_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("annual_plan")
