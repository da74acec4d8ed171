from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.intake.masking import Privacy, mask, mask_text
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, Private

PROVINCES = "京沪粤浙苏鲁川渝"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
digits = st.characters(min_codepoint=48, max_codepoint=57)


def run_of(length: int) -> st.SearchStrategy[str]:
    return st.text(digits, min_size=length, max_size=length)


phones = st.builds(lambda head, tail: f"1{head}{tail}", st.sampled_from("3456789"), run_of(9))
plates = st.builds(
    lambda p, c, n: f"{p}{c}{n}", st.sampled_from(PROVINCES), st.sampled_from(LETTERS), run_of(5)
)
vins = st.builds(
    lambda n: f"LSV{n}", st.text(LETTERS + "0123456789", min_size=14, max_size=14)
).filter(lambda vin: any(char.isdigit() for char in vin))
ids = st.builds(
    lambda area, day, tail: f"{area}1980{day:02d}15{tail}",
    run_of(6),
    st.integers(1, 12),
    run_of(4),
)
words = st.sampled_from(["", "客户", "来电：", "，", " ", "请回电 ", "车辆(", ")", "；", "。"])


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "欧阳小明", "欧*"),
        ("name", "张", "*"),
        ("phone", "13800138000", "138****8000"),
        ("phone", "+86 138-0013-8000", "138****8000"),
        ("phone", "13800138000/13911112222", "138****8000"),
        ("phone", "0755-12345678", "075****5678"),
        ("phone", "12345", "****"),
        ("plate", "粤B12345", "粤B***45"),
        ("plate", "粤BD12345", "粤B***45"),
        ("plate", "粤B1", "***"),
        ("vin", "LSVAU2180N2183294", "LSV**********3294"),
        ("vin", "183294", "******"),
        ("id", "11010519491231002X", "110***********002X"),
    ],
)
def test_typed_values_show_only_their_ends(kind: str, text: str, shown: str) -> None:
    assert mask(kind, text) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("客户13800138000来电", "客户138****8000来电"),
        ("１３８００１３８０００", "138****8000"),
        ("座机0755-12345678", "座机075****5678"),
        ("粤B12345 粤BD12345 粤B·F12345 沪A12345D", "粤B***45 粤B***45 粤B***45 沪A***5D"),
        ("VIN lsvau2180n2183294 完", "VIN lsv**********3294 完"),
        ("证件110105194912310021", "证件110***********0021"),
        ("mail zhang.san@x.com.cn", "mail ***@x.com.cn"),
    ],
)
def test_free_text_is_masked_without_check_digits(text: str, shown: str) -> None:
    assert mask_text(text) == shown


def test_a_long_text_without_spaces_takes_no_longer_than_its_length() -> None:
    started = time.process_time()
    assert mask_text("好" * 60_000 + "@13800138000") == "好" * 60_000 + "@138****8000"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    ["订单号 20240305123456789", "工单13800138000123", "金额13800.13", "空调异响，等了40分钟", ""],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


@given(st.one_of(phones, plates, vins, ids), words, words)
def test_no_raw_value_survives_in_free_text(value: str, before: str, after: str) -> None:
    assert value not in mask_text(before + value + after)


@given(
    st.one_of(
        st.tuples(st.just("name"), st.text("张王李赵欧阳明华", min_size=1, max_size=4)),
        st.tuples(st.just("phone"), phones),
        st.tuples(st.just("plate"), plates),
        st.tuples(st.just("vin"), vins),
        st.tuples(st.just("id"), ids),
    )
)
def test_no_raw_value_survives_in_its_column(case: tuple[str, str]) -> None:
    kind, value = case
    column = ColumnContract("c", "code", Label("列", "Column"), private=kind)  # type: ignore[arg-type]
    masked = Privacy().masked(column, pd.Series([value, None], dtype="str"))
    assert value not in masked[0]
    assert masked.isna().tolist() == [False, True]


def test_an_opened_column_stays_as_it_is() -> None:
    column = ColumnContract("plate", "code", Label("车牌号", "Plate"), private="plate")
    values = pd.Series(["粤B12345"], dtype="str")
    privacy = Privacy(frozenset({"plate"}))
    assert privacy.masked(column, values).tolist() == ["粤B12345"]
    assert privacy.shown(column, "粤B12345") == "粤B12345"
    assert not privacy.hides(column)
    assert Privacy().hides(column)


def test_an_example_of_an_open_column_still_masks_stray_personal_data() -> None:
    column = ColumnContract("status", "text", Label("状态", "Status"))
    assert Privacy().shown(column, "问13800138000") == "问138****8000"


@given(
    st.sampled_from(["name", "phone", "plate", "vin", "id", "text"]),
    st.lists(phones | plates | vins | ids | st.text(max_size=20), max_size=5),
)
def test_a_column_is_masked_as_its_values_are_one_by_one(kind: Private, texts: list[str]) -> None:
    column = ColumnContract("c", "code", Label("列", "Column"), private=kind)
    masked = Privacy().masked(column, pd.Series(texts, dtype="str"))
    assert masked.tolist() == [mask(kind, text) for text in texts]
    assert masked.dtype == "str"
