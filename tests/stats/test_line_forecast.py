from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.stats import line_forecast, xmr

VALUES = st.lists(st.floats(0, 100), min_size=4, max_size=24)


def test_the_printed_months_by_both_methods() -> None:
    """OLS calls 80.5 ordinary, the XmR chart does not."""
    found, limits = line_forecast([88, 88.8, 87, 85]), xmr([88, 88.8, 87, 85])

    assert found is not None
    assert limits is not None
    assert (found.value, found.band.low, found.band.high) == pytest.approx(
        (84.5, 77.29, 91.71), abs=5e-3
    )
    assert (limits.limits.low, limits.limits.high) == pytest.approx((83.12, 91.28), abs=5e-3)
    assert 80.5 in found.band
    assert 80.5 not in limits.limits


@given(VALUES)
@settings(max_examples=15)
def test_it_is_the_prediction_of_least_squares(values: list[float]) -> None:
    found = line_forecast(values)
    model = sm.OLS(values, sm.add_constant(np.arange(len(values), dtype=float))).fit()
    said = model.get_prediction([[1.0, float(len(values))]])

    assert found is not None
    assert found.value == pytest.approx(said.predicted_mean[0], abs=1e-7)
    assert [found.band.low, found.band.high] == pytest.approx(said.conf_int(obs=True)[0], abs=1e-5)


@given(VALUES, st.floats(-50, 50))
def test_a_shift_moves_the_forecast_and_an_end_of_the_band_is_at_p_five_percent(
    values: list[float], shift: float
) -> None:
    there, moved = line_forecast(values), line_forecast([v + shift for v in values])

    assert there is not None
    assert moved is not None
    assert moved.value == pytest.approx(there.value + shift, abs=1e-7)
    if there.error > 1e-6:
        assert there.p_value(there.band.low) == pytest.approx(0.05, abs=1e-6)


def test_holes_are_passed_over_at_their_place() -> None:
    found = line_forecast([1, 2, None, 4, 5])

    assert found is not None
    assert (found.value, found.n) == (pytest.approx(6), 4)


@given(VALUES, st.integers(2, 6))
@settings(max_examples=10)
def test_a_mean_of_several_periods_is_surer_than_one_of_them(
    values: list[float], ahead: int
) -> None:
    found, line = line_forecast(values, ahead=ahead), line_forecast(values)
    middle = line_forecast([*values, *([None] * (ahead - 1))])

    assert found is not None
    assert line is not None
    assert middle is not None
    assert found.value == pytest.approx(line.value + line.slope * (ahead - 1) / 2, abs=1e-7)
    assert found.error <= middle.error + 1e-9


def test_nothing_ahead_is_no_forecast() -> None:
    with pytest.raises(ValueError, match="at least one period"):
        line_forecast([1, 2, 3, 4], ahead=0)


def test_three_periods_are_no_trend() -> None:
    assert line_forecast([1, 2, 3]) is None
    assert line_forecast([]) is None
