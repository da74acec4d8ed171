"""Slow rises and falls: against statsmodels, by symmetry, and how often chance passes for one."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.stats import WORDED, Moments, mean_trend, proportion_trend

months = st.lists(
    st.integers(20, 400).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))),
    min_size=3,
    max_size=14,
)


@settings(max_examples=30, deadline=None)
@given(months)
def test_the_trend_of_rates_equals_the_ordinal_association_of_statsmodels(
    pairs: list[tuple[int, int]],
) -> None:
    table = sm.stats.Table(np.array([[k, n - k] for k, n in pairs]), shift_zeros=False)
    # theirs conditions on both margins: N - 1 for our N
    theirs = table.test_ordinal_association()
    ours = proportion_trend(*zip(*pairs, strict=True))
    assert ours is not None
    total = sum(n for _, n in pairs)
    plain = ours.z * math.sqrt(ours.dispersion) * math.sqrt((total - 1) / total)
    assert abs(plain) == pytest.approx(abs(theirs.zscore), rel=1e-9, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2, 200), st.floats(0, 100), st.floats(0.1, 20)),
        min_size=4,
        max_size=14,
    )
)
def test_the_trend_of_means_equals_weighted_least_squares(
    given_months: list[tuple[int, float, float]],
) -> None:
    groups = [Moments(n, mean, sd) for n, mean, sd in given_months]
    ours = mean_trend(groups)
    assert ours is not None
    x = sm.add_constant(np.arange(len(groups), dtype=float))
    fit = sm.WLS([g.mean for g in groups], x, weights=[g.n for g in groups]).fit()
    assert ours.slope == pytest.approx(fit.params[1], rel=1e-9, abs=1e-9)
    if ours.dispersion > 1:
        # beyond their own spread the months' scatter about the line is all that counts
        assert ours.z == pytest.approx(fit.tvalues[1], rel=1e-6, abs=1e-9)
    else:
        pooled = sum((g.n - 1) * g.sd**2 for g in groups) / sum(g.n - 1 for g in groups)
        error = math.sqrt(pooled * fit.normalized_cov_params[1][1])
        assert ours.z == pytest.approx(fit.params[1] / error, rel=1e-6, abs=1e-9)


@given(months)
def test_time_turned_round_turns_the_slope_round(pairs: list[tuple[int, int]]) -> None:
    ks, ns = zip(*pairs, strict=True)
    there, back = proportion_trend(ks, ns), proportion_trend(ks[::-1], ns[::-1])
    assert there is not None
    assert back is not None
    assert there.slope == pytest.approx(-back.slope, abs=1e-9)
    assert there.p_value == pytest.approx(back.p_value, rel=1e-6, abs=1e-12)


def test_a_month_without_cases_has_no_weight_but_keeps_its_place() -> None:
    found = proportion_trend([90, 0, 80, 75], [100, 0, 100, 100])
    assert found is not None
    assert found.slope == pytest.approx(-0.05, abs=1e-12)
    means = mean_trend([Moments(10, 9, 1), None, Moments(10, 8, 1), Moments(10, 7.5, 1)])
    assert means is not None
    assert means.slope == pytest.approx(-0.5, abs=1e-12)


def test_what_has_no_trend() -> None:
    assert proportion_trend([1, 2], [10, 10]) is None
    assert proportion_trend([0, 0, 0], [10, 10, 10]) is None
    assert mean_trend([Moments(1, 5, 0), Moments(1, 6, 0), Moments(1, 7, 0)]) is None
    assert mean_trend([]) is None
    with pytest.raises(ValueError, match="proportion_trend: k=11 of n=10"):
        proportion_trend([11, 1, 1], [10, 10, 10])
    with pytest.raises(ValueError, match="mean_trend"):
        mean_trend([Moments(2, math.nan, 1)])


def test_chance_seldom_passes_for_a_trend_and_a_fall_of_a_point_a_month_is_found() -> None:
    rng = np.random.default_rng(1)
    ns, even, falling = [160] * 13, 0.95, 0.95 - 0.01 * np.arange(13)
    alarms = sum(_proven(rng.binomial(ns, even), ns) for _ in range(500))
    found = sum(_proven(rng.binomial(ns, falling), ns) for _ in range(200))
    assert alarms <= 7
    assert found >= 190


def _proven(ks: np.ndarray, ns: list[int]) -> bool:
    trend = proportion_trend([int(k) for k in ks], ns)
    return trend is not None and trend.slope < 0 and trend.p_value < WORDED
