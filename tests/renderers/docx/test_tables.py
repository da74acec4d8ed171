import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.blocks import Column
from reportgen.document.facts import Fact, words
from reportgen.document.printed import PrintedTable
from reportgen.renderers.docx.column_widths import NORMAL, SMALL, Need, fit, fits, need, units
from reportgen.renderers.docx.tables import grid

WIDTH = 9072


def test_chinese_characters_are_twice_as_wide() -> None:
    assert (units("满意度"), units("score"), units("A店")) == (6, 5, 3)


def test_numbers_never_wrap() -> None:
    assert need("产值", ["124.7万元", "—"], numbers=True, weight=1).least == 9


def test_text_may_wrap_but_not_inside_a_word() -> None:
    found = need("说明", ["解释账单得分偏低", "unbreakable-token"], numbers=False, weight=1)
    assert found.least == 17


def test_a_short_word_in_a_cell_does_not_wrap() -> None:
    assert need("Table", ["Repair orders"], numbers=False, weight=1).least == 13


def test_a_short_heading_stays_on_one_line_unless_folded() -> None:
    assert need("一次修复率", ["9.0%"], numbers=True, weight=1).least == 10.5
    assert need("一次修复率", ["9.0%"], numbers=True, weight=1, folded=True).least == 5.5


needs = st.lists(
    st.tuples(st.floats(1, 60), st.floats(0, 60)).map(lambda x: Need(x[0], x[0] + x[1])),
    min_size=1,
    max_size=16,
)


@given(needs, st.sampled_from([NORMAL, SMALL]))
def test_columns_fill_the_width_exactly(found: list[Need], size) -> None:  # noqa: ANN001
    widths = fit(found, WIDTH, size)
    assert sum(widths) == WIDTH
    assert all(width > 0 for width in widths)
    if fits(found, WIDTH, size):
        slack = len(found) + 1
        assert all(
            width + slack >= one.least * size.unit for width, one in zip(widths, found, strict=True)
        )


@pytest.mark.parametrize(("months", "small"), [(5, False), (13, True)])
def test_type_gets_smaller_before_numbers_break(months: int, small: bool) -> None:  # noqa: FBT001
    columns = (Column("指标"), *(Column(f"{i}月", "share") for i in range(months)))
    table = PrintedTable("t", columns, (("一次修复率", *([0.925] * months)),))
    assert grid(table, "zh", WIDTH).small is small


def test_numbers_stand_right_even_in_a_text_column() -> None:
    fact = Fact("a", 0.93, "share")
    table = PrintedTable(
        "t",
        (Column("名称"), Column("值"), Column("说明"), Column("日期", "date")),
        (("甲", fact, words("约 ", fact), None), ("乙", None, "", None)),
    )
    made = grid(table, "zh", WIDTH)
    assert list(made.numbers) == [False, True, False, False]
    assert made.rows[1] == ["乙", "—", "", "—"]


@pytest.mark.parametrize(
    ("cell", "right"), [("9.6%–18.9%", True), ("9/13", True), ("V001873", False), ("2026", False)]
)
def test_text_that_reads_as_figures_stands_right(cell: str, right: bool) -> None:  # noqa: FBT001
    table = PrintedTable("t", (Column("名称"), Column("区间")), (("甲", cell), ("乙", "—")))
    assert list(grid(table, "zh", WIDTH).numbers) == [False, right]
