"""Every place that prints a number is named, in either file."""

from __future__ import annotations

from dataclasses import replace

from reportgen.cli.printed_places import printed_places
from reportgen.document.blocks import (
    Chapter,
    Chart,
    Column,
    Cover,
    Document,
    Kpi,
    Kpis,
    Series,
    Table,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.periods import Month

READ = Fact("ledger.read", 402, "count", "读取行数")
RATE = Fact("rate", 0.9, "share", "修复率")
REPORT = Document(
    Cover("月报", "D1", "示范店", Month(2026, 10), "zh"),
    preface=(),
    summary=(),
    chapters=(
        Chapter(
            "one",
            "第一章",
            (
                Text(words("修复率 ", RATE, "，" + "长" * 60), "headline"),
                Kpis((Kpi(RATE),)),
                Table("t", "各人", (Column("人"), Column("率", "share")), (("甲", RATE),)),
                Chart("c", "bar", words("图"), "走势", ("甲",), (Series("率", (RATE,)),), "share"),
            ),
        ),
    ),
    quality=(Text(words("共读取 ", READ, " 行。")),),
)


def test_a_number_of_the_accounts_is_printed_in_the_chapter_on_quality() -> None:
    assert list(printed_places("ledger.read", REPORT)) == [
        "Word · 数据来源与质量 · 共读取 402 行。",
        "Excel · 数据质量与来源 · 共读取 402 行。",
        "Excel · 口径与来源",
    ]


def test_sentences_key_figures_tables_and_charts_are_named_by_what_they_say() -> None:
    sentence = "修复率 90.0%，" + "长" * 30
    assert list(printed_places("rate", REPORT)) == [
        f"Word · 第一章 · {sentence}…",
        "Word · 第一章 · 修复率",
        "Word · 第一章 · 表 1  各人",
        "Word · 第一章 · 图 1  走势",
        "Excel · 目录 · 修复率",
        f"Excel · 第一章 · {sentence}…",
        "Excel · 第一章 · 修复率",
        "Excel · 第一章 · 各人",
        "Excel · 第一章 · 走势",
        "Excel · 口径与来源",
    ]


def test_english_names_are_english() -> None:
    english = replace(REPORT, cover=replace(REPORT.cover, language="en"))

    assert list(printed_places("ledger.read", english))[-1] == "Excel · Definitions and sources"
