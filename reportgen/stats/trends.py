"""Tests whether a figure rose or fell slowly over many periods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.stats._arguments import check_counts, check_finite
from reportgen.stats.intervals import SMALLEST_FOR_SPREAD, Moments

_SHORTEST = 3
"""Through two periods any line fits."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through a figure's periods, weighted by their cases.

    Attributes:
        slope: The change from one period to the next, in the unit of the figure.
        z: The same in standard errors, widened by the dispersion.
        p_value: How likely a slope as steep is by chance, two-sided.
        dispersion: How much more the periods scatter about the line than their cases explain;
            at least 1.
    """

    slope: float
    z: float
    p_value: float
    dispersion: float


def proportion_trend(ks: Sequence[int], ns: Sequence[int]) -> Trend | None:
    """Test the rates k/n of periods, in order of time, for a linear trend.

    The test of Cochran (1954, Biometrics 10) and Armitage (1955, Biometrics 11), the variance
    multiplied by the dispersion: what chi-square of the rates the line leaves, a degree of freedom.

    Args:
        ks: The count of each period.
        ns: Its total; 0 for a period without cases.

    Returns:
        The trend, as fractions a period; null with fewer than three periods, or where all cases
        are alike.

    Raises:
        ValueError: The lists differ in length, or a count is not between 0 and its total.
    """
    check_counts("proportion_trend", ks, ns)
    total = sum(ns)
    p = sum(ks) / total if total else 0.0
    rates = [k / n if n else 0.0 for k, n in zip(ks, ns, strict=True)]
    return _line([float(n) for n in ns], rates, p * (1 - p))


def mean_trend(groups: Sequence[Moments | None]) -> Trend | None:
    """Test the means of periods, in order of time, for a linear trend.

    The contrast of one-way analysis of variance on the order of the periods, by their pooled
    spread, the variance multiplied by the dispersion as in `proportion_trend`.

    Args:
        groups: Each period's cases; null for one without.

    Returns:
        The trend, in the unit of the means a period; null with fewer than three periods, or
        without a spread.

    Raises:
        ValueError: A mean or standard deviation is NaN or infinite.
    """
    known = [g for g in groups if g is not None]
    check_finite("mean_trend", (number for g in known for number in (g.mean, g.sd)))
    free = sum(g.n - 1 for g in known if g.n >= SMALLEST_FOR_SPREAD)
    spread = math.fsum((g.n - 1) * g.sd**2 for g in known if g.n >= SMALLEST_FOR_SPREAD)
    weights = [float(g.n) if g else 0.0 for g in groups]
    means = [g.mean if g else 0.0 for g in groups]
    return _line(weights, means, spread / free if free else 0.0)


def _line(weights: Sequence[float], values: Sequence[float], variance: float) -> Trend | None:
    """Fit the weighted line; `variance` is that of one case."""
    periods = sum(weight > 0 for weight in weights)
    if periods < _SHORTEST or not variance:
        return None
    total = math.fsum(weights)
    middle = math.fsum(w * x for x, w in enumerate(weights)) / total
    mean = math.fsum(w * y for w, y in zip(weights, values, strict=True)) / total
    width = math.fsum(w * (x - middle) ** 2 for x, w in enumerate(weights))
    pairs = list(enumerate(zip(weights, values, strict=True)))
    slope = math.fsum(w * (x - middle) * (y - mean) for x, (w, y) in pairs) / width
    left = math.fsum(w * (y - mean - slope * (x - middle)) ** 2 for x, (w, y) in pairs)
    dispersion = max(1.0, left / variance / (periods - 2))
    z = slope * math.sqrt(width / variance / dispersion)
    return Trend(slope, z, math.erfc(abs(z) / math.sqrt(2)), dispersion)
