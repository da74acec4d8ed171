"""The churn chapter: what it says, when it says nothing, and whom it names."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportgen import Block, Chart, Data, Finding, Kpis, Label, Month, Recommendation, Table, Text
from reportgen.document.blocks import facts_of
from reportgen.document.formats import plain
from reportgen.extension.loader import install_namespace
from reportgen.extension.workspace import bundled
from reportgen.labels import Language
from reportgen.section.phrases import Phrases
from reportgen.section.targets import Targets

install_namespace((Path(__file__).parents[2] / "plugins",))
sys.path.insert(0, str(Path(__file__).parent))

from reportgen_plugins.after_sales.churn.churn_findings import findings  # noqa: E402
from reportgen_plugins.after_sales.churn.churn_view import ChurnView  # noqa: E402
from reportgen_plugins.after_sales.standard_measures import MEASURES, read_measures  # noqa: E402
from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.churn import Churn, register_sections  # noqa: E402
from vehicle_cases import data_of, orders, steady_store, store, visits_of  # noqa: E402

PHRASES = Phrases(Churn.phrases, "churn")
LIBRARY = read_measures(bundled().config(MEASURES))


def built(
    tables: Any,  # noqa: ANN401 orders, or several tables
    language: Language = "zh",
    month: Month | None = None,
    **options: Any,  # noqa: ANN401 options of the section
) -> tuple[list[Block], Data]:
    extra = {"month": month} if month else {}
    data = data_of(tables, PHRASES, language=language, contracts=TABLES, **extra)
    return list(Churn(**options).build(data)), data


def said(blocks: Iterable[Block], role: str, language: Language = "zh") -> str:
    return " ".join(
        plain(b.words, language) for b in blocks if isinstance(b, Text) and b.role == role
    )


def named(blocks: Iterable[Block], kind: str) -> Any:  # noqa: ANN401 a table or chart
    return next(b for b in blocks if isinstance(b, Table | Chart) and kind in b.id)


@pytest.fixture(scope="module")
def planted() -> tuple[list[Block], Data]:
    return built(store(1, planted=0.4))


def test_the_headline_comes_first_and_names_the_series(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, _ = planted
    assert isinstance(blocks[0], Text)
    assert blocks[0].role == "headline"
    headline = said(blocks, "headline")
    assert headline.startswith("本月流失 ")
    assert "S0近12个月流失率 " in headline
    assert said(blocks, "summary")


def test_the_kpis_hold_the_identity(planted: tuple[list[Block], Data]) -> None:
    blocks, _ = planted
    (kpis,) = [b for b in blocks if isinstance(b, Kpis)]
    total = named(blocks, "churn.series").rows[-1]
    value = {fact.id: fact.value for fact in total[1:6]}
    now, before = (
        next(t.trend[back].value for t in kpis.tiles if t.fact.id == "churn.base")
        for back in (-1, -2)
    )
    assert now == before + value["churn.growth"]
    moved = value["churn.new"] + value["churn.reactivated"] - value["churn.lost"]
    assert value["churn.growth"] == moved


def test_shares_of_the_classes_add_up_to_one(planted: tuple[list[Block], Data]) -> None:
    chart = named(planted[0], "churn.shares")
    assert len(chart.categories) == 13
    courses = [series.values for series in chart.series]
    for place in range(13):
        assert sum(course[place].value for course in courses) == pytest.approx(1)


def test_the_planted_series_brings_one_bad_finding_with_its_recommendation(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, _ = planted
    (bad,) = [b for b in blocks if isinstance(b, Finding) and b.severity == "bad"]
    (advice,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert advice.finding == bad.id
    assert advice.deadline == date(2026, 12, 1)
    assert plain(advice.cause, "zh").startswith("原因待查")
    marked = named(blocks, "churn.series")
    assert [marked.rows[i][0] for i in marked.marked] == ["S0"]


def test_the_measure_promises_what_the_calls_can_bring_back_within_the_month(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, data = planted
    (advice,) = [b for b in blocks if isinstance(b, Recommendation)]
    calls = data.table("customers_to_call")
    lost = int(((calls["reason"] == "lost") & (calls["series"] == "S0")).sum())
    assert advice.indicator == "重新进厂 · S0"
    now, then = advice.baseline.value, advice.target.value
    assert now is not None
    assert then is not None
    assert then - now == round(0.1 * lost)
    assert advice.baseline.metric is not None
    assert advice.baseline.metric.window == 1


def test_losses_of_a_series_are_told_by_job_and_advisor_and_called_even_where_they_are(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, _ = planted
    cells = named(blocks, "churn.cells")
    assert [column.label for column in cells.columns] == ["末次作业", *(f"A{i}" for i in range(6))]
    assert cells.marked == ()
    (bad,) = [b for b in blocks if isinstance(b, Finding) and b.severity == "bad"]
    assert "各顾问、各类作业之间没有明显差别" in plain(bad.text, "zh")
    assert not [b for b in built(steady_store(3))[0] if isinstance(b, Table) and "cells" in b.id]


def test_an_advisor_with_whom_a_series_is_lost_is_found_in_the_cells() -> None:
    early, late = "2024-10-10", ("2025-12-20", "2026-10-05")
    gone = {f"G{i}": (early, "2025-12-20") for i in range(40)}
    kept = {f"K{i}": (early, *late) for i in range(120)}
    others = {f"O{i}": (early, *late) for i in range(400)}
    rows = pd.concat([
        visits_of(gone, series="S0", advisor="A1"),
        visits_of(kept, series="S0", advisor="A2"),
        visits_of(others, series="S1", advisor="A1"),
    ], ignore_index=True)  # fmt: skip
    blocks, _ = built(rows)
    (of_series,) = [b for b in blocks if isinstance(b, Finding) and b.id.endswith(":S0")]
    assert "末次做保养、归A1的车：流失率 100.0%（40/40）" in plain(of_series.text, "zh")


def test_it_touches_the_series_vehicles_among_those_lost_in_the_month(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, _ = planted
    (finding,) = (b for b in blocks if isinstance(b, Finding) and b.severity == "bad")
    lost = next(f for b in blocks for f in facts_of(b) if f.id == "churn.lost")

    assert finding.impact is not None
    assert finding.impact.bottom == lost.value
    assert 0 < (finding.impact.top or 0) <= (lost.value or 0)


def test_the_chart_shows_the_loss_rates_and_marks_who_stands_out(
    planted: tuple[list[Block], Data],
) -> None:
    chart = named(planted[0], "churn.loss")
    assert (chart.kind, chart.highlight, chart.categories[0]) == ("dots", ("S0",), "S0")
    assert plain(chart.title, "zh").startswith("S0近12个月流失率 ")
    even = named(built(store(3))[0], "churn.loss")
    assert plain(even.title, "zh").endswith("，各车系没有明显差异")


def test_the_summary_says_what_to_do(planted: tuple[list[Block], Data]) -> None:
    assert said(planted[0], "summary").startswith("先查清S0流失偏高的原因。负责顾问按")
    assert said(built(store(3))[0], "summary").startswith("客户车辆一年来净减少 ")
    calm = said(built(steady_store(3))[0], "summary")
    assert calm.startswith("流失没有异常，各车系、各顾问之间也没有明显差异。负责顾问按")


def test_other_definitions_and_partial_churn_are_a_sentence_each(
    planted: tuple[list[Block], Data],
) -> None:
    blocks, _ = planted
    assert "另有口径：年流失率 " in said(blocks, "note")
    (partial,) = [b for b in blocks if isinstance(b, Finding) and "partial" in b.id]
    assert plain(partial.title, "zh").startswith("仍进厂的老客户中，")
    assert "12 个月未做的比例：" in plain(partial.text, "zh")


def test_lost_vehicles_by_group_are_for_the_workbook(planted: tuple[list[Block], Data]) -> None:
    blocks, data = planted
    assert "lost_groups" in data.printed
    table = data.table("lost_groups")
    jobs = table[table["kind"] == "末次作业"]
    lost = next(f for b in blocks for f in facts_of(b) if f.id == "churn.loss").top
    assert jobs["lost"].sum() == lost
    assert (
        table["rate"].dropna() == (table["lost"] / table["in_year"])[table["rate"].notna()]
    ).all()


def test_a_target_of_the_spec_is_the_target() -> None:
    blocks, _ = built(store(1, planted=0.4), target_loss=0.1)
    advice = {b.baseline.id: b for b in blocks if isinstance(b, Recommendation)}
    assert set(advice) == {"churn.loss", "churn.back:series=S0"}
    assert advice["churn.loss"].target.value == 0.1
    (found,) = [b for b in blocks if isinstance(b, Finding) and b.id.startswith("churn.target")]
    assert found.severity == "bad"
    (tile,) = [t for b in blocks if isinstance(b, Kpis) for t in b.tiles if t.target]
    assert (tile.fact.id, tile.severity) == ("churn.loss", "bad")


def test_a_loss_rate_on_target_calls_for_nothing() -> None:
    blocks, _ = built(store(3), target_loss=0.9)
    assert not [b for b in blocks if isinstance(b, Finding) and b.id.startswith("churn.target")]
    assert "未达到目标" not in said(blocks, "summary")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", ["greatwall", "third_tier", "front_desk"])
def test_every_profile_in_both_languages(language: Language, profile: str) -> None:
    blocks, data = built(store(2, vehicles=300, planted=0.5), language, profile=profile)
    assert sum(isinstance(b, Chart) for b in blocks) == 3
    for block in blocks:
        for fact in facts_of(block):
            assert fact.label
            assert fact.metric is not None
    assert "customers_to_call" in data.printed
    texts = said(blocks, "headline", language) + said(blocks, "summary", language)
    assert ("本月" in texts) == (language == "zh")


def test_two_profiles_in_one_report_do_not_clash() -> None:
    data = data_of(store(2, vehicles=300), PHRASES)
    first = list(Churn().build(data))
    second = list(Churn(profile="front_desk").build(data))
    ids = [{b.id for b in blocks if isinstance(b, Table)} for blocks in (first, second)]
    assert not ids[0] & ids[1]


def test_planted_series_are_found_in_twenty_stores_and_nothing_else() -> None:
    for seed in range(20):
        view = ChurnView.of(data_of(store(seed, planted=0.4), PHRASES), "greatwall", 5000, None, 7)
        assert view.worse_series == ("S0",), seed
        assert view.worse_advisors == (), seed


def test_noise_is_not_found_in_twenty_stores() -> None:
    for seed in range(20):
        view = ChurnView.of(data_of(store(seed), PHRASES), "greatwall", 5000, None, 7)
        bad = [
            f for f in findings(view, LIBRARY, {}) if isinstance(f, Finding) and f.severity == "bad"
        ]
        assert bad == [], seed


def test_a_month_without_visits_is_not_read_as_loss() -> None:
    blocks, _ = built(visits_of({"V": ["2025-10-01", "2026-09-30"]}))
    assert said(blocks, "headline") == (
        "本月没有进厂记录，无法判断流失。请先确认本月工单是否已导出。"
    )
    assert len(blocks) == 1


def test_data_shorter_than_the_limit_prints_no_false_zero() -> None:
    blocks, _ = built(visits_of({"A": ["2026-08-03"], "B": ["2026-08-04", "2026-10-01"]}))
    assert said(blocks, "headline").startswith("工单自2026年8月起，只有 3 个月；流失界限为 6 个月")
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert table.rows[-1] == ("长期流失", None, None)


def test_one_vehicle_alone() -> None:
    blocks, _ = built(visits_of({"V": ["2024-10-05", "2026-10-05"]}))
    headline = said(blocks, "headline")
    assert "本月流失 0 辆" in headline
    assert "有效客户车辆 1 辆" in headline
    assert not [b for b in blocks if isinstance(b, Finding) and b.severity == "bad"]


def test_without_a_year_of_data_the_loss_rate_is_left_out() -> None:
    days = {f"V{i}": ["2026-01-05", "2026-06-05", "2026-10-05"] for i in range(40)}
    blocks, data = built(visits_of(days))
    table = named(blocks, "churn.series")
    assert [row[-2:] for row in table.rows] == [(None, None)] * 2
    assert (
        plain(table.note, "zh") == "近12个月流失率需要 18 个月的工单，目前只有 10 个月，暂不列出。"
    )
    assert "lost_groups" not in data.printed


def test_low_mileage_vehicles_are_told_apart_and_not_called() -> None:
    rows = [
        {"vehicle": f"V{i}", "day": day, "mileage": km * (1 + i % 2 * 9)}
        for i in range(20)
        for day, km in (("2024-10-10", 100), ("2026-02-10", 600))
    ]
    rows += [{"vehicle": "now", "day": "2026-10-01"}]
    blocks, data = built(orders(rows))
    (finding,) = [b for b in blocks if isinstance(b, Finding) and "low_use" in b.id]
    assert "20 辆，其中 20 辆按里程推算未到保养" in plain(finding.text, "zh")
    assert "lost" not in set(data.table("customers_to_call")["reason"])
    (fewer,) = [b for b in built(orders(rows), service_km=500)[0]
                if isinstance(b, Finding) and "low_use" in b.id]  # fmt: skip
    assert "20 辆，其中 10 辆" in plain(fewer.text, "zh")


def test_the_win_back_list_is_in_order_of_spend() -> None:
    rows = [{"vehicle": f"V{i:02d}", "day": "2026-01-10", "total": 100 * i} for i in range(15)]
    rows += [
        {"vehicle": "now", "day": "2026-10-01"},
        {"vehicle": "old", "day": "2024-10-01", "total": 9999},
    ]
    blocks, data = built(orders(rows))
    table = named(blocks, "churn.win_back")
    assert [row[0] for row in table.rows] == [f"V{i:02d}" for i in range(14, 9, -1)]
    assert table.rows[0][-2:] == (date(2026, 1, 10), 1400.0)
    assert plain(table.note, "zh").startswith("近12个月流失、应联系的共 15 辆")
    assert (data.table("customers_to_call")["reason"] == "lost").sum() == 15


def survey(answers: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(answers)
    for name in (f"q{i}" for i in range(1, 10)):
        frame[name] = frame.get(name, pd.Series(None, index=frame.index)).astype("str")
    return frame.assign(
        called_at=pd.Timestamp("2026-09-05"), _file="调查.csv", _row=range(2, len(frame) + 2)
    )


def test_reasons_come_from_the_survey_and_only_from_there() -> None:
    answers: list[dict[str, object]] = [{"q1": "是", "q3": "保养", "q9": "维修价格高"}] * 3
    answers += [
        {"q1": "否", "q2": "已转让"},
        {"q1": "否", "q9": "服务差"},
        {"q1": "是", "q4": "是", "q3": "保养"},
        {"q1": "是", "q3": "钣金喷漆", "q4": "是", "q9": "服务差"},
    ]
    tables = {"repair_orders": store(1, planted=0.4), "lost_calls": survey(answers)}
    blocks, _ = built(tables)
    table = named(blocks, "churn.reasons")
    assert [(row[1], row[2].value) for row in table.rows] == [
        ("维修价格高", 3), ("服务差", 2), ("已转让", 1),
    ]  # fmt: skip
    assert plain(table.note, "zh") == "有 2 份问卷回答了应跳过的题目，请核对。"
    (advice,) = [b for b in blocks if isinstance(b, Recommendation)]
    assert plain(advice.cause, "zh") == (
        "流失调查中说得最多的是“维修价格高”（全店 3 次），是否适用待核实；"
        "能归类的回答中，本店能改的 5 次，本店以外的 0 次"
    )
    assert "明码套餐" in plain(advice.measure, "zh")
    assert [row[3] for row in table.rows] == ["主观原因（本店能改）", "主观原因（本店能改）", ""]


def figures(rows: list[tuple[str, str, str | None, float]]) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows, columns=["month", "indicator", "subject", "value"])
    frame["month"] = pd.to_datetime(frame["month"] + "-01")
    texts = {"indicator": "str", "subject": "str"}
    return {"monthly_figures": frame.astype(texts).assign(_file="月报.csv", _row=2)}


def test_a_store_with_monthly_totals_only() -> None:
    blocks, _ = built(
        figures([
            ("2026-10", "new_vehicles", "甲", 30), ("2026-10", "new_vehicles", "乙", 12),
            ("2026-10", "reactivated_vehicles", "甲", 3),
            ("2026-10", "lost_vehicles", "甲", 20), ("2026-10", "lost_vehicles", "乙", 21),
        ])
    )  # fmt: skip
    headline = said(blocks, "headline")
    assert headline == "本月首次进厂 42 辆，重新进厂 3 辆，流失 41 辆，较月初净增加 4 辆。"
    table = named(blocks, "churn.series")
    assert [column.label for column in table.columns] == [
        "车系", "首次进厂", "重新进厂", "流失", "净增长",
    ]  # fmt: skip
    assert [(row[0], row[4].value) for row in table.rows] == [("乙", -9), ("甲", 13)]


def test_totals_of_another_month_say_so() -> None:
    blocks, _ = built(
        figures([("2026-08", "new_vehicles", None, 3), ("2026-08", "lost_vehicles", None, 2)])
    )
    assert said(blocks, "headline") == "本月没有新增与流失数据。"


def test_the_section_is_announced() -> None:
    assert register_sections() == [Churn]
    assert Churn.heading == Label("流失分析", "Churn")


def test_a_base_that_shrinks_for_a_year_is_watched() -> None:
    blocks, _ = built(steady_store(1, come=0.3))
    (found,) = [b for b in blocks if isinstance(b, Finding) and "shrinking" in b.id]
    assert found.severity == "watch"
    said = {fact.id: fact.value for fact in facts_of(found)}
    lost, gained = said["churn.lost_over"], said["churn.gained_over"]
    first = next(v for name, v in said.items() if name.startswith("churn.base_before"))
    assert first + gained - lost == said["churn.base"]
    assert said["churn.growth_over"] == gained - lost
    (tile,) = [
        t for b in blocks if isinstance(b, Kpis) for t in b.tiles if t.fact.id == "churn.base"
    ]
    assert tile.severity == "watch"


@pytest.mark.parametrize("seed", range(4))
def test_a_steady_base_is_not_watched(seed: int) -> None:
    blocks, _ = built(steady_store(seed))
    assert not [b for b in blocks if isinstance(b, Finding) and "shrinking" in b.id]


def test_the_target_of_the_file_goes_before_the_option() -> None:
    data = data_of(store(1, planted=0.4), PHRASES, contracts=TABLES)
    own = Targets({("D1", data.month, "churn.loss"): 0.2, ("D2", None, "churn.loss"): 0.3})
    blocks = list(Churn(target_loss=0.1).build(replace(data, targets=own)))
    (tile,) = [t for b in blocks if isinstance(b, Kpis) for t in b.tiles if t.target]
    assert tile.target is not None
    assert tile.target.value == 0.2
