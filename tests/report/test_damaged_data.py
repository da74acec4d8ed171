"""What the data lack comes first, and nothing that rests on it is told as good or as steady."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from less_data import Told, told

from reportgen.catalogs import words_in
from reportgen.document.blocks import Chapter, Finding, Text
from reportgen.document.damage import Damage
from reportgen.document.facts import Fact, words
from reportgen.document.formats import plain
from reportgen.labels import LANGUAGES, Language
from reportgen.metric.expressions import Count, Difference, Is, Rows, during
from reportgen.periods import Month
from reportgen.report.summary_findings import MOST_DOUBTS, MOST_FINDINGS, summary
from reportgen.report.undermined import Doubtful
from reportgen.section.data import Data

NO_CONCLUSION = {
    "zh": "本章所依据的数据不完整，暂不下结论；缺什么见“数据来源与质量”一章。",
    "en": (
        "The data this chapter rests on are not whole, so it draws no conclusion; the chapter "
        "'Data sources and quality' says what is missing."
    ),
}
Change = Callable[[str, str, pd.DataFrame], pd.DataFrame | None]


def without(table: str, month: str) -> Change:
    return lambda name, when, text: None if (name, when) == (table, month) else text


def ending(table: str, column: str, day: str) -> Change:
    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        here = name == table and when == day[:7]
        return text[text[column].str.slice(0, 10) < day] if here else text

    return change


def first_of(left: Told, language: Language) -> str:
    finding = next(block for block in left.summary if isinstance(block, Finding))
    return plain(finding.title, language)


def conclusion(chapter: Chapter, language: Language) -> list[str]:
    return [
        plain(block.words, language)
        for block in chapter.blocks
        if isinstance(block, Text) and block.role == "summary"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_without_complaints_export_is_no_calm_month(language: Language) -> None:
    left = told(without("complaints", "2026-10"), language, ("complaints",))

    assert (
        first_of(left, language)
        == {
            "zh": "投诉：报告月没有记录",
            "en": "Complaints: no row in the month of the report",
        }[language]
    )
    assert not left.good
    assert conclusion(left.chapters[0], language) == [NO_CONCLUSION[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_month_of_orders_comes_first_and_praises_no_retention(
    language: Language,
) -> None:
    left = told(without("repair_orders", "2026-08"), language, ("churn", "first_time_fix"))

    assert (
        first_of(left, language)
        == {
            "zh": "工单：缺 2026年8月",
            "en": "Repair orders: August 2026 missing",
        }[language]
    )
    assert not left.good


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unfinished_month_is_not_one_to_keep_on_with(language: Language) -> None:
    left = told(ending("callbacks", "回访日期", "2026-10-13"), language, ("csi_by_advisor",))

    assert (
        first_of(left, language)
        == {
            "zh": "回访：只到 10 月 12 日",
            "en": "Call-backs: ends on 2026-10-12",
        }[language]
    )
    assert conclusion(left.chapters[0], language) == [NO_CONCLUSION[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_data_undermine_nothing(language: Language) -> None:
    left = told(language=language)

    assert [finding for finding in left.doubts if finding.undermines] == []
    assert NO_CONCLUSION[language] not in [
        said for chapter in left.chapters for said in conclusion(chapter, language)
    ]


# --- what a figure reads --------------------------------------------------------------------

COMPLAINTS = Rows("complaints", "received_at")


def fact(month: int, *only: Is, against: int = 0) -> Fact:
    now = during(Count(COMPLAINTS.only(*only)), Month(2026, month))
    before = during(Count(COMPLAINTS), Month(2026, against or month))
    return Fact("c", 1.0, "count", expr=Difference(now, before) if against else now)


@pytest.mark.parametrize(
    ("damage", "figure", "hurt"),
    [
        (Damage("complaints"), fact(10), True),
        (Damage("callbacks"), fact(10), False),
        (Damage("complaints", "", frozenset({Month(2026, 9)})), fact(10), False),
        (Damage("complaints", "", frozenset({Month(2026, 9)})), fact(10, against=9), True),
        (Damage("complaints", "status"), fact(10), False),
        (Damage("complaints", "status"), fact(10, Is("status", "closed")), True),
    ],
)
def test_a_figure_is_undermined_by_what_it_reads(damage: Damage, figure: Fact, hurt: bool) -> None:  # noqa: FBT001
    data = told(sections=()).data

    assert Doubtful([damage], data, {}).undermined([figure]) is hurt


def test_a_figure_without_a_formula_reads_what_its_section_needs() -> None:
    doubtful = Doubtful([Damage("complaints")], told(sections=()).data, {"complaints": []})

    assert doubtful.undermined([Fact("x", 1.0, "count")])
    assert not replace(doubtful, needs={"callbacks": []}).undermined([Fact("x", 1.0, "count")])


def test_a_derived_table_reads_what_it_is_made_from() -> None:
    made = told(sections=("first_time_fix",))
    rate = made.facts["first_time_fix.fixed"]

    assert Doubtful([Damage("repair_orders")], made.data, {}).undermined([rate])
    assert not Doubtful([Damage("complaints")], made.data, {}).undermined([rate])


# --- the summary ----------------------------------------------------------------------------


def frame(data: Data) -> Data:
    return data.speaking(words_in("report"))


def doubt(n: int) -> Finding:
    return Finding(f"q{n}", "watch", (f"q{n}",), (), undermines=(Damage("complaints"),))


def test_faults_of_the_data_come_first_as_many_as_fit_and_the_others_are_counted() -> None:
    data = told(sections=()).data
    found = tuple(Finding(f"f{n}", "bad", ("题",), (), facts=()) for n in range(9))
    harmless = Finding("info", "watch", ("题",), ())

    blocks = summary([Chapter("c", "章", found)], frame(data), [harmless, *map(doubt, range(5))])

    told_ids = [block.id for block in blocks if isinstance(block, Finding)]
    assert told_ids == ["q0", "q1", "q2", "f0", "f1"]
    assert (MOST_DOUBTS, MOST_FINDINGS) == (3, 5)
    assert [plain(block.words, "zh") for block in blocks if isinstance(block, Text)] == [
        "本月需要先看的 5 件事，数据的问题在前，其余按涉及的客户数排列：",
        "另有 2 处数据问题影响本报告的数字，见“数据来源与质量”一章。",
    ]


def test_comparisons_and_praise_on_damaged_data_stay_out_of_the_summary() -> None:
    data = told(sections=()).data
    said = {
        "good": Finding("good", "good", words(fact(10)), ()),
        "compares": Finding("compares", "bad", words(fact(10, against=9)), ()),
        "plain": Finding("plain", "bad", words(fact(10)), ()),
    }
    chapters = [Chapter("c", "章", tuple(said.values()))]

    def ids(*doubts: Finding) -> list[str]:
        return [b.id for b in summary(chapters, frame(data), doubts) if isinstance(b, Finding)]

    assert ids() == ["compares", "plain", "good"]
    assert ids(doubt(0)) == ["q0", "plain"]
