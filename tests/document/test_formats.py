import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.blocks import Cell
from reportgen.document.facts import Fact, Form, Shown, words
from reportgen.document.formats import (
    NULL,
    CellUnit,
    cell,
    fact_format,
    number_format,
    plain,
    rounded,
    text,
)
from reportgen.labels import LANGUAGES, Label, Language
from reportgen.metric.expressions import Given, Metric
from reportgen.metric.units import Unit

FIRST_FIX = Fact(
    "ftf.share", 1289 / 1386, "share", n=1386, top=1289, bottom=1386, low=0.9154, high=0.9422
)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.93, "share", "93.0%", "93.0%"),
        (1.042, "percent", "104.2%", "104.2%"),
        (3.8, "points", "+3.8个百分点", "+3.8 pp"),
        (-3.8, "points", "-3.8个百分点", "-3.8 pp"),
        (0.0, "points", "0.0个百分点", "0.0 pp"),
        (1234, "count", "1,234", "1,234"),
        (82.5, "score", "82.5", "82.5"),
        (1246733, "yuan", "¥1,246,733", "¥1,246,733"),
        (-1500, "yuan", "-¥1,500", "-¥1,500"),
        (1246733, "wan", "124.7万元", "¥1,247k"),
        (54000, "wan", "5.4万元", "¥54k"),
        (3.2, "days", "3.2天", "3.2 days"),
        (1.5, "hours", "1.5小时", "1.5 hours"),
        (52300, "km", "52,300公里", "52,300 km"),
        (8.5, "per_day", "8.5", "8.5"),
        (6.25, "per_1000", "6.3", "6.3"),
        (2.345, "times", "2.35", "2.35"),
        (7, "number", "7", "7"),
        (1234.5, "number", "1,234.5", "1,234.5"),
        (100, "number", "100", "100"),
        (None, "share", "—", "—"),
        (float("nan"), "score", "—", "—"),
    ],
)
def test_how_each_unit_looks(value: float | None, unit: Unit, zh: str, en: str) -> None:
    assert (text(value, unit, "zh"), text(value, unit, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "unit", "said", "code"),
    [
        (85, "count", "+85", "+#,##0;-#,##0;#,##0"),
        (-85, "count", "-85", "+#,##0;-#,##0;#,##0"),
        (0.04, "score", "0.0", "+#,##0.0;-#,##0.0;#,##0.0"),
        (1500, "yuan", "+¥1,500", "+¥#,##0;-¥#,##0;¥#,##0"),
        (3.8, "points", "+3.8个百分点", '+0.0"个百分点";-0.0"个百分点";0.0"个百分点"'),
        (None, "count", "—", "+#,##0;-#,##0;#,##0"),
    ],
)
def test_a_change_carries_its_sign(value: float | None, unit: Unit, said: str, code: str) -> None:
    change = Fact("x~change", value, unit, evidence="flat")
    assert text(change, unit, "zh") == said
    assert text(change, unit, "zh", "size") == said.lstrip("+-")
    assert fact_format(change, "zh") == code
    plain_one = Fact("x", value, unit)
    assert fact_format(plain_one, "zh") == number_format(unit, "zh")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.4345, "share", "43.5%"),
        (82.45, "score", "82.5"),
        (0.1 + 0.2 - 0.25, "score", "0.1"),
        (2.675, "times", "2.68"),
        (-0.04, "points", "0.0个百分点"),
        (-0.05, "points", "-0.1个百分点"),
    ],
)
def test_rounds_half_up_as_a_spreadsheet_does(value: float, unit: Unit, expected: str) -> None:
    assert text(value, unit, "zh") == expected


@pytest.mark.parametrize(
    ("form", "zh", "en"),
    [
        ("value", "93.0%", "93.0%"),
        ("fraction", "1,289/1,386", "1,289/1,386"),
        ("full", "93.0%（1,289/1,386）", "93.0% (1,289/1,386)"),
        ("interval", "91.5%–94.2%", "91.5%–94.2%"),
        ("n", "1,386", "1,386"),
        ("size", "93.0%", "93.0%"),
    ],
)
def test_forms_of_a_fact(form: Form, zh: str, en: str) -> None:
    assert text(FIRST_FIX, "share", "zh", form) == zh
    assert text(FIRST_FIX, "share", "en", form) == en


def test_a_fact_brings_its_own_unit() -> None:
    assert text(FIRST_FIX, "count", "zh") == "93.0%"


