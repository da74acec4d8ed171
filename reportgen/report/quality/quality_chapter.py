"""The blocks of the chapter, and what stops a dealer's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, get_args

from reportgen.catalogs import Labels, words_in
from reportgen.document.blocks import Block, Cell, Column, Finding, Table, Text
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import plain
from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.intake.drop_reasons import REASONS, REPAIRS, REWRITTEN, words_of
from reportgen.metric.table_contracts import Private
from reportgen.punctuation import listing
from reportgen.report.quality.plugin_checks import Checked, run_checks
from reportgen.report.quality.standing_checks import REPEATS, Told
from reportgen.report.quality.table_profile import needed_columns, profile
from reportgen.section.data import Data
from reportgen.section.phrases import Phrases
from reportgen.spec.spec import Spec

MOST_LINES: Final = 8
"""Lines of the table of what was left out and repaired; the workbook has them all, by file."""
_ORDER: Final = {"bad": 0, "watch": 1, "good": 2, "info": 3}
_PRIVATE: Final = Labels[Private]("data_quality", get_args(Private), "private.")


def quality_chapter(spec: Spec, data: Data, ledger: Ledger) -> tuple[Block, ...]:
    """The chapter on data quality and sources.

    Raises:
        SourceError: A check the spec requires has failed, or a table lost more rows than it allows.
    """
    phrases = Phrases(words_in("data_quality"))
    needed = needed_columns(spec.sections)
    tables = [
        Told(
            data, phrases, name, accounts, profile(data, data.contracts[name], needed.get(name, ()))
        )
        for name, accounts in _grouped(ledger).items()
        if name in data.tables
    ]
    checked = run_checks(spec.checks, data)
    found = [(check, one) for table in tables for check, one in table.statements()]
    found += checked.found
    _refuse(spec, data, tables, found)
    return tuple(_blocks(spec, ledger, tables, [f for _, f in found], checked, phrases, data))


def _grouped(ledger: Ledger) -> dict[str, list[Account]]:
    grouped: dict[str, list[Account]] = {}
    for account in ledger.accounts:
        grouped.setdefault(account.table, []).append(account)
    return grouped


def _refuse(
    spec: Spec, data: Data, tables: Sequence[Told], found: Sequence[tuple[str, Finding]]
) -> None:
    """Stop where the spec says that such data are worse than none.

    Raises:
        SourceError: It names the check, what it found, and what to do.
    """
    most = spec.quality.max_dropped
    for table in tables:
        if most is not None and table.lost_share() > most:
            lost, reason = table.lost()
            raise SourceError(
                f"{data.dealer.title(data.language)}: {table.name}: {lost} rows of data "
                f"({table.lost_share():.1%}) could not be used, mostly: {reason}; correct the "
                f"export, or raise quality.max_dropped (now {most:g})"
            )
    for check, finding in found:
        if check in spec.quality.required and finding.severity in {"bad", "watch"}:
            said = plain((*finding.title, "; ", *finding.text), data.language)
            raise SourceError(
                f"{data.dealer.title(data.language)}: required check '{check}' failed: {said} "
                "Correct the data, or take the check out of quality.required"
            )


def _blocks(  # noqa: PLR0913, PLR0917 the parts of the chapter
    spec: Spec,
    ledger: Ledger,
    tables: Sequence[Told],
    found: Sequence[Finding],
    checked: Checked,
    phrases: Phrases,
    data: Data,
) -> Iterator[Block]:
    language = data.language
    if not ledger.accounts:
        yield Text(phrases.say(language, "empty"))
        return
    yield Text(phrases.say(language, "headline", **_totals(ledger)), role="headline")
    yield Text(_privacy(spec, phrases, data))
    yield _overview(tables, phrases, data)
    doubts = [
        *sorted(found, key=lambda one: _ORDER[one.severity]),
        *_broken(checked, phrases, data),
    ]
    yield from doubts or (Text(phrases.say(language, "good")),)
    if checked.passed:
        names = listing(checked.passed, language)
        yield Text(phrases.say(language, "passed", checks=names))
    if rejects := sum(len(account.rejects) for account in ledger.accounts):
        yield Text(phrases.say(language, "rejects", count=rejects))
    yield from _lines(tables, phrases, data)


def _totals(ledger: Ledger) -> dict[str, Fact]:
    accounts = ledger.accounts
    totals = {
        "read": sum(account.read for account in accounts),
        "used": sum(account.used for account in accounts),
        "dropped": sum(sum(account.dropped.values()) for account in accounts),
    }
    return {key: Fact(f"ledger.{key}", float(n), "count") for key, n in totals.items()}


def _privacy(spec: Spec, phrases: Phrases, data: Data) -> Words:
    kinds = [_PRIVATE[kind].in_(data.language) for kind in spec.report.privacy.open]
    if not kinds:
        return phrases.say(data.language, "masked")
    return phrases.say(data.language, "opened", kinds=listing(kinds, data.language))


def _overview(tables: Sequence[Told], phrases: Phrases, data: Data) -> Table:
    """One row a table; the workbook lists every file."""

    def say(key: str) -> str:
        return plain(phrases.say(data.language, key), data.language)

    counts = ("read", "used", "dropped", "repeated")
    return Table(
        id="quality-tables",
        caption=say("tables"),
        columns=(
            Column(say("column.table"), weight=1.1),
            *(Column(say(f"column.{key}"), "count", weight=0.8) for key in counts),
            Column(say("column.last"), "date", weight=1.1),
            Column(say("column.empty"), "count", weight=0.8),
            Column(say("column.months"), weight=0.9),
            Column(say("column.complete"), weight=1.5),
        ),
        rows=tuple(_table_row(told, phrases, data) for told in tables),
        note=phrases.say(data.language, "tables.note"),
    )


def _table_row(told: Told, phrases: Phrases, data: Data) -> tuple[Cell, ...]:
    seen = told.profile
    months = phrases.say(data.language, "months", seen=seen.seen, wanted=data.history)
    return (
        told.name,
        sum(account.read for account in told.accounts),
        sum(account.used for account in told.accounts),
        sum(sum(account.dropped.values()) for account in told.accounts),
        told.count(*REPEATS),
        seen.last,
        seen.empty,
        months if seen.last else None,
        told.said_complete() or None,
    )


def _broken(checked: Checked, phrases: Phrases, data: Data) -> Iterator[Finding]:
    for name, reason in checked.broken:
        title = phrases.say(data.language, "broken.title", check=name)
        text = phrases.say(data.language, "broken.text", reason=reason)
        yield Finding(f"quality.broken:{name}", "watch", title, text)


def _lines(tables: Sequence[Told], phrases: Phrases, data: Data) -> Iterator[Table]:
    """What was left out, repaired or is to be doubted: the kinds with most cases first."""

    def say(key: str) -> str:
        return plain(phrases.say(data.language, key), data.language)

    ranked = sorted(line for told in tables for line in _lines_of(told, data))
    if not ranked:
        return
    lines = [line[2:] for line in ranked]
    more = len(lines) - MOST_LINES
    yield Table(
        id="quality-lines",
        caption=say("lines"),
        columns=(
            Column(say("column.table"), weight=0.7),
            Column(say("column.what"), weight=1.5),
            Column(say("column.count"), "count", weight=0.5),
            Column(say("column.example"), weight=2.3),
        ),
        rows=tuple(lines[:MOST_LINES]),
        note=phrases.say(data.language, "lines.more", count=more) if more > 0 else (),
    )


def _lines_of(told: Told, data: Data) -> Iterator[tuple[int, int, str, str, int, str]]:
    """Rank, fewer, table, what, how many, and the first place it was seen at."""
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for account in told.accounts:
        counts.update(account.dropped)
        counts.update(account.repaired)
        for code, places in account.examples.items():
            if places and code in {**account.dropped, **account.repaired}:
                seen.setdefault(code, f"{account.file} · {places[0]}")
    words = {**REASONS, **REPAIRS}
    for code, count in counts.items():
        what = words_of(words, code, data.language)
        rank = 0 if code in REASONS else 2 if code in REWRITTEN else 1
        yield rank, -count, told.name, what, count, seen.get(code, "")
