"""趋势预警: hit or missed, what comes next, and where the planted fall is localised."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from survey_cases import chapter_of, data_of, facts, findings, said, sample

from reportgen import Chart, Fact, Recommendation, Table
from reportgen.document.blocks import Chapter
from reportgen.testing import SectionKit

DECK = {"2008-05": 88.0, "2008-06": 88.8, "2008-07": 87.0, "2008-08": 85.0, "2008-09": 80.5}
"""The overall scores of the printed deck."""


def monthly(scores: dict[str, float]) -> list[dict[str, object]]:
    """Published overall scores of the store S1."""
    return [
        {"source": "own", "surveyed_at": f"{month}-15", "level": "store", "store": "S1",
         "item": "总体满意度", "score": score, "scale": 100}
        for month, score in scores.items()
    ]  # fmt: skip


def deck(month: str) -> Chapter:
    rows = monthly({m: s for m, s in DECK.items() if m <= month})
    return chapter_of("outlook", data_of(rows, "S1", month))


@cache
def group() -> Chapter:
    """Two stores in each of two regions; 接待登记 falls in the first region at the end."""
    frame = sample(5, 25, 1, a_month=10)
    return chapter_of("outlook", data_of(frame))


def value(shown: dict[str, Fact], key: str) -> float:
    found = shown[key].value
    assert found is not None
    return found


def test_the_printed_months_are_judged_by_the_xmr_chart_and_the_line_is_named() -> None:
    chapter = deck("2008-09")
    shown = facts(chapter.blocks)

    assert value(shown, "surveys.expected.low:month:总体满意度@2008-09") == pytest.approx(
        83.1213, abs=5e-5
    )
    assert value(shown, "surveys.expected.high:month:总体满意度@2008-09") == pytest.approx(
        91.2787, abs=5e-5
    )
    assert findings(chapter)["surveys.outlook.missed"].severity == "watch"
    assert "若用直线外推，本月的判断会相反" in said(chapter)
    assert "只有 4 个月" in said(chapter)


def test_a_month_far_below_the_line_through_a_year_has_a_measure() -> None:
    months = [f"2026-{n:02d}" for n in range(1, 11)]
    rows = monthly({f"2025-{n:02d}": 85.0 + n % 2 for n in range(1, 13)})
    rows += monthly({month: 85.0 + at % 2 for at, month in enumerate(months)} | {"2026-10": 70.0})
    chapter = chapter_of("outlook", data_of(rows, "S1"))

    assert findings(chapter)["surveys.outlook.missed"].severity == "bad"
    assert any(isinstance(block, Recommendation) for block in chapter.blocks)


def test_a_month_exported_in_part_is_not_judged() -> None:
    frame = sample(2, 14, 3, a_month=10)
    half = frame[frame["surveyed_at"] < "2026-10-14"]
    chapter = chapter_of("outlook", data_of(half, whole=False))

    assert "未满月，暂不与预测比较" in said(chapter)
    assert "surveys.outlook.missed" not in findings(chapter)


def test_three_months_are_no_course() -> None:
    chapter = deck("2008-08")

    assert "此前不足 4 个月，不作预测" in said(chapter)
    assert not findings(chapter)


def test_a_month_without_a_score_is_no_hit() -> None:
    rows = monthly({m: s for m, s in DECK.items() if m <= "2008-08"})
    chapter = chapter_of("outlook", data_of(rows, "S1", "2008-09"))

    assert "没有总体满意度得分" in said(chapter)
    assert not findings(chapter)


def test_the_planted_fall_is_localised_to_region_and_step() -> None:
    chapter = group()
    named = [key for key in findings(chapter) if key.count(".") == 3]  # a place and a step

    assert named == ["surveys.outlook.华北.接待登记"]
    assert value(facts(chapter.blocks), "surveys.departure:region=华北/接待登记") < -6
    assert "SH001 " in said(chapter)
    assert "SH005 " in said(chapter)


def test_the_next_month_has_a_band_and_each_item_a_warning_line() -> None:
    chapter = group()
    shown = facts(chapter.blocks)
    (items,) = [b for b in chapter.blocks if isinstance(b, Table) and b.id.endswith("items")]
    (course,) = [b for b in chapter.blocks if isinstance(b, Chart) and b.kind == "line"]

    assert len(course.categories) == 14
    assert course.series[0].values[-1] is None
    for row in items.rows:
        coming, warning = row[-2:]
        assert isinstance(coming, Fact)
        assert isinstance(warning, Fact)
        assert warning.value < coming.value  # type: ignore[operator]
    hits = value(shown, "surveys.outlook.hits")
    assert 10 <= hits <= 13


def test_quarters_are_forecast_from_four_and_refitted() -> None:
    (table,) = [b for b in group().blocks if isinstance(b, Table) and b.id.endswith("quarters")]

    assert [row[-1] for row in table.rows] == ["命中", "命中", "命中", "命中", "待到期"]
    assert table.rows[-1][1] is None
    assert isinstance(table.rows[-1][2], Fact)


def test_nobody_is_named_where_nothing_fell() -> None:
    chapter = chapter_of("outlook", data_of(sample(5, 25, 2, healthy=True, a_month=6)))

    assert not [key for key in findings(chapter) if "outlook." in key and "missed" not in key]


def test_a_quarter_with_a_month_that_is_not_exported_is_not_pooled() -> None:
    days = [str(day.date()) for day in pd.date_range("2024-10-01", "2026-10-31")]
    rows = [
        {"source": "own", "surveyed_at": day, "item": "接待", "survey_no": day, "store": "S1",
         "score": (80 if day < "2026-08" else 60) + int(day[-2:]) % 3}
        for day in days
    ]  # fmt: skip
    some = [row for row in rows if not str(row["surveyed_at"]).startswith("2026-09")]
    whole, left = (chapter_of("outlook", data_of(each, "S1", whole=False)) for each in (rows, some))
    key = "surveys.outlook.S1.接待"

    assert key in findings(whole)
    assert key not in findings(left)
    assert not [name for name in facts(left.blocks) if name.startswith("surveys.departure")]
    assert "surveys.outlook.above" not in findings(left)


def test_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("outlook")
