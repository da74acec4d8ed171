from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.intake.numbers import currencies_in, parse_numbers
from reportgen.metric.currencies import CurrencyCode


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("12", 12), ("-3.5", -3.5), ("007", 7), ("1,234.50", 1234.5), ("¥1,234", 1234),
        ("¥-1,234.50", -1234.5), ("1234元", 1234), ("1.2万", 12000), ("1.2万元", 12000),
        ("(123)", -123), ("(1,234.00)", -1234), ("96.2%", 96.2), ("+5", 5), (".5", 0.5),
        ("RMB 20", 20), ("12,000公里", 12000), ("1e-05", 1e-05), ("−7", -7),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    read = parse_numbers(pa.array([text]))
    assert read.found[0] == value
    assert not read.bad[0]


@pytest.mark.parametrize(
    "text", ["十二", "1,23", "1.234,50", "(12", "12)", "1-2", "abc", "1e999", "12 34", "", "nan"]
)
def test_what_is_no_number_is_bad(text: str) -> None:
    read = parse_numbers(pa.array([text]))
    assert read.bad[0]
    assert math.isnan(read.found[0])


def test_plain_numbers_are_not_counted_as_rewritten() -> None:
    read = parse_numbers(pa.array(["12", "1.5", "¥12", "1,200", "x"]))
    assert read.rewritten.tolist() == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100元整", 100), ("1.2萬", 12_000), ("3億元", 3e8), ("1,234.50-", -1234.5),
        ("(1,234)", -1234), ("1 234.50", 1234.5), ("100.00 CNY", 100), ("¥(100)", -100),
        ("负100", -100), ("負¥1,000", -1000), ("人民币100", 100), ("人民幣1.2萬元整", 12_000),
        ("-¥5", -5), ("¥-5", -5), ("RMB 1,000.5", 1000.5), ("100分", 1), ("5角", 0.5),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, value: float) -> None:
    read = parse_numbers(pa.array([text]), measure="money")
    assert (read.found[0], read.foreign[0]) == (value, False)


@pytest.mark.parametrize(
    "text",
    [
        "--5", "-5-", "-(5)", "(-5)", "((5))", "¥¥5", "$5人民币", "0,123", "1,2345", "100.-", "12%",
        "12公里", "100 200", "1 234", "1'234.50", "壹佰元", "5元5角", "1.2万万", "¥", "1..2",
    ],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_no_amount(text: str) -> None:
    assert parse_numbers(pa.array([text]), measure="money").bad[0]


@pytest.mark.parametrize(
    ("text", "currencies"),
    [
        ("$150.00", {"USD", "TWD", "HKD", "MOP", "SGD", "AUD", "CAD"}), ("US$1", {"USD"}),
        ("NT$396", {"TWD"}), ("HK$ 5", {"HKD"}), ("€1.5", {"EUR"}), ("£2", {"GBP"}),
        ("100 USD", {"USD"}), ("100美元", {"USD"}), ("¥5", {"CNY", "JPY"}), ("NT$5元", {"TWD"}),
        ("5", set()), ("x", set()),
    ],
)  # fmt: skip
def test_the_mark_of_an_amount_says_which_currencies_it_may_be_in(
    text: str, currencies: set[str]
) -> None:
    assert currencies_in(text) == currencies


def test_only_amounts_of_the_currency_of_the_report_are_its_own() -> None:
    texts = pa.array(["$150.00", "NT$396", "396元", "396", "US$1,000", "¥5", "HK$5"])
    for currency, foreign in (
        ("CNY", [True, True, False, False, True, False, True]),
        ("TWD", [False, False, False, False, True, True, True]),
        ("USD", [False, True, True, False, False, True, True]),
    ):
        read = parse_numbers(texts, measure="money", currency=currency)
        assert read.foreign.tolist() == foreign
        assert not read.bad.any()


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,000公里", 12_000), ("1.5万公里", 15_000), ("7,500 mi", 12_070.08), ("¥5", None)],
)
def test_a_distance_with_a_unit_of_its_own_is_in_km(text: str, value: float | None) -> None:
    found = parse_numbers(pa.array([text]), measure="distance").found[0]
    assert math.isnan(found) if value is None else found == value


