"""Splits what several items explain of an overall answer among the items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reportgen.stats._special import t_quantile
from reportgen.stats.intervals import Interval

CASES_PER_ITEM: Final = 10
"""Answers an item needs at least: the usual rule of thumb for a regression."""
MOST_ITEMS: Final = 10
"""More items are refused: every subset of them is fitted, 1,024 for ten."""
_RESAMPLES: Final = 200
"""Resamples by which the first place is judged: 95 % of them is then known within 3 points."""
_SEED: Final = 20260101
"""The same answers give the same resamples."""
_SINGULAR: Final = 1e-9
"""An item that the others determine up to this part of its variance says nothing of its own."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DriverShares:
    """What each item contributes to the overall answer.

    Attributes:
        n: Complete answers.
        explained: R² of all items together, as a fraction.
        shares: The part of R² of each item, in the order given; they add up to it.
        slopes: How many points the overall answer differs by where the item differs by one and the
            others do not.
        slope_limits: Their 95 % intervals.
        first: How often each item had the largest share when the answers were drawn again, as a
            fraction.
    """

    n: int
    explained: float
    shares: tuple[float, ...]
    slopes: tuple[float, ...]
    slope_limits: tuple[Interval, ...]
    first: tuple[float, ...]


def driver_shares(
    items: Sequence[Sequence[float]], overall: Sequence[float]
) -> DriverShares | None:
    """Split R² of a regression of the overall answer on the items by Shapley's rule (LMG).

    An item's share is what it adds to R², averaged over all orders in which the items can be
    added. Source: Lindeman, Merenda and Gold 1980, Introduction to Bivariate and Multivariate
    Analysis; Grömping 2006, J. Stat. Softw. 17(1). Slopes are those of the same regression, with t
    intervals.

    Args:
        items: One sequence an item, of the same answers in the same order.
        overall: The overall answer of each.

    Returns:
        The split; null with fewer than ten answers an item, where an item or the overall answer
        is the same everywhere, or where an item follows from the others.

    Raises:
        ValueError: Lengths differ, a value is not finite, or there are more than ten items.
    """
    data = _checked(items, overall)
    n, p = len(overall), len(items)
    if not p or n < CASES_PER_ITEM * p or (np.ptp(data, axis=0) <= 0).any():
        return None
    matrix = _correlations(data)
    if np.linalg.eigvalsh(matrix[:p, :p])[0] < _SINGULAR:
        return None
    shares = _shares(matrix[None])[0]
    slopes, limits = _slopes(data)
    return DriverShares(
        n,
        min(1.0, math.fsum(shares)),
        tuple(map(float, shares)),
        slopes,
        limits,
        _first(data),
    )


def _checked(items: Sequence[Sequence[float]], overall: Sequence[float]) -> _Floats:
    if len(items) > MOST_ITEMS:
        raise ValueError(f"driver_shares: {len(items)} items; give at most {MOST_ITEMS}")
    for place, item in enumerate(items):
        if len(item) != len(overall):
            raise ValueError(
                f"driver_shares: item {place} has {len(item)} values for {len(overall)} answers; "
                "leave incomplete answers out"
            )
    data = np.column_stack([*(np.asarray(i, float) for i in items), np.asarray(overall, float)])
    if not np.isfinite(data).all():
        raise ValueError("driver_shares: a value is not finite; leave incomplete answers out")
    return data


def _shares(matrices: _Floats) -> _Floats:
    """Return the shares by correlation matrix; the overall answer is the last of each."""
    p = matrices.shape[1] - 1
    explained: dict[tuple[int, ...], _Floats] = {(): np.zeros(len(matrices))}
    for size in range(1, p + 1):
        for chosen in combinations(range(p), size):
            explained[chosen] = _explained(matrices, chosen)
    shares = np.zeros((len(matrices), p))
    for chosen, value in explained.items():
        for item in (place for place in range(p) if place not in chosen):
            weight = 1 / (p * math.comb(p - 1, len(chosen)))
            more = explained[tuple(sorted((*chosen, item)))]
            shares[:, item] += weight * (more - value)
    return shares


def _explained(matrices: _Floats, chosen: tuple[int, ...]) -> _Floats:
    """Return R² of the chosen items; a resample in which they coincide takes the shortest way."""
    inner = matrices[:, chosen][:, :, chosen]
    outer = matrices[:, chosen, -1]
    inverse = np.linalg.pinv(inner, hermitian=True)
    found: _Floats = np.einsum("bi,bij,bj->b", outer, inverse, outer)
    return found


def _first(data: _Floats) -> tuple[float, ...]:
    """Return how often each item comes first when the answers are drawn again."""
    draws, n = np.random.default_rng(_SEED), len(data)
    drawn = (data[draws.integers(0, n, n)] for _ in range(_RESAMPLES))
    matrices = [_correlations(one) for one in drawn if (np.ptp(one, axis=0) > 0).all()]
    if not matrices:
        return tuple(0.0 for _ in range(data.shape[1] - 1))
    best: list[int] = _shares(np.stack(matrices)).argmax(axis=1).tolist()
    return tuple(best.count(item) / len(best) for item in range(data.shape[1] - 1))


def _correlations(data: _Floats) -> _Floats:
    found: _Floats = np.atleast_2d(np.corrcoef(data, rowvar=False))
    return found


def _slopes(data: _Floats) -> tuple[tuple[float, ...], tuple[Interval, ...]]:
    n, p = len(data), data.shape[1] - 1
    design = np.column_stack([np.ones(n), data[:, :p]])
    found = np.linalg.lstsq(design, data[:, p], rcond=None)[0]
    left = data[:, p] - design @ found
    free = n - p - 1
    covariance = np.linalg.inv(design.T @ design) * float(left @ left) / free
    half = t_quantile(0.975, free) * np.sqrt(np.diag(covariance))
    slopes: tuple[float, ...] = tuple(found[1:].tolist())
    return slopes, tuple(
        Interval(slope - float(h), slope + float(h))
        for slope, h in zip(slopes, half[1:], strict=True)
    )
