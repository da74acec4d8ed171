"""Names a workbook accepts, whatever a chapter or a fact is called."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.renderers.xlsx.excel_names import Names, letters, quoted


@pytest.mark.case("C26")
def test_sheet_names_lose_what_excel_forbids() -> None:
    names = Names()
    assert names.sheet("进厂/台次: [10月]*?") == "进厂 台次 10月"
    assert names.sheet("'引号'") == "引号"
    assert names.sheet("///") == "-"


@pytest.mark.case("C26")
def test_a_sheet_name_never_comes_twice() -> None:
    names = Names()
    assert [names.sheet(title) for title in ("工单", "工单", "Churn", "churn", "History")] == [
        "工单", "工单 (2)", "Churn", "churn (2)", "History (2)",
    ]  # fmt: skip


def test_a_long_title_keeps_its_number() -> None:
    names = Names()
    names.sheet("长" * 40)
    assert names.sheet("长" * 40) == "长" * 27 + " (2)"


@given(st.lists(st.text(max_size=60), max_size=12))
@pytest.mark.case("C26")
def test_any_titles_give_valid_and_different_names(titles: list[str]) -> None:
    names = Names()
    found = [names.sheet(title) for title in titles]
    assert len({name.casefold() for name in found}) == len(titles)
    for name in found:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.strip("'") == name


def test_defined_names_are_words() -> None:
    names = Names()
    assert (
        names.defined("KPI_csi.score.advisor:乔丹@2026-09") == "KPI_csi_score_advisor_乔丹_2026_09"
    )
    assert names.defined("KPI_csi.score") == "KPI_csi_score"
    assert names.defined("KPI_CSI:score") == "KPI_CSI_score_2"
    assert (names.table("orders", 0), names.table("orders", 1)) == ("tbl_orders", "tbl_orders_2")


def test_a_quote_in_a_sheet_name_is_doubled_in_a_reference() -> None:
    assert quoted("Dealer's") == "'Dealer''s'"


def test_columns_have_letters() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
