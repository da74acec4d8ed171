from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_people import AROUND, KINDS, harmless, spellings

from reportgen.intake.maybe_personal import may_be_personal
from reportgen.personal_data import (
    is_name,
    mask_file_name,
    mask_label,
    mask_text,
    mask_whole,
    narrow,
)

EACH = 150
"""Values a kind; `benchmarks/personal_data.py` takes thousands."""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_a_value_in_free_text(kind: str) -> None:
    dice, missed = Random(7), []  # noqa: S311 no secrets
    for _ in range(EACH):
        value, (before, after) = KINDS[kind](dice), dice.choice(AROUND)
        shown = narrow(mask_text(f"{before}{value}{after}"))
        missed += [value for text in spellings(value) if text in shown]
    assert len(missed) <= EACH * 0.02, missed


def test_harmless_texts_stay_as_they_are() -> None:
    dice = Random(7)  # noqa: S311 no secrets
    texts = [text for _ in range(EACH) for _, text in harmless(dice)]
    assert [text for text in texts if mask_text(text) != text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_masked_is_among_the_texts_looked_at(kind: str) -> None:
    dice = Random(3)  # noqa: S311 no secrets
    made = [(KINDS[kind](dice), dice.choice(AROUND)) for _ in range(EACH)]
    texts = [f"{before}{value}{after}" for value, (before, after) in made]
    looked = may_be_personal(pa.array(texts)).to_pylist()
    assert [
        t for t, seen in zip(texts, looked, strict=True) if not seen and mask_text(t) != t
    ] == []


@given(st.text("1380-·()+86粤BD警张三先生客户：@x.室路号12 一三八LSV", max_size=40))
def test_no_text_that_is_passed_over_would_be_changed(text: str) -> None:
    if mask_text(text) != text:
        assert may_be_personal(pa.array([text]))[0].as_py()


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10_000))
def test_a_masked_text_is_masked_no_further(kind: str, seed: int) -> None:
    masked = mask_text(KINDS[kind](Random(seed)))  # noqa: S311 no secrets
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("电话138" + "-" * 20_000 + "0013 8000", "电话138****8000"),
        ("400-123-4567", "400****4567"),
        ("+852 9123 4567", "852****4567"),
        ("使014·578", "使0***78"),
        ("lsv-au2180-n2183294", "lsv**********3294"),
        ("微信号：zhangsan88", "微信号：****"),
        ("住广东省深圳市南山区科技路12号3栋502室，速回", "住广***，速回"),
        ("欧阳小明女士", "欧阳*女士"),
        ("张先生", "张先生"),
        ("Mr. John Smith", "Mr. J*"),
        ("车主：李四来电", "车主：李*来电"),
        ("6222021234567890128", "622************0128"),
        ("6222021234567890129", "6222021234567890129"),
    ],
)
def test_every_kind_has_its_mask(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "138" + "-" * 20_000, " " * 20_000, "1 " * 20_000, "138-" * 10_000, "路" * 20_000,
        "客户" * 10_000, "粤B" * 10_000, "A-" * 10_000, "a@" * 10_000, "微信 " * 10_000,
        "(" * 20_000,
        "区路1" * 7_000, "Mr A" * 7_000, "护照" + " " * 20_000, "一" * 20_000,
    ],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    """Quadratic time would be a hundred times as long, and be noticed."""
    assert len(mask_text(text * 10)) <= 10 * len(text)


def test_a_name_alone_is_known_in_headers_and_categories_only() -> None:
    assert mask_label("张伟") == "张*"
    assert mask_text("张伟") == "张伟"
    assert not any(map(is_name, ("成功", "毛利", "金额", "车型", "安全", "单元", "高度", "来源")))


def test_the_parts_of_a_files_name_are_masked() -> None:
    assert mask_file_name("张伟_工单_13800138000.csv") == "张*_工单_138****8000.csv"
    assert mask_file_name("工单_2026-10.csv") == "工单_2026-10.csv"


def test_only_a_whole_number_is_masked_whole() -> None:
    assert mask_whole("13800138000") == "138****8000"
    assert mask_whole("电话13800138000") is None
