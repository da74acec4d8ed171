"""The chapter on loyal customers: the worked examples, the classes, and what is at risk."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reportgen import Block, Chart, Data, Finding, Kpis, Label, Recommendation, Table, Text
from reportgen.document.blocks import facts_of
from reportgen.document.formats import cell, plain
from reportgen.extension.loader import install_namespace
from reportgen.labels import Language
from reportgen.section.phrases import Phrases

install_namespace((Path(__file__).parents[2] / "plugins",))
sys.path.insert(0, str(Path(__file__).parent))

from reportgen_plugins.after_sales.loyalty.customer_value import (  # noqa: E402
    Profit,
    Turnover,
    expected_spend,
    irregularity,
    score,
    visit_class,
)
from reportgen_plugins.loyal_customers import LoyalCustomers, register_sections  # noqa: E402
from vehicle_cases import data_of, orders, store, visits_of  # noqa: E402

PHRASES = Phrases(LoyalCustomers.phrases, "loyal_customers")


def built(
    tables: Any,  # noqa: ANN401 orders, or several tables
    language: Language = "zh",
    **options: Any,  # noqa: ANN401 options of the section
) -> tuple[list[Block], Data]:
    data = data_of(tables, PHRASES, language=language)
    return list(LoyalCustomers(**options).build(data)), data


def said(blocks: Iterable[Block], role: str, language: Language = "zh") -> str:
    return " ".join(
        plain(b.words, language) for b in blocks if isinstance(b, Text) and b.role == role
    )


def table(blocks: Iterable[Block], kind: str) -> Table:
    return next(b for b in blocks if isinstance(b, Table) and kind in b.id)


def printed(found: Table) -> list[list[str]]:
    return [
        [cell(value, column.unit, "zh") for value, column in zip(row, found.columns, strict=True)]
        for row in found.rows
    ]


def expected(data: pd.DataFrame) -> Any:  # noqa: ANN401 what the model says
    visits = data.groupby("vehicle")["opened_at"].agg(["count", "min", "max"])
    spent = data.groupby("vehicle")["total"].sum()
    return expected_spend(
        visits["count"], visits["min"], visits["max"], spent, pd.Timestamp("2026-11-01"),
        irregularity(data["vehicle"], data["opened_at"]),
    )  # fmt: skip


def test_both_worked_examples_as_printed() -> None:
    assert Turnover().value == 54_000
    assert (Profit().direct, Profit().by_referral, Profit().value) == (1837, 2755, 4592)
    blocks, _ = built(visits_of({"V": ["2026-10-01"]}))
    assert [row[1:] for row in printed(table(blocks, "loyal.models"))] == [
        ["300 × 6", "¥1,800", "—", "—"],
        ["300 × 6 × 3 × 2 × 5", "5.4万元", "—", "—"],
        ["1,246 + 223 + 93 + 275", "¥1,837", "—", "—"],
        ["¥1,837 × 1.5", "¥2,755", "—", "—"],
        ["¥1,837 + ¥2,755", "¥4,592", "—", "—"],
    ]


def test_the_worked_example_stands_beside_what_the_store_measures() -> None:
    rows = [
        {"vehicle": "often", "day": f"2026-{m:02d}-05", "total": 600} for m in (1, 4, 7, 10)
    ] + [
        {"vehicle": "twice", "day": "2026-03-05", "total": 300},
        {"vehicle": "twice", "day": "2026-09-05", "total": 300},
        {"vehicle": "once", "day": "2026-10-05", "total": 9000},
        {"vehicle": "before", "day": "2025-09-05", "total": 100},
    ]  # fmt: skip
    first = printed(table(built(orders(rows))[0], "loyal.models"))[0]
    assert first[1:] == ["300 × 6", "¥1,800", "¥500 × 3", "¥1,500"]


def test_the_top_fifth_is_a_whole_number_of_customers_and_says_so() -> None:
    spent = [1000, 500, *[100] * 11]
    rows = [
        {"vehicle": f"V{i}", "day": day, "total": total / 2}
        for i, total in enumerate(spent)
        for day in ("2025-11-05", "2026-10-05")
    ]
    blocks, _ = built(orders(rows))
    (kpis,) = [b for b in blocks if isinstance(b, Kpis)]
    (top,) = [t.fact for t in kpis.tiles if t.fact.id == "loyal.top"]
    assert top.value == 1600 / 2600  # three of thirteen: 2.6 rounded
    assert top.metric is not None
    assert top.metric.definition is not None
    assert "13 位客户中，消费最多的 3 位" in top.metric.definition.zh


def test_the_parameters_are_options() -> None:
    blocks, _ = built(
        visits_of({"V": ["2026-10-01"]}), turnover={"years": 1}, profit={"parts": [100, 11]}
    )
    rows = printed(table(blocks, "loyal.models"))
    assert [row[2] for row in rows] == ["¥1,800", "1.8万元", "¥111", "¥166", "¥277"]


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"turnover\.year\n  Extra inputs are not permitted"):
        LoyalCustomers(turnover={"year": 1})


def test_classes_by_yearly_visits_of_the_source() -> None:
    assert list(visit_class(pd.Series([7, 4, 3, 2, 1, 0]))) == ["A", "A", "B", "B", "C", "D"]


@given(st.lists(st.integers(0, 20), min_size=1, max_size=60))
def test_scores_keep_order_and_ties(values: list[int]) -> None:
    scores = score(pd.Series(values, dtype=float))
    assert scores.between(1, 5).all()
    for a, x in zip(values, scores, strict=True):
        for b, y in zip(values, scores, strict=True):
            assert x == y if a == b else (x <= y) == (a < b) or x == y


def test_scores_of_equal_and_of_missing_values() -> None:
    assert list(score(pd.Series([5.0, 5.0, 5.0]))) == [3, 3, 3]
    assert list(score(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0]))) == [1, 2, 3, 4, 5]
    assert score(pd.Series([np.nan, 1.0])).isna().tolist() == [True, False]


def test_irregularity_of_a_rhythm_and_of_chance() -> None:
    steady = visits_of({"V": ["2026-01-01", "2026-02-01", "2026-03-04", "2026-04-04"]})
    assert irregularity(steady["vehicle"], steady["opened_at"]) == pytest.approx(0)
    assert irregularity(steady["vehicle"][:3], steady["opened_at"][:3]) is None
    chance = store(1, vehicles=500, leave=0.3, rhythm=False)
    chance = chance.sort_values("opened_at")
    assert irregularity(chance["vehicle"], chance["opened_at"]) == pytest.approx(0.7, abs=0.2)


def test_expected_spend_is_near_what_came() -> None:
    rows = store(5, vehicles=800, leave=0.3, rhythm=False)
    before = rows[rows["opened_at"] < "2025-11-01"].sort_values("opened_at")
    after = rows[rows["opened_at"] >= "2025-11-01"]
    known = after[after["vehicle"].isin(before["vehicle"])]
    visits = before.groupby("vehicle")["opened_at"].agg(["count", "min", "max"])
    found = expected_spend(
        visits["count"], visits["min"], visits["max"],
        before.groupby("vehicle")["total"].sum(), pd.Timestamp("2025-11-01"),
    )  # fmt: skip
    assert found.method == "model"
    assert found.spend is not None
    assert found.spend.sum() == pytest.approx(known["total"].sum(), rel=0.15)


def test_without_a_model_the_reason_is_told() -> None:
    assert expected(store(1, vehicles=60)).method == "few"
    assert expected(store(1, vehicles=300).sort_values("opened_at")).method == "too_regular"
    rich = store(1, vehicles=300, leave=0.5, rhythm=False).sort_values("opened_at")
    often = rich.groupby("vehicle")["vehicle"].transform("count")
    assert expected(rich.assign(total=100.0 * often)).method == "dependent"
    blocks, _ = built(store(1, vehicles=300))
    note = plain(table(blocks, "loyal.cross").note, "zh")
    assert note == "客户进厂间隔过于规律，预期消费模型不适用，以 RFM 分组代替。"


def test_with_a_model_the_table_has_its_column() -> None:
    blocks, data = built(store(5, vehicles=600, leave=0.3, rhythm=False))
    found = table(blocks, "loyal.cross")
    assert found.columns[-1].label == "预期年消费"
    assert plain(found.note, "zh").startswith("按 BG/NBD 与 Gamma-Gamma 模型")
    assert data.table("loyalty")["expected"].notna().all()


def test_classes_against_recency_count_every_vehicle_once() -> None:
    days = {
        "a": ["2025-11-05", "2026-02-05", "2026-05-05", "2026-09-05"],
        "b": ["2026-01-05", "2026-06-05"],
        "c": ["2026-02-05"],
        "d": ["2025-03-05"],
        "now": ["2025-08-05", "2026-10-05"],
    }
    blocks, _ = built(visits_of(days))
    assert printed(table(blocks, "loyal.cross")) == [
        ["A（≥4次）", "1", "0", "0", "0", "1", "0.2万元", "¥2,000"],
        ["B（2–3次）", "0", "1", "0", "0", "1", "0.1万元", "¥1,000"],
        ["C（1次）", "1", "0", "1", "0", "2", "0.1万元", "¥500"],
        ["D（0次）", "0", "0", "0", "1", "1", "0.0万元", "—"],
        ["合计", "2", "1", "1", "1", "5", "0.4万元", "¥1,000"],
    ]


def test_value_at_risk_is_the_last_active_year_of_those_who_waver_or_left() -> None:
    rows = [
        {"vehicle": "gone long", "day": "2025-03-01", "total": 5000},
        {"vehicle": "lost", "day": "2025-03-20", "total": 700},
        {"vehicle": "lost", "day": "2026-02-20", "total": 900},
        {"vehicle": "wavering", "day": "2026-06-20", "total": 300},
        {"vehicle": "loyal", "day": "2026-10-20", "total": 2000},
    ]
    blocks, data = built(orders(rows))
    (kpis,) = [b for b in blocks if isinstance(b, Kpis)]
    (risk,) = [t.fact for t in kpis.tiles if "value_at_risk" in t.fact.id]
    assert risk.value == 1900
    assert [row[0] for row in table(blocks, "loyal.calls").rows] == ["lost", "wavering"]
    assert table(blocks, "loyal.calls").rows[0][-2:] == (date(2026, 2, 20), 1600.0)
    assert "customers_to_call" in data.printed
    (finding,) = [b for b in blocks if isinstance(b, Finding) and "risk" in b.id]
    assert plain(finding.title, "zh") == "摇摆、短期流失车辆涉及年消费 0.2万元"
    assert "共 2 辆" in plain(finding.text, "zh")


def test_no_more_vehicles_are_promised_than_the_calls_can_bring_back() -> None:
    blocks, data = built(store(1))
    (advice,) = [b for b in blocks if isinstance(b, Recommendation)]
    chart = next(b for b in blocks if isinstance(b, Chart) and b.kind == "line")
    course = chart.series[0].values
    assert advice.baseline == course[-1]
    won = (advice.target.value - course[-1].value) * course[-1].bottom
    assert won == pytest.approx(max(1, round(0.1 * len(data.table("customers_to_call")))))
    assert plain(advice.cause, "zh").startswith("原因待查")


def test_the_top_fifth_counts_customers_not_vehicles() -> None:
    rows = [
        {"vehicle": f"V{i}", "customer_id": f"C{i}", "day": "2026-10-02", "total": 100}
        for i in range(8)
    ]
    rows += [
        {"vehicle": f"W{i}", "customer_id": "rich", "day": "2026-10-02", "total": 400}
        for i in range(2)
    ]
    rows += [{"vehicle": "X", "customer_id": "X", "day": "2025-01-02", "total": 100}]
    rows += [{"vehicle": "V0", "customer_id": "C0", "day": "2025-01-02", "total": 100}]
    rows += [{"vehicle": "Y", "customer_id": "Y", "day": "2026-10-02", "total": 100}]
    blocks, _ = built(orders(rows))
    (kpis,) = [b for b in blocks if isinstance(b, Kpis)]
    (top,) = [t.fact for t in kpis.tiles if t.fact.id == "loyal.top"]
    assert top.n == 10
    assert top.value == pytest.approx(900 / 1700)


def callbacks(limit: int, back: dict[bool, int], size: int = 60) -> dict[str, pd.DataFrame]:
    """Half of the calls at 90, half at 60 points; `back` says how many of each came again."""
    days = {"late": ["2026-10-05"], "early": ["2024-10-05"]}
    calls = []
    for high in (True, False):
        for i in range(size):
            vehicle = f"{high}{i}"
            days[vehicle] = ["2026-01-05", *(["2026-05-05"] if i < back[high] else [])]
            calls.append((vehicle, 90 if high else limit - 20))
    frame = pd.DataFrame(calls, columns=["vehicle", "overall"]).astype({"vehicle": "str"})
    frame = frame.assign(
        overall=frame["overall"].astype(float), called_at=pd.Timestamp("2026-01-08"),
        _file="回访.xlsx", _row=range(2, len(frame) + 2),
    )  # fmt: skip
    return {"repair_orders": visits_of(days), "callbacks": frame}


@pytest.mark.parametrize(
    ("back", "title"),
    [
        ({True: 55, False: 20}, "满意的客户更常回来"),
        ({True: 20, False: 55}, "打分高的客户返厂率反而较低，需要核实"),
    ],
)
def test_satisfaction_and_return(back: dict[bool, int], title: str) -> None:
    blocks, _ = built(callbacks(80, back))
    (finding,) = [b for b in blocks if isinstance(b, Finding) and b.id == "loyal.satisfied"]
    assert plain(finding.title, "zh") == title
    assert f"（{back[True]}/60）" in plain(finding.text, "zh")


def test_no_difference_in_returns_is_no_finding() -> None:
    blocks, _ = built(callbacks(80, {True: 40, False: 40}))
    assert not [b for b in blocks if isinstance(b, Finding) and b.id == "loyal.satisfied"]


def test_too_few_answers_say_nothing_about_satisfaction() -> None:
    blocks, _ = built(callbacks(80, {True: 20, False: 5}, size=29))
    assert not [b for b in blocks if isinstance(b, Finding) and b.id == "loyal.satisfied"]


def test_orders_without_amounts() -> None:
    rows = store(1, vehicles=150).drop(columns="total")
    blocks, _ = built(rows)
    assert said(blocks, "headline").startswith("近12个月进厂 2 次及以上的车辆占 ")
    assert table(blocks, "loyal.cross").columns[-1].label == "合计"
    assert said(blocks, "summary").startswith("近12个月进厂 2 次及以上的车辆占 ")


def test_less_than_a_year_of_orders() -> None:
    blocks, _ = built(visits_of({"V": ["2026-02-01", "2026-10-01"]}))
    assert said(blocks, "headline") == (
        "工单只有 9 个月，满 12 个月后才能按年进厂次数分类。系统里如有更早的工单，请一并导出。"
    )
    assert isinstance(blocks[-1], Table)


def test_a_month_without_visits() -> None:
    blocks, _ = built(visits_of({"V": ["2025-02-01", "2026-09-01"]}))
    assert said(blocks, "headline").startswith("本月没有进厂记录，无法评价客户价值。")
    assert len(blocks) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", ["greatwall", "third_tier", "front_desk"])
def test_every_profile_in_both_languages(language: Language, profile: str) -> None:
    blocks, _ = built(store(2, vehicles=300), language, profile=profile)
    assert isinstance(blocks[0], Text)
    assert blocks[0].role == "headline"
    for block in blocks:
        for fact in facts_of(block):
            assert fact.label
            assert fact.metric is not None
    texts = said(blocks, "headline", language) + said(blocks, "summary", language)
    assert ("车辆" in texts) == (language == "zh")


def test_the_section_is_announced() -> None:
    assert register_sections() == [LoyalCustomers]
    assert LoyalCustomers.heading == Label("忠诚客户价值", "Loyal customers")
