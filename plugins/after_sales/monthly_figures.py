"""Ready-made monthly totals, for stores that hold no rows: `monthly_figures` read as metrics.

One row is one figure: month, indicator, subject (a person or a reason; empty for the whole store)
and value. A figure that is not there is null, never 0.
"""

from __future__ import annotations

from reportgen import Data, Empty, Filled, Is, Rows, Value

TABLE = "monthly_figures"


def figure(data: Data, indicator: str) -> Value:
    """The store's own figure of an indicator: the row without a subject."""
    rows = Rows(TABLE, "month", (Is("indicator", indicator),))
    frame = data.tables.get(TABLE)
    if frame is not None and "subject" in frame:
        rows = rows.only(Empty("subject"))
    return Value(rows, "value")


def figure_by_subject(indicator: str) -> Value:
    """The figures of an indicator that name a subject; `family(…, "subject")` tells them apart."""
    return Value(Rows(TABLE, "month", (Is("indicator", indicator), Filled("subject"))), "value")


def has_figure(data: Data, indicator: str) -> bool:
    """Whether the store's own figure is known in any month."""
    return _known(data, indicator, by_subject=False)


def has_figure_by_subject(data: Data, indicator: str) -> bool:
    """Whether any month has the figure for a subject."""
    return _known(data, indicator, by_subject=True)


def _known(data: Data, indicator: str, *, by_subject: bool) -> bool:
    if not data.has(TABLE, "month", "indicator", "value"):
        return False
    frame = data.table(TABLE)
    known = (frame["indicator"] == indicator) & frame["value"].notna()
    if "subject" in frame:
        known &= frame["subject"].notna() == by_subject
    elif by_subject:
        return False
    return bool(known.any())
