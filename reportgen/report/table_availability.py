"""Finds which months of one dealer's table were exported, and which cells nobody could read.

A file of a month, so named, covers that month even when it is empty: its 0 is real, unless it holds
rows none of which could be used or none of which has a date. Other files
cover what lies between their first and last row: months between without a row are holes where the
dealer has rows enough for it, else nothing happened. After the last row nobody can tell an export
that ends from a month in which nothing happened; `covers` on the source says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from reportgen.document.ledger import Account
from reportgen.intake import DEALER
from reportgen.intake.vehicle_keys import VEHICLE
from reportgen.metric.availability import (
    Availability,
    Coverage,
    Mask,
    Span,
    Undecided,
    busy,
    unlikely_gap,
)
from reportgen.metric.exported_days import SLACK, ExportedDays
from reportgen.metric.expressions import Doubt
from reportgen.metric.table_contracts import FILE, ROW, ColumnContract, TableContract
from reportgen.periods import Month, months_between
from reportgen.report.rowless_tables import spoilt

_BLANK_BY_CHANCE: Final = 0.001
"""A month in which a column is blank is told where chance does so in fewer than one in a thousand:
a report has some forty columns and a dozen months."""

_Days: TypeAlias = Mapping[Month, tuple[int, int, int]]
"""Month → first day and last day with a row, rows."""


def availability(
    contract: TableContract,
    rows: pd.DataFrame,
    accounts: Sequence[Account],
    dealer: str,
    month: Month,
) -> Availability:
    """Return what is known of a dealer's table.

    Args:
        contract: The table.
        rows: The dealer's rows, those after the month of the report included.
        accounts: The accounts of the table's files, also of those without a row of the dealer.
        dealer: The dealer's code.
        month: The month of the report, which is known as far as it is exported.
    """
    own = [account for account in accounts if account.dealer in {"", dealer}]
    spans = {}
    if contract.date and contract.date in rows:
        months, cut = _months_exported(rows[contract.date].dropna(), rows, own)
        ends = (ExportedDays(*cut[month], contract.label),) if month in cut else ()
        spans[""] = (Span(Coverage(months - cut.keys(), frozenset(cut), *ends)),)
    absent: dict[str, Doubt] = {}
    undecided: dict[str, Undecided] = {}
    when = _months(rows[contract.date]) if contract.date in rows else None
    for column in contract.columns:
        if column.name not in rows or column.name in {DEALER, contract.date} or rows.empty:
            continue
        found = _column(contract, column, rows, own, when)
        if found.under().all():
            absent[column.name] = found.doubt
        elif found.under().any():
            undecided[column.name] = found
    if VEHICLE in rows and rows[VEHICLE].isna().all():
        absent[VEHICLE] = "no_column"
    return Availability(contract.date, None, spans, absent, undecided)


# --- months ---------------------------------------------------------------------------------


def _months_exported(
    days: pd.Series, rows: pd.DataFrame, accounts: Sequence[Account]
) -> tuple[frozenset[Month], Mapping[Month, tuple[date, date]]]:
    """Return the months exported, and first and last day of those that are not whole."""
    filled = _filled_days(days)
    months = {
        account.month for account in accounts if account.month and not _tells_nothing(account)
    }
    files = set(rows[FILE].unique()) if len(rows) else set()
    open_files = [a for a in accounts if not a.month and a.file in files]
    months |= set(_between(open_files, filled, len(days)))
    covers = max((a.covers for a in accounts if a.covers), default=None)
    if covers:
        months |= set(months_between(max(months) + 1 if months else covers, covers))
    totals = bool(len(days)) and bool((days.dt.day == 1).all())
    return frozenset(months), {} if totals else dict(_cut_off(filled, months, covers))


def _tells_nothing(account: Account) -> bool:
    """Whether nobody can say what happened in the month of a file that has rows."""
    return spoilt(account) or bool(account.used and account.first is None)


def _between(accounts: Sequence[Account], filled: _Days, rows: int) -> Iterator[Month]:
    """Return the months covered by files without a month in their name."""
    firsts = [account.first for account in accounts if account.first]
    lasts = [account.last for account in accounts if account.last]
    if not firsts or not filled:
        return
    dense = busy(rows, len(filled))
    for month in months_between(Month.of(min(firsts)), Month.of(max(lasts))):
        if month in filled or not dense:
            yield month


def _filled_days(days: pd.Series) -> _Days:
    """Return every month with rows: first day, last day, how many."""
    if days.empty:
        return {}
    stamps = days.to_numpy("M8[D]")
    numbers = stamps.astype("M8[M]")
    day = (stamps - numbers.astype("M8[D]")).astype(int) + 1
    found = pd.DataFrame({"month": numbers.astype(int), "day": day}).groupby("month")["day"]
    table = found.agg(["min", "max", "size"])
    return {
        Month(1970 + at // 12, at % 12 + 1): (int(low), int(high), int(size))
        for at, (low, high, size) in zip(table.index.tolist(), table.to_numpy(), strict=True)
    }


def _cut_off(
    filled: _Days, months: set[Month], covers: Month | None
) -> Iterator[tuple[Month, tuple[date, date]]]:
    """Yield the months whose export begins late or ends early, unless declared whole.

    A gap that runs on into the next month is a store that was closed. How busy the month is of
    which an export has the end, the month after it tells as well.
    """
    for month, (first, last, rows) in filled.items():
        if month not in months or (covers and month <= covers):
            continue
        begins = first - 1 if month - 1 not in months else 0
        closed = month + 1 in filled and filled[month + 1][0] > 1
        ends = 0 if closed else month.days - last
        usual = max(rows, filled[month + 1][2]) if month + 1 in filled else rows
        gaps = ((begins, usual), (ends, rows))
        late, early = (g >= SLACK and unlikely_gap(g, month.days, n) for g, n in gaps)
        if late or early:
            low, high = first if late else 1, last if early else month.days
            yield month, (month.first.replace(day=low), month.first.replace(day=high))


# --- cells ----------------------------------------------------------------------------------


def _months(days: pd.Series) -> np.ndarray:
    """Return the month of each row as a number; -1 without a date."""
    codes, _ = pd.factorize(days.dt.to_period("M"))
    return np.asarray(codes)


def _column(
    contract: TableContract,
    column: ColumnContract,
    rows: pd.DataFrame,
    accounts: Sequence[Account],
    months: np.ndarray | None,
) -> Undecided:
    """Return the rows that say nothing in a column although they may."""
    none = np.zeros(len(rows), dtype=bool)
    name, holds = column.name, column.traits.holds
    unread, lacking = none.copy(), none.copy()
    for account in accounts:
        numbers = account.unread.get(name, ())
        # an unknown word where a word is required names something else
        if numbers and not (column.required and holds == "word"):
            unread |= ((rows[FILE] == account.file) & rows[ROW].isin(numbers)).to_numpy(dtype=bool)
    # a file without a part of the key does without it: its rows are told apart by the others
    if not (name in contract.key and holds == "text"):
        known = rows[name].notna().to_numpy(dtype=bool)
        without = [account.file for account in accounts if name not in account.columns]
        lacking = ~known & rows[FILE].isin(without).to_numpy(dtype=bool)
        lacking |= _blank(known | unread, months)
    doubt: Doubt = "no_column"
    if unread.any():
        doubt = "unknown_words" if holds == "word" else "unreadable"
    return Undecided(unread, lacking & ~unread, doubt)


def _blank(known: Mask, months: np.ndarray | None) -> Mask:
    """Return the rows of months that are blank in a column, altogether or beyond chance."""
    if not known.any():
        return ~known
    if months is None or (months < 0).all():
        return np.zeros(len(known), dtype=bool)
    here = months >= 0
    rows = np.bincount(months[here])
    filled = np.bincount(months[here], weights=known[here])
    elsewhere = (filled.sum() - filled) / np.maximum(rows.sum() - rows, 1)
    chance = (1 - np.minimum(elsewhere, 1)) ** rows
    blank = (filled == 0) & (chance < _BLANK_BY_CHANCE)
    return np.asarray(here & blank[months], dtype=bool)
