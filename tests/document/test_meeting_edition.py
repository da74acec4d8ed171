"""The edition for a meeting: what was found, with its figures and measures, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Cover,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Severity,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.document.meeting_edition import on_paper
from reportgen.periods import Month

COVER = Cover("月报", "D1", "店", Month(2026, 10), "zh", detail="meeting")
RATE, OTHER = Fact("rate", 0.9, "share", "修复率"), Fact("other", 0.8, "share", "接通率")


def _chart(name: str, fact: Fact) -> Chart:
    return Chart(name, "bar", words("说明"), name, ("甲",), (Series("率", (fact,)),), "share")


def _finding(name: str, severity: Severity, fact: Fact) -> Finding:
    return Finding(name, severity, words("率", fact), words("依据。"))


def _measure(finding: str) -> Recommendation:
    return Recommendation(
        finding, finding, words("低"), words("待核实"), words("复核"), "经理", date(2026, 12, 1),
        "率", RATE, RATE,
    )  # fmt: skip


KEPT: tuple[Block, ...] = (
    Text(words("本章结论。"), role="headline"),
    Kpis((Kpi(RATE),)),
    _chart("证据", RATE),
    _finding("low", "bad", RATE),
    _measure("low"),
    Text(words("先复核。"), role="summary"),
)
LEFT_OUT: tuple[Block, ...] = (
    Heading("各项对比"),
    Text(words("正文。")),
    _chart("背景", OTHER),
    Table("t", "明细", (Column("返修"),), (("甲",),)),
    _finding("fine", "good", OTHER),
    _measure("fine"),
)


def test_a_chapter_keeps_what_a_meeting_decides_on() -> None:
    blocks = tuple(block for pair in zip(KEPT, LEFT_OUT, strict=True) for block in pair)
    terms = (Term("修复率", "一次修好的占比"), Term("返修", "再次进厂"))
    document = Document(COVER, (), (), (Chapter("a", "甲", blocks),), glossary=terms)
    short = on_paper(document)
    assert short.chapters[0].blocks == KEPT
    assert short.glossary == terms[:1]
    assert on_paper(replace(document, cover=replace(COVER, detail="full"))).chapters[0].blocks == (
        blocks
    )


def test_a_chapter_that_failed_still_says_so() -> None:
    failed = Chapter("a", "甲", (), failed="缺少列")
    assert on_paper(Document(COVER, (), (), (failed,))).chapters == (failed,)
