"""满意度模型: what drives, what experts say, sources side by side, and what is not known."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from survey_cases import chapter_of, data_of, facts, findings, registry, said, sample

from reportgen import Chart, Dealer, Fact, Recommendation, Table
from reportgen.document.blocks import Chapter
from reportgen.errors import SpecError
from reportgen.labels import Language
from reportgen.testing import SectionKit

PLANTED = sample(3, 13, 1)


@cache
def planted() -> Chapter:
    """The chapter on the sample, with what experts say."""
    model = "models/satisfaction.yaml"
    return chapter_of("satisfaction_model", data_of(PLANTED), model=model)


def score(item: str, value: float, **more: object) -> dict[str, object]:
    """One score of the dealer D001."""
    row = {"source": "own", "surveyed_at": "2026-10-05", "item": item, "score": value}
    return {**row, "store": "D001", **more}


def test_the_planted_driver_is_named_with_what_a_point_brings() -> None:
    chapter = planted()
    shown = facts(chapter.blocks)

    assert "维修质量最影响总体满意度" in said(chapter)
    assert shown["surveys.gain:维修质量"].value == pytest.approx(0.55, abs=0.05)
    assert shown["surveys.gain:维修质量"].low > 0.4  # type: ignore[operator]
    shares = [fact.value for key, fact in shown.items() if key.startswith("surveys.influence:")]
    assert sum(shares) == pytest.approx(1)  # type: ignore[arg-type]
    assert any(isinstance(block, Recommendation) for block in chapter.blocks)


def test_published_weights_of_101_are_told_and_divided_by_their_sum() -> None:
    chapter = planted()
    shown = facts(chapter.blocks)

    assert "合计为 101%" in said(chapter)
    assert shown["surveys.weight:third_party/维修质量"].value == pytest.approx(24 / 101)


def test_sources_stand_side_by_side_and_what_nobody_asked_is_unknown() -> None:
    chapter = planted()
    (table,) = [b for b in chapter.blocks if isinstance(b, Table) and b.id == "surveys.sources"]
    first = table.rows[0]

    assert [column.label for column in table.columns[1:]] == [
        "自店调查·全国", "流失客户调查·全国", "第三方调查·全国",
    ]  # fmt: skip
    assert first[0] == "接待登记"
    assert [getattr(cell, "reason", None) for cell in first[1:]] == [None, "no_data", None]
    assert "surveys.kinder.third_party" in findings(chapter)
    assert "surveys.kinder.lost" not in findings(chapter)


def test_a_store_never_sees_another_store() -> None:
    data = data_of(PLANTED, Dealer("SH002", "云汐店"))
    chapter_of("satisfaction_model", data)
    places = set(data.table("survey_scores")["place"])

    assert "SH002" in places
    assert not places & {"SH001", "SH003"}


def test_comparisons_of_experts() -> None:
    chapter = planted()
    shown = facts(chapter.blocks)

    assert shown["surveys.ahp.cr"].value == pytest.approx(0.0041, abs=5e-5)
    assert sum(shown[k].value for k in shown if k.startswith("surveys.expert:")) == pytest.approx(1)  # type: ignore[misc]
    whole = [
        shown[f"surveys.fuzzy:B/{grade}"].value for grade in ("优秀", "良好", "一般", "不合格")
    ]
    assert sum(whole) == pytest.approx(1)  # type: ignore[arg-type]
    values = zip(whole, (95, 80, 60, 35), strict=True)
    assert shown["surveys.fuzzy"].value == pytest.approx(sum(b * u for b, u in values))  # type: ignore[operator]


PRINTED = """
printed: { items: 3, lambda_max: 3.055, index: 0.003 }
grades: { a: 95, b: 80, c: 60, d: 35 }
criteria:
  whole: { weight: 1, memberships: [0.221, 0.669, 0.110, 0] }
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A file of experts in place of one in configs/."""
    return tmp_path / "model.yaml"


def with_model(path: Path, text: str) -> str:
    """What the chapter says with a file of experts."""
    path.write_text(text, encoding="utf-8")
    section = registry().sections["satisfaction_model"]
    made = section.model_construct(model=path)
    data = data_of([score("总体满意度", 80)], "D001")
    blocks = tuple(made.build(data.speaking(section.phrases, "satisfaction_model")))
    return said(Chapter("x", "x", blocks))


def test_an_impossible_printed_lambda_is_told_and_the_printed_grades_give_81_115(
    model: Path,
) -> None:
    text = with_model(model, PRINTED)

    assert "λmax 3.055 与 CI 0.003 不可能同时成立" in text
    assert "应得 CI 0.0275" in text
    assert "λmax 应为 3.006" in text
    assert "81.115 分" in text


def test_contradicting_comparisons_are_a_finding(model: Path) -> None:
    text = with_model(
        model, "pairwise: { items: [a, b, c], matrix: [[1, 5, 1/5], [1/5, 1, 5], [5, 1/5, 1]] }"
    )

    assert "专家两两比较不一致" in text
    assert "只列出、不采用" in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pairwise: { items: [a, b], matrix: [[1, 2], [2, 1]] }", "one must be 1 divided by"),
        ("pairwise: { items: [a, b], matrix: [[1, x], [1, 1]] }", "'x' is no number"),
        ("pairwise: { items: [a, b], matrix: [[1, 2]] }", "1 rows for 2 items"),
        ("grades: { a: 1 }\ncriteria: { c: { weight: 1, memberships: [0.5] } }", "1 in all"),
    ],
)
def test_mistakes_in_the_file_name_their_place(model: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        with_model(model, text)


def test_too_few_surveys_draw_no_weights_but_published_ones_are_used() -> None:
    answered = [
        score(item, 80 + n, survey_no=str(n)) for n in range(9) for item in ("接待", "总体满意度")
    ]
    published = [score("接待", 700, source="third_party", scale=1000, weight=24, sample=100)]
    few = chapter_of("satisfaction_model", data_of(answered, "D001"))
    other = chapter_of("satisfaction_model", data_of([*answered, *published], "D001"))

    assert "暂不能判断" in said(few)
    assert not [block for block in few.blocks if isinstance(block, Chart)]
    assert "按已公布的权重，接待最重" in said(other)


def test_more_items_than_can_be_split_are_told_and_may_be_chosen() -> None:
    rows = [
        score(f"项目{item}", 60 + (number * (item + 3)) % 37, survey_no=str(number))
        for number in range(150)
        for item in range(11)
    ]
    rows += [score("总体满意度", 60 + (n * 7) % 31, survey_no=str(n)) for n in range(150)]
    data = data_of(rows, "D001")

    assert "项目超过 10 个" in said(chapter_of("satisfaction_model", data))
    chosen = facts(chapter_of("satisfaction_model", data, items=["项目1", "项目2"]).blocks)
    assert {key for key in chosen if key.startswith("surveys.influence")} == {
        "surveys.influence[项目1+项目2]:项目1", "surveys.influence[项目1+项目2]:项目2",
    }  # fmt: skip


def test_scores_without_a_scale_are_left_out_and_counted() -> None:
    rows = [score("接待", 8), score("接待", 9), score("接待", 700, source="oem")]
    rows += [score("接待", 80, source="third_party")]
    chapter = chapter_of("satisfaction_model", data_of(rows, "D001"))

    assert "有 2 个得分没有写明满分" in said(chapter)
    assert "有 1 个得分超过满分" in said(chapter)


def test_no_survey_of_the_dealer_is_no_praise() -> None:
    chapter = chapter_of("satisfaction_model", data_of([score("接待", 80)], "D009"))

    assert "没有数据不等于满意" in said(chapter)
    assert not facts(chapter.blocks)


def test_call_backs_of_a_store_are_surveys_too(section_kit: SectionKit) -> None:
    rows = [
        {"called_at": "2026-10-05", "outcome": "成功", "ro_no": str(n), "attitude": 70 + n % 7,
         "reception": 60 + n % 11, "overall": 70 + n % 11}
        for n in range(60)
    ]  # fmt: skip
    chapter = section_kit.build("satisfaction_model", {"callbacks": rows})

    assert chapter.fact("surveys.complete").value == 60
    assert chapter.fact("surveys.gain:及时接待").value == pytest.approx(1, abs=0.05)


@cache
def pooled(missing: str, language: Language = "zh") -> tuple[dict[str, Fact], str]:
    """The figures over twelve months and what is said; a survey a day, one month not exported."""
    days = [str(day.date()) for day in pd.date_range("2025-10-01", "2026-10-31")]
    answers = {"接待": 7, "维修": 11, "总体满意度": 13}
    rows = [
        score(item, 60 + (number * number * by) % 37, surveyed_at=day, survey_no=str(number))
        for number, day in enumerate(days)
        for item, by in answers.items()
        if not day.startswith(missing)
    ]
    data = data_of(rows, "D001", language=language, whole=False)
    chapter = chapter_of("satisfaction_model", data)
    return facts(chapter.blocks), said(chapter, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_pooled_over_a_month_that_is_not_exported_are_unknown(language: Language) -> None:
    whole, (left, text) = pooled("-", language)[0], pooled("2026-06", language)

    assert whole["surveys.complete"].value == 365
    assert [key for key, fact in whole.items() if not fact.known] == []
    assert {"surveys.complete", "surveys.explained"} < set(left)
    assert {(fact.value, fact.reason) for fact in left.values()} == {(None, "partly_exported")}
    assert {"zh": "近一年中有月份没有完整导出", "en": "was not exported in full"}[language] in text
    assert {"zh": "每个项目至少", "en": "ten complete"}[language] not in text


def test_a_month_before_the_last_twelve_is_not_missed() -> None:
    whole, left = pooled("-")[0], pooled("2025-10")[0]

    assert {key: fact.value for key, fact in left.items()} == {
        key: fact.value for key, fact in whole.items()
    }


def test_contract(section_kit: SectionKit) -> None:
    section_kit.assert_contract("satisfaction_model")
