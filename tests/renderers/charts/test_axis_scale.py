from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportgen.renderers.charts.axis_scale import Scale, close, scale
from reportgen.renderers.charts.label_room import fold, spread

VALUES = st.lists(st.floats(-1e7, 1e7, allow_subnormal=False), min_size=1, max_size=20)


@given(VALUES, st.booleans())
def test_an_axis_holds_its_values_in_few_even_steps(values: list[float], zero: bool) -> None:  # noqa: FBT001
    spread_of = max(values) - min(values)
    assume(spread_of == 0 or spread_of > 1e-6 * max(map(abs, values)))
    found = scale(values, "number", from_zero=zero)
    slack = 1e-6 * max(1.0, *map(abs, values))
    assert found.low <= min(values) + slack
    assert max(values) <= found.high + slack
    assert not zero or found.low <= 0 <= found.high
    assert 2 <= len(found.ticks) <= 9


@pytest.mark.parametrize(
    ("values", "unit", "zero", "expected"),
    [
        ([0.02, 0.97], "share", True, Scale(0, 1, 0.2)),
        ([96.0, 99.9], "score", False, Scale(95, 100, 1)),
        ([1, 2, 2], "count", True, Scale(0, 2, 1)),
        ([None, None], "count", True, Scale(0, 1, 1)),
        ([1.3], "share", True, Scale(0, 1.5, 0.5)),
    ],
)
def test_axis_ends(values: list[float], unit: str, zero: bool, expected: Scale) -> None:  # noqa: FBT001
    assert scale(values, unit, from_zero=zero) == expected  # type: ignore[arg-type]


@given(st.lists(st.floats(0, 200), max_size=8))
def test_names_beside_a_plot_never_touch(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 13, 200)
    assert all(after - before >= 13 - 1e-9 for before, after in pairwise(places))
    assert all(place <= 200 for place in places)


def test_names_that_would_touch_share_the_way() -> None:
    assert spread([48, 50, 52, 90], 10, 200) == [40, 50, 60, 90]


def test_names_beside_the_top_move_down() -> None:
    assert spread([95, 99], 10, 100) == [90, 100]


@pytest.mark.parametrize("values", [[0.02, 0.136], [0.096, 0.33], [82.1, 90.4], [3.0, 3.1, 7.0]])
def test_an_axis_reaches_a_tick_past_its_highest_value(values: list[float]) -> None:
    low, high, ticks = close(values, "number")
    assert low <= min(values)
    assert high == ticks[-1] >= max(values)


def test_an_axis_close_to_its_values_keeps_round_ticks() -> None:
    low, high, ticks = close([82.1, 88.0, 90.4], "score")
    assert (round(low, 2), round(high, 2)) == (81.44, 92.5)
    assert ticks == (82.5, 85, 87.5, 90, 92.5)
    assert close([3.0, 3.0], "count")[2] == scale([3.0, 3.0], "count", from_zero=False).ticks
    assert close([None], "share") == (0, 1, (0, 0.25, 0.5, 0.75, 1))


def test_names_far_enough_apart_stay_where_they_are() -> None:
    assert spread([10, 50, 120], 13, 200) == [10, 50, 120]


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("26年1月", "26年\n1月"),
        ("Jan 26", "Jan\n26"),
        ("欧阳建国（钣喷组）", "欧阳建国\n（钣喷组）"),
        ("客户电话错误或停机", "客户电话错\n误或停机"),
    ],
)
def test_a_long_name_goes_on_in_a_second_line(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_an_axis_of_what_cannot_be_negative_starts_at_zero_at_the_lowest() -> None:
    found = scale([0.39, 0.95, 0.43], "percent", from_zero=False)

    assert found.low >= 0.0
    assert scale([0.05, 0.95], "percent", from_zero=False).low == 0.0
    assert scale([-0.39, 0.95], "percent", from_zero=False).low < -0.39
