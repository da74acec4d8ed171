"""Loads everything a spec reads, once for all its dealers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reportgen.document.ledger import Ledger
from reportgen.errors import ReportgenError, SourceError, UsageError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.extension.plugin_faults import told
from reportgen.extension.registry import Registry
from reportgen.intake import DEALER, take_all
from reportgen.intake.masking import Privacy
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.report.report_names import refuse_same_names
from reportgen.report.rowless_tables import refuse_rowless
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import DealersFrom, Spec


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of all dealers, the account of every file, and whose reports can be made."""

    tables: Mapping[str, pd.DataFrame]
    ledger: Ledger
    dealers: tuple[Dealer, ...]
    contracts: Mapping[str, TableContract]


def load(spec: Spec, registry: Registry, month: Month) -> Inputs:
    """Read, convert, count and mask every source of a spec.

    Raises:
        SourceError: A file is missing, unreadable, or breaks its table's contract; two dealers
            would share a file; or a table of several dealers does not say whose its rows are.
    """
    listed = spec.listed_dealers()
    tables, ledger = read_tables(
        spec, registry, month, dealer_default=listed[0].id if len(listed) == 1 else None
    )
    refuse_rowless(ledger)
    dealers = listed or _dealers_in(tables, spec)
    refuse_same_names(spec, dealers, month)
    if len(dealers) > 1:
        _refuse_nobodys(tables, registry.tables, ledger)
    return Inputs(tables, ledger, dealers, registry.tables)


def read_tables(
    spec: Spec, registry: Registry, month: Month, *, dealer_default: str | None = None
) -> tuple[Mapping[str, pd.DataFrame], Ledger]:
    """Read the tables of a spec, of all dealers; rows without a dealer get the default one.

    Raises:
        SourceError: A file is missing, unreadable, or breaks its table's contract.
    """
    place = Place(spec.folder, month.back(spec.period.history))
    return take_all(
        [registry.tables[name] for name in spec.sources],
        {name: _read(spec, name, some, place) for name, some in spec.sources.items()},
        dealer_default=dealer_default,
        privacy=Privacy(_open_columns(spec, registry)),
        language=spec.report.language,
        currency=spec.report.currency,
    )


def choose(dealers: Sequence[Dealer], wanted: Sequence[str]) -> tuple[Dealer, ...]:
    """Return the dealers named on the command line; `all` or nothing means every one.

    Raises:
        UsageError: There is no dealer of that name.
    """
    if not wanted or "all" in wanted:
        return tuple(dealers)
    known = {dealer.id: dealer for dealer in dealers}
    for name in wanted:
        if name not in known:
            near = did_you_mean(name, known) or f"; there are {', '.join(list(known)[:10])}"
            raise UsageError(f"there is no dealer '{name}'{near}")
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _open_columns(spec: Spec, registry: Registry) -> frozenset[str]:
    """Return the columns whose kind of personal data the spec wants printed unmasked."""
    wanted = set(spec.report.privacy.open)
    columns = (c for name in spec.sources for c in registry.tables[name].columns)
    return frozenset(column.name for column in columns if column.private in wanted)


def _read(spec: Spec, table: str, sources: Sequence[Source], place: Place) -> Iterator[RawTable]:
    """Read the files of one table, each with what the spec declares of its source."""
    for source in sources:
        declared = replace(spec.declarations(source), covers=_covered(source.covers, place))
        yield from (replace(raw, declared=declared) for raw in _tables(source, table, place))


def _tables(source: Source, table: str, place: Place) -> Iterator[RawTable]:
    """Yield what a source reads.

    Raises:
        SourceError: It cannot read, raised something, or yielded what is no table.
    """
    where = f"source '{source.type}' of '{table}'"
    try:
        for raw in source.read(place):
            yield _table(raw, where)
    except ReportgenError:
        raise
    except (Exception, SystemExit) as error:
        raise SourceError(f"{where} failed: {told(error)}") from error


def _table(raw: object, where: str) -> RawTable:
    if isinstance(raw, RawTable):
        return raw
    raise SourceError(f"{where}: yielded {type(raw).__name__}; yield RawTable(…)")


def _covered(covers: str, place: Place) -> Month | None:
    """Return the last month a source declares whole."""
    if covers == "report":
        return place.months[-1]
    return Month.parse(covers) if covers else None


def _dealers_in(tables: Mapping[str, pd.DataFrame], spec: Spec) -> tuple[Dealer, ...]:
    """Return the dealers a table names, in order of their codes.

    Raises:
        SourceError: The table names none.
    """
    table = spec.dealers.table if isinstance(spec.dealers, DealersFrom) else ""
    frame = tables[table]
    codes = sorted(frame[DEALER].dropna().unique()) if DEALER in frame else []
    if not codes:
        raise SourceError(
            f"{spec.path}: dealers.from: the table '{table}' names no dealer; "
            "list the dealers in the spec instead"
        )
    return tuple(Dealer(code) for code in codes)


def _refuse_nobodys(
    tables: Mapping[str, pd.DataFrame], contracts: Mapping[str, TableContract], ledger: Ledger
) -> None:
    """Rows that name no dealer would count for every one.

    Raises:
        SourceError: A table of such rows is not declared to be shared.
    """
    for name, frame in tables.items():
        contract = contracts[name]
        if DEALER in frame or frame.empty or contract.shared:
            continue
        first = ledger.of([name]).accounts[0]
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
        raise SourceError(
            f"{first.file}: {name} has no column that says whose a row is, and the spec has "
            f"several dealers: {cure}"
        )
