"""The checker's own reading of number formats, against the texts Word gets."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.facts import Fact
from reportgen.document.formats import number_format, text
from reportgen.labels import Language
from reportgen.metric.currencies import CURRENCIES
from reportgen.metric.units import Unit, priced
from reportgen.verify.figure_cells import fact_differs
from reportgen.verify.number_display import display
from reportgen.verify.read_xlsx import Cell


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.4345, "0.0%", "43.5%"),
        (1386.0, "#,##0", "1,386"),
        (-1234.5, "#,##0.0", "-1,234.5"),
        (1246733.0, '0\\.0,"万元"', "124.7万元"),
        (400.0, '0\\.0,"万元"', "0.0万元"),
        (1524600.0, '¥#,##0,"k"', "¥1,525k"),
        (-3.84, '+0.0" pp";-0.0" pp";0.0" pp"', "-3.8 pp"),
        (3.84, '+0.0" pp";-0.0" pp";0.0" pp"', "+3.8 pp"),
        (0.0, '+0.0" pp";-0.0" pp";0.0" pp"', "0.0 pp"),
        (5000.0, "¥#,##0", "¥5,000"),
        (12.5, '#,##0.0"天"', "12.5天"),
        (2.0, '"none"', "none"),
    ],
)
def test_formats_are_read_as_a_spreadsheet_reads_them(value: float, code: str, shown: str) -> None:
    assert display(value, code) == shown


def test_an_unknown_mark_is_not_taken_for_checked() -> None:
    with pytest.raises(ValueError, match=r"number format '0\[Red\]': unknown mark '\['"):
        display(1.0, "0[Red]")


@given(
    st.floats(-1e9, 1e9, allow_subnormal=False),
    st.sampled_from([*get_args(Unit), *(priced("wan", code) for code in CURRENCIES)]),
    st.sampled_from(["zh", "en"]),
)
def test_word_and_excel_show_every_value_alike(
    value: float, unit: Unit, language: Language
) -> None:
    fact = Fact("f", value, unit)
    cell = Cell("A1", 0, value, number_format(unit, language))

    assert list(fact_differs(fact, cell, "here", language)) == []


def test_a_number_format_that_shows_something_else_is_found() -> None:
    fact = Fact("rate", 0.9312, "share")
    found = list(fact_differs(fact, Cell("B2", 1, 0.9312, "0%"), "Excel", "zh"))

    assert [str(one) for one in found] == [
        "Excel, number format 0% (fact rate): expected '93.1%', found '93%'"
    ]
    assert text(fact, "share", "zh") == "93.1%"
