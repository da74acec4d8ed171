import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import kaplan_meier, median_time

cases = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def survival_by_hand(pairs: list[tuple[int, bool]], until: int) -> float:
    share = 1.0
    for time in range(until + 1):
        at_risk = sum(t >= time for t, _ in pairs)
        events = sum(t == time and seen for t, seen in pairs)
        share *= 1 - events / at_risk if at_risk else 1
    return share


def test_a_small_curve_by_hand() -> None:
    curve = kaplan_meier([3, 5, 5, 8, 10], [True, True, False, True, False])
    assert curve is not None
    assert (curve.times, curve.at_risk, curve.events) == ((3, 5, 8), (5, 4, 2), (1, 1, 1))
    assert curve.survival == pytest.approx((0.8, 0.6, 0.3))
    greenwood = [1 / 20, 1 / 20 + 1 / 12, 1 / 20 + 1 / 12 + 1 / 2]
    expected = [s * s * g for s, g in zip((0.8, 0.6, 0.3), greenwood, strict=True)]
    assert curve.variance == pytest.approx(expected)
    assert median_time(curve) == 8


@given(cases)
def test_the_curve_falls_and_equals_the_plain_product(pairs: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([t for t, _ in pairs], [seen for _, seen in pairs])
    assert curve is not None
    assert list(curve.survival) == sorted(curve.survival, reverse=True)
    assert all(0 <= share <= 1 for share in curve.survival)
    assert all(v >= 0 for v in curve.variance)
    for time, share in zip(curve.times, curve.survival, strict=True):
        assert share == pytest.approx(survival_by_hand(pairs, int(time)), abs=1e-9)
    back = kaplan_meier([t for t, _ in pairs[::-1]], [seen for _, seen in pairs[::-1]])
    assert back == curve


def test_without_censoring_variance_is_binomial() -> None:
    curve = kaplan_meier([1, 2, 3, 4], [True] * 4)
    assert curve is not None
    assert curve.variance == pytest.approx([s * (1 - s) / 4 for s in curve.survival])
    assert median_time(curve) == 2


def test_no_events_and_no_cases() -> None:
    curve = kaplan_meier([4, 5], [False, False])
    assert curve is not None
    assert curve.times == ()
    assert median_time(curve) is None
    assert kaplan_meier([], []) is None


def test_wrong_calls_say_what_to_mend() -> None:
    with pytest.raises(ValueError, match="kaplan_meier: 2 durations but 1 observed flags; give"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(ValueError, match="kaplan_meier: value 0 is nan; leave missing values out"):
        kaplan_meier([math.nan], [True])


def test_a_half_reached_up_to_rounding_is_the_median() -> None:
    curve = kaplan_meier(list(range(14)), [True] * 14)
    assert curve is not None
    assert curve.survival[6] > 0.5
    assert median_time(curve) == 6
