"""What was read, used, repaired and dropped, and why: no row vanishes uncounted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one source file: `read == used + sum(dropped)`.

    Attributes:
        table: Canonical name of the table.
        file: The file as the reader of the report knows it (name, sheet), never a full path.
        read: Rows in the file below the header.
        used: Rows that reached the sections.
        dropped: Reason code → rows left out.
        repaired: Kind of repair → values changed.
        examples: Reason or repair → up to five places, `row 12: …`, personal data masked.
        columns: Canonical column → header in the file.
        unused: Headers no column was found for.
        encoding: How the text was decoded.
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

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.read == self.used + sum(self.dropped.values())


@dataclass(frozen=True, slots=True)
class Ledger:
    """The accounts of every file of one report."""

    accounts: tuple[Account, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row of every file is accounted for."""
        return all(account.balanced for account in self.accounts)

    def of(self, tables: Iterable[str]) -> Ledger:
        """The accounts of some tables only."""
        wanted = set(tables)
        return Ledger(tuple(a for a in self.accounts if a.table in wanted))
