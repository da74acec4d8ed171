"""Nothing is lost silently, and no text breaks a file."""

from __future__ import annotations

import math

import pytest

from reportgen.document.blocks import Cover
from reportgen.periods import Month
from reportgen.renderers.xlsx.checked_writes import (
    CUT,
    LAST_ROW,
    LONGEST_TEXT,
    CheckedSheet,
    WriteRefusedError,
    clean,
    lines,
    risky,
    width,
)
from reportgen.renderers.xlsx.sheet_register import Book


@pytest.fixture
def sheet() -> CheckedSheet:
    return Book(Cover("题", "d", "店", Month(2026, 10), "zh")).sheet("表")


@pytest.mark.case("C18")
def test_text_loses_only_what_xml_cannot_hold() -> None:
    assert clean("a\x00b\ud800c\x0bd") == "abcd"
    assert clean("一\r\n二\r三\t四\U0001f697") == "一\n二\n三\t四\U0001f697"


@pytest.mark.case("C21")
def test_text_too_long_for_a_cell_is_cut_visibly() -> None:
    assert clean("长" * LONGEST_TEXT) == "长" * LONGEST_TEXT
    cut = clean("\U0001f697" * LONGEST_TEXT)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert cut.endswith("\U0001f697" + CUT)


@pytest.mark.parametrize("text", ["=1", "+86", "-5", "@a", "\tx", "＝1", "＋1"])
@pytest.mark.case("C23")
def test_text_that_could_become_a_formula_is_risky(text: str) -> None:
    assert risky(text)
    assert not risky("a" + text)


def test_chinese_counts_two_and_the_widest_line_counts() -> None:
    assert (width("abc"), width("工单ab"), width("a\n工单"), width("")) == (3, 6, 4, 0)
    assert (lines("工单" * 10, 21), lines("工单" * 10, 42), lines("a\nb", 10)) == (2, 1, 2)


@pytest.mark.case("C22")
def test_a_refused_cell_raises_and_says_where(sheet: CheckedSheet) -> None:
    with pytest.raises(WriteRefusedError) as error:
        sheet.text(LAST_ROW + 1, 2, "x")
    assert str(error.value) == (
        "sheet '表', row 1048577, column 3: the workbook did not take the cell (code -1)"
    )


@pytest.mark.case("C24")
def test_a_number_that_is_none_leaves_the_cell_empty(sheet: CheckedSheet) -> None:
    for value in (None, math.nan, math.inf):
        sheet.number(0, 0, value)
    assert not sheet.raw.table.get(0)
