"""Load: everything a spec reads, once for all its dealers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reportgen.document.ledger import Ledger
from reportgen.errors import SourceError, UsageError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.extension.registry import Registry
from reportgen.files import safe_name
from reportgen.intake import DEALER, take_all
from reportgen.intake.masking import Privacy
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
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
        SourceError: A file is missing, unreadable, or breaks its table's contract; or two dealers
            would share a file.
    """
    place = Place(spec.folder, month.back(spec.period.history))
    listed = spec.listed_dealers()
    tables, ledger = take_all(
        [registry.tables[name] for name in spec.sources],
        {name: _read(spec, some, place) for name, some in spec.sources.items()},
        dealer_default=listed[0].id if len(listed) == 1 else None,
        privacy=Privacy(_open_columns(spec, registry)),
        language=spec.report.language,
        currency=spec.report.currency,
    )
    refuse_rowless(ledger)
    dealers = listed or _dealers_in(tables, spec)
    _refuse_twins(dealers)
    return Inputs(tables, ledger, dealers, registry.tables)


def choose(dealers: Sequence[Dealer], wanted: Sequence[str]) -> tuple[Dealer, ...]:
    """The dealers named on the command line; `all` or nothing means every one.

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
    """The columns whose kind of personal data the spec wants printed as it is."""
    wanted = set(spec.report.privacy.open)
    columns = (c for name in spec.sources for c in registry.tables[name].columns)
    return frozenset(column.name for column in columns if column.private in wanted)


def _read(spec: Spec, sources: Sequence[Source], place: Place) -> Iterator[RawTable]:
    """The files of one table, each with what the spec declares of its source."""
    for source in sources:
        declared = replace(spec.declarations(source), covers=_covered(source.covers, place))
        yield from (replace(raw, declared=declared) for raw in source.read(place))


def _covered(covers: str, place: Place) -> Month | None:
    """The last month a source declares whole."""
    if covers == "report":
        return place.months[-1]
    return Month.parse(covers) if covers else None


def _dealers_in(tables: Mapping[str, pd.DataFrame], spec: Spec) -> tuple[Dealer, ...]:
    """The dealers a table names, in order of their codes.

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


def _refuse_twins(dealers: Sequence[Dealer]) -> None:
    """Two reports must not be written to one file.

    Raises:
        SourceError: The codes differ only in what a file name cannot hold, or in capital letters.
    """
    names: dict[str, str] = {}
    for dealer in dealers:
        first = names.setdefault(safe_name(dealer.id).casefold(), dealer.id)
        if first != dealer.id:
            raise SourceError(
                f"the dealers '{first}' and '{dealer.id}' would be written to the same file; give "
                "one of them another code"
            )
