from __future__ import annotations

import pandas as pd
import pytest

from reportgen.labels import Label
from reportgen.mapping import Matching, Values, match, settle
from reportgen.metric.table_contracts import ColumnContract, TableContract

TABLE = TableContract(
    "orders",
    Label("单据", "Orders"),
    Label("一行一张", "one order"),
    (
        ColumnContract("no", "code", Label("单号", "No"), ("单据号",)),
        ColumnContract("day", "date", Label("开单日期", "Day"), ("建单日期",), required=True),
        ColumnContract("paid", "date", Label("结算日期", "Paid"), ("收款日期", "付款日期")),
        ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
        ColumnContract("phone", "code", Label("联系电话", "Phone"), private="phone"),
        ColumnContract("advisor", "text", Label("接待员", "Advisor"), ("接车员",)),
    ),
)


def matched(columns: dict[str, list[str]], min_score: float = 0.8) -> Matching:
    values = [Values.of(pd.Series(texts, dtype="str")) for texts in columns.values()]
    return match(list(columns), values, TABLE, min_score)


def states(matching: Matching) -> dict[str, str]:
    return {p.header: p.state for p in matching.proposals}


def test_names_that_are_known_are_certain_and_the_rest_is_told_apart() -> None:
    found = matched({"单号": [], "开单时间": [], "接车人": [], "介绍人": []})

    assert found.certain == {"no": "单号", "day": "开单时间"}
    assert states(found)["接车人"] == "ask"
    assert states(found)["介绍人"] == "unused"
    assert not found.missing


def test_a_vin_is_certain_by_its_values_alone() -> None:
    found = matched({"编码甲": ["LSVAA4182E2123456", "LSVAA4182E2123457"]})

    assert found.certain == {"vin": "编码甲"}
    assert [r.rule for r in found.proposals[0].best.reasons] == ["vin"]  # type: ignore[union-attr]


def test_two_columns_of_phones_are_asked_about() -> None:
    phones = ["13912345678", "13812345678"]
    found = matched({"本人手机": phones, "家人手机": phones})

    assert "phone" not in found.certain
    assert states(found)["本人手机"] == "ask"


def test_a_known_name_with_values_that_do_not_fit_is_a_question() -> None:
    found = matched({"开单日期": ["保养", "维修"]})

    assert states(found) == {"开单日期": "ask"}
    assert [r.rule for r in found.proposals[0].best.reasons] == ["equal", "not_date"]  # type: ignore[union-attr]
    assert [column.name for column in found.missing] == ["day"]


def test_of_two_known_names_the_alias_listed_first_wins() -> None:
    found = matched({"付款日期": ["2026-01-02"], "收款日期": ["2026-01-02"]})

    assert found.certain == {"paid": "收款日期"}


def test_a_header_that_stands_twice_is_asked_about() -> None:
    values = [Values(()), Values(())]
    found = match(["单号", "单号"], values, TABLE)

    assert found.proposals[0].state == "ask"
    assert [(r.rule, r.about) for r in found.proposals[0].notes] == [("twins", "2")]


def test_the_least_score_moves_the_line_between_certain_and_asked() -> None:
    header: dict[str, list[str]] = {"前台接待员": []}

    assert states(matched(header, 0.7)) == {"前台接待员": "certain"}
    assert states(matched(header, 0.95)) == {"前台接待员": "ask"}


def test_what_a_person_decides_stands() -> None:
    found = matched({"单号": [], "结算日期": [], "接车人": []})

    decided = settle(found, {"advisor": "接车人", "day": "结算日期", "no": ""})

    assert decided.certain == {"day": "结算日期", "advisor": "接车人"}
    assert states(decided)["单号"] == "unused"


@pytest.mark.parametrize("header", ["", "  "])
def test_a_blank_header_is_not_used(header: str) -> None:
    assert states(matched({header: ["2026-01-01"]})) == {header: "unused"}
