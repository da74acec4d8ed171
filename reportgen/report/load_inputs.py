"""Loads everything a spec reads, once for all its dealers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import pandas as pd

from reportgen.document.ledger import Ledger
from reportgen.errors import ReportgenError, SourceError
from reportgen.extension.components import Declarations, Place, RawTable, Source
from reportgen.extension.plugin_faults import told
from reportgen.extension.process_state import Meddled, undisturbed
from reportgen.extension.registry import Registry
from reportgen.intake import take_all
from reportgen.intake.masking import Privacy
from reportgen.labels import Language
from reportgen.metric.currencies import CurrencyCode
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.report.rowless_tables import refuse_rowless
from reportgen.report.whose_rows import WhoseRows
from reportgen.section.dealer import Dealer
from reportgen.section.derivation import Derived
from reportgen.spec.spec import Spec

Raws: TypeAlias = Mapping[str, Iterable[RawTable]]
"""Table → the text of its files."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Tables, the account of every file, and whose reports can be made: of all dealers, or of one.

    `whose` is empty where the tables are those of one dealer; `derived` is what was made from them
    up to the month of the report, by the identity of its derivation.
    """

    tables: Mapping[str, pd.DataFrame]
    ledger: Ledger
    dealers: tuple[Dealer, ...]
    contracts: Mapping[str, TableContract]
    whose: WhoseRows = field(default_factory=WhoseRows)
    derived: Mapping[str, Derived] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpecReading:
    """What is read for a month of a spec, and how: the tables depend on nothing else but files."""

    place: Place
    sources: Mapping[str, Sequence[tuple[Source, Declarations]]]
    contracts: Mapping[str, TableContract]
    dealer_default: str | None
    privacy: Privacy
    language: Language
    currency: CurrencyCode

    @classmethod
    def of(cls, spec: Spec, registry: Registry, month: Month) -> SpecReading:
        """Take from a spec what concerns its data; rows without a dealer are the only one's."""
        listed = spec.listed_dealers()
        place = Place(spec.folder, month.back(spec.period.history), regions=spec.regions)
        return cls(
            place,
            {
                name: [(source, _declared(spec, source, place)) for source in sources]
                for name, sources in spec.sources.items()
            },
            {name: registry.tables[name] for name in spec.sources},
            listed[0].id if len(listed) == 1 else None,
            Privacy(_open_columns(spec, registry)),
            spec.report.language,
            spec.report.currency,
        )

    def raws(self) -> Raws:
        """Read the files of each table, each when it is asked for.

        Raises:
            SourceError: A file is missing or unreadable.
        """
        return {name: self._read(name, sources) for name, sources in self.sources.items()}

    def _read(
        self, table: str, sources: Sequence[tuple[Source, Declarations]]
    ) -> Iterator[RawTable]:
        for source, declared in sources:
            tables = _tables(source, table, self.place)
            yield from (replace(raw, declared=declared) for raw in tables)

    def take(self, raws: Raws) -> tuple[Mapping[str, pd.DataFrame], Ledger]:
        """Convert, count and mask what was read.

        Raises:
            SourceError: A file breaks its table's contract.
        """
        return take_all(
            self.contracts.values(),
            raws,
            dealer_default=self.dealer_default,
            privacy=self.privacy,
            language=self.language,
            currency=self.currency,
        )


def load(spec: Spec, registry: Registry, month: Month) -> Inputs:
    """Read, convert, count and mask every source of a spec.

    Raises:
        SourceError: A file is missing, unreadable, or breaks its table's contract; two dealers
            would share a file; or a table of several dealers does not say whose its rows are.
    """
    reading = SpecReading.of(spec, registry, month)
    tables, ledger = reading.take(reading.raws())
    refuse_rowless(ledger)
    whose = WhoseRows.of(tables, registry.tables, ledger)
    return Inputs(tables, ledger, whose.dealers(spec), registry.tables, whose)


def _tables(source: Source, table: str, place: Place) -> Iterator[RawTable]:
    """Yield what a source reads.

    Raises:
        SourceError: It cannot read, raised something, or yielded what is no table.
    """
    where = f"source '{source.type}' of '{table}'"
    try:
        with undisturbed(source.read):
            made = iter(source.read(place))
        while True:
            with undisturbed(source.read):
                raw = next(made, None)
            if raw is None:
                return
            yield _table(raw, where)
    except Meddled as error:
        raise SourceError(f"{where}: {error}") from error
    except ReportgenError:
        raise
    except (Exception, SystemExit) as error:
        raise SourceError(f"{where} failed: {told(error)}") from error


def _table(raw: object, where: str) -> RawTable:
    if isinstance(raw, RawTable):
        return raw
    raise SourceError(f"{where}: yielded {type(raw).__name__}; yield RawTable(…)")


def _open_columns(spec: Spec, registry: Registry) -> frozenset[str]:
    """Return the columns whose kind of personal data the spec wants printed unmasked."""
    wanted = set(spec.report.privacy.open)
    columns = (c for name in spec.sources for c in registry.tables[name].columns)
    return frozenset(column.name for column in columns if column.private in wanted)


def _declared(spec: Spec, source: Source, place: Place) -> Declarations:
    """Return what the spec declares of a source; `covers` as the month it means."""
    return replace(spec.declarations(source), covers=_covered(source.covers, place))


def _covered(covers: str, place: Place) -> Month | None:
    """Return the last month a source declares whole."""
    if covers == "report":
        return place.months[-1]
    return Month.parse(covers) if covers else None
