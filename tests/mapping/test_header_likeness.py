from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.labels import Label
from reportgen.mapping import likeness
from reportgen.mapping.header_likeness import FAMILY_AT_MOST, LIKE_AT_MOST, SAME_STEM
from reportgen.metric.table_contracts import ColumnContract, ColumnKind, Private


def column(kind: ColumnKind, *aliases: str, private: Private | None = None) -> ColumnContract:
    return ColumnContract("c", kind, Label("", ""), aliases, private=private)


@pytest.mark.parametrize(
    ("header", "kind", "alias", "rule", "score"),
    [
        ("工单号", "code", "工单号", "equal", 1.0),
        (" 工 單 號 ", "code", "工单号", "written", 0.99),
        ("ＲＯ＃", "code", "RO#", "written", 0.99),
        ("配件费(元)", "money", "配件费", "no_unit", 0.98),
        ("开单时间", "datetime", "开单日期", "same_stem", 0.93),
        ("工时费用", "money", "工时费", "same_stem", 0.93),
        ("客户编码", "code", "客户编号", "same_stem", 0.93),
        ("是否返修", "flag", "返修", "same_stem", 0.93),
        ("车系名称", "text", "车系", "same_stem", 0.93),
        ("Model_Desc", "text", "Model Description", "words", 0.93),
        ("Deal #", "code", "Dealer No", "words", 0.75),
        ("客户联系电话", "code", "联系电话", "contains", 0.8),
        ("联系电话备注信息", "code", "联系电话", "contains", 0.55),
        ("接车人", "text", "接车员", "similar", 0.45),
        ("Serv Wtr", "text", "Service Advisor", "words", 0.45),
    ],
)
def test_a_header_is_compared_by_the_strictest_rule_that_holds(
    header: str, kind: ColumnKind, alias: str, rule: str, score: float
) -> None:
    found = likeness(header, column(kind, alias))

    assert (found.rule, round(found.score, 2), found.name) == (rule, score, alias)


@pytest.mark.parametrize(
    ("header", "alias", "kind"),
    [
        ("送修日期", "结算日期", "datetime"),
        ("工单结算日期", "结算日期", "datetime"),
        ("材料费", "工时费", "money"),
        ("应收总金额", "应付金额", "money"),
    ],
)
def test_dates_and_amounts_are_never_accepted_by_likeness(
    header: str, alias: str, kind: ColumnKind
) -> None:
    assert likeness(header, column(kind, alias)).score <= FAMILY_AT_MOST


@pytest.mark.parametrize("header", ["最近接待员", "接待员备注", "是否接待员"])
def test_a_word_that_changes_the_meaning_keeps_a_name_from_being_accepted(header: str) -> None:
    assert likeness(header, column("text", "接待员")).score <= 0.55


def test_a_code_without_the_word_for_codes_is_another_column_unless_it_is_private() -> None:
    assert likeness("客户", column("code", "客户编号")).score < SAME_STEM
    assert likeness("车牌", column("code", "车牌号", private="plate")).score == SAME_STEM


def test_a_blank_header_is_like_nothing() -> None:
    assert likeness(" ", column("text", "车系")).score == 0


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_score_is_between_0_and_1_and_likeness_alone_is_never_certain(
    header: str, alias: str
) -> None:
    found = likeness(header, column("text", alias))

    assert 0 <= found.score <= 1
    assert found.score <= LIKE_AT_MOST or found.rule in {
        "equal", "written", "no_unit", "same_stem", "words",
    }  # fmt: skip
