"""What is known of a table: which months were exported, and which cells say what they should.

A number over what is not known is null with the reason, never a smaller number. The knowledge is
made once, where a dealer's rows are cut, and handed down to derived tables by what their contract
says they are made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.metric.exported_days import ExportedDays, SoFar
from reportgen.metric.expressions import Between, Condition, Doubt, Empty, Rows
from reportgen.metric.table_contracts import FILE, TableContract
from reportgen.periods import Month

Mask = NDArray[np.bool_]

CHANCE: Final = 0.05
"""Bound on the chance of such a gap in a month below which it is told: the usual 1 in 20."""
_BUSY: Final = 5
"""Rows a month from which an empty month is a hole: by chance it is empty once in 150."""


def busy(rows: int, months: int) -> bool:
    """Tell whether a table has so many rows a month that a month without any is a hole."""
    return rows >= _BUSY * months


def unlikely_gap(gap: int, length: int, rows: int) -> bool:
    """Tell whether rows spread evenly at random over the days would hardly leave such a gap.

    One given stretch of g among d days stays empty with (1 - g/d)^n, and there are at most d.
    """
    return bool(length * (1 - gap / length) ** rows < CHANCE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The months of which a table holds the rows.

    Attributes:
        whole: Those exported to their end.
        partial: Those of which some days are exported.
        so_far: Those days of the report's month, where it is one of these.
    """

    whole: frozenset[Month]
    partial: frozenset[Month] = frozenset()
    so_far: ExportedDays | None = None

    def lacks(self, first: Month, last: Month, *, to_the_end: bool = False) -> Doubt | None:
        """Return why the months from `first` to `last` are not known; None when they are.

        The report's month is known as far as it goes, unless it must be known `to_the_end`.
        """
        months = [first]
        while months[-1] < last:
            months.append(months[-1] + 1)
        if not to_the_end and self.goes_to(last):
            months.pop()
        if all(month in self.whole for month in months):
            return None
        seen = any(month in self.whole or month in self.partial for month in months)
        return "partly_exported" if seen else "not_exported"

    def goes_to(self, last: Month) -> bool:
        """Tell whether a month is the report's and exported in part."""
        return self.so_far is not None and Month.of(self.so_far.first) == last


@dataclass(frozen=True, slots=True)
class Span:
    """Months a column or row is made from: those of its own date, and others.

    Attributes:
        coverage: What is exported.
        back: How many months before; null as far as the export goes, one at least.
        ahead: How many months after, none after `until`.
        until: The month of the report.
    """

    coverage: Coverage
    back: int | None = 0
    ahead: int = 0
    until: Month | None = None

    def lacks(self, first: Month, last: Month) -> Doubt | None:
        """Return why what is made of the months `first` to `last` is not known, or None.

        What looks at everything before says how things stand at a month's end: of an unfinished
        month nobody knows who still comes.
        """
        if self.back is None:
            first = min(first - 1, *self.coverage.whole, *self.coverage.partial)
        else:
            first -= self.back
        return self.coverage.lacks(first, self._seen(last), to_the_end=self.back is None)

    def so_far(self, last: Month) -> ExportedDays | None:
        """Return the days of the report's month that what ends with `last` is made of."""
        return self.coverage.so_far if self.coverage.goes_to(self._seen(last)) else None

    def _seen(self, last: Month) -> Month:
        return max(last, min(last + self.ahead, self.until)) if self.until else last

    def wider(self, back: int | None, ahead: int, until: Month) -> Span:
        """Return the span of what looks further back or ahead."""
        both = None if back is None or self.back is None else self.back + back
        return Span(self.coverage, both, self.ahead + ahead, until)


@dataclass(frozen=True, slots=True, eq=False)
class Undecided:
    """The rows whose value in a column is not known although the file may say it.

    Attributes:
        unread: Something stands there that nobody could read.
        lacking: Their file or month has nothing in the column at all.
        doubt: What to say of them.
    """

    unread: Mask
    lacking: Mask
    doubt: Doubt

    def under(self, condition: Condition | None = None) -> Mask:
        """Return the rows of which nobody can say whether they meet a condition.

        A cell its file has no column for is empty; whether it is filled, who knows.
        """
        return self.unread if isinstance(condition, Empty) else self.unread | self.lacking

    def joined(self, other: Undecided | None, rows: Mask) -> Undecided:
        """Some rows besides those of another; what is said of them is what is said here."""
        before = other.under() if other else np.zeros_like(rows)
        return Undecided(before | rows, np.zeros_like(rows), other.doubt if other else self.doubt)


