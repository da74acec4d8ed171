"""A term is explained where it is used, and nowhere else."""

from __future__ import annotations

import pytest

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
    Term,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.document.used_terms import used_terms
from reportgen.periods import Month

COVER = Cover("月报", "D1", "店", Month(2026, 10), "zh")
RATE = Fact("ftf", 0.9, "share", "一次修复率")


@pytest.mark.parametrize(
    "block",
    [
        Text(words("本月一次修复率不变。")),
        Kpis((Kpi(RATE),)),
        Table("t", "表", (Column("一次修复率"),), (("甲",),)),
        Table("t", "表", (Column("指标"),), (("一次修复率",),)),
        Chart("c", "bar", words("说明"), "图", ("甲",), (Series("一次修复率", (RATE,)),), "share"),
    ],
)
def test_a_term_is_used_wherever_it_is_printed(block: Text) -> None:
    terms = (Term("一次修复率", "一次修好的比例"), Term("返修", "因同一故障再次进厂"))
    document = Document(COVER, (), (), (Chapter("a", "甲", (block,)),))
    assert used_terms(document, terms) == terms[:1]


def test_a_term_of_a_meaning_is_used_and_one_with_a_remark_needs_both() -> None:
    said = Text(words("全店满意度为各顾问平均，First-time Fix 不变。"))
    document = Document(COVER, (), (), (Chapter("a", "甲", (said,)),))
    terms = (
        Term("全店满意度（顾问平均）", "得分的简单平均"),
        Term("全店满意度（加权）", "按台次"),
        Term("得分", "0–100"),
        Term("first-time fix", "share of jobs"),
    )
    assert used_terms(document, terms) == (terms[0], terms[2], terms[3])
