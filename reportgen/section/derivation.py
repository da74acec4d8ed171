"""`Derivation`: how a table is made from others, for one dealer or for many in one pass.

What is made for many dealers at once costs each of them a fraction; the batch does so before the
reports, and a report takes its part from the store. A report without such a part makes its own, by
the same code. Both see the rows up to the month of the report, so its end makes no difference.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

import pandas as pd

from reportgen.metric.table_contracts import DEALER
from reportgen.periods import Month

if TYPE_CHECKING:
    from reportgen.labels import Language

Doubted: TypeAlias = Collection[tuple[str, str]]
"""Tables and columns of which rows may hold what nobody could read."""
_APART: Final = "\x1f"
"""Stands between a dealer and what is known by a number of its own; in no export."""


class Derivation(ABC):
    """How a table is made from others; a frozen dataclass, whose fields are its options.

    It makes the same rows of a dealer whether other dealers' rows stand beside them or not: it
    joins and groups by `dealer` as well, or by `TablesByDealer.key`, and asks nothing of a column
    as a whole.
    """

    @abstractmethod
    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the rows of the table with their column `dealer`, each dealer's in order."""
        raise NotImplementedError

    @property
    def identity(self) -> str:
        """What tells it from others, its options included: a digest."""
        kind = type(self)
        text = f"{kind.__module__}.{kind.__qualname__} {self!r}"
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Derived(NamedTuple):
    """One dealer's rows of a derivation that was made for many.

    Attributes:
        frame: The rows, without the column `dealer`.
        assumed: The columns of which it was taken for granted that everything could be read.
    """

    frame: pd.DataFrame
    assumed: Doubted


class OneDealer(Protocol):
    """What is known of a dealer alone: which cells nobody could read, and what is made already."""

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether the table has rows and every column named has a value somewhere."""

    def undecided(self, table: str, column: str) -> pd.Series:
        """Return the rows that hold, or may hold, something in a column nobody could read."""

    def derived(self, derivation: Derivation) -> pd.DataFrame:
        """Return the rows of a derivation."""


class TablesByDealer:
    """The tables a derivation is made from, up to the end of a month, of one dealer or of many.

    Attributes:
        month: The month of the report.
        language: Its language.
        assumed: Derivation → the columns of which it was taken for granted that everything could
            be read; which cells could not is known of one dealer only.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        month: Month,
        language: Language,
        alone: OneDealer | None = None,
    ) -> None:
        """Each row of the tables says whose it is; `alone` is given where all are one dealer's."""
        self.month, self.language = month, language
        self.assumed: dict[str, set[tuple[str, str]]] = {}
        self._tables, self._alone = tables, alone
        self._made: dict[str, pd.DataFrame] = {}
        self._making: list[str] = []

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether there is such a table with these columns, filled or not."""
        return table in self._tables and all(c in self._tables[table] for c in columns)

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of the rows of a table; `dealer` says whose each is.

        Raises:
            KeyError: There is no such table.
        """
        return self._tables[name].copy()

    def filled(self, table: str, *columns: str) -> pd.Series:
        """Tell for each row whether its dealer has a value somewhere in each of these columns."""
        frame = self._tables[table]
        if self._alone:
            return pd.Series(self._alone.has(table, *columns), index=frame.index)
        found = pd.Series(data=True, index=frame.index)
        for column in columns:
            self._assume(table, column)
            found &= frame[column].notna().groupby(frame[DEALER]).transform("any")
        return found

    def undecided(self, table: str, column: str) -> pd.Series:
        """Return the rows that hold, or may hold, something in a column nobody could read.

        Of many dealers none: whoever has such a row makes a table of its own.
        """
        if self._alone:
            return self._alone.undecided(table, column)
        self._assume(table, column)
        return pd.Series(data=False, index=self._tables[table].index)

    def key(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """Return a column of numbers so that no two dealers share one; null stays null."""
        if self._alone:
            return frame[column]
        return frame[DEALER] + _APART + frame[column].astype("str")

    def derived(self, derivation: Derivation) -> pd.DataFrame:
        """Return a copy of the rows of another derivation."""
        if self._alone:
            return self._alone.derived(derivation)
        return self._once(derivation).copy()

    def _once(self, derivation: Derivation) -> pd.DataFrame:
        identity = derivation.identity
        if identity not in self._made:
            self.assumed[identity] = set()
            self._making.append(identity)
            try:
                self._made[identity] = derivation.rows(self)
            finally:
                self._making.pop()
        for outer in self._making:
            self.assumed[outer] |= self.assumed[identity]
        return self._made[identity]

    def _assume(self, table: str, column: str) -> None:
        for identity in self._making:
            self.assumed[identity].add((table, column))