@dataclass(frozen=True, slots=True, eq=False)
class Availability:
    """What is known of one table of one dealer; the default knows of no fault.

    Attributes:
        clock: The column that says in which month a row counts.
        month: The month a table without a clock is about.
        spans: Column → the months it is made from; "" for the rows.
        absent: Column → why it says nothing at all.
        undecided: Column → the rows that say nothing in it; "" where nobody can say whether they
            belong to the table.
    """

    clock: str = ""
    month: Month | None = None
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    absent: Mapping[str, Doubt] = field(default_factory=dict)
    undecided: Mapping[str, Undecided] = field(default_factory=dict)

    def doubts(self, rows: Rows, columns: Iterable[str]) -> Iterator[Doubt]:
        """Yield why a selection that reads some columns is not known, column by column."""
        yield from (self.absent[name] for name in _named(rows, columns) if name in self.absent)
        for span, first, last in self._read(rows, columns):
            if doubt := span.lacks(first, last):
                yield doubt

    def so_far(self, rows: Rows, columns: Iterable[str]) -> SoFar:
        """Return the days a selection is of where it ends in an unfinished month.

        What looks ahead may go on longer than the rows: they are looked up, not added to.
        """
        read = [(span.ahead, span.so_far(last)) for span, _, last in self._read(rows, columns)]
        found = [(ahead, days) for ahead, days in read if days]
        own = [days for ahead, days in found if not ahead]
        bounds = [d for ahead, d in found if not (ahead and own and all(map(d.covers, own)))]
        return tuple(dict.fromkeys(bounds))

    def _read(self, rows: Rows, columns: Iterable[str]) -> Iterator[tuple[Span, Month, Month]]:
        """Yield what a selection is made from, and its first and last month."""
        period = self.period(rows)
        if period is None:
            return
        clock, first, last = period
        for name in ("", *_named(rows, columns)):
            if name or not clock or clock not in self.spans:
                yield from ((span, first, last) for span in self.spans.get(name, ()))

    def reach(self, column: str) -> Iterator[Span]:
        """Yield the spans of months of the rows and of a column."""
        for name in dict.fromkeys(("", column)):
            yield from self.spans.get(name, ())

    def of(self, rows: Mask) -> Availability:
        """Return what is known of some of the rows."""
        if rows.all():
            return self
        undecided = {
            name: replace(each, unread=each.unread[rows], lacking=each.lacking[rows])
            for name, each in self.undecided.items()
        }
        return replace(self, undecided=undecided)

    def period(self, rows: Rows) -> tuple[str, Month, Month] | None:
        """Return a selection's date column and months; null where it takes all there is."""
        if not self.clock:
            return ("", self.month, self.month) if self.month else None
        dated = [
            c for c in rows.where if isinstance(c, Between) and isinstance(c.high or c.low, date)
        ]
        clocks = [c.column for c in dated if c.column == self.clock or c.column in self.spans]
        clock = rows.date or next(iter(clocks), self.clock)
        bounds = [c for c in dated if c.column == clock]
        lows = [c.low for c in bounds if isinstance(c.low, date)]
        highs = [c.high for c in bounds if isinstance(c.high, date)]
        if not highs:
            return None
        last = _last_month(min(highs))
        return clock, Month.of(max(lows)) if lows else last, last


def _named(rows: Rows, columns: Iterable[str]) -> Iterable[str]:
    """Return the columns a selection reads, those of its conditions last."""
    return dict.fromkeys((*columns, *(condition.column for condition in rows.where)))


def _last_month(end: date) -> Month:
    """Return the month of the last day before `end`."""
    month = Month.of(end)
    return month - 1 if end == month.first else month


KNOWN: Final = Availability()
"""A table nothing is wrong with."""


def handed_down(
    contract: TableContract,
    frame: pd.DataFrame,
    known: Mapping[str, Availability],
    frames: Mapping[str, pd.DataFrame],
    month: Month,
) -> Availability:
    """Return what is known of a derived table, from the tables it is made from.

    Args:
        contract: The derived table; its columns say what they are made from.
        frame: Its rows.
        known: What is known of the other tables.
        frames: The other tables.
        month: The month a table without a clock is about.
    """
    spans: dict[str, tuple[Span, ...]] = {}
    absent: dict[str, Doubt] = {}
    undecided: dict[str, Undecided] = {}
    for column in (None, *contract.columns):
        name, one = (column.name, column) if column else ("", contract)
        for place in one.made_from:
            table, _, source = place.partition(".")
            base = known.get(table, KNOWN)
            found = (span.wider(one.back, one.ahead, month) for span in base.reach(source))
            spans[name] = (*spans.get(name, ()), *found)
            lost = _lost(base, frames.get(table), source)
            if lost and column:
                absent[name] = lost
            elif (told := base.undecided.get(source)) and (column or told.unread.any()):
                mask = told.under() if column else told.unread
                linked = _linked(contract.per, frame, frames[table], mask)
                undecided[name] = told.joined(undecided.get(name), linked)
        if column and column.open_with in frame:
            blank = frame[column.open_with].isna().to_numpy(dtype=bool)
            if blank.any():
                unsure = Undecided(blank, np.zeros_like(blank), "not_recorded")
                undecided[name] = unsure.joined(undecided.get(name), blank)
    return Availability(contract.date, month, spans, absent, undecided)


def _lost(base: Availability, frame: pd.DataFrame | None, column: str) -> Doubt | None:
    """Return why a source says nothing at all."""
    if not column:
        return None
    if frame is None or column not in frame:
        return "no_column"
    return base.absent.get(column)


def _linked(per: Sequence[str], frame: pd.DataFrame, source: pd.DataFrame, doubted: Mask) -> Mask:
    """Return the derived rows that are made from doubted ones."""
    if any(key not in frame or key not in source for key in per):
        return np.full(len(frame), doubted.any())
    keys = list(per)
    if FILE in keys and not frame[FILE].isin(source[FILE].unique()).any():
        return np.full(len(frame), doubted.any())  # rows of other files: no place tells which
    wanted = pd.MultiIndex.from_frame(source.loc[doubted, keys])
    return np.asarray(pd.MultiIndex.from_frame(frame[keys]).isin(wanted))
