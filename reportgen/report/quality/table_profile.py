"""Measures how complete, fresh and gapless one table is in the month of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from reportgen.extension.components import Section
from reportgen.metric.availability import Coverage, unlikely_gap
from reportgen.metric.exported_days import ExportedDays
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month, months_between
from reportgen.section.data import Data

_GAP: Final = 4
"""Days; shorter gaps are weekends and single holidays."""


@dataclass(frozen=True, slots=True)
class TableProfile:
    """How complete, fresh and gapless one table is.

    Attributes:
        rows: Rows of the report's month; of the whole table where it has no dates.
        last: The last day with a row; null without dates.
        empty: Days of the month without a row; null where days say nothing.
        exported: Whether the month's rows are in the files: all, some of its days, or none.
        so_far: The days of the month that are exported, where these are not all.
        gap: First and last day among them of a gap that chance does not explain.
        seen: Months of the history with rows.
        holes: Months after the first of the export that are not in it, older than the history too.
        cut_off: Months before the report's exported in part.
        column: The needed column with the most blanks in the month.
        complete: Its share of rows with a value.
        before: The same over the months before; null without any.
    """

    rows: int
    last: date | None = None
    empty: int | None = None
    exported: Literal["whole", "partly", "not"] = "whole"
    so_far: ExportedDays | None = None
    gap: tuple[date, date] | None = None
    seen: int = 0
    holes: tuple[Month, ...] = ()
    cut_off: tuple[Month, ...] = ()
    column: str = ""
    complete: float | None = None
    before: float | None = None


def needed_columns(sections: Iterable[Section]) -> dict[str, list[str]]:
    """Collect by table the columns its sections cannot do without."""
    found: dict[str, list[str]] = {}
    for section in sections:
        ways: Sequence[Mapping[str, Sequence[str]]] = (section.needs, *section.needs_any)
        for way in ways:
            for table, columns in way.items():
                found.setdefault(table, []).extend(columns)
    return {table: list(dict.fromkeys(columns)) for table, columns in found.items()}


def profile(data: Data, contract: TableContract, needed: Sequence[str]) -> TableProfile:
    """Measure one table of a dealer."""
    frame = data.tables[contract.name]
    columns = [name for name in needed if name in frame]
    days = frame[contract.date].dropna() if contract.date in frame else None
    if days is None:
        return _with_completeness(TableProfile(len(frame)), frame, frame.iloc[:0], columns)
    start, end = pd.Timestamp(data.month.first), pd.Timestamp(data.month.end)
    inside = (frame[contract.date] >= start) & (frame[contract.date] < end)
    earlier = frame[contract.date] < start
    months = data.month.back(data.history)
    seen = set(np.unique(days.to_numpy().astype("datetime64[M]")).astype(str))
    known = [month for month in months if str(month) in seen]
    made = TableProfile(
        rows=int(inside.sum()),
        last=days.max().date() if len(days) else None,
        seen=len(known),
    )
    for span in data.tables.known(contract.name).spans.get("", ()):
        made = _exported(made, data.month, span.coverage)
    if not (days.dt.day == 1).all():  # else the rows are totals of months
        made = _with_gaps(made, days[inside[days.index]], data.month)
    return _with_completeness(made, frame[inside], frame[earlier], columns)


def _with_completeness(
    made: TableProfile, now: pd.DataFrame, before: pd.DataFrame, columns: Sequence[str]
) -> TableProfile:
    """Return the profile with the least complete of the given columns."""
    if now.empty or not columns:
        return made
    share = now[list(columns)].notna().mean()
    name = str(share.idxmin())
    earlier = float(before[name].notna().mean()) if len(before) else None
    return replace(made, column=name, complete=float(share[name]), before=earlier)


def _exported(made: TableProfile, now: Month, known: Coverage) -> TableProfile:
    """Return the profile with what is exported; before the first month nobody expects rows."""
    have = known.whole | known.partial
    first = min(have, default=now)
    earlier = tuple(months_between(first, now - 1))
    return replace(
        made,
        so_far=known.so_far,
        exported="whole" if now in known.whole else "partly" if now in known.partial else "not",
        holes=tuple(month for month in earlier if month not in have),
        cut_off=tuple(month for month in earlier if month in known.partial),
    )


def _with_gaps(made: TableProfile, days: pd.Series, month: Month) -> TableProfile:
    """Return the profile with the days without a row, and the gaps that chance does not explain."""
    first = month.first
    length = (month.end - first).days
    filled = np.unique((days.dt.normalize() - pd.Timestamp(first)).dt.days.to_numpy())
    made = replace(made, empty=length - len(filled))
    if not len(filled):
        return made
    # what lies before the days that are exported, or after them, is told apart
    begins = (made.so_far.first - first).days if made.so_far else 0
    edges = np.concatenate([[begins - 1], filled])
    widths = np.diff(edges) - 1
    at = int(widths.argmax())
    if widths[at] >= _GAP and unlikely_gap(int(widths[at]), length, len(days)):
        begin = first + timedelta(days=int(edges[at]) + 1)
        made = replace(made, gap=(begin, begin + timedelta(days=int(widths[at]) - 1)))
    return made
