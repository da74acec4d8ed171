from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats import consistency, pairwise_weights, printed_agrees

WEIGHTS = st.lists(st.floats(0.1, 9), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("n", "lambda_max", "index", "ratio"),
    [(3, 3.025, 0.0125, 0.021552), (3, 3.0055, 0.00275, 0.004741), (3, 3.055, 0.0275, 0.047414)],
)
def test_printed_consistencies(n: int, lambda_max: float, index: float, ratio: float) -> None:
    found = consistency(n, lambda_max)

    assert (found.index, found.ratio) == pytest.approx((index, ratio), abs=5e-7)
    assert found.usable


def test_two_items_always_agree() -> None:
    found = consistency(2, 2.0)
    assert (found.index, found.ratio) == (0.0, 0.0)


def test_an_impossible_lambda_is_told() -> None:
    assert printed_agrees(3, 3.025, 0.013, 3)
    assert not printed_agrees(3, 3.055, 0.003, 3)
    assert printed_agrees(3, 3.0055, 0.003, 3)
    with pytest.raises(ValueError, match=r"λmax=2\.9 of 3 items; it cannot be below 3"):
        consistency(3, 2.9)


@given(WEIGHTS)
def test_comparisons_made_of_weights_give_them_back(weights: list[float]) -> None:
    found = pairwise_weights([[a / b for b in weights] for a in weights])

    assert found.weights == pytest.approx([w / sum(weights) for w in weights], rel=1e-6)
    assert math.fsum(found.weights) == pytest.approx(1)
    assert found.consistency.ratio == pytest.approx(0, abs=1e-6)


def test_contradicting_comparisons_are_not_usable() -> None:
    # a over b over c over a
    found = pairwise_weights([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])

    assert found.consistency.ratio > 1
    assert not found.consistency.usable


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2], [2, 1]], r"\(1, 2\) is 2 and \(2, 1\) is 2; one must be 1 divided"),
        ([[1, 0], [0, 1]], "an element is not above 0"),
        ([[1, 2]], "give a square matrix"),
        ([[2]], r"\(1, 1\) is 2"),
    ],
)
def test_wrong_matrices(matrix: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pairwise_weights(matrix)
