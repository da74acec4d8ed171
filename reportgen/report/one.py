"""One report, in four steps: load → check → assemble → write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from reportgen.document.blocks import Document
from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError, UsageError, did_you_mean
from reportgen.extension.components import Place, RawTable, Renderer, Source
from reportgen.extension.registry import Registry
from reportgen.files import safe_name, write_together
from reportgen.intake import take_all
from reportgen.intake.masking import Privacy
from reportgen.metric.table_contracts import FILE, TableContract
from reportgen.periods import Month
from reportgen.report.assemble import assemble
from reportgen.report.quality import REJECTED, rejects_file
from reportgen.section.data import Data, Dealer
from reportgen.spec.spec import DealersFrom, Spec
from reportgen.verify import require

DEALER: Final = "dealer"
"""The column that says whose row it is; a table without it belongs to the only dealer."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a spec reads, for all its dealers: read once, split by dealer."""

    tables: Mapping[str, pd.DataFrame]
    ledger: Ledger
    dealers: tuple[Dealer, ...]
    contracts: Mapping[str, TableContract]


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """One dealer's finished report."""

    document: Document
    files: tuple[Path, ...]
    complaints: tuple[str, ...] = ()
    """What went wrong after the files were written."""


def make_report(  # noqa: PLR0913, PLR0917 the story needs its cast
    spec: Spec,
    inputs: Inputs,
    dealer: Dealer,
    month: Month,
    out: Path,
    registry: Registry,
    formats: Sequence[str] = (),
) -> FinishedReport:
    """One dealer's report for one month, from loaded inputs to written files."""
    data, ledger = check(spec, inputs, dealer, month)
    document = assemble(spec, data, ledger)
    files = write(spec, document, out, registry, formats)
    return FinishedReport(document, files, tuple(_told(registry, files, document)))


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
        {name: _raw(spec, some, place) for name, some in spec.sources.items()},
        dealer_default=listed[0].id if len(listed) == 1 else None,
        privacy=Privacy(_open_columns(spec, registry)),
        language=spec.report.language,
        currency=spec.report.currency,
    )
    dealers = listed or _dealers_in(tables, spec)
    _refuse_twins(dealers)
    return Inputs(tables, ledger, dealers, registry.tables)


def check(spec: Spec, inputs: Inputs, dealer: Dealer, month: Month) -> tuple[Data, Ledger]:
    """One dealer's tables up to the end of the month; each row left out is accounted for."""
    tables = {}
    accounts: list[Account] = []
    for name, frame in inputs.tables.items():
        own = _own(frame, dealer)
        clock = inputs.contracts[name].date
        late = own[clock] >= pd.Timestamp(month.end) if clock in own else None
        kept = own if late is None or not late.any() else own[~late].reset_index(drop=True)
        tables[name] = kept
        accounts += _accounts(inputs.ledger.of([name]), dealer, own, kept)
    data = Data(
        dealer=dealer,
        month=month,
        language=spec.report.language,
        tables=tables,
        contracts=dict(inputs.contracts),
        history=spec.period.history,
        percent_digits=spec.report.percent_digits,
        currency=spec.report.currency,
    )
    return data, Ledger(tuple(accounts))


def write(
    spec: Spec, document: Document, out: Path, registry: Registry, formats: Sequence[str] = ()
) -> tuple[Path, ...]:
    """Render all formats, then write them: a report's files appear together or not at all.

    Raises:
        TemplateError: The Word template breaks its contract.
        VerifyError: A file does not say what the document says.
        EnvironmentFault: The folder cannot be written to.
    """
    wanted = renderers(spec, registry, formats)
    rendered = {one.suffix: one.render(document, spec.look) for one in wanted}
    require(document, rendered, spec.look)
    cover = document.cover
    stem = out / str(cover.month) / safe_name(f"{cover.dealer_id} {cover.title}")
    files = {Path(f"{stem}{suffix}"): content for suffix, content in rendered.items()}
    rejected = Path(f"{stem}{REJECTED}")
    if rejects := rejects_file(document):
        files[rejected] = rejects
    write_together(files)
    if not rejects:  # the list of an earlier run would be about other data
        rejected.unlink(missing_ok=True)
    return tuple(files)


def _told(registry: Registry, files: Sequence[Path], document: Document) -> Iterator[str]:
    """Tell the plugins of the finished files; what a plugin raises then cannot undo them."""
    for path in files:
        try:
            registry.hook.report_written(path=path, document=document)
        except Exception as error:  # noqa: BLE001 a plugin may raise anything
            yield f"report_written: {type(error).__name__}: {error}"


def renderers(spec: Spec, registry: Registry, formats: Sequence[str] = ()) -> tuple[Renderer, ...]:
    """The renderers of the formats named; those of the spec, with its options, where none are.

    Raises:
        UsageError: There is no such format.
    """
    own = {renderer.type: renderer for renderer in spec.report.formats}
    for name in formats:
        if name not in registry.renderers:
            raise UsageError(f"--formats: {registry.unknown('renderers', name)}")
    return tuple(own.get(n) or registry.renderers[n]() for n in formats) or tuple(own.values())


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


def _raw(spec: Spec, sources: Sequence[Source], place: Place) -> Iterator[RawTable]:
    """The files of one table; each knows the mapping of the source it comes from."""
    for source in sources:
        mapping = spec.mapping(source)
        for raw in source.read(place):
            yield replace(
                raw,
                mapping=mapping,
                date_order=source.date_order,
                scales=source.scales,
                epoch=source.epoch,
                calendar=source.calendar,
                century=source.century,
                units=source.units,
            )


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


def _own(frame: pd.DataFrame, dealer: Dealer) -> pd.DataFrame:
    if DEALER not in frame:
        return frame
    mine = frame[DEALER] == dealer.id
    return frame if mine.all() else frame[mine].reset_index(drop=True)


def _rows_by_file(frame: pd.DataFrame) -> Counter[str]:
    if frame.empty:
        return Counter()
    return Counter({str(file): int(n) for file, n in frame[FILE].value_counts().items()})


def _accounts(
    ledger: Ledger, dealer: Dealer, own: pd.DataFrame, kept: pd.DataFrame
) -> Iterator[Account]:
    """The accounts of the files this dealer has rows in, what is not its own set apart.

    A file none of whose rows could be used belongs to nobody in particular: everybody is told.
    """
    mine, used = (_rows_by_file(frame) for frame in (own, kept))
    for account in ledger.accounts:
        own_rows = mine[account.file]
        if account.used and not own_rows and dealer.id not in account.dealers:
            continue
        yield account.for_dealer(dealer.id, own_rows, used[account.file])
