"""Splits a change into contributions that add up exactly to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.stats._arguments import check_not_negative


@dataclass(frozen=True, slots=True)
class RateMix:
    """A change of an overall rate, split in two parts that add up to it.

    Attributes:
        mix: What comes of other weights of the segments, as a fraction.
        rate: What comes of other rates within them, as a fraction.
    """

    mix: float
    rate: float


def rate_mix(
    before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]
) -> RateMix | None:
    """Split the change of Σk / Σn over segments by Kitagawa's midpoint.

    With s the share of n, r = k / n and R the overall rate: mix = (s1 - s0)((r0 + r1)/2 -
    (R0 + R1)/2), rate = (r1 - r0)(s0 + s1)/2. Taking off the overall midpoint leaves the sum as it
    is, and a segment that grows with a rate below the whole gets a negative mix. A segment in one
    period only has the same rate in the other, so its whole effect is mix. Segments without cases
    in either period are left out. Source: Kitagawa 1955, JASA 50, 1168-1194.

    Args:
        before: Segment → (k, n) in the period before.
        after: The same in the period after.

    Returns:
        Both parts; null when a Σn is 0.

    Raises:
        ValueError: A k or n is negative, or a segment has k but no n.
    """
    for period in (before, after):
        check_not_negative("rate_mix", (value for pair in period.values() for value in pair))
        _check_denominators(period)
    n0, n1 = (math.fsum(n for _, n in period.values()) for period in (before, after))
    if n0 == 0 or n1 == 0:
        return None
    whole0, whole1 = (
        math.fsum(k for k, _ in period.values()) / n for period, n in ((before, n0), (after, n1))
    )
    middle = (whole0 + whole1) / 2
    effects = [
        _effects(before.get(name, (0, 0)), after.get(name, (0, 0)), (n0, n1), middle)
        for name in dict.fromkeys((*before, *after))
    ]
    return RateMix(math.fsum(mix for mix, _ in effects), math.fsum(rate for _, rate in effects))


def _check_denominators(period: Mapping[str, tuple[float, float]]) -> None:
    for name, (k, n) in period.items():
        if n == 0 and k > 0:
            raise ValueError(f"rate_mix: segment {name!r} has k={k} but n=0; give its total n")


def _effects(
    k_n0: tuple[float, float],
    k_n1: tuple[float, float],
    totals: tuple[float, float],
    middle: float,
) -> tuple[float, float]:
    """Return what one segment adds to the change by its weight, and by its own rate."""
    (k0, n0), (k1, n1) = k_n0, k_n1
    if not (n0 or n1):
        return 0.0, 0.0
    r0 = k0 / n0 if n0 else k1 / n1
    r1 = k1 / n1 if n1 else r0
    s0, s1 = n0 / totals[0], n1 / totals[1]
    return (s1 - s0) * ((r0 + r1) / 2 - middle), (r1 - r0) * (s0 + s1) / 2
