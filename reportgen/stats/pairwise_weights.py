"""Weights from pairwise comparisons (AHP), and whether the comparisons agree with one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

RANDOM_INDEX: Final = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45)
"""Mean consistency index of random matrices of 1 to 9 items: Saaty 1980, The Analytic Hierarchy
Process."""
CONSISTENT_BELOW: Final = 0.1
"""Saaty's limit: comparisons with a larger ratio contradict one another too much to be used."""
_NEEDS_TEST: Final = 3
"""Two comparisons cannot contradict each other."""
_RECIPROCAL: Final = 1e-2
"""How far a * b may lie from 1: comparisons are often written with two decimals, 0.33 for 1/3."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """How well comparisons of n items agree.

    Attributes:
        lambda_max: The largest eigenvalue; n where they agree in full, never less.
        index: CI = (λmax - n) / (n - 1).
        ratio: CR = CI / RI of as many items; 0 for fewer than three.
    """

    lambda_max: float
    index: float
    ratio: float

    @property
    def usable(self) -> bool:
        """Whether the weights may be used: CR of at most 0.1."""
        return self.ratio <= CONSISTENT_BELOW


@dataclass(frozen=True, slots=True)
class PairwiseWeights:
    """The weights that comparisons imply.

    Attributes:
        weights: One an item; they add up to 1.
        consistency: How well the comparisons agree.
    """

    weights: tuple[float, ...]
    consistency: Consistency


def pairwise_weights(matrix: Sequence[Sequence[float]]) -> PairwiseWeights:
    """Return the weights by Saaty's eigenvector method.

    The principal eigenvector of the matrix whose element (i, j) says how many times as important
    item i is as item j. Source: Saaty 1980, The Analytic Hierarchy Process.

    Raises:
        ValueError: The matrix is not square or has more than nine items, an element is not above
            0, one on the diagonal is not 1, or (j, i) is not 1 / (i, j).
    """
    values = _checked(matrix)
    found, vectors = np.linalg.eig(values)
    main = int(np.argmax(found.real))
    vector = np.abs(vectors[:, main].real)
    weights = tuple(float(part) for part in vector / vector.sum())
    n = len(weights)
    return PairwiseWeights(weights, consistency(n, max(float(found[main].real), float(n))))


def consistency(n: int, lambda_max: float) -> Consistency:
    """Return index and ratio of comparisons of n items with the largest eigenvalue λmax.

    Raises:
        ValueError: λmax is below n, which no reciprocal matrix has, or n is not 1 to 9.
    """
    if not 1 <= n <= len(RANDOM_INDEX):
        raise ValueError(f"consistency: n={n}; give 1 to {len(RANDOM_INDEX)} items")
    if lambda_max < n:
        raise ValueError(
            f"consistency: λmax={lambda_max} of {n} items; it cannot be below {n}: check the matrix"
        )
    if n < _NEEDS_TEST:
        return Consistency(lambda_max, 0.0, 0.0)
    index = (lambda_max - n) / (n - 1)
    return Consistency(lambda_max, index, index / RANDOM_INDEX[n - 1])


def printed_agrees(n: int, lambda_max: float, index: float, digits: int) -> bool:
    """Tell whether a printed λmax and CI can belong together.

    Each may have been rounded to so many digits: CI (n - 1) + n must lie within half a unit of the
    last digit of both. Of three items λmax 3.055 and CI 0.003 cannot; 3.0055 is what was meant.
    """
    half = 0.5 * 10.0**-digits
    return abs(lambda_max - n - index * (n - 1)) <= half * n + 10.0**-12


def _checked(matrix: Sequence[Sequence[float]]) -> np.ndarray:
    n = len(matrix)
    if not 1 <= n <= len(RANDOM_INDEX) or any(len(row) != n for row in matrix):
        raise ValueError(
            f"pairwise_weights: give a square matrix of 1 to {len(RANDOM_INDEX)} items"
        )
    values = np.asarray(matrix, float)
    if not (np.isfinite(values).all() and (values > 0).all()):
        raise ValueError("pairwise_weights: an element is not above 0")
    for i in range(n):
        for j in range(i, n):
            if abs(values[i, j] * values[j, i] - 1) > _RECIPROCAL:
                raise ValueError(
                    f"pairwise_weights: ({i + 1}, {j + 1}) is {values[i, j]:g} and ({j + 1}, "
                    f"{i + 1}) is {values[j, i]:g}; one must be 1 divided by the other"
                )
    return values
