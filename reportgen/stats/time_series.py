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


def xmr(values: Sequence[float | None]) -> Xmr | None:
    """Compute the XmR chart of a series over time.

    Limits: mean ± 2.66 · mean moving range (Wheeler, Understanding Variation, 1993). Across a hole
    there is no moving range: the values on its two sides are not neighbours.

    Args:
        values: The values in the order of time; null where one is not known.

    Returns:
        The chart; null without two neighbours.

    Raises:
        ValueError: A value is NaN or infinite.
    """
    known = [value for value in values if value is not None]
    check_finite("xmr", known)
    steps = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if not steps:
        return None
    centre = math.fsum(known) / len(known)
    mean_range = math.fsum(steps) / len(steps)
    limits = Interval(centre - LIMIT_FACTOR * mean_range, centre + LIMIT_FACTOR * mean_range)
    # an even series must not leave limits of zero width by the last bit of its mean
    slack = ROUNDING * max(abs(v) for v in known)
    outside = tuple(
        i
        for i, v in enumerate(values)
        if v is not None and (v < limits.low - slack or v > limits.high + slack)
    )
    return Xmr(centre, limits, outside)
