from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.intake.numbers import parse_numbers


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


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{}", "{:,}", "¥{:,}", "{:,}元"]))
def test_any_whole_number_survives_any_form(number: int, form: str) -> None:
    assert parse_numbers(pa.array([form.format(number)])).found[0] == number


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_bad(text: str) -> None:
    read = parse_numbers(pa.array([text]))
    assert read.bad[0] != math.isfinite(read.found[0])
