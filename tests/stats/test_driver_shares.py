from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.stats import driver_shares

SEEDS = st.integers(0, 10_000)


def answers(seed: int, n: int = 120, p: int = 4) -> tuple[list[list[float]], list[float]]:
    draws = np.random.default_rng(seed)
    common = draws.normal(size=n)
    items = [0.5 * common + draws.normal(size=n) for _ in range(p)]
    overall = sum((p - at) * 0.3 * item for at, item in enumerate(items)) + draws.normal(size=n)
    return [item.tolist() for item in items], np.asarray(overall).tolist()


@given(SEEDS)
@settings(max_examples=8)
def test_shares_add_up_to_r_squared_and_slopes_are_those_of_least_squares(seed: int) -> None:
    items, overall = answers(seed)
    found = driver_shares(items, overall)
    model = sm.OLS(overall, sm.add_constant(np.column_stack(items))).fit()

    assert found is not None
    assert math.fsum(found.shares) == pytest.approx(model.rsquared, abs=1e-10)
    assert found.slopes == pytest.approx(model.params[1:], abs=1e-9)
    assert [end for one in found.slope_limits for end in (one.low, one.high)] == pytest.approx(
        model.conf_int()[1:].ravel(), abs=1e-8
    )
    assert min(found.shares) > -1e-12


@given(SEEDS, st.permutations(range(4)))
@settings(max_examples=8)
def test_the_order_of_items_and_of_answers_changes_nothing(seed: int, order: list[int]) -> None:
    items, overall = answers(seed)
    there = driver_shares(items, overall)
    turned = driver_shares([items[at][::-1] for at in order], overall[::-1])

    assert there is not None
    assert turned is not None
    assert turned.shares == pytest.approx([there.shares[at] for at in order], abs=1e-10)


def test_two_items_by_hand() -> None:
    items, overall = orthogonal()
    found = driver_shares(items, overall)

    assert found is not None
    assert found.shares == pytest.approx([0.5, 0.25], abs=1e-12)
    assert found.explained == pytest.approx(0.75, abs=1e-12)
    assert found.first[0] > found.first[1]


def orthogonal() -> tuple[list[list[float]], list[float]]:
    """Overall = √2·a + b + c over a full design of three signs: shares 1/2, 1/4 of R²."""
    signs = [(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)] * 4
    items = [[float(a) for a, _, _ in signs], [float(b) for _, b, _ in signs]]
    return items, [math.sqrt(2) * a + b + c for a, b, c in signs]


@pytest.mark.parametrize(
    ("items", "overall"),
    [
        ([[1.0, 2.0] * 5], [1.0] * 10),  # everybody answers the same overall
        ([[3.0] * 10], [1.0, 2.0] * 5),  # an item everybody answers alike
        ([[1.0, 2.0] * 10, [2.0, 4.0] * 10], [1.0, 2.0] * 10),  # one item follows from the other
        ([[1.0, 2.0] * 4], [1.0, 2.0] * 4),  # fewer than ten answers an item
        ([], [1.0] * 20),
    ],
)
def test_what_cannot_be_told_is_null(items: list[list[float]], overall: list[float]) -> None:
    assert driver_shares(items, overall) is None


def test_wrong_calls() -> None:
    with pytest.raises(ValueError, match="item 0 has 1 values for 2 answers"):
        driver_shares([[1.0]], [1.0, 2.0])
    with pytest.raises(ValueError, match="not finite"):
        driver_shares([[1.0, math.nan]], [1.0, 2.0])
    with pytest.raises(ValueError, match="11 items; give at most 10"):
        driver_shares([[1.0]] * 11, [1.0])
