"""Makes tables of the accounts of a report's files: rows read and left out, columns recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reportgen.document.blocks import Cell, Column, Document, Table
from reportgen.intake.drop_reasons import REASONS, REPAIRS, words_of
from reportgen.labels import Language
from reportgen.punctuation import listing, mark
from reportgen.renderers.xlsx.workbook_words import say

if TYPE_CHECKING:
    from reportgen.document.ledger import Account


def tables(document: Document) -> Iterator[Table]:
    """Return the tables of every file's rows and columns; none where no file was read."""
    accounts = document.ledger.accounts if document.ledger else ()
    if accounts:
        yield _accounts(accounts, document)
        yield _columns(accounts, document)


def _accounts(accounts: tuple[Account, ...], document: Document) -> Table:
    language, names = document.cover.language, _names(document)
    columns = (
        Column(say("file", language)),
        Column(say("table", language)),
        *(Column(say(key, language), "count") for key in ("read", "used", "dropped")),
        Column(say("why", language)),
        Column(say("repaired", language)),
        Column(say("examples", language)),
    )
    rows = tuple(_account(account, names, language) for account in accounts)
    return Table("accounts", say("accounts", language), columns, rows)


def _names(document: Document) -> Mapping[str, str]:
    language = document.cover.language
    return {name: one.label.in_(language) for name, one in document.contracts.items()}


def _account(account: Account, names: Mapping[str, str], language: Language) -> tuple[Cell, ...]:
    dropped = (f"{words_of(REASONS, c, language)} {n:,}" for c, n in account.dropped.items() if n)
    repaired = (f"{words_of(REPAIRS, c, language)} {n:,}" for c, n in account.repaired.items() if n)
    examples = (place for places in account.examples.values() for place in places[:1])
    return (
        account.file,
        names.get(account.table, account.table),
        account.read,
        account.used,
        sum(account.dropped.values()),
        "\n".join(dropped),
        "\n".join(repaired),
        "\n".join(examples),
    )


def _columns(accounts: tuple[Account, ...], document: Document) -> Table:
    """Return which header was taken for which column, files that are alike in one row."""
    language, names = document.cover.language, _names(document)
    labels = {
        (table, column.name): column.label.in_(language)
        for table, contract in document.contracts.items()
        for column in contract.columns
    }
    alike: dict[tuple[str, ...], list[str]] = {}
    stop = mark("semicolon", language)
    for account in accounts:
        pairs = (
            f"{labels.get((account.table, name), name)} ← {header}"
            for name, header in account.columns.items()
        )
        table = names.get(account.table, account.table)
        key = (table, account.encoding, listing(account.unused, language), stop.join(pairs))
        alike.setdefault(key, []).append(account.file)
    keys = ("file", "table", "encoding", "unused", "account_columns")
    rows = tuple((_files(files, language), *key) for key, files in alike.items())
    columns = tuple(Column(say(key, language)) for key in keys)
    return Table("account-columns", say("account_columns", language), columns, rows)


def _files(files: list[str], language: Language) -> str:
    if len(files) == 1:
        return files[0]
    return say("alike", language, file=files[0], count=len(files))
