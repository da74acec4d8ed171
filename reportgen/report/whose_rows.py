"""Whose the rows of all tables are, and whose reports can be made from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from reportgen.document.ledger import Ledger
from reportgen.errors import SourceError
from reportgen.intake import DEALER
from reportgen.metric.table_contracts import TableContract
from reportgen.report.report_names import refuse_same_names
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import DealersFrom, Spec


@dataclass(frozen=True, slots=True)
class WhoseRows:
    """Which dealers the tables name.

    Attributes:
        codes: Table → the dealers it names, in order; only tables that say whose a row is.
        nameless: Rows that name no dealer, and so stand in no report.
        nobodys: Table with rows of which nobody can say whose they are → why it cannot be used
            for several dealers.
    """

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nameless: int = 0
    nobodys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pd.DataFrame],
        contracts: Mapping[str, TableContract],
        ledger: Ledger,
    ) -> WhoseRows:
        """Look at the rows of all tables."""
        columns = {name: frame[DEALER] for name, frame in tables.items() if DEALER in frame}
        return cls(
            {name: tuple(sorted(c.dropna().unique())) for name, c in columns.items()},
            sum(int(column.isna().sum()) for column in columns.values()),
            {
                name: _nobodys(contracts[name], ledger)
                for name, frame in tables.items()
                if name not in columns and not frame.empty and not contracts[name].shared
            },
        )

    def joined(self, other: WhoseRows) -> WhoseRows:
        """Return this and what other rows of the tables name."""
        codes = {
            name: tuple(sorted({*self.codes.get(name, ()), *other.codes.get(name, ())}))
            for name in {**self.codes, **other.codes}
        }
        return WhoseRows(codes, self.nameless + other.nameless, {**self.nobodys, **other.nobodys})

    @property
    def named(self) -> tuple[str, ...]:
        """The dealers any table names, in order."""
        return tuple(sorted({code for codes in self.codes.values() for code in codes}))

    def dealers(self, spec: Spec) -> tuple[Dealer, ...]:
        """Return the dealers of a spec: those it lists, else those its table names.

        Raises:
            SourceError: The table names none; two would share a file; or there are several, and a
                table does not say whose its rows are.
        """
        dealers = spec.listed_dealers() or self._found(spec)
        refuse_same_names(spec, dealers)
        if len(dealers) > 1:
            for reason in self.nobodys.values():
                raise SourceError(reason)
        return dealers

    def _found(self, spec: Spec) -> tuple[Dealer, ...]:
        table = spec.dealers.table if isinstance(spec.dealers, DealersFrom) else ""
        codes = self.codes.get(table, ())
        if not codes:
            raise SourceError(
                f"{spec.path}: dealers.from: the table '{table}' names no dealer; "
                "list the dealers in the spec instead"
            )
        return tuple(Dealer(code) for code in codes)


def _nobodys(contract: TableContract, ledger: Ledger) -> str:
    """Say why rows that name no dealer cannot be used: they would count for every one."""
    first = ledger.of([contract.name]).accounts[0]
    if any(column.name == DEALER for column in contract.columns):
        unused = f" (headers without a column: {', '.join(first.unused)})"
        cure = (
            f"give its files such a column{unused if first.unused else ''}, name it under "
            "`columns:` of a mapping as `dealer`, write {dealer} in its path, or list one "
            "dealer only"
        )
    else:
        cure = (
            f"add a column '{DEALER}' to the contract of the table, or declare the contract "
            "`shared=True` if its rows are everybody's"
        )
    return (
        f"{first.file}: {contract.name} has no column that says whose a row is, and the spec has "
        f"several dealers: {cure}"
    )
