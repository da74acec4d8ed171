"""Computes confidence intervals of a rate and of a mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from reportgen.stats._arguments import check_count, check_fraction, check_not_negative
from reportgen.stats._special import poisson_limit, t_quantile

SMALLEST_FOR_SPREAD: Final = 2
"""A single value, or a single group, has no spread."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval.

    Attributes:
        low: Its lower end, in the unit of the value it belongs to.
        high: Its upper end.
    """

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Moments:
    """Size, mean and standard deviation of one group.

    Attributes:
        n: Its size.
        mean: Its mean.
        sd: Its sample standard deviation (divisor n - 1).
    """

    n: int
    mean: float
    sd: float


def wilson(k: int, n: int, level: float = 0.95) -> Interval | None:
    """Return Wilson's score interval of a rate.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Source: Wilson 1927, JASA 22, 209-212.

    Args:
        k: The count.
        n: Its total.
        level: How sure the interval is, as a fraction.

    Returns:
        The interval of k / n, as fractions; null when n is 0.

    Raises:
        ValueError: The count is not between 0 and its total, or the level not between 0 and 1.
    """
    check_count("wilson", k, n)
    check_fraction("wilson", "level", level)
    if n == 0:
        return None
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p, shrink = k / n, 1 + z * z / n
    middle = (p + z * z / (2 * n)) / shrink
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    # the bound at k = 0 or k = n is exact in theory; rounding must not push it past the rate
    return Interval(
        0.0 if k == 0 else max(0.0, middle - half), 1.0 if k == n else min(1.0, middle + half)
    )


def poisson_interval(count: int, level: float = 0.95) -> Interval:
    """Return the exact interval of the mean behind a count.

    Quantiles of the gamma distribution (Garwood 1936, Biometrika 28, 437-442).

    Args:
        count: The count.
        level: How sure the interval is, as a fraction.

    Raises:
        ValueError: The count is negative, or the level not between 0 and 1.
    """
    check_not_negative("poisson_interval", (count,))
    check_fraction("poisson_interval", "level", level)
    tail = 0.5 - level / 2
    low = poisson_limit(count - 1, tail) if count else 0.0
    return Interval(low, poisson_limit(count, 1 - tail))


def mean_interval(n: int, mean: float, sd: float, level: float = 0.95) -> Interval | None:
    """Return the t interval of a mean: mean ± t(n-1)·sd/sqrt(n).

    Args:
        n: How many values it is of.
        mean: The mean.
        sd: Their sample standard deviation.
        level: How sure the interval is, as a fraction.

    Returns:
        The interval, in the unit of the mean; null for fewer than two values.

    Raises:
        ValueError: The standard deviation is negative, or the level not between 0 and 1.
    """
    check_fraction("mean_interval", "level", level)
    if sd < 0:
        raise ValueError(f"mean_interval: sd={sd}; a standard deviation must not be negative")
    if n < SMALLEST_FOR_SPREAD:
        return None
    half = t_quantile(0.5 + level / 2, n - 1) * sd / math.sqrt(n)
    return Interval(mean - half, mean + half)