def test_a_unit_of_the_cell_that_contradicts_the_header_makes_no_number() -> None:
    texts = pa.array(["0.1234", "¥0.5", "1.2万", "1.2万元", "5元", "100分"])
    read = parse_numbers(texts, measure="money", factor=10_000)
    assert read.found[:4].tolist() == [1234, 5000, 12_000, 12_000]
    assert read.bad.tolist() == [False] * 4 + [True, True]


def test_a_point_in_a_column_of_decimal_commas_is_not_guessed() -> None:
    read = parse_numbers(pa.array(["1.234,50", "1.234", "12"]), measure="money")
    assert read.bad.tolist() == [True, True, False]


YUAN = {"CNY", "TWD"}
SPELLINGS = {
    "{n}": None, "{g}": None, "{n}.00": None, "{g}元": YUAN, "{g}元整": YUAN, "{g} 圓": YUAN,
    "{g}.00元": YUAN, "¥{g}": {"CNY"}, "￥{g}": {"CNY"}, "¥ {g}": {"CNY"}, "人民币{g}": {"CNY"},
    "RMB {g}": {"CNY"}, "{g} CNY": {"CNY"}, "CNY{n}": {"CNY"}, "${g}": {"USD", "TWD"},
    "NT${g}": {"TWD"}, "{g} USD": {"USD"}, "US$ {n}": {"USD"},
}  # fmt: skip
"""Spelling → the currencies of the test it may be in; none where it has no mark."""
NEGATIVE = ("-{}", "{}-", "({})", "负{}", "負{}", "−{}")


@given(
    st.integers(1, 10**12),
    st.sampled_from(sorted(SPELLINGS)),
    st.one_of(st.none(), st.sampled_from(NEGATIVE)),
    st.sampled_from(["CNY", "USD", "TWD"]),
)
def test_an_amount_in_any_spelling_is_itself_and_of_its_currency(
    number: int, spelling: str, negative: str | None, currency: CurrencyCode
) -> None:
    text = spelling.format(n=number, g=f"{number:,}")
    text = unicodedata.normalize("NFKC", negative.format(text) if negative else text)
    read = parse_numbers(pa.array([text]), measure="money", currency=currency)
    mine = SPELLINGS[spelling]
    assert read.found[0] == (-number if negative else number)
    assert read.foreign[0] == (mine is not None and currency not in mine)


@given(st.text("0123456789,.-+()¥$元万负 %", max_size=12))
def test_any_amount_has_at_most_one_sign_and_one_number(text: str) -> None:
    text = text.strip()
    value = parse_numbers(pa.array([text]), measure="money").found[0]
    if not math.isnan(value):
        assert sum(map(text.count, "-+(负")) <= 1
        assert (math.copysign(1, value) < 0) == (sum(map(text.count, "-(负")) == 1)
        digits = re.sub("[^0-9.]", "", text)
        assert abs(value) == pytest.approx(float(digits) * (10_000 if "万" in text else 1))


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["{}万", "{}万元", "{}萬元", "{}百万", "{}亿元"]),
    st.sampled_from([1.0, 100.0, 10_000.0]),
)
def test_an_amount_with_a_size_is_itself_or_refused_below_any_header(
    number: Decimal, spelling: str, factor: float
) -> None:
    read = parse_numbers(pa.array([spelling.format(number)]), measure="money", factor=factor)
    size = {"万": 10**4, "萬": 10**4, "百": 10**6, "亿": 10**8}[spelling[2]]
    assert read.bad[0] or read.found[0] == pytest.approx(float(number) * size)
    assert read.bad[0] == (factor not in {1.0, float(size)})


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{}", "{:,}", "¥{:,}", "{:,}元"]))
def test_any_whole_number_survives_any_form(number: int, form: str) -> None:
    assert parse_numbers(pa.array([form.format(number)])).found[0] == number


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_bad(text: str) -> None:
    read = parse_numbers(pa.array([text]))
    assert read.bad[0] != math.isfinite(read.found[0])
