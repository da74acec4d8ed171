import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from reportgen.stats import funnel_flags, funnel_limits


def limit_by_hand(q: float, n: int, p0: float) -> float:
    r = int(binom.ppf(q, n, p0))
    at, before = binom.cdf(r, n, p0), binom.cdf(r - 1, n, p0)
    return min(1.0, max(0.0, (r - (at - q) / (at - before)) / n))


@settings(deadline=None)
@given(st.floats(0.02, 0.98), st.integers(1, 800))
def test_limits_follow_the_formula_and_nest(p0: float, n: int) -> None:
    warning, alarm = funnel_limits(p0, n)
    assert warning.low == pytest.approx(limit_by_hand(0.025, n, p0), abs=1e-9)
    assert warning.high == pytest.approx(limit_by_hand(0.975, n, p0), abs=1e-9)
    assert 0 <= alarm.low <= warning.low <= warning.high <= alarm.high <= 1


def test_limits_close_in_on_the_rate() -> None:
    widths = [limit.high - limit.low for n in (20, 200, 20_000) for limit in funnel_limits(0.9, n)]
    assert widths[0] > widths[2] > widths[4]
    assert widths[4] < 0.01


def test_a_rate_of_0_or_1_leaves_no_width() -> None:
    assert [(limit.low, limit.high) for limit in funnel_limits(0, 30)] == [(0, 0), (0, 0)]
    assert [(limit.low, limit.high) for limit in funnel_limits(1, 30)] == [(1, 1), (1, 1)]


def test_one_unit_below_and_one_without_data() -> None:
    funnel = funnel_flags([95, 93, 60, 0, 96], [100, 100, 100, 0, 100])
    assert funnel is not None
    assert [unit.side for unit in funnel.units] == ["within", "within", "below", "no_data", "above"]
    assert funnel.outside == (2, 4)
    assert funnel.units[3].rate is None


def test_chance_alone_flags_nobody() -> None:
    funnel = funnel_flags([1, 2, 3, 3, 4], [94, 90, 90, 88, 84])
    assert funnel is not None
    assert funnel.outside == ()


def test_no_cases_and_no_variation() -> None:
    assert funnel_flags([0, 0], [0, 0]) is None
    even = funnel_flags([5, 9], [5, 9])
    assert even is not None
    assert even.outside == ()


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="funnel_limits: n=0; limits need a unit of at least one"):
        funnel_limits(0.5, 0)
    with pytest.raises(ValueError, match=r"funnel_limits: p0=93; .* as a fraction 0..1"):
        funnel_limits(93, 10)
