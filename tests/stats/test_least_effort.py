from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reportgen.stats import least_effort

SCORES = (95.5, 89.8, 98.2, 89.9)
PART = st.tuples(st.floats(0.05, 1), st.floats(0.01, 3), st.floats(0.1, 20))


def room(scores: tuple[float, ...]) -> list[float]:
    return [100 - score for score in scores]


def test_both_printed_optima() -> None:
    weights = [0.25] * 4
    literal = least_effort(weights, [0.25 / s for s in SCORES], room(SCORES), 1.0)
    headroom = least_effort(weights, [0.25 / r for r in room(SCORES)], room(SCORES), 1.0)

    assert literal.raises == pytest.approx((2.2, 0, 1.8, 0))
    assert literal.cost == pytest.approx(0.010342, abs=5e-7)
    assert headroom.raises == pytest.approx((0, 4, 0, 0))
    assert headroom.cost == pytest.approx(0.098039, abs=5e-7)


def test_an_uplift_out_of_reach_says_the_most_there_is() -> None:
    found = least_effort([0.5, 0.5], [1, 1], [4, 2], 5)

    assert not found.feasible
    assert (found.raises, found.most) == ((4.0, 2.0), 3.0)
    assert math.isnan(found.cost)


def test_equal_prices_share_by_their_room() -> None:
    assert least_effort([1, 1], [1, 1], [6, 2], 4).raises == (3.0, 1.0)


@given(st.lists(PART, min_size=1, max_size=6), st.floats(0, 1))
@settings(max_examples=40)
def test_no_other_plan_is_cheaper(parts: list[tuple[float, ...]], part: float) -> None:
    weights, costs, limits = (list(column) for column in zip(*parts, strict=True))
    uplift = part * math.fsum(w * x for w, x in zip(weights, limits, strict=True))
    found = least_effort(weights, costs, limits, uplift)
    other = linprog(costs, A_eq=[weights], b_eq=[uplift], bounds=[(0, x) for x in limits])
    assume(other.success)

    assert found.cost == pytest.approx(other.fun, rel=1e-6, abs=1e-9)
    gained = math.fsum(w * x for w, x in zip(weights, found.raises, strict=True))
    assert gained == pytest.approx(uplift, abs=1e-9)
    assert all(0 <= x <= limit + 1e-12 for x, limit in zip(found.raises, limits, strict=True))


@given(st.lists(PART, min_size=2, max_size=6), st.floats(0, 1), st.randoms())
@settings(max_examples=40)
def test_the_order_of_the_parts_changes_nothing(
    parts: list[tuple[float, ...]], part: float, draws: object
) -> None:
    order = list(range(len(parts)))
    draws.shuffle(order)  # type: ignore[attr-defined]
    weights, costs, limits = (list(column) for column in zip(*parts, strict=True))
    uplift = part * math.fsum(w * x for w, x in zip(weights, limits, strict=True))
    there = least_effort(weights, costs, limits, uplift).raises
    turned = least_effort(
        *([column[at] for at in order] for column in (weights, costs, limits)), uplift
    ).raises

    assert turned == pytest.approx([there[at] for at in order], abs=1e-6)


def test_wrong_calls() -> None:
    with pytest.raises(ValueError, match="one weight, one cost and one limit"):
        least_effort([1], [1, 2], [1], 1)
    with pytest.raises(ValueError, match="must not be negative"):
        least_effort([1], [-1], [1], 1)
