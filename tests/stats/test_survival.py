import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from reportgen.stats import kaplan_meier, median_time

cases = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@settings(deadline=None)
@given(cases)
def test_the_curve_equals_statsmodels(pairs: list[tuple[int, bool]]) -> None:
    times, seen = [t for t, _ in pairs], [seen for _, seen in pairs]
    curve, theirs = kaplan_meier(times, seen), SurvfuncRight(times, seen)
    assert curve is not None
    assert curve.times == tuple(theirs.surv_times)
    assert curve.survival == pytest.approx(theirs.surv_prob.tolist(), abs=1e-12)


@given(cases)
def test_the_curve_falls_and_the_order_of_cases_changes_nothing(
    pairs: list[tuple[int, bool]],
) -> None:
    curve = kaplan_meier([t for t, _ in pairs], [seen for _, seen in pairs])
    assert curve is not None
    assert list(curve.survival) == sorted(curve.survival, reverse=True)
    assert all(0 <= share <= 1 for share in curve.survival)
    back = kaplan_meier([t for t, _ in pairs[::-1]], [seen for _, seen in pairs[::-1]])
    assert back == curve


def test_without_censoring_half_are_gone_at_the_median() -> None:
    curve = kaplan_meier([1, 2, 3, 4], [True] * 4)
    assert curve is not None
    assert curve.survival == pytest.approx((0.75, 0.5, 0.25, 0.0))
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
