"""`reportgen check --data`: every source through the intake, told table by table; no report.

Every table is tried, so that all that is unusable is told at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reportgen.assemble import missing_of
from reportgen.components import Place, Section, Source
from reportgen.console import Console
from reportgen.data import Data, Dealer
from reportgen.errors import ExitCode, SourceError
from reportgen.intake import VEHICLE
from reportgen.intake.reasons import REASONS, REPAIRS, words_of
from reportgen.labels import Label, Language, label
from reportgen.ledger import Account
from reportgen.mapping import Changes, changes
from reportgen.periods import Month
from reportgen.registry import Registry
from reportgen.report import Inputs, check, load
from reportgen.spec import Spec

HARMLESS: Final = frozenset(
    {"blank_row", "repeated_header", "total_row", "not_reported", "duplicate"}
)
"""Rows left out that were never data, or that stand elsewhere: told, but no warning."""
_NOBODY: Final = (Dealer("1"), Dealer("2"))
"""Dealers of a table that is read alone: two, so that no row is given to one of them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the spec: what keeps it from running, and what it could show besides."""

    id: str
    missing: str
    wants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the data of a spec are like.

    Attributes:
        accounts: Table → the accounts of its files.
        errors: Table → why it cannot be used.
        changed: Table → how the header differs from the one its mapping was made from.
        chapters: The sections; empty as long as a table cannot be used.
    """

    accounts: Mapping[str, Sequence[Account]]
    errors: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, Changes] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()

    @property
    def warnings(self) -> int:
        """How many things somebody should look at."""
        rows = sum(
            any(code not in HARMLESS for code in account.dropped) or not account.balanced
            for some in self.accounts.values()
            for account in some
        )
        return rows + len(self.changed) + sum(bool(chapter.missing) for chapter in self.chapters)


def examine(spec: Spec, registry: Registry, month: Month, language: Language) -> Found:
    """Read what a spec names for a month and say what it is like; nothing is raised for a table.

    Places and names are told in `language`, whatever the report is written in.
    """
    report = spec.report.model_copy(update={"language": language})
    spec = spec.model_copy(update={"report": report})
    try:
        inputs = load(spec, registry, month)
    except SourceError as error:
        return _alone(spec, registry, month, str(error))
    accounts = {name: inputs.ledger.of([name]).accounts for name in spec.sources}
    heads = {name: _headers(some) for name, some in accounts.items()}
    return Found(accounts, {}, _changed(spec, heads), tuple(_chapters(spec, inputs, month)))


def _alone(spec: Spec, registry: Registry, month: Month, first: str) -> Found:
    """Every table by itself; `first` is the error of all together, told when none is alone."""
    accounts: dict[str, Sequence[Account]] = {}
    errors, heads = {}, {}
    for name, sources in spec.sources.items():
        own = spec.model_copy(update={"sources": {name: sources}, "dealers": _NOBODY})
        try:
            accounts[name] = load(own, registry, month).ledger.accounts
            heads[name] = _headers(accounts[name])
        except SourceError as error:
            errors[name] = str(error)
            heads[name] = _raw_headers(sources, Place(spec.folder, month.back(spec.period.history)))
    if not errors:
        errors["dealers"] = first
    return Found(accounts, errors, _changed(spec, heads))


def _headers(accounts: Sequence[Account]) -> list[tuple[str, ...]]:
    return [(*account.columns.values(), *account.unused) for account in accounts]


def _raw_headers(sources: Sequence[Source], place: Place) -> list[tuple[str, ...]]:
    """The headers of files that can be read but not used."""
    found = []
    for source in sources:
        try:
            found += [raw.header for raw in source.read(place)]
        except SourceError:
            continue
    return found


def _changed(spec: Spec, heads: Mapping[str, Sequence[tuple[str, ...]]]) -> Mapping[str, Changes]:
    """Table → the change of the last file whose header is not the one the mapping was made from."""
    found = {}
    for name, sources in spec.sources.items():
        known = [header for source in sources if (header := _known(spec, source))]
        for header in heads[name] if known else ():
            change = min((changes(each, header) for each in known), key=_size)
            if change:
                found[name] = change
    return found


def _known(spec: Spec, source: Source) -> tuple[str, ...]:
    """The header a source's mapping was made from, with the columns the spec adds to it."""
    if getattr(source, "unpivot", None) is not None:
        return ()
    header = spec.mapping_file(source).header
    return (*header, *getattr(source, "constants", ())) if header else ()


def _size(change: Changes) -> int:
    return len(change.new) + len(change.missing)


def _chapters(spec: Spec, inputs: Inputs, month: Month) -> Iterator[Chapter]:
    """What the sections lack for the first dealer."""
    data, _ = check(spec, inputs, inputs.dealers[0], month)
    for section_id, section in spec.chapters:
        yield Chapter(section_id, missing_of(section, data), tuple(_wanted(section, data)))


def _wanted(section: Section, data: Data) -> Iterator[tuple[str, str]]:
    """Table and column the section would use; the column is empty where the whole table is."""
    for table, columns in section.wants.items():
        if not data.has(table):
            yield table, ""
        else:
            yield from ((table, column) for column in columns if not data.has(table, column))


# --- on the terminal ------------------------------------------------------------------------


