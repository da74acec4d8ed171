from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import fuzzy_evaluation

GRADES = (95, 80, 60, 35)
PRINTED = [(0.155, 0.501, 0.344, 0), (0.3, 0.7, 0, 0), (0, 1, 0, 0)]


def test_the_printed_memberships_give_the_printed_score() -> None:
    assert fuzzy_evaluation([1], [(0.221, 0.669, 0.110, 0)], GRADES).score == pytest.approx(81.115)


def test_the_weights_behind_the_printed_memberships() -> None:
    found = fuzzy_evaluation([0.3198, 0.5715, 0.1088], PRINTED, GRADES)

    assert found.memberships == pytest.approx((0.221, 0.669, 0.110, 0), abs=5e-4)
    assert found.score == pytest.approx(81.115, abs=0.05)


@given(
    st.lists(st.floats(0.01, 5), min_size=3, max_size=3), st.permutations(range(3)), st.floats(1, 9)
)
def test_memberships_stay_a_whole_and_neither_order_nor_scale_of_weights_counts(
    weights: list[float], order: list[int], scale: float
) -> None:
    found = fuzzy_evaluation(weights, PRINTED, GRADES)
    turned = fuzzy_evaluation(
        [weights[at] * scale for at in order], [PRINTED[at] for at in order], GRADES
    )

    assert math.fsum(found.memberships) == pytest.approx(1)
    assert turned.score == pytest.approx(found.score)
    assert min(GRADES) <= found.score <= max(GRADES)


@pytest.mark.parametrize(
    ("weights", "rows", "message"),
    [
        ([1], [(0.5, 0.2, 0, 0)], "criterion 0 has memberships"),
        ([0], [(1, 0, 0, 0)], "not all of them 0"),
        ([1, 1], [(1, 0, 0, 0)], "2 weights for 1 criteria"),
        ([-1], [(1, 0, 0, 0)], "must not be negative"),
    ],
)
def test_wrong_calls(weights: list[float], rows: list[tuple[float, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fuzzy_evaluation(weights, rows, GRADES)
