from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_table import take_in

from reportgen.extension.components import RawTable
from reportgen.intake.folding import folded, simplified
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

TABLE = TableContract(
    name="calls",
    label=Label("回访", "Calls"),
    row=Label("一行为一次回访", "one call"),
    columns=(
        ColumnContract(
            "outcome",
            "category",
            Label("结果", "Outcome"),
            values={
                "ok": (Label("成功", "Success"), ("回访成功", "Fixed right")),
                "wrong": (Label("号码错误", "Wrong number"), ()),
            },
        ),
    ),
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("回訪成功", "回访成功"), ("號碼錯誤", "号码错误"),
        ("Ｗｒｏｎｇ－Ｎｕｍｂｅｒ", "wrong number"),
        ("聯絡 電話", "联络电话"), ("結帳金額", "结账金额"), ("答覆", "答复"), ("R/O No.", "ro no"),
        ("客戶、車主", "客户车主"), ("臺灣", "台湾"), ("維修…", "维修"), ('="單號"', "单号"),
        ("STRASSE", "Straße"),
    ],
)  # fmt: skip
def test_a_word_in_every_spelling_is_one_word(text: str, word: str) -> None:
    assert folded(text) == folded(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("1-5", "15"),
        ("成功", "不成功"),
        ("A+", "A"),
        ("金额(元)", "金额"),
        ("1/2", "12"),
    ],
)
def test_what_means_something_stays_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more_of_characters(text: str) -> None:
    assert simplified(simplified(text)) == simplified(text)


@pytest.mark.parametrize(
    "text", ["回訪成功", "回访 成功", "回访-成功", " 成功。", "ＳＵＣＣＥＳＳ", "fixed  right"]
)
@pytest.mark.case("C31")
def test_a_category_knows_its_words_however_they_are_written(text: str) -> None:
    rows = pd.DataFrame({0: [text, "不成功", "成功回访"]}, index=range(2, 5), dtype="str")
    taken = take_in(TABLE, [RawTable("a.csv", ("結果",), rows)], language="en")
    assert taken.frame["outcome"].tolist() == ["ok", "不成功", "成功回访"]
    assert taken.accounts[0].repaired == {"unknown_word": 2}
