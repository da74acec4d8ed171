"""A figure and that of the month before, as most sentences and tiles need them."""

from __future__ import annotations

from typing import TypeAlias

from reportgen import Data, Fact, Metric, Month

TwoMonths: TypeAlias = tuple[Fact, Fact]
"""A figure, and that of the month before."""


def two_months(data: Data, metric: Metric, month: Month | None = None) -> TwoMonths:
    """Compute a metric for a month (default: the report's) and for the one before it."""
    month = month or data.month
    return data.fact(metric, month=month), data.fact(metric, month=month - 1)
