"""One unit over time: the limits of its routine variation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportgen.stats._arguments import check_finite
from reportgen.stats.intervals import Interval

LIMIT_FACTOR = 2.66  # 3 / d2 for moving ranges of two, d2 = 1.128
SMALLEST_XMR = 2
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Xmr:
    """An individuals chart; positions count from 0."""

    centre: float
    limits: Interval
    outside: tuple[int, ...]


def xmr(values: Sequence[float]) -> Xmr | None:
    """Return the XmR chart of values in time order; None for fewer than two values.

    Limits: mean ± 2.66 · mean moving range (Wheeler, Understanding Variation, 1993).

    Raises:
        ValueError: a value is NaN or infinite.
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
