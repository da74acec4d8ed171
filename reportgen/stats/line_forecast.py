"""Continues a straight line through earlier periods, with the band new values may lie in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.stats._arguments import check_finite, check_fraction
from reportgen.stats._special import special, t_quantile
from reportgen.stats.intervals import Interval

SHORTEST_LINE: Final = 4
"""Periods a line needs: with three a single one decides how it runs."""


@dataclass(frozen=True, slots=True)
class LineForecast:
    """A straight line continued.

    Attributes:
        value: What the line gives for the mean of the next periods.
        band: Where it lies with the level asked for.
        slope: The change from one period to the next.
        n: Periods the line goes through.
        error: The standard error of what comes about the line.
    """

    value: float
    band: Interval
    slope: float
    n: int
    error: float

    def p_value(self, actual: float) -> float:
        """Return how likely a value as far from the line is by chance, two-sided."""
        if not self.error:
            return 1.0 if math.isclose(actual, self.value, abs_tol=1e-9) else 0.0
        t = abs(actual - self.value) / self.error
        return float(2 * special().stdtr(self.n - 2, -t))


def line_forecast(
    values: Sequence[float | None], level: float = 0.95, *, ahead: int = 1
) -> LineForecast | None:
    """Forecast the period after the last by least squares, with a t prediction interval.

    value ± t(n - 2) · s · sqrt(1/k + 1/n + (x - mean)² / Sxx), x the middle of the k periods ahead.
    Conditions: a straight natural course, equal scatter, periods independent of one another.

    Args:
        values: The values in order of time; null where one is not known.
        level: How sure the band is, as a fraction.
        ahead: Of how many periods the mean is forecast.

    Returns:
        The forecast; null with fewer than four known values.

    Raises:
        ValueError: A value is NaN or infinite, the level not between 0 and 1, or no period ahead.
    """
    check_fraction("line_forecast", "level", level)
    if ahead < 1:
        raise ValueError(f"line_forecast: ahead={ahead}; forecast at least one period")
    known = [(float(x), v) for x, v in enumerate(values) if v is not None]
    check_finite("line_forecast", (v for _, v in known))
    n = len(known)
    if n < SHORTEST_LINE:
        return None
    middle = math.fsum(x for x, _ in known) / n
    mean = math.fsum(v for _, v in known) / n
    width = math.fsum((x - middle) ** 2 for x, _ in known)
    slope = math.fsum((x - middle) * (v - mean) for x, v in known) / width
    left = math.fsum((v - mean - slope * (x - middle)) ** 2 for x, v in known)
    away = len(values) + (ahead - 1) / 2 - middle
    error = math.sqrt(left / (n - 2) * (1 / ahead + 1 / n + away**2 / width))
    value, half = mean + slope * away, t_quantile(0.5 + level / 2, n - 2) * error
    return LineForecast(value, Interval(value - half, value + half), slope, n, error)
