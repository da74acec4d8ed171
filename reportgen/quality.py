"""The chapter on data sources and quality: the ledger, said to the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from reportgen.blocks import Block, Cell, Column, Heading, Table, Text
from reportgen.facts import Fact
from reportgen.formats import plain
from reportgen.intake.reasons import REASONS, REPAIRS, words_of
from reportgen.labels import Label, Language
from reportgen.ledger import Account, Ledger
from reportgen.phrases import Phrases
from reportgen.tables import TableContract

_Name: TypeAlias = Callable[[str], str]


def quality_blocks(
    ledger: Ledger,
    contracts: Mapping[str, TableContract],
    language: Language,
    phrases: Phrases,
) -> Iterator[Block]:
    """The account of every file: rows read, used, left out and why, and what was repaired."""

    def say(key: str) -> str:
        return plain(phrases.say(language, key), language)

    def name(table: str) -> str:
        contract = contracts.get(table)
        return contract.label.in_(language) if contract else table

    if not ledger.accounts:
        yield Text((say("quality.empty"),))
        return
    totals = {
        "read": sum(account.read for account in ledger.accounts),
        "used": sum(account.used for account in ledger.accounts),
        "dropped": sum(sum(account.dropped.values()) for account in ledger.accounts),
    }
    counted = {key: Fact(f"ledger.{key}", float(n), "count") for key, n in totals.items()}
    yield Text(phrases.say(language, "quality.headline", **counted), role="headline")
    yield Text((say("quality.masked"),))
    yield Table(
        id="quality-files",
        caption=say("quality.files"),
        columns=(
            Column(say("column.table"), weight=1.2),
            Column(say("column.files"), "count"),
            Column(say("column.read"), "count"),
            Column(say("column.used"), "count"),
            Column(say("column.dropped"), "count"),
        ),
        rows=tuple(_by_table(ledger, name)),
        note=(say("quality.files_note"),),
    )
    dropped = tuple(_counted(ledger, name, REASONS, language, repairs=False))
    if dropped:
        yield Heading(say("quality.dropped"))
        yield _reasons("quality-dropped", say("quality.dropped"), say, dropped, "column.rows")
    repaired = tuple(_counted(ledger, name, REPAIRS, language, repairs=True))
    if repaired:
        yield Heading(say("quality.repaired"))
        yield _reasons("quality-repaired", say("quality.repaired"), say, repaired, "column.values")


def _by_table(ledger: Ledger, name: _Name) -> Iterator[tuple[Cell, ...]]:
    """One row a table; the workbook lists every file."""
    for table, accounts in _grouped(ledger).items():
        yield (
            name(table),
            len(accounts),
            sum(account.read for account in accounts),
            sum(account.used for account in accounts),
            sum(sum(account.dropped.values()) for account in accounts),
        )


def _grouped(ledger: Ledger) -> dict[str, list[Account]]:
    grouped: dict[str, list[Account]] = {}
    for account in ledger.accounts:
        grouped.setdefault(account.table, []).append(account)
    return grouped


def _counted(
    ledger: Ledger, name: _Name, names: Mapping[str, Label], language: Language, *, repairs: bool
) -> Iterator[tuple[Cell, ...]]:
    """One row a table and reason, with the first place it was seen at."""
    for table, accounts in _grouped(ledger).items():
        counts: Counter[str] = Counter()
        seen: dict[str, str] = {}
        for account in accounts:
            counts.update(account.repaired if repairs else account.dropped)
            for code, places in account.examples.items():
                if places:
                    seen.setdefault(code, f"{account.file} · {places[0]}")
        for code, count in sorted(counts.items()):
            yield (name(table), words_of(names, code, language), count, seen.get(code, ""))


def _reasons(
    table_id: str, caption: str, say: _Name, rows: tuple[tuple[Cell, ...], ...], counted: str
) -> Table:
    return Table(
        id=table_id,
        caption=caption,
        columns=(
            Column(say("column.table"), weight=0.8),
            Column(say("column.reason"), weight=1.6),
            Column(say(counted), "count", weight=0.5),
            Column(say("column.example"), weight=2.6),
        ),
        rows=rows,
    )
