import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson
from scipy.stats import t as student

from reportgen.stats import Interval, mean_interval, poisson_interval, wilson

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 5, 0, 43.4),
        (1, 1, 20.7, 100),
        (1026, 1198, 83.54, 87.51),
        (966, 1005, 94.74, 97.15),
        (1200, 1300, 90.73, 93.63),
        (1289, 1386, 91.54, 94.23),
    ],
)
def test_wilson_gives_the_known_bounds(k: int, n: int, low: float, high: float) -> None:
    interval = wilson(k, n)
    assert interval is not None
    digits = 2 if n > 100 else 1
    assert (round(100 * interval.low, digits), round(100 * interval.high, digits)) == (low, high)


@given(counts, st.sampled_from([0.8, 0.95, 0.998]))
def test_wilson_equals_scipy(pair: tuple[int, int], level: float) -> None:
    k, n = pair
    ours = wilson(k, n, level)
    theirs = binomtest(k, n).proportion_ci(level, method="wilson")
    assert ours is not None
    assert ours.low == pytest.approx(theirs.low, abs=1e-12)
    assert ours.high == pytest.approx(theirs.high, abs=1e-12)


@given(counts)
def test_wilson_stays_in_range_holds_the_rate_and_mirrors(pair: tuple[int, int]) -> None:
    k, n = pair
    interval, mirror = wilson(k, n), wilson(n - k, n)
    assert interval is not None
    assert mirror is not None
    assert 0 <= interval.low <= k / n <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirror.high, abs=1e-12)


@given(counts)
def test_wilson_rises_with_k_and_widens_with_the_level(pair: tuple[int, int]) -> None:
    k, n = pair
    here, wider = wilson(k, n), wilson(k, n, 0.99)
    assert here is not None
    assert wider is not None
    assert wider.low <= here.low
    assert here.high <= wider.high
    if k < n:
        above = wilson(k + 1, n)
        assert above is not None
        assert here.low < above.low
        assert here.high <= above.high


def test_no_cases_give_no_interval() -> None:
    assert wilson(0, 0) is None
    assert mean_interval(1, 80, 0) is None


def test_mean_interval_is_student_t() -> None:
    half = student.ppf(0.975, 15) * 8 / 4
    interval = mean_interval(16, 80, 8)
    assert interval is not None
    assert interval.low == pytest.approx(80 - half)
    assert interval.high == pytest.approx(80 + half)


def test_interval_knows_what_it_holds() -> None:
    assert 1.0 in Interval(1, 2)
    assert 2.1 not in Interval(1, 2)


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="wilson: k=6 of n=5; k must lie between 0 and n"):
        wilson(6, 5)
    with pytest.raises(ValueError, match="wilson: level=95; give a number between 0 and 1"):
        wilson(1, 5, 95)
    with pytest.raises(ValueError, match=r"mean_interval: sd=-1; .* must not be negative"):
        mean_interval(5, 80, -1)


@given(st.integers(0, 5000), st.sampled_from([0.8, 0.95, 0.998]))
def test_poisson_interval_leaves_half_the_rest_on_each_side(count: int, level: float) -> None:
    found = poisson_interval(count, level)
    tail = 0.5 - level / 2
    assert found.low <= count <= found.high
    assert poisson.cdf(count, found.high) == pytest.approx(tail, rel=1e-6)
    if count:
        assert poisson.sf(count - 1, found.low) == pytest.approx(tail, rel=1e-6)


def test_poisson_interval_of_garwoods_table() -> None:
    found = poisson_interval(10)
    assert (round(found.low, 2), round(found.high, 2)) == (4.80, 18.39)
    assert poisson_interval(0).low == 0
    with pytest.raises(ValueError, match="poisson_interval"):
        poisson_interval(-1)
