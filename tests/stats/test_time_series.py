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


def test_missing_values_are_refused() -> None:
    with pytest.raises(ValueError, match="xmr: value 1 is nan; leave missing values out"):
        xmr([88, math.nan])
