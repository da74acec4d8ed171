import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from reportgen.stats import Moments, shrink_means, shrink_rates

groups = st.lists(
    st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
)


def test_five_groups_that_differ_by_chance_all_get_the_pooled_rate() -> None:
    result = shrink_rates([1, 2, 3, 3, 4], [94, 90, 90, 88, 84])
    assert result is not None
    assert result.method == "pooled"
    assert result.estimates == (13 / 446,) * 5
    assert result.weights == (0.0,) * 5


def test_real_differences_are_kept_in_part() -> None:
    ks, ns = [95, 70, 50, 9, 0], [100, 100, 100, 10, 0]
    result = shrink_rates(ks, ns)
    assert result is not None
    assert result.method == "beta_binomial"
    assert 0.5 < result.estimates[2] < result.centre < result.estimates[0] < 0.95
    assert result.weights[3] < result.weights[0]
    assert (result.estimates[4], result.weights[4]) == (result.centre, 0.0)


def test_the_prior_maximises_the_likelihood_that_scipy_computes() -> None:
    ks, ns = np.array([95, 70, 50, 88, 61]), np.array([100, 100, 100, 100, 100])
    result = shrink_rates(ks.tolist(), ns.tolist())
    assert result is not None
    strength = 100 / result.weights[0] - 100

    def likelihood(mean: float, m: float) -> float:
        return float(betabinom.logpmf(ks, ns, mean * m, (1 - mean) * m).sum())

    best = likelihood(result.centre, strength)
    for mean in (result.centre - 0.01, result.centre, result.centre + 0.01):
        for m in (strength * 0.9, strength, strength * 1.1):
            assert likelihood(mean, m) <= best + 1e-6


@settings(max_examples=50, deadline=None)
@given(groups)
def test_estimates_lie_between_own_rate_and_centre(pairs: list[tuple[int, int]]) -> None:
    ks, ns = [k for k, _ in pairs], [n for _, n in pairs]
    result = shrink_rates(ks, ns)
    if result is None:
        assert sum(ns) == 0
        return
    back = shrink_rates(ks[::-1], ns[::-1])
    assert back is not None
    assert back.estimates[::-1] == pytest.approx(result.estimates, abs=1e-9)
    for k, n, estimate in zip(ks, ns, result.estimates, strict=True):
        ends = (k / n, result.centre) if n else (result.centre,)
        assert min(ends) - 1e-9 <= estimate <= max(ends) + 1e-9


def test_even_means_are_pooled() -> None:
    result = shrink_means([Moments(10, 80, 8), Moments(30, 80.5, 8)])
    assert result is not None
    assert (result.method, result.estimates) == ("pooled", (80.375, 80.375))


def test_distant_means_are_kept_in_part_by_hand() -> None:
    result = shrink_means([Moments(10, 70, 5), Moments(10, 90, 5), Moments(0, math.nan, math.nan)])
    assert result is not None
    between = (2000 - 25) / 10
    weight = between / (between + 2.5)
    assert result.weights == pytest.approx((weight, weight, 0.0))
    assert result.estimates == pytest.approx((80 - 10 * weight, 80 + 10 * weight, 80))


def test_nothing_to_shrink() -> None:
    assert shrink_rates([0, 0], [0, 0]) is None
    assert shrink_means([Moments(1, 80, 0), Moments(1, 90, 0)]) is None
    alone = shrink_means([Moments(5, 80, 3)])
    assert alone is not None
    assert (alone.method, alone.estimates) == ("pooled", (80.0,))
