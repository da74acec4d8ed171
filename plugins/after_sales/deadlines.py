"""When a measure is due."""

from __future__ import annotations

from datetime import date, timedelta

from reportgen import Data


def due(data: Data, days: int = 30) -> date:
    """The day so many days after the report's month."""
    return data.month.end + timedelta(days=days)
