import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from reportgen.stats import evidence, holm, poisson_change, two_proportions

pair = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
probabilities = st.lists(st.floats(0, 1), max_size=8)


def test_the_known_falls_of_the_success_rate() -> None:
    drop = two_proportions(966, 1005, 1200, 1300)
    assert drop is not None
    assert drop.method == "z"
    assert drop.z == pytest.approx(3.812, abs=0.0005)
    assert drop.p_value == pytest.approx(0.00014, abs=0.000005)
    small = two_proportions(1289, 1386, 1200, 1300)
    assert small is not None
    assert small.z == pytest.approx(0.69, abs=0.005)


@settings(deadline=None)
@given(pair, pair)
def test_two_rates_equal_scipy_and_statsmodels(one: tuple[int, int], two: tuple[int, int]) -> None:
    result = two_proportions(*one, *two)
    assert result is not None
    if result.method == "fisher":
        table = [[one[0], one[1] - one[0]], [two[0], two[1] - two[0]]]
        assert result.z is None
        assert result.p_value == pytest.approx(fisher_exact(table).pvalue, rel=1e-7)
    else:
        z, p_value = proportions_ztest([one[0], two[0]], [one[1], two[1]])
        assert result.z == pytest.approx(z, abs=1e-9)
        assert result.p_value == pytest.approx(p_value, rel=1e-7)


@given(pair, pair)
def test_swapping_the_sides_only_turns_the_sign(one: tuple[int, int], two: tuple[int, int]) -> None:
    forth, back = two_proportions(*one, *two), two_proportions(*two, *one)
    assert forth is not None
    assert back is not None
    assert forth.difference == -back.difference
    assert forth.p_value == pytest.approx(back.p_value)


def test_a_missing_base_gives_no_test() -> None:
    assert two_proportions(0, 0, 3, 9) is None
    assert poisson_change(3, 0, 4, 1000) is None


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 50), st.floats(0.5, 50))
def test_counts_are_compared_by_the_conditional_binomial(
    x1: int, x2: int, e1: float, e2: float
) -> None:
    result = poisson_change(x1, e1, x2, e2)
    assert result is not None
    law = binom(x1 + x2, e2 / (e1 + e2))
    expected = min(1.0, 2 * min(law.cdf(x2), law.sf(x2 - 1)))
    assert result.p_value == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_complaints_per_visit() -> None:
    result = poisson_change(5, 1000, 15, 1500)
    assert result is not None
    assert result.ratio == pytest.approx(2.0)
    none_before = poisson_change(0, 1000, 4, 1000)
    assert none_before is not None
    assert (none_before.ratio, none_before.p_value) == (None, pytest.approx(0.125))


@settings(max_examples=20, deadline=None)  # statsmodels collects garbage at each call
@given(probabilities.filter(bool))
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1].tolist())


@given(probabilities)
def test_holm_never_lowers_a_p_value_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert all(p <= a <= 1 for p, a in pairs)
    assert [a for _, a in pairs] == sorted(adjusted)
    assert holm(p_values[::-1]) == adjusted[::-1]


@pytest.mark.parametrize(
    ("p_value", "effect", "n", "word"),
    [
        (0.001, 0.5, 9, "counts_only"),
        (None, 0.5, 100, "counts_only"),
        (0.001, 0.5, 10, "small_sample"),
        (0.001, 0.5, 29, "small_sample"),
        (0.01, 0.5, 30, "flat"),
        (0.0099, 0.019, 30, "slight"),
        (0.0099, -0.02, 30, "clear"),
        (0.0099, 0.049, 30, "clear"),
        (0.0099, -0.05, 30, "strong"),
    ],
)
def test_words_follow_the_evidence(p_value: float | None, effect: float, n: int, word: str) -> None:
    assert evidence(p_value, effect, 0.02, n, large=0.05) == word


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match=r"holm: p value 1 is 1\.2; it must lie between 0 and 1"):
        holm([0.1, 1.2])
    with pytest.raises(ValueError, match="poisson_change: value 2 is -4; it must not be negative"):
        poisson_change(3, 10, -4, 10)
    with pytest.raises(ValueError, match="evidence: effect=nan; without a number there is nothing"):
        evidence(0.01, math.nan, 1, 50, large=2)
    with pytest.raises(ValueError, match="evidence: small=3, large=2; need 0 <= small <= large"):
        evidence(0.01, 1, 3, 50, large=2)


def test_z_needs_five_expected_in_every_cell() -> None:
    enough, fewer = two_proportions(4, 50, 6, 50), two_proportions(3, 50, 6, 50)
    assert enough is not None
    assert fewer is not None
    assert (enough.method, fewer.method) == ("z", "fisher")
