"""Shows what `check --data` found, as lines on the terminal or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportgen.cli.check_data.data_examination import (
    HARMLESS,
    CheckResults,
    DataFound,
    Dealers,
    SectionNeeds,
)
from reportgen.cli.console import Console
from reportgen.document.finding_order import needs_attention
from reportgen.document.formats import plain
from reportgen.document.ledger import Account
from reportgen.exit_codes import ExitCode, check_exit_code
from reportgen.extension.registry import Registry
from reportgen.intake import VEHICLE
from reportgen.intake.drop_reasons import DOUBTED, REASONS, REPAIRS, words_of
from reportgen.labels import Label, Language
from reportgen.mapping import Changes
from reportgen.periods import Month
from reportgen.spec.spec import Spec

_NAMED: Final = 10
"""Names that one line lists before it ends in `…`; by judgement."""


@dataclass(slots=True)
class DataView:
    """Prints a `DataFound` on a console."""

    console: Console
    spec: Spec
    registry: Registry

    def show(self, found: DataFound, month: Month, *, strict: bool) -> int:
        """Print everything as lines or JSON; return the exit code."""
        for name in self.spec.sources:
            self._table(name, found)
        if "dealers" in found.errors:
            self.console.bad(found.errors["dealers"])
        self._dealers(found.dealers)
        self._checks(found.checks)
        for chapter in found.chapters:
            self._chapter(chapter)
        if found.errors:
            self.console.bad(self.console.text("data.unusable", count=len(found.errors)))
        elif found.warnings:
            text = self.console.text("data.warnings", count=found.warnings)
            self.console.warn(text)
        else:
            self.console.good("data.good")
        self.console.result(_values(found, month, self.console.language))
        if found.errors:
            return ExitCode.SOURCE
        return check_exit_code(found.warnings, strict=strict)

    def _dealers(self, found: Dealers) -> None:
        for key, names in (("data.absent", found.absent), ("data.strangers", found.strangers)):
            if names:
                listed = ", ".join((*names[:_NAMED], *("…" for _ in names[_NAMED : _NAMED + 1])))
                self.console.warn(self.console.text(key, count=len(names), names=listed))
        if found.nameless:
            self.console.warn(self.console.text("data.nameless", count=found.nameless))

    def _checks(self, checks: CheckResults) -> None:
        """Print each finding with the first dealer it concerns and the number of further ones."""
        for dealers in checks.found.values():
            first, finding = next(iter(dealers.items()))
            title = plain(finding.title, self.console.language)
            more = len(dealers) - 1
            key = "data.finding_more" if more else "data.finding"
            text = self.console.text(key, dealer=first, title=title, count=more)
            if needs_attention(finding):
                self.console.warn(text)
            else:
                self.console.line(f"   {text}")
            self.console.line(f"     {plain(finding.text, self.console.language)}")
        for check, reason in checks.broken.items():
            self.console.warn(self.console.text("data.broken_check", check=check, reason=reason))
        for reason in checks.refused.values():
            self.console.warn(self.console.text("data.refused", reason=reason))

    def _table(self, name: str, found: DataFound) -> None:
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
        """Print what was left out and repaired in all files, with the first place of each kind."""
        for code, count in _total(account.dropped for account in accounts).items():
            line = self._counted("data.dropped", REASONS, code, count, accounts)
            if code in HARMLESS:
                self.console.line(f"     {line}")
            else:
                self.console.warn(f"  {line}")
        for code, count in _total(account.repaired for account in accounts).items():
            line = self._counted("data.repaired", REPAIRS, code, count, accounts)
            if code in DOUBTED:
                self.console.warn(f"  {line}")
            else:
                self.console.line(f"     {line}")
        for column, words in self._unknown_words(accounts).items():
            listed = ", ".join(f"{word} {count}" for word, count in words.most_common(_NAMED))
            listed += ", …" if len(words) > _NAMED else ""
            text = self.console.text("data.unknown_words", column=column, words=listed)
            self.console.line(f"       {text}")
        unbalanced = [account.file for account in accounts if not account.balanced]
        if unbalanced:
            self.console.warn(self.console.text("build.unbalanced", files=", ".join(unbalanced)))

    @staticmethod
    def _unknown_words(accounts: Sequence[Account]) -> Mapping[str, Counter[str]]:
        """Column → words nobody knows, all files together."""
        found: dict[str, Counter[str]] = {}
        for account in accounts:
            for (column, word), count in account.unknown_words.items():
                found.setdefault(column, Counter())[word] += count
        return found

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

    def _chapter(self, chapter: SectionNeeds) -> None:
        section = next(s for name, s in self.spec.chapters if name == chapter.id)
        title = section.chapter_title(self.console.language)
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


def _values(found: DataFound, month: Month, language: Language) -> Mapping[str, Any]:
    """Return what was found as plain values for JSON."""
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
        "checks": {
            "found": [
                {
                    "dealer": dealer,
                    "id": finding.id,
                    "severity": finding.severity,
                    "title": plain(finding.title, language),
                    "text": plain(finding.text, language),
                }
                for dealers in found.checks.found.values()
                for dealer, finding in dealers.items()
            ],
            "broken": found.checks.broken,
            "refused": found.checks.refused,
        },
        "dealers": {
            "absent": found.dealers.absent,
            "strangers": found.dealers.strangers,
            "nameless": found.dealers.nameless,
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
        "unknown_words": {
            column: {w: n for (name, w), n in account.unknown_words.items() if name == column}
            for column in dict.fromkeys(name for name, _ in account.unknown_words)
        },
        "columns": dict(account.columns),
        "unused": account.unused,
        "encoding": account.encoding,
    }
