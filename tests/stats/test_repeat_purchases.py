from dataclasses import astuple
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta, gamma

from reportgen.stats import (
    BgNbd,
    GammaGamma,
    expected_purchases,
    expected_value,
    fit_bgnbd,
    fit_gamma_gamma,
)
from reportgen.stats.repeat_purchases import _bgnbd_slopes, _gamma_gamma_slopes

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
Floats = NDArray[np.float64]


CDNOW = Path(__file__).with_name("cdnow.csv")
"""The 2,357 customers of the CDNOW sample that both papers fit, in weeks and dollars."""


def cdnow() -> pd.DataFrame:
    found = pd.read_csv(CDNOW)
    return found.loc[found.index.repeat(found["customers"])]


def by_quadrature(params: BgNbd, t: float, x: int, t_x: float, age: float) -> float:
    """Expected visits, averaged over all rates and drop-out chances."""
    nodes, weights = np.polynomial.legendre.leggauss(300)
    u, w = (nodes + 1) / 2, weights / 2
    # u = v^6 crowds the nodes where the densities pile up, near 0
    rate = gamma.ppf(u**6, params.r, scale=1 / params.alpha)[:, None]
    drop = beta.ppf(u**6, params.a, params.b)[None, :]
    weight = (w * 6 * u**5)[:, None] * (w * 6 * u**5)[None, :]
    alive = (1 - drop) ** x * rate**x * np.exp(-rate * age)
    gone = drop * (1 - drop) ** (x - 1) * rate**x * np.exp(-rate * t_x) if x else 0.0
    whole = (weight * (alive + gone)).sum()
    visits = (weight * alive * -np.expm1(-rate * drop * t) / drop).sum()
    return float(visits / whole)


def simulate(params: BgNbd, customers: int, age: float) -> tuple[Floats, Floats, Floats]:
    random = np.random.default_rng(5)
    rates = random.gamma(params.r, 1 / params.alpha, customers)
    drops = random.beta(params.a, params.b, customers)
    frequency, recency = np.zeros(customers), np.zeros(customers)
    for i, (rate, drop) in enumerate(zip(rates, drops, strict=True)):
        now = random.exponential(1 / rate)
        while now <= age:
            frequency[i] += 1
            recency[i] = now
            if random.random() < drop:
                break
            now += random.exponential(1 / rate)
    return frequency, recency, np.full(customers, age)


def test_the_published_customer() -> None:
    visits = expected_purchases(PUBLISHED, 39, [2], [30.43], [38.86])
    assert visits[0] == pytest.approx(1.226, abs=0.0005)


def test_fitting_cdnow_gives_the_published_parameters() -> None:
    rows = cdnow()
    assert len(rows) == 2357
    fitted = fit_bgnbd(rows["repeats"], rows["recency"], rows["age"])
    assert fitted is not None
    assert fitted.r == pytest.approx(PUBLISHED.r, abs=0.0005)
    assert fitted.alpha == pytest.approx(PUBLISHED.alpha, abs=0.0006)
    assert fitted.a == pytest.approx(PUBLISHED.a, abs=0.0005)
    assert fitted.b == pytest.approx(PUBLISHED.b, abs=0.0005)
    worth = fit_gamma_gamma(rows["repeats"], rows["value"])
    assert worth is not None
    assert worth.p == pytest.approx(6.25, abs=0.005)
    assert worth.q == pytest.approx(3.74, abs=0.005)
    assert worth.gamma == pytest.approx(15.44, abs=0.02)


@pytest.mark.parametrize("noise", [1e-15, 1e-13, 1e-12])
def test_the_last_bits_of_the_data_change_no_digit_of_a_fit(noise: float) -> None:
    rows = cdnow()
    random = np.random.default_rng(3)
    wobble = 1 + noise * random.uniform(-1, 1, len(rows))
    x, t_x, age, value = (
        rows[name].to_numpy(float) for name in ("repeats", "recency", "age", "value")
    )
    visits, again = fit_bgnbd(x, t_x, age), fit_bgnbd(x, t_x * wobble, age * wobble)
    worth, worth_again = fit_gamma_gamma(x, value), fit_gamma_gamma(x, value * wobble)
    assert visits is not None
    assert again is not None
    assert worth is not None
    assert worth_again is not None
    assert astuple(again) == pytest.approx(astuple(visits), rel=1e-12)
    assert astuple(worth_again) == pytest.approx(astuple(worth), rel=1e-11)


places = st.lists(st.floats(-2, 2), min_size=4, max_size=4).map(np.array)


@given(places, st.integers(0, 9), st.floats(0.1, 2), st.floats(0.1, 1))
def test_the_slopes_are_those_of_the_likelihoods(
    place: Floats, visits: int, age: float, part: float
) -> None:
    x, t = np.array([float(visits)]), np.array([age])
    for slopes, where, rows in (
        (_bgnbd_slopes, place, (x, part * t if visits else 0 * t, t)),
        (_gamma_gamma_slopes, place[:3], (x + 1, t)),
    ):
        _, found = slopes(where, *rows)
        steps = 1e-5 * np.eye(len(where))
        numeric = [
            (slopes(where + step, *rows)[0] - slopes(where - step, *rows)[0]) / 2e-5
            for step in steps
        ]
        assert found == pytest.approx(np.array(numeric), rel=1e-5, abs=1e-6)


