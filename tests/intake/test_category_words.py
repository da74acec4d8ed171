"""Words a source teaches, words nobody knows, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_table import Taken, take_in

from reportgen.extension.components import Declarations, RawTable
from reportgen.intake.category_words import joined, word_faults
from reportgen.intake.folding import folded
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

OUTCOME = ColumnContract(
    "outcome",
    "category",
    Label("结果", "Outcome"),
    values={
        "success": (Label("成功", "Success"), ("已接通",)),
        "wrong_number": (Label("号码错误", "Wrong number"), ("空号",)),
    },
)
TABLE = TableContract(
    name="calls",
    label=Label("回访", "Calls"),
    row=Label("一行为一次回访", "one call"),
    key=("no",),
    columns=(
        ColumnContract("no", "code", Label("单号", "No")),
        ColumnContract("dealer", "code", Label("店", "Dealer")),
        OUTCOME,
        ColumnContract("back", "flag", Label("返修", "Comeback")),
        ColumnContract("advisor", "text", Label("顾问", "Advisor")),
        ColumnContract("score", "number", Label("评分", "Score")),
    ),
)
HEADER = ("单号", "店", "结果", "返修", "顾问")


def take(rows: list[tuple[str, str, str]], words: Any = None, dealer: str = "D1") -> Taken:  # noqa: ANN401 as a spec writes them
    """Rows of outcome, comeback and advisor."""
    cells = [[f"R{at}", dealer, *row] for at, row in enumerate(rows)]
    frame = pd.DataFrame(cells, index=range(2, len(rows) + 2), dtype="str")
    raw = RawTable("a.csv", HEADER, frame, declared=Declarations(words=words or {}))
    return take_in(TABLE, [raw], language="en")


def said(words: object) -> list[str]:
    return [f"{each.path} {each.message}" for each in word_faults(words, TABLE)]


@pytest.mark.case("C33")
def test_a_source_teaches_words_of_categories_flags_and_names() -> None:
    rows = [("成功回訪", "要", "張三丰"), ("号码错误", "不要", "张三"), ("成功 回访", "是", "李四")]
    words = {
        "outcome": {"success": ["成功回访"]},
        "back": {"yes": ["要"], "no": ["不要"]},
        "advisor": {"张三": ["张三丰", "Zhang San"]},
    }
    taken = take(rows, words)
    assert taken.frame["outcome"].tolist() == ["success", "wrong_number", "success"]
    assert taken.frame["back"].tolist() == [True, False, True]
    assert taken.frame["advisor"].tolist() == ["张三", "张三", "李四"]
    assert taken.accounts[0].repaired == {"renamed": 1}
    assert taken.accounts[0].unknown_words == {}


def test_a_word_to_ignore_leaves_its_cell_blank_and_is_counted() -> None:
    rows = [("测试", "待定", "张三"), ("成功", "是", "测试员")]
    words = {"outcome": {"ignore": ["测试"]}, "back": {"ignore": ["待定"]}}
    words["advisor"] = {"ignore": ["测试员"]}

    taken = take(rows, words)

    blank = taken.frame[["outcome", "back", "advisor"]].isna()
    assert blank.to_numpy().tolist() == [[True, True, False], [False, False, True]]
    assert taken.accounts[0].repaired == {"ignored_word": 3}
    assert taken.accounts[0].unknown_words == {}
    assert said(words) == []


def test_a_taught_word_stands_before_the_contracts_own() -> None:
    taken = take([("空号", "", "")], {"outcome": {"success": ["空号"]}})
    assert taken.frame["outcome"].tolist() == ["success"]


def test_of_two_places_that_teach_a_word_the_later_decides() -> None:
    file = {"outcome": {"success": ["到"], "wrong_number": ["错"]}}
    own = {"outcome": {"wrong_number": ["到"]}}
    taken = take([("到", "", ""), ("错", "", "")], joined(file, own))
    assert taken.frame["outcome"].tolist() == ["wrong_number", "wrong_number"]


def test_unknown_words_are_known_with_their_counts() -> None:
    rows = [("成功回访", "", "")] * 3 + [("成功", "不详", "")] * 2 + [("联系上了", "", "")] * 4
    taken = take(rows)
    assert list(taken.accounts[0].unknown_words.items()) == [
        (("outcome", "联系上了"), 4),
        (("outcome", "成功回访"), 3),
        (("back", "不详"), 2),
    ]
    assert taken.accounts[0].repaired == {"unknown_word": 9}
    assert take([("13800138000", "", "")]).accounts[0].unknown_words == {
        ("outcome", "138****8000"): 1
    }


def test_each_dealer_is_told_its_own_unknown_words() -> None:
    cells = [["1", "D1", "甲", "", ""], ["2", "D2", "乙", "", ""], ["3", "D2", "甲", "", ""]]
    raw = RawTable("a.csv", HEADER, pd.DataFrame(cells, index=range(2, 5), dtype="str"))
    account = take_in(TABLE, [raw]).accounts[0]
    assert account.unknown_words == {("outcome", "甲"): 2, ("outcome", "乙"): 1}
    assert account.for_dealer("D1", 1, 1).unknown_words == {("outcome", "甲"): 1}
    assert account.for_dealer("D2", 2, 2).unknown_words == {
        ("outcome", "甲"): 1,
        ("outcome", "乙"): 1,
    }


@given(st.lists(st.sampled_from(["成功", "空号", "好的", "未知结果", "Voicemail", ""]), min_size=1))
def test_every_unknown_word_is_counted_and_no_other(texts: list[str]) -> None:
    counts: Mapping[tuple[str, str], int] = (
        take([(t, "", "") for t in texts]).accounts[0].unknown_words
    )
    strange = {"好的", "未知结果", "Voicemail"}
    assert counts == {("outcome", t): n for t, n in Counter(texts).items() if t in strange}


@given(st.text("成功回访空号ABCabc09- /（）", min_size=1, max_size=8))
def test_a_taught_word_is_never_unknown(word: str) -> None:
    if folded(word) and not said({"outcome": {"success": [word]}}):
        taken = take([(word, "", "")], {"outcome": {"success": [word]}})
        assert not taken.accounts[0].unknown_words


def test_what_is_taught_is_checked() -> None:
    assert said({"outcom": {"success": ["好"]}}) == [
        "('outcom',) words: calls has no column of words or names 'outcom'; did you mean 'outcome'?"
    ]
    (strange,) = said({"score": {}})
    assert strange.endswith("names 'score'; there are outcome, back, advisor")
    keys = said({"outcome": {"succes": ["好"]}, "back": {"true": ["好"]}})
    assert keys[0].endswith(
        "'succes' is nothing a word of outcome can mean; did you mean 'success'?"
    )
    assert keys[1].endswith(
        '\'true\' is nothing a word of back can mean; there are "yes" and "no", in quotes'
    )
    blank, twice = said({"outcome": {"success": ["好 的", "—"], "wrong_number": ["好的"]}})
    assert blank == "('outcome', 'success', 1) words: '—' has no letter or number; take it out"
    assert twice.startswith(
        "('outcome', 'wrong_number', 0) words: '好的' stands twice, first under"
    )
    assert said({"advisor": {"张三": ["张三丰"]}}) == []
