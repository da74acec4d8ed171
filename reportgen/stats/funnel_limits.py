"""Computes funnel plot limits: which units differ from the pooled rate beyond chance.

Source: Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202, doi 10.1002/sim.1970.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reportgen.stats._arguments import check_counts, check_fraction
from reportgen.stats._special import binomial_cdf

WARNING_LEVEL: Final = 0.95
"""The paper's inner limits: about two standard deviations."""
ALARM_LEVEL: Final = 0.998
"""The paper's outer limits: about three standard deviations."""

Side = Literal["above", "below", "within", "no_data"]


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """The limits of one level for one size.

    Attributes:
        level: The part of units that keeps within them by chance.
        low: The lower limit, as a fraction.
        high: The upper limit, as a fraction.
    """

    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit compared with its limits.

    Attributes:
        rate: Its rate, as a fraction; null where n is 0.
        limits: Its own limits; null where n is 0.
        side: Where it lies.
    """

    rate: float | None
    limits: FunnelLimits | None
    side: Side


@dataclass(frozen=True, slots=True)
class Funnel:
    """All units compared with the whole.

    Attributes:
        centre: The pooled rate, as a fraction.
        units: The units, in the order given.
    """

    centre: float
    units: tuple[FunnelUnit, ...]

    @property
    def outside(self) -> tuple[int, ...]:
        """The positions of the units outside their limits."""
        return tuple(i for i, unit in enumerate(self.units) if unit.side in ("above", "below"))


def funnel_limits(
    p0: float, n: int, levels: Sequence[float] = (WARNING_LEVEL, ALARM_LEVEL)
) -> tuple[FunnelLimits, ...]:
    """Return the exact binomial limits around a rate.

    For a tail probability q: r is the smallest count with P(X <= r) >= q, and the limit is
    (r - (P(X <= r) - q) / P(X = r)) / n, cut to 0..1 (the paper's appendix A.1.1).

    Args:
        p0: The rate, as a fraction.
        n: The size of the unit.
        levels: The parts of units that should keep within.

    Returns:
        The limits, one entry a level.

    Raises:
        ValueError: The size is below 1, the rate is not within 0..1, or a level is not between 0
            and 1.
    """
    if n < 1:
        raise ValueError(f"funnel_limits: n={n}; limits need a unit of at least one case")
    if not 0 <= p0 <= 1:
        raise ValueError(f"funnel_limits: p0={p0}; give the pooled rate as a fraction 0..1")
    for level in levels:
        check_fraction("funnel_limits", "level", level)
    return tuple(
        FunnelLimits(level, _limit((1 - level) / 2, n, p0), _limit((1 + level) / 2, n, p0))
        for level in levels
    )


def funnel_flags(ks: Sequence[int], ns: Sequence[int], level: float = ALARM_LEVEL) -> Funnel | None:
    """Tell for each unit whether its rate k / n lies outside its two-sided limits.

    Args:
        ks: The counts.
        ns: Their totals, one a count.
        level: The part of units that should keep within.

    Returns:
        All units against the pooled rate; null when all totals are 0.

    Raises:
        ValueError: A count is not between 0 and its total, or the lists differ in length.
    """
    check_counts("funnel_flags", ks, ns)
    total = sum(ns)
    if total == 0:
        return None
    centre = sum(ks) / total
    units = tuple(_unit(k, n, centre, level) for k, n in zip(ks, ns, strict=True))
    return Funnel(centre, units)


def rate_p_value(k: int, n: int, p0: float) -> float:
    """Return how likely a count as far from a rate as k of n is by chance, in either direction.

    Twice the smaller tail of the binomial distribution, at most 1.

    Args:
        k: The count.
        n: Its total.
        p0: The rate, as a fraction.

    Raises:
        ValueError: The count is not between 0 and its total.
    """
    check_counts("rate_p_value", (k,), (n,))
    return min(1.0, 2 * min(binomial_cdf(k, n, p0), binomial_cdf(n - k, n, 1 - p0)))


def _unit(k: int, n: int, centre: float, level: float) -> FunnelUnit:
    if n == 0:
        return FunnelUnit(None, None, "no_data")
    (limits,) = funnel_limits(centre, n, (level,))
    rate = k / n
    side: Side = "above" if rate > limits.high else "below" if rate < limits.low else "within"
    return FunnelUnit(rate, limits, side)


def _limit(q: float, n: int, p0: float) -> float:
    if p0 in (0, 1):
        return float(p0)
    r = bisect_left(range(n), q, key=lambda count: binomial_cdf(count, n, p0))
    at, before = binomial_cdf(r, n, p0), binomial_cdf(r - 1, n, p0)
    # far in a tail P(X = r) can be lost to rounding; then the step has no width to interpolate
    back = (at - q) / (at - before) if at > before else 0.0
    return min(1.0, max(0.0, (r - back) / n))
