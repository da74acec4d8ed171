"""One table as the data checks see it: its accounts, its profile, and its names for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from reportgen.document.damage import Damage
from reportgen.document.facts import Fact
from reportgen.document.formats import plain
from reportgen.document.ledger import Account
from reportgen.intake.drop_reasons import NO_DATA, REASONS, words_of
from reportgen.metric.availability import Mask
from reportgen.metric.table_contracts import FILE, TableContract
from reportgen.periods import Month, day_text
from reportgen.report.quality.table_profile import TableProfile
from reportgen.section.data import Data

REPEATS: Final = ("duplicate", "conflicting_key")


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table of one dealer with its accounts and profile; `data` says the sentences about it."""

    data: Data
    contract: TableContract
    accounts: Sequence[Account]
    profile: TableProfile

    @property
    def name(self) -> str:
        """The table's name in the report's language."""
        return self.data.pick(self.contract.label)

    @property
    def used(self) -> int:
        """How many rows the report uses."""
        return sum(account.used for account in self.accounts)

    def column(self, name: str) -> str:
        """Return a column's name for the reader; `vehicle` is named as the VIN it is made from."""
        for column in self.contract.columns:
            if column.name == name or (name == "vehicle" and column.private == "vin"):
                return self.data.pick(column.label)
        return name

    def count(self, *reasons: str) -> int:
        """Count the rows dropped for the given reasons."""
        return sum(
            account.dropped.get(reason, 0) for account in self.accounts for reason in reasons
        )

    def unknown_words(self, column: str) -> Counter[str]:
        """Count the rows of each word of a column that nobody knows, the most first."""
        found: Counter[str] = Counter()
        for account in self.accounts:
            for (name, word), count in account.unknown_words.items():
                if name == column:
                    found[word] += count
        return Counter(dict(found.most_common()))

    def unread(self, column: str) -> tuple[int, int]:
        """How many of the month's rows hold something nobody could read, and how many there are."""
        unread, months = self._unread(column), self._months()
        now = months == str(self.data.month) if months is not None else np.ones_like(unread)
        return int((unread & now).sum()), int(now.sum())

    def undated(self) -> tuple[float, float | None]:
        """Shares of rows without a date: in files of the report's month, in those of others."""
        frame, clock = self.data.tables[self.contract.name], self.contract.date
        if clock not in frame:
            return 0.0, None
        months = {a.file: a.month for a in self.accounts if a.month}
        blank = (
            frame[clock].isna().groupby(frame[FILE].map(months).astype("str")).agg(["sum", "size"])
        )
        now = blank[blank.index == str(self.data.month)].sum()
        others = blank[~blank.index.isin([str(self.data.month), "nan"])].sum()
        before = float(others["sum"] / others["size"]) if others["size"] else None
        return float(now["sum"] / max(1, now["size"])), before

    def months_blank(self, column: str) -> tuple[Month, ...]:
        """The months in which a column says nothing, after the first that has values in it.

        A column that is kept from some month on is not missed before.
        """
        months, told = self._months(), self.data.tables.known(self.contract.name).undecided
        if months is None or column not in told:
            return ()
        filled = months[self.data.tables[self.contract.name][column].notna().to_numpy()]
        blank = sorted(set(months[told[column].lacking]) - set(filled) - {"NaT"})
        return tuple(Month.parse(text) for text in blank if text > min(filled, default="9999"))

    def months_unread(self, column: str) -> tuple[Month, ...]:
        """The months in which a column holds something nobody could read; none without dates."""
        months = self._months()
        found = () if months is None else months[self._unread(column)]
        return tuple(Month.parse(text) for text in sorted(set(found)) if text != "NaT")

    def _unread(self, column: str) -> Mask:
        """The rows in which something stands in a column that nobody could read."""
        known = self.data.tables.known(self.contract.name)
        if column in known.undecided:
            return known.undecided[column].unread
        lost = known.absent.get(column) in {"unreadable", "unknown_words"}
        return np.full(len(self.data.tables[self.contract.name]), lost)

    def _months(self) -> np.ndarray | None:
        """The month of each row as text; null for a table without dates."""
        frame = self.data.tables[self.contract.name]
        if self.contract.date not in frame:
            return None
        return frame[self.contract.date].to_numpy("M8[M]").astype(str)

    def damage(self, column: str = "", *months: Month) -> Damage:
        """The table, a column or some months of it as what no conclusion may rest on."""
        return Damage(self.contract.name, column, frozenset(months))

    def lost(self) -> tuple[int, str]:
        """Return how many rows of data could not be used, and the commonest reason."""
        counts: dict[str, int] = {}
        for account in self.accounts:
            for reason, count in account.dropped.items():
                if reason not in (*NO_DATA, *REPEATS):
                    counts[reason] = counts.get(reason, 0) + count
        most = max(counts, key=lambda reason: counts[reason], default="")
        return sum(counts.values()), words_of(REASONS, most, self.data.language)

    def lost_share(self) -> float:
        """Return the share of the rows of data that could not be used, 0 to 1."""
        lost = self.lost()[0]
        return lost / max(1, lost + self.used)

    def share(self, name: str, value: float) -> Fact:
        """Make a fact of a share of the table's rows."""
        return Fact(f"quality.{name}:{self.contract.name}", value, "share", label=self.name)

    def day(self, day: date) -> str:
        """Write a day in the report's language."""
        return day_text(day, self.data.language)

    def said_complete(self) -> str:
        """Say the least complete column and its share, for a cell of a table."""
        if self.profile.complete is None or self.profile.complete == 1:
            return ""
        share = self.share("complete", self.profile.complete)
        words = self.data.say("complete", column=self.column(self.profile.column), share=share)
        return plain(words, self.data.language)
