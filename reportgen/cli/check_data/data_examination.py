"""Examines the data a spec names: every table is tried, so that all faults are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reportgen.document.blocks import Finding
from reportgen.document.finding_order import needs_attention
from reportgen.document.ledger import Account
from reportgen.errors import SourceError
from reportgen.extension.components import Place, Section, Source
from reportgen.extension.registry import Registry
from reportgen.intake.drop_reasons import DOUBTED
from reportgen.labels import Language
from reportgen.mapping import Changes, changes
from reportgen.periods import Month
from reportgen.report.load_inputs import SpecReading
from reportgen.report.one import cut
from reportgen.report.quality import run_checks
from reportgen.report.section_needs import said_missing
from reportgen.report.store import Stored, open_store
from reportgen.section.data import Data
from reportgen.spec.spec import Spec

HARMLESS: Final = frozenset(
    {
        "blank_row",
        "repeated_header",
        "total_row",
        "not_reported",
        "duplicate",
        "joined_line",
        "cancelled",
    }
)
"""Rows left out that were never data, or that stand elsewhere: told, but no warning."""


@dataclass(frozen=True, slots=True)
class SectionNeeds:
    """What one section of the spec lacks to run, and what more it could show."""

    id: str
    missing: str
    wants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dealers:
    """How the dealers of the spec differ from those named in the data.

    Attributes:
        absent: Those of the spec no table has a row of.
        strangers: Those of the tables the spec does not make a report for.
        nameless: Rows that name no dealer, and so stand in no report.
    """

    absent: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    nameless: int = 0


@dataclass(frozen=True, slots=True)
class CheckResults:
    """The findings of the data checks, for all dealers.

    Attributes:
        found: Id of a finding → dealer → the finding.
        broken: Heading of a check that raised → why, for the first dealer it did so.
        refused: Dealer → why it gets no report from such data.
    """

    found: Mapping[str, Mapping[str, Finding]] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> int:
        """Count the findings, broken checks and refusals that somebody should look at."""
        told = (next(iter(dealers.values())) for dealers in self.found.values())
        return sum(map(needs_attention, told)) + len(self.broken) + len(self.refused)


@dataclass(frozen=True, slots=True)
class DataFound:
    """What `examine` found out about the data of a spec.

    Attributes:
        accounts: Table → the accounts of its files.
        errors: Table → why it cannot be used.
        changed: Table → how the header differs from the one its mapping was made from.
        chapters: The sections; empty as long as a table cannot be used.
        dealers: What is wrong with whose the data are.
        checks: What the data checks say; empty as long as a table cannot be used.
    """

    accounts: Mapping[str, Sequence[Account]]
    errors: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, Changes] = field(default_factory=dict)
    chapters: tuple[SectionNeeds, ...] = ()
    dealers: Dealers = Dealers()
    checks: CheckResults = field(default_factory=CheckResults)

    @property
    def warnings(self) -> int:
        """Count what is marked: kinds of rows by table, headers, dealers, sections, findings."""
        rows = sum(_marked(some) for some in self.accounts.values())
        whose = sum(map(bool, (self.dealers.absent, self.dealers.strangers, self.dealers.nameless)))
        lacking = sum(bool(chapter.missing) for chapter in self.chapters)
        return rows + len(self.changed) + lacking + whose + self.checks.warnings


def _marked(accounts: Sequence[Account]) -> int:
    """Count the kinds of rows of one table that are told with a mark."""
    dropped = {code for account in accounts for code in account.dropped} - HARMLESS
    doubted = {code for account in accounts for code in account.repaired} & set(DOUBTED)
    return len(dropped) + len(doubted) + any(not account.balanced for account in accounts)


def examine(spec: Spec, registry: Registry, month: Month, language: Language) -> DataFound:
    """Read the data a spec names for a month and describe it; collects errors instead of raising.

    Places and names are told in `language`, whatever the report is written in.
    """
    report = spec.report.model_copy(update={"language": language})
    spec = spec.model_copy(update={"report": report})
    try:
        with open_store(spec, registry, month) as stored:
            return _examine_all(spec, stored)
    except SourceError as error:
        return _examine_each_alone(spec, registry, month, str(error))


def _examine_all(spec: Spec, stored: Stored) -> DataFound:
    """Describe data that can be used."""
    ledger = stored.ledger()
    accounts = {name: ledger.of([name]).accounts for name in spec.sources}
    heads = {name: _headers(some) for name, some in accounts.items()}
    chapters = tuple(_section_needs(spec, stored))
    checks = _checks(spec, stored)
    return DataFound(
        accounts, {}, _changed_headers(spec, heads), chapters, _compare_dealers(stored), checks
    )


def _checks(spec: Spec, stored: Stored) -> CheckResults:
    """Run the data checks for every dealer, as a build would."""
    found: dict[str, dict[str, Finding]] = {}
    broken: dict[str, str] = {}
    refused: dict[str, str] = {}
    for dealer in stored.dealers:
        checked = run_checks(spec, *cut(spec, stored.of(dealer), dealer, stored.month))
        for finding in checked.findings:
            found.setdefault(finding.id, {})[dealer.id] = finding
        broken = dict(checked.broken) | broken
        if checked.refused:
            refused[dealer.id] = checked.refused
    return CheckResults(found, broken, refused)


def _compare_dealers(stored: Stored) -> Dealers:
    """Compare the dealers of the spec with those the tables name."""
    if not stored.whose.codes:
        return Dealers()
    listed = {dealer.id for dealer in stored.dealers}
    seen = set(stored.whose.named)
    return Dealers(
        tuple(sorted(listed - seen)), tuple(sorted(seen - listed)), stored.whose.nameless
    )


def _examine_each_alone(spec: Spec, registry: Registry, month: Month, first: str) -> DataFound:
    """Examine each table by itself; when none fails alone, report the error of all together."""
    accounts: dict[str, Sequence[Account]] = {}
    errors, heads = {}, {}
    for name, sources in spec.sources.items():
        own = spec.model_copy(update={"sources": {name: sources}})
        try:
            reading = replace(SpecReading.of(own, registry, month), dealer_default=None)
            accounts[name] = reading.take(reading.raws())[1].accounts
            heads[name] = _headers(accounts[name])
        except SourceError as error:
            errors[name] = str(error)
            heads[name] = _raw_headers(sources, Place(spec.folder, month.back(spec.period.history)))
    if not errors:
        errors["dealers"] = first
    return DataFound(accounts, errors, _changed_headers(spec, heads))


def _headers(accounts: Sequence[Account]) -> list[tuple[str, ...]]:
    return [(*account.columns.values(), *account.unused) for account in accounts]


def _raw_headers(sources: Sequence[Source], place: Place) -> list[tuple[str, ...]]:
    """Read the headers of files that can be read but not used."""
    found = []
    for source in sources:
        try:
            found += [raw.header for raw in source.read(place)]
        except SourceError:
            continue
    return found


def _changed_headers(
    spec: Spec, heads: Mapping[str, Sequence[tuple[str, ...]]]
) -> Mapping[str, Changes]:
    """Find, by table, the last file whose header differs from the one its mapping was made from."""
    found = {}
    for name, sources in spec.sources.items():
        known = [header for source in sources if (header := _mapped_header(spec, source))]
        for header in heads[name] if known else ():
            change = min((changes(each, header) for each in known), key=_size)
            if change:
                found[name] = change
    return found


def _mapped_header(spec: Spec, source: Source) -> tuple[str, ...]:
    """Return the header a source's mapping was made from, with the columns the spec adds to it."""
    if getattr(source, "unpivot", None) is not None:
        return ()
    header = spec.mapping_file(source).header
    return (*header, *getattr(source, "constants", ())) if header else ()


def _size(change: Changes) -> int:
    return len(change.new) + len(change.missing)


def _section_needs(spec: Spec, stored: Stored) -> Iterator[SectionNeeds]:
    """Find what each section lacks for the first dealer."""
    first = stored.dealers[0]
    data, _ = cut(spec, stored.of(first), first, stored.month)
    for section_id, section in spec.chapters:
        yield SectionNeeds(
            section_id, said_missing(section, data), tuple(_missing_wants(section, data))
        )


def _missing_wants(section: Section, data: Data) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of the optional data a section lacks; column "" = the whole table."""
    for table, columns in section.wants.items():
        if not data.tables.has(table):
            yield table, ""
        else:
            yield from ((table, column) for column in columns if not data.tables.has(table, column))
