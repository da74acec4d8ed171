"""Computes concentration: the share of a whole that its top members hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from reportgen.stats._arguments import check_fraction, check_not_negative


def lorenz(values: Sequence[float], top: float = 0.2) -> float | None:
    """Return the share of the value that the top members hold: 1 - L(1 - top) on the Lorenz curve.

    Args:
        values: One a member, not negative.
        top: The part of the members that is the top, 0 to 1; the curve is straight between members.

    Returns:
        The share, 0 to 1; null when there are no values or they add up to 0.

    Raises:
        ValueError: A value is negative, NaN or infinite, or `top` is not between 0 and 1.
    """
    check_fraction("lorenz", "top", top)
    check_not_negative("lorenz", values)
    curve = _curve(values)
    if curve is None:
        return None
    members = len(curve) - 1
    place = (1 - top) * members
    left = min(math.floor(place), members - 1)
    low, high = curve[left][1], curve[left + 1][1]
    return 1 - (low + (high - low) * (place - left))


def _curve(values: Sequence[float]) -> tuple[tuple[float, float], ...] | None:
    """Return shares of members and of value (Lorenz 1905), from (0, 0) to (1, 1), smallest first.

    Null when there are no values or they add up to 0.
    """
    ordered = sorted(values)
    total = math.fsum(ordered)
    if total == 0:
        return None
    inner = list(accumulate(ordered))[:-1]
    points = [(i / len(ordered), min(1.0, sum_ / total)) for i, sum_ in enumerate(inner, start=1)]
    return ((0.0, 0.0), *points, (1.0, 1.0))
