"""`Data`, which a section's `build` is given: one dealer's tables, and facts made from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from reportgen.metric.evaluate import MONTH
from reportgen.metric.expressions import Rows, within
from reportgen.metric.table_contracts import DEALER, TableContract
from reportgen.periods import Month
from reportgen.section.built_chapter import BuiltChapter
from reportgen.section.dealer import Dealer
from reportgen.section.derivation import Derivation, TablesByDealer
from reportgen.section.phrases import Catalog, Phrases
from reportgen.section.sentences import Sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MONTH", "Data", "Dealer"]


@dataclass(frozen=True, eq=False)
class Data(Sentences):
    """One dealer's tables up to the end of the report's month, and the facts made from them.

    Every section and check has a view of its own: tables and facts are those of the whole report,
    the sentences its own. Personal data in the tables is already masked; `vehicle` identifies a
    vehicle.

    Attributes:
        dealer: Whose report it is.
        month: The month it is about; facts are about this month unless told otherwise.
        language: The language of the report.
        tables: Table name → frame, each a copy; a derived table is added by `derive`.
        history: How many months a trend looks back, the month itself included.
        percent_digits: Decimals of percentages and points; null leaves them to the unit.
        currency: What all amounts are in.
        targets: The targets of the spec's file; `set_target` looks one up.
        phrases: The sentences of the section or check.
        chapters: The finished chapters, for a section that sums them up; else none.
    """

    chapters: tuple[BuiltChapter, ...] = ()

    def speaking(self, phrases: Catalog, of: str = "") -> Self:
        """Return the same data with the sentences of a section or check; errors name it as `of`."""
        return replace(self, phrases=Phrases(phrases, of))

    @property
    def contracts(self) -> Mapping[str, TableContract]:
        """The contract of each table, by table name."""
        return self.tables.contracts

    @property
    def printed(self) -> AbstractSet[str]:
        """Tables the workbook carries even when no fact is computed from them; see `derive`."""
        return self.tables.printed

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether the table has rows and every column named has a value somewhere.

        Raises:
            SectionError: The table can have no such column, by its contract.
        """
        self.tables.names.check_columns(table, columns)
        return self.tables.has(table, *columns)

    def table(self, name: str) -> pd.DataFrame:
        """Return the rows of a table, all months up to the report's; a copy that may be changed.

        Raises:
            SectionError: There is no such table; `needs` should have said so.
        """
        return self.tables.table(name)

    def rows(self, selection: Rows, month: Month | None = None) -> pd.DataFrame:
        """Return the rows a selection picks in one month (default: the report's); a copy."""
        return self.rows_behind(within(selection, month or self.month))

    def rows_behind(self, selection: Rows) -> pd.DataFrame:
        """Return the rows a selection picks without narrowing it to a month; a copy."""
        return self.tables.rows(selection)

    def undecided(self, table: str, column: str) -> pd.Series:
        """Return the rows that hold, or may hold, something in a column nobody could read."""
        return self.tables.undecided(table, column)

    def derive(
        self, contract: TableContract, frame: pd.DataFrame, *, printed: bool = False
    ) -> Rows:
        """Add a table made from others, such as one row a vehicle.

        The workbook carries every table a fact is computed from; `printed` adds one that is a
        list to work with, such as whom to call.

        Deriving the same name again keeps the first: sections share it. `_file` and `_row` say
        which source row each row stems from.
        """
        return self.tables.derive(contract, frame, self.month, printed=printed)

    def derived(self, derivation: Derivation) -> pd.DataFrame:
        """Return the rows of a derivation, a copy: from the store where it was made before.

        A section names those it asks for in `derivations`, so that they are made for many dealers
        at once.
        """
        return self.tables.derived(derivation, lambda: self._made_here(derivation))

    def _made_here(self, derivation: Derivation) -> pd.DataFrame:
        tables = _Named(self.tables, self.dealer.id)
        made = derivation.rows(TablesByDealer(tables, self.month, self.language, _Alone(self)))
        return made.drop(columns=DEALER).reset_index(drop=True)

    def word(self, table: str, column: str, key: object) -> str:
        """Return the label of a category's key: `success` → 成功."""
        return self.contracts[table].column(column).words_for(key, self.language)


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a derivation of this dealer alone may ask."""

    data: Data

    def has(self, table: str, *columns: str) -> bool:
        return self.data.has(table, *columns)

    def undecided(self, table: str, column: str) -> pd.Series:
        return self.data.undecided(table, column)

    def derived(self, derivation: Derivation) -> pd.DataFrame:
        return self.data.derived(derivation).assign(**{DEALER: self.data.dealer.id})


class _Named(Mapping[str, "pd.DataFrame"]):
    """The tables of one dealer, each row with its name."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], dealer: str) -> None:
        self._tables, self._dealer = tables, dealer

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._tables[name].assign(**{DEALER: self._dealer})

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
