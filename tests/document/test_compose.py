"""What a report prints, in which order and in which words, in either arrangement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Cover,
    Document,
    Finding,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.compose import compose
from reportgen.document.facts import Fact, words
from reportgen.document.key_figure_words import tile_of
from reportgen.document.outline import PAPER, READING_ORDER, WORKBOOK, Arrangement
from reportgen.document.printed import Leaf, Paragraph, PrintedTable, Tile, facts_in, leaves
from reportgen.labels import Language
from reportgen.periods import Month

RATE = Fact("rate", 0.9, "share", "修复率", better="higher")
NONE = Fact("none", None, "share", reason="not_yet")
ADVICE = Recommendation(
    "a", "low", words("偏低"), words("派工不当"), words("每周复盘。"), "王建国", date(2026, 11, 30),
    "修复率", RATE, Fact("aim", 0.95, "share"),
)  # fmt: skip


def report(*blocks: Block, language: Language = "zh") -> Document:
    """A report of one chapter, with every part of the frame."""
    return Document(
        Cover("月报", "D1", "示范店", Month(2026, 10), language),
        preface=(Text(words("前言之语。")),),
        summary=(Text(words("摘要之语。")),),
        chapters=(Chapter("one", "第一章", blocks),),
        overviews=(Chapter("all", "概览", (Text(words("概览之语。")),)),),
        recommendations=(ADVICE,),
        glossary=(Term("修复率", "一次修好的占比"),),
        thanks=(words("感谢", RATE),),
        quality=(Text(words("共读取 3 行。")),),
    )


def printed(document: Document, arrangement: Arrangement = PAPER) -> list[Leaf]:
    """What the chapter prints."""
    (part,) = (one for one in compose(document, arrangement) if one.name == "chapters")
    return list(leaves(part.items))


def said(document: Document, arrangement: Arrangement = PAPER) -> list[str]:
    """The paragraphs of the chapter."""
    language = document.cover.language
    return [
        leaf.text(language)
        for leaf in printed(document, arrangement)
        if isinstance(leaf, Paragraph)
    ]


def test_parts_stand_in_reading_order_and_a_workbook_puts_the_preface_below_the_summary() -> None:
    document = report(Text(words("一句话。")))

    assert tuple(part.name for part in compose(document, PAPER)) == READING_ORDER
    names = [part.name for part in compose(document, WORKBOOK)]
    assert names[:3] == ["overviews", "summary", "preface"]
    assert sorted(names) == sorted(READING_ORDER)
    texts = [one for one in document.blocks() if isinstance(one, Text)]
    assert [str(text.words[0])[:2] for text in texts] == [
        "前言",
        "摘要",
        "概览",
        "一句",
        "共读",
        "感谢",
    ]
    assert list(document.facts()) == ["rate", "aim"]


def test_a_part_without_content_is_left_out_but_never_the_recommendations() -> None:
    empty = replace(report(), preface=(), overviews=(), glossary=(), thanks=(), recommendations=())

    parts = compose(empty, PAPER)
    assert [part.name for part in parts] == ["summary", "chapters", "recommendations", "quality"]
    assert [leaf.text("zh") for leaf in leaves(parts[2].items)] == ["本期没有改进建议。"]  # type: ignore[union-attr]


@pytest.mark.parametrize("arrangement", [PAPER, WORKBOOK])
def test_a_chapter_says_why_it_is_empty_in_every_format(arrangement: Arrangement) -> None:
    failed = replace(report(), chapters=(Chapter("one", "第一章", (), failed="缺少一列"),))

    assert said(report(), arrangement) == ["本期没有可用数据"]
    assert said(failed, arrangement) == ["本章未能生成：缺少一列"]


@pytest.mark.parametrize(
    ("value", "evidence", "better", "moved", "state", "tone"),
    [
        (0.038, "clear", "higher", "▲ 3.8% 好转", "▲ 好转", "better"),
        (-0.038, "clear", "higher", "▼ 3.8% 变差", "▼ 变差", "worse"),
        (-0.038, "clear", "lower", "▼ 3.8% 好转", "▼ 好转", "better"),
        (0.038, "flat", "higher", "▲ 3.8% 持平", "▲ 持平", "quiet"),
        (-0.038, "counts_only", "higher", "▼ 3.8% 样本少", "▼ 样本少", "quiet"),
        (0.038, "untested", "higher", "▲ 3.8% 上升", "▲ 上升", "quiet"),
        (-0.038, "untested", "higher", "▼ 3.8% 下降", "▼ 下降", "quiet"),
        (0.0004, "clear", "higher", "持平", "持平", ""),
        (0.0, "flat", "higher", "持平", "持平", ""),
        (None, "", "higher", "—", "—", ""),
    ],
)
def test_a_change_is_judged_once_for_all_formats(  # noqa: PLR0913, PLR0917 a row of the table
    value: float | None, evidence: str, better: str, moved: str, state: str, tone: str
) -> None:
    change = Fact("c", value, "share", better=better, evidence=evidence)  # type: ignore[arg-type]
    tile = tile_of(Kpi(RATE, change=change), "zh")

    assert (tile.moved, tile.state, tile.tone) == (moved, state, tone)
    assert tile_of(Kpi(RATE, change=change, severity="bad"), "zh").state == "需整改"


def test_a_key_figure_says_target_and_course() -> None:
    trend = tuple(Fact(f"t{at}", at / 10, "share") for at in range(4))
    tile = tile_of(Kpi(RATE, target=Fact("aim", 0.95, "share"), trend=trend), "zh")

    assert (tile.aimed, tile.course) == ("目标 95.0%", "修复率走势：0.0% → 30.0%")
    assert (tile.moved, tile.state) == ("", "—")
    assert tile_of(Kpi(RATE, trend=trend[:2]), "zh").course == ""


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("zh", "其余 3 行见 Excel。不含钣喷。“—”：期间未结束。"),
        ("en", "3 more rows are in the workbook. 不含钣喷。 “—”: the period is not over."),
    ],
)
def test_a_long_table_is_cut_on_paper_and_its_total_kept(language: Language, note: str) -> None:
    rows = (*((str(at), at) for at in range(43)), ("合计", NONE))
    columns = (Column("名"), Column("数", "count"))
    table = Table("t", "明细", columns, rows, words("不含钣喷。"), total=True)
    document = report(table, language=language)

    caption, cells, small = printed(document)
    assert isinstance(cells, PrintedTable)
    assert [row[0] for row in cells.rows[-2:]] == ["39", "合计"]
    assert isinstance(small, Paragraph)
    assert small.text(language) == note
    assert isinstance(caption, Paragraph)
    assert caption.text(language).endswith(" 1  明细")
    whole = next(one for one in printed(document, WORKBOOK) if isinstance(one, PrintedTable))
    assert len(whole.rows) == len(rows)


def test_a_finding_refers_to_the_one_figure_that_shows_its_number() -> None:
    chart = Chart("c", "bar", words("一图"), "各人", ("甲",), (Series("率", (RATE,)),), "share")
    finding = Finding("low", "bad", words("修复率 ", RATE), words("低于目标。"))

    assert said(report(finding, chart))[:2] == ["【需整改】修复率 90.0%", "低于目标（见图 1）。"]
    assert said(report(finding, chart, chart))[1] == "低于目标。"
    assert said(report(finding, chart), WORKBOOK)[:2] == ["需整改修复率 90.0%", "低于目标。"]
    summary = replace(report(finding, chart), summary=(finding,))
    first = next(part for part in compose(summary, PAPER) if part.name == "summary")
    assert [one.text("zh") for one in leaves(first.items)][1] == "低于目标（见图 1）。"  # type: ignore[union-attr]


def test_a_measure_is_brief_on_paper_and_whole_in_the_workbook() -> None:
    assert said(report(ADVICE)) == ["建议：每周复盘（王建国，2026-11-30 前）。"]
    assert said(report(ADVICE), WORKBOOK) == [
        "问题偏低",
        "原因派工不当",
        "措施每周复盘。",
        "责任人：王建国；期限：2026-11-30；指标：修复率；状态：待确认",
    ]


def test_every_fact_of_a_report_is_in_an_item() -> None:
    document = report(Kpis((Kpi(RATE, change=Fact("c", 0.1, "share", evidence="flat")),)))

    for arrangement in (PAPER, WORKBOOK):
        items = [item for part in compose(document, arrangement) for item in part.items]
        assert {fact.id for leaf in leaves(items) for fact in facts_in(leaf)} == {
            "rate",
            "aim",
            "c",
        }
    assert any(isinstance(leaf, Tile) for leaf in printed(document))