@dataclass(slots=True)
class DataView:
    """Tells what was found."""

    console: Console
    spec: Spec
    registry: Registry

    def show(self, found: Found, month: Month, *, strict: bool) -> int:
        """Lines or JSON, and the exit code."""
        for name in self.spec.sources:
            self._table(name, found)
        if "dealers" in found.errors:
            self.console.bad(found.errors["dealers"])
        for chapter in found.chapters:
            self._chapter(chapter)
        if found.errors:
            self.console.bad(self.console.text("data.unusable", count=len(found.errors)))
        elif found.warnings:
            text = self.console.text("data.warnings", count=found.warnings)
            self.console.warn(text)
        else:
            self.console.good("data.good")
        self.console.result(_plain(found, month))
        if found.errors:
            return ExitCode.SOURCE
        return ExitCode.WARNINGS if strict and found.warnings else ExitCode.DONE

    def _table(self, name: str, found: Found) -> None:
        label_ = self.registry.tables[name].label.in_(self.console.language)
        if name in found.errors:
            text = self.console.text(
                "data.failed", name=name, label=label_, reason=found.errors[name]
            )
            self.console.bad(text)
        else:
            accounts = found.accounts[name]
            self.console.good(
                "data.table",
                name=name,
                label=label_,
                files=len(accounts),
                read=sum(account.read for account in accounts),
                used=sum(account.used for account in accounts),
            )
            self._rows(accounts)
            self._columns(accounts)
        if name in found.changed:
            self._change(found.changed[name])

    def _rows(self, accounts: Sequence[Account]) -> None:
        """What was left out and repaired, all files together, with the first place of each."""
        for code, count in _total(account.dropped for account in accounts).items():
            line = self._counted("data.dropped", REASONS, code, count, accounts)
            if code in HARMLESS:
                self.console.line(f"     {line}")
            else:
                self.console.warn(f"  {line}")
        for code, count in _total(account.repaired for account in accounts).items():
            line = self._counted("data.repaired", REPAIRS, code, count, accounts)
            self.console.line(f"     {line}")
        unbalanced = [account.file for account in accounts if not account.balanced]
        if unbalanced:
            self.console.warn(self.console.text("build.unbalanced", files=", ".join(unbalanced)))

    def _counted(
        self,
        key: str,
        names: Mapping[str, Label],
        code: str,
        count: int,
        accounts: Sequence[Account],
    ) -> str:
        words = words_of(names, code, self.console.language)
        text = self.console.text(key, reason=words, count=count)
        for account in accounts:
            for place in account.examples.get(code, ()):
                return self.console.text(
                    "data.example", text=text, example=f"{account.file} · {place}"
                )
        return text

    def _columns(self, accounts: Sequence[Account]) -> None:
        mapped = dict.fromkeys(name for account in accounts for name in account.columns)
        unused = dict.fromkeys(text for account in accounts for text in account.unused)
        text = self.console.text("data.columns", count=len(mapped))
        if unused:
            headers = ", ".join(unused)
            text = self.console.text("data.columns_unused", count=len(mapped), headers=headers)
        self.console.line(f"     {text}")

    def _change(self, change: Changes) -> None:
        text = self.console.text("data.changed", **change.told)
        self.console.warn(f"  {text}")

    def _chapter(self, chapter: Chapter) -> None:
        section = next(s for name, s in self.spec.chapters if name == chapter.id)
        title = section.title or label(section.heading).in_(self.console.language)
        if chapter.missing:
            text = self.console.text(
                "data.nodata", section=title, type=section.type, missing=chapter.missing
            )
            self.console.warn(text)
            return
        self.console.good("plan.section", section=title, type=section.type)
        if chapter.wants:
            columns = ", ".join(self._named(*each) for each in chapter.wants)
            self.console.line(f"     {self.console.text('data.wants', columns=columns)}")

    def _named(self, table: str, column: str) -> str:
        contract = self.registry.tables.get(table)
        if contract is None:
            return table
        name = contract.label.in_(self.console.language)
        labels = {c.name: c.label.in_(self.console.language) for c in contract.columns}
        vins = [c.name for c in contract.columns if c.private == "vin"]
        labels[VEHICLE] = labels[vins[0]] if vins else VEHICLE
        return f"{name}·{labels.get(column, column)}" if column else name


def _total(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _plain(found: Found, month: Month) -> Mapping[str, Any]:
    """What was found, for machines."""
    return {
        "month": month,
        "tables": {
            name: {
                "files": [_account(account) for account in found.accounts.get(name, ())],
                "error": found.errors.get(name),
                "new_headers": found.changed.get(name, Changes()).new,
                "missing_headers": found.changed.get(name, Changes()).missing,
            }
            for name in (*found.accounts, *found.errors)
        },
        "sections": {
            chapter.id: {
                "missing": chapter.missing,
                "wants": [".".join(filter(None, each)) for each in chapter.wants],
            }
            for chapter in found.chapters
        },
        "warnings": found.warnings,
    }


def _account(account: Account) -> Mapping[str, Any]:
    return {
        "file": account.file,
        "read": account.read,
        "used": account.used,
        "dropped": dict(account.dropped),
        "repaired": dict(account.repaired),
        "columns": dict(account.columns),
        "unused": account.unused,
        "encoding": account.encoding,
    }
