import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import xmr

SCORES = [88, 88.8, 87, 85]


def test_the_known_scores_have_their_limits() -> None:
    chart = xmr(SCORES)
    assert chart is not None
    assert (round(chart.limits.low, 2), round(chart.limits.high, 2)) == (83.12, 91.28)
    assert chart.centre == pytest.approx(87.2)
    assert chart.outside == ()
    assert 80.5 not in chart.limits


def test_a_jump_is_outside() -> None:
    chart = xmr([10, 11, 10, 11, 10, 11, 10, 11, 10, 30])
    assert chart is not None
    assert chart.outside == (9,)


@given(st.floats(-1e6, 1e6), st.integers(2, 20))
def test_an_even_series_has_nothing_to_report(value: float, n: int) -> None:
    chart = xmr([value] * n)
    assert chart is not None
    assert chart.outside == ()


def test_too_few_values_give_nothing() -> None:
    assert xmr([88]) is None
    assert xmr([88, None, 87]) is None


def test_values_on_the_two_sides_of_a_hole_are_no_neighbours() -> None:
    chart = xmr([10, 11, None, 50, 51, None, 90])
    assert chart is not None
    assert chart.limits.high - chart.centre == pytest.approx(2.66)
    assert chart.outside == (0, 1, 3, 4, 6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9), st.integers(0, 3))
def test_holes_before_and_after_change_nothing(values: list[float], holes: int) -> None:
    chart, later = xmr(values), xmr([None] * holes + values + [None])
    assert chart is not None
    assert later is not None
    assert (later.centre, later.limits) == (chart.centre, chart.limits)
    assert later.outside == tuple(at + holes for at in chart.outside)


def test_missing_values_are_refused() -> None:
    with pytest.raises(ValueError, match="xmr: value 1 is nan; leave missing values out"):
        xmr([88, math.nan])
