"""Builds the chapter on data quality and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from reportgen.catalogs import words_in
from reportgen.document.blocks import Block, Cell, Column, Finding, Table, Text
from reportgen.document.facts import Fact, Words
from reportgen.document.finding_order import severity_rank
from reportgen.document.ledger import Account
from reportgen.intake.drop_reasons import REASONS, REPAIRS, REWRITTEN, words_of
from reportgen.punctuation import listing
from reportgen.report.quality.checked_table import REPEATS, CheckedTable
from reportgen.report.quality.run_checks import Checked
from reportgen.report.trade_words import PRIVATE, masked_kinds
from reportgen.section.data import Data
from reportgen.spec.spec import Spec

MOST_LINES: Final = 8
"""Lines of the table of what was left out and repaired, by judgement; the workbook has all."""


def quality_chapter(spec: Spec, data: Data, checked: Checked) -> tuple[Block, ...]:
    """Build the chapter: what was read, what the checks found, what was left out and repaired."""
    return tuple(_blocks(spec, data.speaking(words_in("data_quality")), checked))


def _blocks(spec: Spec, data: Data, checked: Checked) -> Iterator[Block]:
    accounts = checked.ledger.accounts
    if not accounts:
        yield Text(data.say("empty"))
        return
    yield Text(data.say("headline", **_totals(accounts, data)), role="headline")
    yield Text(_privacy(spec, data))
    yield _overview(checked.tables, data)
    doubts = [*sorted(checked.findings, key=severity_rank), *_broken(checked, data)]
    yield from doubts or (Text(data.say("good")),)
    if checked.passed:
        yield Text(data.say("passed", checks=listing(checked.passed, data.language)))
    if rejects := sum(len(account.rejects) for account in accounts):
        yield Text(data.say("rejects", count=rejects))
    yield from _lines(checked.tables, data)


def _totals(accounts: Sequence[Account], data: Data) -> dict[str, Fact]:
    totals = {
        "read": sum(account.read for account in accounts),
        "used": sum(account.used for account in accounts),
        "dropped": sum(sum(account.dropped.values()) for account in accounts),
    }
    return {
        key: Fact(f"ledger.{key}", float(count), "count", label=data.text(f"rows.{key}"))
        for key, count in totals.items()
    }


def _privacy(spec: Spec, data: Data) -> Words:
    kinds = [PRIVATE[kind].in_(data.language) for kind in spec.report.privacy.open]
    if not kinds:
        named = masked_kinds(spec.trade, data.language)
        return data.say("masked", kinds=named) if named else data.say("masked.all")
    return data.say("opened", kinds=listing(kinds, data.language))


def _overview(tables: Sequence[CheckedTable], data: Data) -> Table:
    """Yield the table with one row for each table read; the workbook lists every file."""
    counts = ("read", "used", "dropped", "repeated")
    return Table(
        id="quality-tables",
        caption=data.text("tables"),
        columns=(
            Column(data.text("column.table"), weight=1.1),
            *(Column(data.text(f"column.{key}"), "count", weight=0.8) for key in counts),
            Column(data.text("column.last"), "date", weight=1.1),
            Column(data.text("column.empty"), "count", weight=0.8),
            Column(data.text("column.months"), weight=0.9),
            Column(data.text("column.complete"), weight=1.5),
        ),
        rows=tuple(_table_row(table, data) for table in tables),
        note=data.say("tables.note"),
    )


def _table_row(table: CheckedTable, data: Data) -> tuple[Cell, ...]:
    seen = table.profile
    months = data.say("months", seen=seen.seen, wanted=data.history)
    return (
        table.name,
        sum(account.read for account in table.accounts),
        sum(account.used for account in table.accounts),
        sum(sum(account.dropped.values()) for account in table.accounts),
        table.count(*REPEATS),
        seen.last,
        seen.empty,
        months if seen.last else None,
        table.said_complete() or None,
    )


def _broken(checked: Checked, data: Data) -> Iterator[Finding]:
    for name, reason in checked.broken:
        title = data.say("broken.title", check=name)
        text = data.say("broken.text", reason=reason)
        yield Finding(f"quality.broken:{name}", "watch", title, text)


def _lines(tables: Sequence[CheckedTable], data: Data) -> Iterator[Table]:
    """Yield the table of what was left out, repaired or doubted: kinds with most cases first."""
    ranked = sorted(line for table in tables for line in _lines_of(table, data))
    if not ranked:
        return
    lines = [line[2:] for line in ranked]
    more = len(lines) - MOST_LINES
    yield Table(
        id="quality-lines",
        caption=data.text("lines"),
        columns=(
            Column(data.text("column.table"), weight=0.7),
            Column(data.text("column.what"), weight=1.5),
            Column(data.text("column.count"), "count", weight=0.5),
            Column(data.text("column.example"), weight=2.3),
        ),
        rows=tuple(lines[:MOST_LINES]),
        note=data.say("lines.more", count=more) if more > 0 else (),
    )


def _lines_of(table: CheckedTable, data: Data) -> Iterator[tuple[int, int, str, str, int, str]]:
    """Yield rank, negative count, table, what, count and the first place, for each kind."""
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for account in table.accounts:
        counts.update(account.dropped)
        counts.update(account.repaired)
        for code, places in account.examples.items():
            if places and code in {**account.dropped, **account.repaired}:
                seen.setdefault(code, f"{account.file} · {places[0]}")
    words = {**REASONS, **REPAIRS}
    for code, count in counts.items():
        what = words_of(words, code, data.language)
        rank = 0 if code in REASONS else 2 if code in REWRITTEN else 1
        yield rank, -count, table.name, what, count, seen.get(code, "")
