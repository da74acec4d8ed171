"""The title says what the spec asks for: the report's name, or the month's strongest finding."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reportgen.catalogs import words_in
from reportgen.document.blocks import Chapter, Cover, Finding, Severity
from reportgen.document.damage import Damage
from reportgen.document.facts import words
from reportgen.labels import Language
from reportgen.periods import Month
from reportgen.report.cover_page import titled
from reportgen.section.data import Data
from reportgen.section.phrases import Phrases

MONTH = Month(2026, 10)
NAME = {"zh": "某店 2026年10月 客户服务月度分析报告", "en": "Shop · Review · October 2026"}


def _finding(name: str, severity: Severity, title: str) -> Finding:
    return Finding(name, severity, words(title), words("详见正文。"))


def _frame(language: Language) -> Data:
    phrases = Phrases(words_in("report"))
    frame = SimpleNamespace(
        language=language,
        month=MONTH,
        text=lambda key, **values: "".join(map(str, phrases.say(language, key, **values))),
    )
    return cast("Data", frame)


def _title(kind: str, *findings: Finding, language: Language = "zh", subtitle: str = "") -> Cover:
    name, dealer = NAME[language], "某店" if language == "zh" else "Shop"
    cover = Cover(name, "D1", dealer, MONTH, language, name=name, subtitle=subtitle)
    spec: Any = SimpleNamespace(report=SimpleNamespace(title_kind=kind))
    chapters = (Chapter("churn", "流失分析", findings),)
    return titled(cover, spec, findings, chapters, _frame(language))


BAD = _finding("a", "bad", "云岭的流失率明显偏高。")
WATCH = _finding("b", "watch", "两件投诉超期")


@pytest.mark.parametrize(
    ("kind", "findings", "said"),
    [
        ("viewpoint", (BAD, WATCH), "云岭的流失率明显偏高"),
        ("viewpoint", (), "2026年10月没有需要先处理的问题"),
        (
            "summary",
            (BAD, WATCH),
            "2026年10月有 1 件事需整改，首先是云岭的流失率明显偏高",
        ),
        ("summary", (WATCH, WATCH), "2026年10月有 2 件事需关注，首先是两件投诉超期"),
        ("summary", (WATCH,), "2026年10月：两件投诉超期"),
        ("question", (BAD,), "2026年10月：流失分析，先改什么？"),
        ("question", (), "2026年10月客户服务做得怎样，下月先改什么？"),
    ],
)
def test_the_title_is_made_from_the_strongest_finding(
    kind: str, findings: tuple[Finding, ...], said: str
) -> None:
    cover = _title(kind, *findings)
    assert cover.title == said
    assert (cover.subtitle, cover.name) == ("2026年10月 客户服务月度分析报告", NAME["zh"])


def test_the_name_of_the_report_stays_where_it_is_the_title() -> None:
    assert _title("topic", BAD) == Cover(NAME["zh"], "D1", "某店", MONTH, "zh", name=NAME["zh"])


def test_a_fault_of_the_data_is_the_title_only_where_nothing_else_was_found() -> None:
    doubt = replace(_finding("q", "bad", "10 月回访只有 3 天"), undermines=(Damage("calls"),))
    assert _title("viewpoint", doubt, WATCH).title == "两件投诉超期"
    assert _title("viewpoint", doubt).title == "10 月回访只有 3 天"


def test_an_own_subtitle_stays_and_english_reads_well() -> None:
    found = _finding("a", "bad", "Yunling loses more customers than the other series")
    cover = _title("summary", found, WATCH, language="en", subtitle="Draft")
    assert cover.subtitle == "Draft"
    assert cover.title == (
        "1 thing to act on in October 2026, first: Yunling loses more customers than the other "
        "series"
    )
    assert _title("question", found, language="en").subtitle == "Review · October 2026"