def test_customers_who_all_stop_with_one_chance_are_a_model_too() -> None:
    truth = BgNbd(r=1.2, alpha=8.0, a=800.0, b=7200.0)
    fitted = fit_bgnbd(*simulate(truth, 3000, 52))
    assert fitted is not None
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(0.1, abs=0.01)
    visits = by_quadrature(fitted, 12, 3, 20, 30)
    assert expected_purchases(fitted, 12, [3], [20], [30])[0] == pytest.approx(visits, rel=2e-3)


@pytest.mark.parametrize(
    ("x", "t_x", "age"), [(2, 30.43, 38.86), (0, 0, 20), (1, 5, 38), (7, 37, 38.86)]
)
def test_expected_visits_equal_numerical_averaging(x: int, t_x: float, age: float) -> None:
    visits = by_quadrature(PUBLISHED, 39, x, t_x, age)
    found = expected_purchases(PUBLISHED, 39, [x], [t_x], [age])[0]
    assert found == pytest.approx(visits, rel=2e-3)


def test_whole_arrays_and_an_a_of_one_are_smooth() -> None:
    x, t_x, age = [0, 2, 5], [0, 30, 38], [38, 39, 40]
    one = expected_purchases(BgNbd(0.5, 5, 1.0, 2), 10, x, t_x, age)
    near = expected_purchases(BgNbd(0.5, 5, 1.0001, 2), 10, x, t_x, age)
    assert one == pytest.approx(near, rel=1e-3)
    assert expected_purchases(PUBLISHED, 0, x, t_x, age) == pytest.approx([0, 0, 0], abs=1e-12)


def test_fitting_finds_the_parameters_that_made_the_data() -> None:
    truth = BgNbd(r=1.2, alpha=8.0, a=0.9, b=2.5)
    x, t_x, age = simulate(truth, 4000, 52)
    fitted = fit_bgnbd(x, t_x, age)
    assert fitted is not None
    assert fitted.r == pytest.approx(truth.r, rel=0.15)
    assert fitted.alpha == pytest.approx(truth.alpha, rel=0.15)
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(0.9 / 3.4, abs=0.03)
    assert fitted == fit_bgnbd(x[::-1], t_x[::-1], age[::-1])
    in_days = fit_bgnbd(x, t_x * 7, age * 7)
    assert in_days is not None
    assert in_days.alpha == pytest.approx(7 * fitted.alpha, rel=1e-3)


def test_what_cannot_be_fitted_gives_none() -> None:
    assert fit_bgnbd([0, 0, 0], [0, 0, 0], [10, 20, 30]) is None
    assert fit_bgnbd([1], [5], [10]) is None
    # everybody alike: no spread to fit a distribution to
    assert fit_bgnbd([5] * 20, [10] * 20, [10] * 20) is None
    assert fit_gamma_gamma([0, 0], [100, 200]) is None
    assert fit_gamma_gamma([3] * 20, [100] * 20) is None


def test_the_published_values_of_a_visit() -> None:
    params = GammaGamma(p=6.25, q=3.74, gamma=15.44)
    values = expected_value(params, [0, 2, 1], [np.nan, 22.35, 11.77])
    assert values == pytest.approx([35.22, 24.66, 18.92], abs=0.005)


def test_fitting_finds_the_values_that_made_the_data() -> None:
    random = np.random.default_rng(11)
    x = random.integers(0, 8, 6000)
    rate = random.gamma(3.7, 1 / 15.4, 6000)
    mean = np.where(x > 0, random.gamma(6.2 * np.maximum(x, 1), 1 / rate) / np.maximum(x, 1), 0)
    fitted = fit_gamma_gamma(x, mean)
    assert fitted is not None
    assert fitted.p == pytest.approx(6.2, rel=0.15)
    assert fitted.q == pytest.approx(3.7, rel=0.15)
    assert fitted.p * fitted.gamma / (fitted.q - 1) == pytest.approx(6.2 * 15.4 / 2.7, rel=0.05)


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="customer 1 has frequency 2, recency 9, age 8; need freq"):
        expected_purchases(PUBLISHED, 1, [1, 2], [3, 9], [8, 8])
    with pytest.raises(ValueError, match="BG/NBD: 2 frequencies, 1 recencies, 1 ages; give one"):
        fit_bgnbd([1, 2], [1], [3])
    with pytest.raises(ValueError, match="expected_purchases: t=-1; look ahead by 0 or more"):
        expected_purchases(PUBLISHED, -1, [1], [1], [2])


def test_values_without_a_finite_mean_give_none() -> None:
    random = np.random.default_rng(7)
    rate = random.gamma(0.7, 1 / 15.4, 4000)
    assert fit_gamma_gamma(np.full(4000, 3), random.gamma(6.2 * 3, 1 / rate) / 3) is None
