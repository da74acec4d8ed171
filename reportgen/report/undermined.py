"""Which figures rest on damaged data: what a fact reads, against what the checks found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen.document.damage import Damage
from reportgen.document.facts import Fact
from reportgen.metric.expressions import Aggregate, Count, leaves
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.section.data import Data


@dataclass(frozen=True, slots=True)
class RowsRead:
    """What a figure is computed from; a bound that is null is open.

    Attributes:
        table: The table.
        columns: Its columns.
        first: The first month.
        last: The last one.
    """

    table: str
    columns: frozenset[str]
    first: Month | None = None
    last: Month | None = None

    def meets(self, damage: Damage) -> bool:
        """Whether the damage is in what is read."""
        if damage.table != self.table or (damage.column and damage.column not in self.columns):
            return False
        return not damage.months or any(self._holds(month) for month in damage.months)

    def _holds(self, month: Month) -> bool:
        return (not self.first or self.first <= month) and (not self.last or month <= self.last)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Tells of facts whether they rest on damage.

    Attributes:
        damages: What the checks found.
        data: The tables, derived ones included.
        needs: Table → columns a figure without a formula is taken to read: its section's.
    """

    damages: Sequence[Damage]
    data: Data
    needs: Mapping[str, Sequence[str]]

    def undermined(self, facts: Iterable[Fact]) -> bool:
        """Whether any of the facts does; without a formula, by what the section needs."""
        if not self.damages:
            return False
        read = [one for fact in facts if fact.expr for one in self._reads(fact)]
        read = read or [
            RowsRead(table, frozenset(columns)) for table, columns in self.needs.items()
        ]
        return any(one.meets(damage) for one in read for damage in self.damages)

    def lately(self) -> Doubtful:
        """The same for damage to the report's month, or to the one it is compared with."""
        two = frozenset({self.data.month, self.data.month - 1})
        hurt = [(each, each.months & two if each.months else two) for each in self.damages]
        return replace(self, damages=[replace(each, months=when) for each, when in hurt if when])

    def _reads(self, fact: Fact) -> Iterator[RowsRead]:
        for leaf in leaves(fact.expr) if fact.expr else ():
            yield from _sources(self._read(leaf), self.data.contracts)

    def _read(self, leaf: Aggregate) -> RowsRead:
        columns = {condition.column for condition in leaf.rows.where}
        if not isinstance(leaf, Count):
            columns.add(leaf.column)
        period = self.data.tables.known(leaf.rows.table).period(leaf.rows)
        _, first, last = period or ("", None, None)
        return RowsRead(leaf.rows.table, frozenset(columns), first, last)


def _sources(read: RowsRead, contracts: Mapping[str, TableContract]) -> Iterator[RowsRead]:
    """What is read, and what a derived table is made from."""
    yield read
    contract = contracts.get(read.table)
    if contract is None:
        return
    made: list[TableContract | ColumnContract] = [contract]
    made += [column for column in contract.columns if column.name in read.columns]
    for one in made:
        first = read.first - one.back if read.first and one.back is not None else None
        last = read.last + one.ahead if read.last else None
        for place in one.made_from:
            table, _, column = place.partition(".")
            columns = frozenset({column} if column else ())
            yield from _sources(RowsRead(table, columns, first, last), contracts)
