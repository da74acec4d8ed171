"""The ledger: what was read, used, repaired and dropped, and why; no row is left uncounted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from reportgen.periods import Month


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of data that could not be used, with what is needed to correct it.

    Attributes:
        row: Its number in the file.
        reason: Reason code.
        text: Its values, `header=value; …`, personal data masked; empty where the reader of the
            file could not tell its cells apart.
        dealer: Whose row it is, as far as it says so.
    """

    row: int
    reason: str
    text: str = ""
    dealer: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an account that belongs to one dealer, with the same counts."""

    dropped: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    unknown_words: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one source file: `read == used + sum(dropped)`.

    Attributes:
        table: Canonical name of the table.
        file: The file as the reader of the report knows it (name, sheet), never a full path.
        read: Rows in the file below the header.
        used: Rows that reached the sections.
        dropped: Reason code → rows left out.
        repaired: Kind of repair → values rewritten, left blank, or kept with a warning.
        examples: Reason or repair → up to five places, `row 12: …`, personal data masked.
        columns: Canonical column → header in the file.
        unused: Headers no column was found for.
        encoding: How the text was decoded.
        refused: Column → scores not used because they look like another scale.
        likely_scales: Column with refused scores → the best score they seem to have.
        unknown_words: Column and word of a category nobody knows → used rows, the most first.
        rejects: The dropped rows that held data, the first `reportgen.intake.REJECTS` of them.
        dealers: For a file of several dealers: what of it is known to be whose.
        unread: Column → rows of the file that hold something in it nobody could read.
        month: The month the file is of, where its name says so.
        dealer: The dealer it is of, likewise.
        covers: The month up to whose end it holds all rows, where the spec says so.
        first: The first day of its used rows.
        last: The last one.
    """

    table: str
    file: str
    read: int
    used: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    encoding: str = ""
    refused: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()
    dealers: Mapping[str, Share] = field(default_factory=dict)
    unread: Mapping[str, Sequence[int]] = field(default_factory=dict, repr=False)
    month: Month | None = None
    dealer: str = ""
    covers: Month | None = None
    first: date | None = None
    last: date | None = None
    likely_scales: Mapping[str, float] = field(default_factory=dict)
    unknown_words: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.read == self.used + sum(self.dropped.values())

    def for_dealer(self, dealer: str, own: int, used: int) -> Account:
        """Return the account as one dealer's report has it.

        Args:
            dealer: Its code.
            own: How many of the used rows are this dealer's.
            used: How many of these the report uses; the others are later than its month.
        """
        others = [share for code, share in self.dealers.items() if code != dealer]
        dropped, repaired = Counter(self.dropped), Counter(self.repaired)
        refused, unknown = Counter(self.refused), Counter(self.unknown_words)
        for share in others:
            dropped.subtract(share.dropped)
            repaired.subtract(share.repaired)
            refused.subtract(share.refused)
            unknown.subtract(share.unknown_words)
        dropped["other_dealer"] += self.used - own + sum(sum(s.dropped.values()) for s in others)
        dropped["after_period"] += own - used
        return replace(
            self,
            used=used,
            dropped={reason: count for reason, count in dropped.items() if count},
            repaired={kind: count for kind, count in repaired.items() if count},
            refused={column: count for column, count in refused.items() if count},
            unknown_words={word: count for word, count in unknown.items() if count},
            rejects=tuple(reject for reject in self.rejects if reject.dealer in {"", dealer}),
            dealers={},
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    """The accounts of every file of one report."""

    accounts: tuple[Account, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row of every file is accounted for."""
        return all(account.balanced for account in self.accounts)

    def of(self, tables: Iterable[str]) -> Ledger:
        """Return the accounts of some tables only."""
        wanted = set(tables)
        return Ledger(tuple(a for a in self.accounts if a.table in wanted))
