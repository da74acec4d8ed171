"""Figures of the last months together, where one month alone has too few cases."""

from __future__ import annotations

from typing import Final

import pandas as pd

from reportgen import Data, Expr, Fact, Label, Metric, during

RECENT: Final = 3
"""Months that are recent, the report's month included."""


def over_recent(data: Data, expr: Expr) -> Expr:
    """Narrow an expression to the recent months."""
    return during(expr, data.month - (RECENT - 1), data.month)


def recent_fact(data: Data, metric: Metric, expr: Expr, key: str) -> Fact:
    """Compute a metric's expression, which may be narrowed already, over the recent months."""
    label = Label(
        f"{metric.label.zh}（近{RECENT}个月）", f"{metric.label.en} (last {RECENT} months)"
    )
    own = Metric(
        f"{metric.id}.recent", label, over_recent(data, expr), metric.unit, metric.better,
        metric.definition,
    )  # fmt: skip
    return data.combine(own, key=key)


def recent_start(data: Data) -> pd.Timestamp:
    """Return the first day of the recent months."""
    return pd.Timestamp((data.month - (RECENT - 1)).first)
