"""Computes the control limits of one unit over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reportgen.stats._arguments import check_finite
from reportgen.stats.intervals import Interval

LIMIT_FACTOR: Final = 2.66
"""3 / d2 for moving ranges of two, d2 = 1.128."""
SMALLEST_XMR: Final = 2
"""A moving range needs two values."""
ROUNDING: Final = 1e-12
"""More than rounding takes from a mean of equal values."""


@dataclass(frozen=True, slots=True)
class Xmr:
    """An individuals (XmR) chart: mean, limits of routine variation, and the values outside.

    Attributes:
        centre: The mean.
        limits: What routine variation keeps within, in the unit of the values.
        outside: The positions of the values beyond, from 0.
    """

    centre: float
    limits: Interval
    outside: tuple[int, ...]


def xmr(values: Sequence[float]) -> Xmr | None:
    """Compute the XmR chart of a series over time.

    Limits: mean ± 2.66 · mean moving range (Wheeler, Understanding Variation, 1993).

    Args:
        values: The values in the order of time.

    Returns:
        The chart; null for fewer than two values.

    Raises:
        ValueError: A value is NaN or infinite.
    """
    check_finite("xmr", values)
    if len(values) < SMALLEST_XMR:
        return None
    centre = math.fsum(values) / len(values)
    steps = [abs(b - a) for a, b in pairwise(values)]
    mean_range = math.fsum(steps) / len(steps)
    limits = Interval(centre - LIMIT_FACTOR * mean_range, centre + LIMIT_FACTOR * mean_range)
    # an even series must not leave limits of zero width by the last bit of its mean
    slack = ROUNDING * max(abs(v) for v in values)
    outside = tuple(
        i for i, v in enumerate(values) if v < limits.low - slack or v > limits.high + slack
    )
    return Xmr(centre, limits, outside)
