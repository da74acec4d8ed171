"""One unit over time: the limits of its routine variation, and what comes next."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reportgen.stats._arguments import check_finite, check_fraction
from reportgen.stats._special import t_quantile
from reportgen.stats.intervals import Interval

LIMIT_FACTOR = 2.66  # 3 / d2 for moving ranges of two, d2 = 1.128
RANGE_FACTOR = 3.267  # D4 for moving ranges of two
RUN_LENGTH = 8
SMALLEST_XMR = 2
SMALLEST_TREND = 3
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Xmr:
    """An individuals and moving range chart; positions count from 0.

    ``runs`` holds (first, last) of each run of 8 or more values on one side of the centre.
    ``wide_steps`` holds the positions whose step from the value before exceeds ``range_limit``.
    """

    centre: float
    limits: Interval
    mean_range: float
    range_limit: float
    outside: tuple[int, ...]
    wide_steps: tuple[int, ...]
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next value of a straight line: ``value``, its prediction ``interval``, slope per step."""

    value: float
    interval: Interval
    slope: float
    n: int


def xmr(values: Sequence[float]) -> Xmr | None:
    """Return the XmR chart of values in time order; None for fewer than two values.

    Limits: mean ± 2.66 · mean moving range; range limit: 3.267 · mean moving range (Wheeler,
    Understanding Variation, 1993). A value on the centre ends a run.

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
    range_limit = RANGE_FACTOR * mean_range
    wide = tuple(i for i, step in enumerate(steps, start=1) if step > range_limit)
    return Xmr(centre, limits, mean_range, range_limit, outside, wide, _runs(values, centre, slack))


def ols_forecast(values: Sequence[float], level: float = 0.95) -> Forecast | None:
    """Fit a straight line to values at equal steps and predict the next one.

    Interval: ŷ ± t(n-2) · s · sqrt(1 + 1/n + (n - x̄)²/Σ(x - x̄)²) for positions x = 0..n-1.
    None for fewer than three values, which leave no freedom to judge the spread.

    Raises:
        ValueError: a value is NaN or infinite, or the level lies outside (0, 1).
    """
    check_finite("ols_forecast", values)
    check_fraction("ols_forecast", "level", level)
    n = len(values)
    if n < SMALLEST_TREND:
        return None
    middle, mean = (n - 1) / 2, math.fsum(values) / n
    spread = n * (n * n - 1) / 12
    slope = math.fsum((x - middle) * (y - mean) for x, y in enumerate(values)) / spread
    errors = math.fsum((y - mean - slope * (x - middle)) ** 2 for x, y in enumerate(values))
    ahead = n - middle
    value = mean + slope * ahead
    scale = math.sqrt(errors / (n - 2) * (1 + 1 / n + ahead**2 / spread))
    half = t_quantile(0.5 + level / 2, n - 2) * scale
    return Forecast(value, Interval(value - half, value + half), slope, n)


def _runs(values: Sequence[float], centre: float, slack: float) -> tuple[tuple[int, int], ...]:
    sides = [0 if abs(v - centre) <= slack else 1 if v > centre else -1 for v in values]
    found = []
    for side, members in groupby(range(len(sides)), key=lambda i: sides[i]):
        places = list(members)
        if side and len(places) >= RUN_LENGTH:
            found.append((places[0], places[-1]))
    return tuple(found)
