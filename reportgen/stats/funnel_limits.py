"""Funnel plot limits: which units differ from the pooled rate by more than their size explains.

Source: Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202, doi 10.1002/sim.1970.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reportgen.stats._arguments import check_counts, check_fraction
from reportgen.stats._special import binomial_cdf

WARNING_LEVEL = 0.95
ALARM_LEVEL = 0.998

Side = Literal["above", "below", "within", "no_data"]


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """The limits of one level for one size, as fractions."""

    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit: its rate, its own limits and where it lies; None where n is 0."""

    rate: float | None
    limits: FunnelLimits | None
    side: Side


@dataclass(frozen=True, slots=True)
class Funnel:
    """All units against the pooled rate ``centre``."""

    centre: float
    units: tuple[FunnelUnit, ...]

    @property
    def outside(self) -> tuple[int, ...]:
        """The positions of the units outside their limits."""
        return tuple(i for i, unit in enumerate(self.units) if unit.side in ("above", "below"))


def funnel_limits(
    p0: float, n: int, levels: Sequence[float] = (WARNING_LEVEL, ALARM_LEVEL)
) -> tuple[FunnelLimits, ...]:
    """Return the exact binomial limits around the rate ``p0`` for a unit of size ``n``.

    For a tail probability q: r is the smallest count with P(X <= r) >= q, and the limit is
    (r - (P(X <= r) - q) / P(X = r)) / n, cut to 0..1 (the paper's appendix A.1.1).

    Raises:
        ValueError: n < 1, or ``p0`` outside 0..1, or a level outside (0, 1).
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
    """Say for each unit whether k / n lies outside its two-sided limits; None when all n are 0.

    Raises:
        ValueError: a k lies outside 0..n, or the lists differ in length.
    """
    check_counts("funnel_flags", ks, ns)
    total = sum(ns)
    if total == 0:
        return None
    centre = sum(ks) / total
    units = tuple(_unit(k, n, centre, level) for k, n in zip(ks, ns, strict=True))
    return Funnel(centre, units)


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
