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
    assert curve.times == (3, 5, 8)
    assert curve.survival == pytest.approx((0.8, 0.6, 0.3))
    assert median_time(curve) == 8


@given(cases)
def test_the_curve_falls_and_equals_the_plain_product(pairs: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([t for t, _ in pairs], [seen for _, seen in pairs])
    assert curve is not None
    assert list(curve.survival) == sorted(curve.survival, reverse=True)
    assert all(0 <= share <= 1 for share in curve.survival)
    for time, share in zip(curve.times, curve.survival, strict=True):
        assert share == pytest.approx(survival_by_hand(pairs, int(time)), abs=1e-9)
    back = kaplan_meier([t for t, _ in pairs[::-1]], [seen for _, seen in pairs[::-1]])
    assert back == curve


def test_without_censoring_it_is_the_share_still_waiting() -> None:
    curve = kaplan_meier([1, 2, 3, 4], [True] * 4)
    assert curve is not None
    assert curve.survival == pytest.approx((0.75, 0.5, 0.25, 0))
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