def test_size_drops_the_sign_and_value_keeps_it() -> None:
    drop = Fact("csi.change", -4.5, "points")
    assert text(drop, "points", "zh", "size") == "4.5个百分点"
    assert text(drop, "points", "zh") == "-4.5个百分点"


def test_a_form_without_evidence_is_a_dash() -> None:
    score = Fact("csi.score", 82.5, "score", n=120)
    for form in ("interval", "fraction"):
        assert text(score, "score", "zh", form) == NULL
    assert text(score, "score", "zh", "full") == "82.5（n=120）"
    assert text(score, "score", "en", "full") == "82.5 (n=120)"
    assert text(Fact("x", 82.5, "score"), "score", "zh", "full") == "82.5"


@pytest.mark.parametrize("form", ["value", "size", "full", "interval", "n", "fraction"])
@pytest.mark.case("C17")
def test_null_never_prints_as_a_number(form: Form) -> None:
    unknown = Fact("first.ratio", None, "share", reason="not_yet")
    assert text(unknown, "share", "zh", form) == "—"


def test_a_sentence_prints_its_facts() -> None:
    sentence = words("一次修复率 ", FIRST_FIX, "，", Shown(FIRST_FIX, "fraction"), "。")
    assert plain(sentence, "zh") == "一次修复率 93.0%，1,289/1,386。"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, "count", "—"),
        ("乔丹", "text", "乔丹"),
        ("", "text", ""),
        (0.5, "share", "50.0%"),
        (12, "text", "12"),
        (date(2026, 10, 3), "date", "2026-10-03"),
        (datetime(2026, 10, 3, 9, 5), "date", "2026-10-03"),
        (FIRST_FIX, "text", "93.0%"),
        (words("约 ", FIRST_FIX), "text", "约 93.0%"),
    ],
)
def test_cells(value: Cell, unit: CellUnit, expected: str) -> None:
    assert cell(value, unit, "zh") == expected


def test_excel_formats() -> None:
    assert number_format("share", "zh") == "0.0%"
    assert number_format("wan", "zh") == '0\\.0,"万元"'
    assert number_format("wan", "en") == '¥#,##0,"k"'
    assert number_format("points", "en") == '+0.0" pp";-0.0" pp";0.0" pp"'
    assert number_format("days", "zh") == '#,##0.0"天"'
    assert number_format("text", "zh") == "@"
    assert number_format("date", "en") == "yyyy-mm-dd"


@given(st.floats(-1e9, 1e9), st.sampled_from(LANGUAGES))
def test_a_number_that_rounds_to_zero_has_no_sign(value: float, language: Language) -> None:
    for unit, zero in (("score", "0.0"), ("times", "0.00"), ("count", "0"), ("number", "0")):
        assert text(value, unit, language) not in {f"-{zero}", f"+{zero}"}


@given(st.integers(-(10**9), 10**9))
def test_tenths_are_exact(tenths: int) -> None:
    assert rounded(tenths / 10, 1) * 10 == tenths


def test_a_metric_may_ask_for_its_own_decimals() -> None:
    metric = Metric("first", Label("首保", "First"), Given(0.0, Label("", "")), "percent", digits=2)
    ratio = Fact("first", 0.433735, "percent", metric=metric)

    assert text(ratio, "percent", "zh") == "43.37%"
    assert number_format("percent", "zh", 2) == "0.00%"
    assert number_format("points", "en", 0) == '+0" pp";-0" pp";0" pp"'
    assert number_format("yuan", "zh", 2) == "¥#,##0.00"
    assert number_format("score", "zh", None) == "#,##0.0"


@pytest.mark.parametrize(
    ("unit", "low", "high", "shown"),
    [
        ("share", 0.88, 0.935, "88.0%–93.5%"),
        ("percent", 0.9, 1.2, "90.0%–120.0%"),
        ("share", 0.0, 1.0, "—"),  # nothing is ruled out
        ("percent", 0.5, math.inf, "—"),
        ("count", 3.0, 5.0, "—"),
        ("share", 0.5, None, "—"),
    ],
)
def test_a_rate_without_a_value_is_printed_as_its_ends(
    unit: Unit, low: float, high: float | None, shown: str
) -> None:
    fact = Fact("a", None, unit, low=low, high=high, reason="unknown_words")
    assert text(fact, unit, "zh") == text(fact, unit, "zh", "full") == shown
