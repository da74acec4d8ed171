import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import ols_forecast, xmr

SCORES = [88, 88.8, 87, 85]
series = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=20)


def test_the_known_scores_have_their_limits() -> None:
    chart = xmr(SCORES)
    assert chart is not None
    assert (round(chart.limits.low, 2), round(chart.limits.high, 2)) == (83.12, 91.28)
    assert chart.centre == pytest.approx(87.2)
    assert chart.range_limit == pytest.approx(3.267 * 4.6 / 3)
    assert chart.outside == ()
    assert 80.5 not in chart.limits


def test_the_known_forecast_is_wider_than_the_limits() -> None:
    forecast = ols_forecast(SCORES)
    assert forecast is not None
    assert forecast.value == pytest.approx(84.5)
    assert (round(forecast.interval.low, 2), round(forecast.interval.high, 2)) == (77.29, 91.71)
    assert (round(forecast.slope, 2), forecast.n) == (-1.08, 4)
    assert 80.5 in forecast.interval


def test_a_jump_is_outside_and_a_wide_step() -> None:
    chart = xmr([10, 11, 10, 11, 10, 11, 10, 11, 10, 30])
    assert chart is not None
    assert chart.outside == (9,)
    assert chart.wide_steps == (9,)


def test_eight_on_one_side_are_a_run_and_seven_are_not() -> None:
    low, high = [1, 2] * 4, [9, 8] * 4
    chart = xmr([*low, *high])
    assert chart is not None
    assert chart.runs == ((0, 7), (8, 15))
    short = xmr([*low[:7], *high[:7]])
    assert short is not None
    assert short.runs == ()


@given(st.floats(-1e6, 1e6), st.integers(2, 20))
def test_an_even_series_has_nothing_to_report(value: float, n: int) -> None:
    chart = xmr([value] * n)
    assert chart is not None
    assert (chart.outside, chart.wide_steps, chart.runs) == ((), (), ())


@given(series)
def test_the_forecast_is_the_fitted_line(values: list[float]) -> None:
    forecast = ols_forecast(values)
    assert forecast is not None
    slope, intercept = np.polyfit(range(len(values)), values, 1)
    size = max(1.0, *map(abs, values))
    assert forecast.value == pytest.approx(intercept + slope * len(values), abs=1e-9 * size)
    assert forecast.value in forecast.interval


def test_too_few_values_give_nothing() -> None:
    assert xmr([88]) is None
    assert ols_forecast([88, 87]) is None


def test_missing_values_are_refused() -> None:
    with pytest.raises(ValueError, match="xmr: value 1 is nan; leave missing values out"):
        xmr([88, math.nan])
    with pytest.raises(ValueError, match="ols_forecast: value 0 is inf; leave missing values out"):
        ols_forecast([math.inf, 1, 2])
