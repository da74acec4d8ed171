"""Shares of a whole: percentages that add up to 100, and how much the top holds."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from reportgen.stats._arguments import check_fraction, check_not_negative


def largest_remainder(shares: Sequence[float], digits: int = 0) -> tuple[float, ...] | None:
    """Return the percentages of the whole, rounded so that what is displayed adds up to 100.

    Each share is cut to ``digits`` decimals; the units left go to the largest remainders (on a
    tie to the larger share, then to the first). Any non-negative numbers will do; None when they
    add up to 0.

    Raises:
        ValueError: a share is negative, NaN or infinite, or ``digits`` is negative.
    """
    check_not_negative("largest_remainder", shares)
    if digits < 0:
        raise ValueError(f"largest_remainder: digits={digits}; give 0 or more decimals")
    # fractions are exact: a share of 29 % must not be cut to 28 by binary rounding
    exact = [Fraction(share) for share in shares]
    total = sum(exact)
    if total == 0:
        return None
    units = 100 * 10**digits
    scaled = [share * units / total for share in exact]
    floors = [math.floor(share) for share in scaled]
    order = sorted(
        range(len(scaled)), key=lambda i: (scaled[i] - floors[i], scaled[i]), reverse=True
    )
    # reverse keeps the order of equals, so the first of two ties comes first
    for place in order[: units - sum(floors)]:
        floors[place] += 1
    return tuple(float(Fraction(floor, 10**digits)) for floor in floors)


def lorenz_curve(values: Sequence[float]) -> tuple[tuple[float, float], ...] | None:
    """Return (share of members, share of value) from (0, 0) to (1, 1), smallest first.

    None when there are no values or they add up to 0 (Lorenz 1905).

    Raises:
        ValueError: a value is negative, NaN or infinite.
    """
    check_not_negative("lorenz", values)
    ordered = sorted(values)
    total = math.fsum(ordered)
    if total == 0:
        return None
    inner = list(accumulate(ordered))[:-1]
    points = [(i / len(ordered), min(1.0, sum_ / total)) for i, sum_ in enumerate(inner, start=1)]
    return ((0.0, 0.0), *points, (1.0, 1.0))


def lorenz(values: Sequence[float], top: float = 0.2) -> float | None:
    """Return the share of the value that the top fraction of members holds, 0 to 1.

    1 - L(1 - top) on the Lorenz curve, straight between members; None as for the curve.

    Raises:
        ValueError: a value is negative, NaN or infinite, or ``top`` lies outside (0, 1).
    """
    check_fraction("lorenz", "top", top)
    curve = lorenz_curve(values)
    if curve is None:
        return None
    members = len(curve) - 1
    place = (1 - top) * members
    left = min(math.floor(place), members - 1)
    low, high = curve[left][1], curve[left + 1][1]
    return 1 - (low + (high - low) * (place - left))
