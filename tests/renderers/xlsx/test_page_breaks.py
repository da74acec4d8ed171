"""Printed pages begin where nothing is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.renderers.xlsx.page_breaks import breaks, room


def test_a_group_that_does_not_fit_begins_a_page() -> None:
    assert breaks([10.0] * 10, [(3, 6)], 50.0) == [3, 8]


def test_without_groups_pages_are_full() -> None:
    assert breaks([10.0] * 10, [], 30.0) == [3, 6, 9]


def test_a_group_taller_than_a_page_is_cut() -> None:
    assert breaks([10.0] * 7, [(1, 6)], 30.0) == [3, 6]


def test_overlapping_groups_stay_together() -> None:
    assert breaks([10.0] * 6, [(1, 3), (3, 5)], 50.0) == [1]


def test_a_wide_sheet_is_scaled_down_and_holds_more_rows() -> None:
    assert room([10.0] * 10) < room([10.0] * 20) < room([10.0] * 30)


@given(
    st.lists(st.floats(1, 40), max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 6)), max_size=8),
)
def test_no_page_is_overfull_and_no_fitting_group_is_cut(
    heights: list[float], pairs: list[tuple[int, int]]
) -> None:
    groups = [(first, first + more) for first, more in pairs]
    found = breaks(heights, groups, 100.0)
    pages = [sum(heights[a:b]) for a, b in zip([0, *found], [*found, len(heights)], strict=True)]
    assert all(tall <= 100.0 + 1e-9 for tall in pages)
    for first, last in groups:
        others = [group for group in groups if group != (first, last)]
        alone = all(last < a or b < first for a, b in others)
        if alone and last < len(heights) and sum(heights[first : last + 1]) <= 100.0:
            assert not any(first < row <= last for row in found)
