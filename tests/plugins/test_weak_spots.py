"""短板: the planted spot is found, chance is told, and nobody is named in healthy stores."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_cases import chapter_of, data_of, facts, findings, said, sample

from reportgen import Chart, Data, Recommendation, Table
from reportgen.document.blocks import Chapter
from reportgen.document.formats import plain
from reportgen.testing import SectionKit

ROW = {"source": "own", "surveyed_at": "2026-10-05", "item": "接待"}


@cache
def planted() -> tuple[Data, Chapter]:
    """Three stores, the second of which is weak in 交车过程 for all two years."""
    data = data_of(sample(3, 25, 1, a_month=8))
    return data, chapter_of("weak_spots", data)


def table(chapter: Chapter, name: str) -> Table:
    (found,) = [b for b in chapter.blocks if isinstance(b, Table) and b.id == name]
    return found


def test_the_planted_spot_is_named_with_the_rest_and_one_owner() -> None:
    _, chapter = planted()
    shown = facts(chapter.blocks)
    (measure,) = [b for b in chapter.blocks if isinstance(b, Recommendation)]

    assert next(iter(findings(chapter))) == "surveys.spot.SH002.交车过程"
    assert measure.owner == "SH002店总"
    assert measure.target.value == shown["surveys.rest:store=SH002/交车过程"].value
    rest = [
        f.value for k, f in shown.items() if "交车过程@2025-11~2026-10" in k and "SH002" not in k
    ]
    assert measure.target.value == pytest.approx(sum(rest) / 2)  # type: ignore[arg-type]


def test_all_years_and_quarters_are_told_and_the_first_is_named() -> None:
    _, chapter = planted()
    years, spots = table(chapter, "surveys.spot_years"), table(chapter, "surveys.spots")

    assert [c.label for c in years.columns[2:]] == ["2024年", "2025年", "2026年至今"]
    assert spots.rows[0][:3] == ("SH002", "交车过程", "严重短板")
    assert spots.rows[0][-1] == "连续 8 个季度"


def test_the_answers_behind_are_a_list_of_the_workbook() -> None:
    data, chapter = planted()
    rows = data.table("weak_spot_answers")
    spots = table(chapter, "surveys.spots").rows

    assert "weak_spot_answers" in data.printed
    assert len(rows) == sum(row[4] for row in spots)  # type: ignore[misc]
    own = rows[(rows["place"] == "SH002") & (rows["item"] == "交车过程")]
    assert own["score"].is_monotonic_increasing
    assert own["score"].mean() == pytest.approx(spots[0][3].value)  # type: ignore[union-attr]


def test_the_heat_map_frames_what_lies_below_the_widest_range() -> None:
    _, chapter = planted()
    (heat,) = [b for b in chapter.blocks if isinstance(b, Chart)]

    assert heat.reference is not None
    assert heat.reference.value == 80
    assert [series.name for series in heat.series] == ["SH001", "SH002", "SH003"]
    assert "SH002的交车过程最低" in plain(heat.title, "zh")


@pytest.mark.parametrize("seed", range(2))
def test_nobody_is_named_in_healthy_stores(seed: int) -> None:
    data = data_of(sample(4, 13, seed, healthy=True, a_month=6))
    found = findings(chapter_of("weak_spots", data, presets={"低于 84": {"high": 84}}))

    assert not [key for key in found if key.startswith("surveys.spot.")]


def test_presets_have_names_and_the_first_that_holds_counts() -> None:
    rows = [{**ROW, "store": f"S{n}", "score": 60 + n} for n in (1, 5, 9) for _ in range(12)]
    presets = {"红": {"high": 62}, "黄": {"low": 62, "high": 66}}
    chapter = chapter_of("weak_spots", data_of(rows), presets=presets)

    assert [row[:3] for row in table(chapter, "surveys.spots").rows] == [
        ("S1", "接待", "红"), ("S5", "接待", "黄"),
    ]  # fmt: skip


def test_few_answers_are_not_judged_and_said() -> None:
    rows = [{**ROW, "store": "S1", "score": 10, "scale": 100} for _ in range(9)]
    chapter = chapter_of("weak_spots", data_of(rows))

    assert "1 处样本少于 10 份" in said(chapter)
    assert not findings(chapter)


def test_a_store_is_held_against_the_place_above_without_itself() -> None:
    rows = [
        {**ROW, "store": store, "city": "云汐", "score": value + n % 5}
        for store, value in (("S1", 60), ("S2", 90))
        for n in range(20)
    ]
    shown = facts(chapter_of("weak_spots", data_of(rows, "S1")).blocks)

    assert shown["surveys.rest:store=S1/接待"].value == pytest.approx(92)


@given(st.randoms(use_true_random=False))
@settings(max_examples=4)
def test_the_order_of_the_rows_changes_nothing(draws: object) -> None:
    rows = [
        {**ROW, "store": f"S{n % 3}", "score": 60 + (n * 7) % 31, "survey_no": str(n)}
        for n in range(60)
    ]
    turned = list(rows)
    draws.shuffle(turned)  # type: ignore[attr-defined]
    there, again = (facts(chapter_of("weak_spots", data_of(r)).blocks) for r in (rows, turned))

    assert {k: f.value for k, f in again.items()} == pytest.approx(
        {k: f.value for k, f in there.items()}
    )


def test_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("weak_spots")


def test_scores_that_are_all_left_out_are_counted() -> None:
    rows = [{**ROW, "store": "S1", "score": 10} for _ in range(9)]

    assert "有 9 个得分没有写明满分" in said(chapter_of("weak_spots", data_of(rows)))
