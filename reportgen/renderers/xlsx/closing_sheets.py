"""The last sheets for reading: recommendations, data quality, glossary and thanks."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.document.blocks import Cell, Column, Document, Recommendation, Table
from reportgen.document.formats import plain
from reportgen.document.ledger import Account
from reportgen.document.words import say
from reportgen.intake.drop_reasons import REASONS, REPAIRS, words_of
from reportgen.punctuation import listing, mark
from reportgen.renderers.xlsx import chapter_sheet, tables
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, Page, grid
from reportgen.renderers.xlsx.sheet_register import Book

_TERMS = ([30.0],)
"""The column of terms; the meaning runs across the rest."""
_ADVICE = [6.0, 30.0, 26.0, 36.0, 12.0, 12.0, 18.0, 12.0, 12.0, 10.0, 6.0]


def write_recommendations(book: Book, sheet: CheckedSheet, document: Document) -> None:
    """Every recommendation as one row: what to do, who, by when, with which effect."""
    language = book.language
    page = Page.open(book, sheet, say("recommendations", language), _ADVICE)
    if not document.recommendations:
        page.across(say("no_recommendations", language), book.styles.of("body"))
    else:
        table = _advice_table(book, document.recommendations)
        tables.write(page, table)
        first, last = page.row - len(table.rows) - 1, page.row - 1
        sheet.raw.autofilter(first, 0, last, len(table.columns) - 1)
    page.close()


def _advice_table(book: Book, advice: tuple[Recommendation, ...]) -> Table:
    language = book.language
    heads = ("problem", "cause", "measure", "owner", "deadline", "indicator")
    columns = [Column("#", "count")]
    columns += [
        Column(say(head, language), "date" if head == "deadline" else "text")  # type: ignore[arg-type]
        for head in heads
    ]
    columns += [Column(say(head, language)) for head in ("baseline", "target", "status")]
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            one.problem,
            one.cause,
            one.measure,
            one.owner,
            one.deadline,
            one.indicator,
            one.baseline,
            one.target,
            say(one.status, language),
        )
        for number, one in enumerate(advice, start=1)
    ]
    return Table("recommendations", "", tuple(columns), tuple(rows))


def write_quality(book: Book, sheet: CheckedSheet, document: Document) -> None:
    """The chapter on data quality, then the account of every single file."""
    language = book.language
    accounts = document.ledger.accounts if document.ledger else ()
    names = {name: one.label.in_(language) for name, one in document.contracts.items()}
    found = [_accounts(book, accounts, names), _columns(book, accounts, names, document)]
    blocks = (*document.quality, *(table for table in found if table.rows))
    grid, last = chapter_sheet.widths(blocks, language), chapter_sheet.last_column(blocks)
    page = Page.open(book, sheet, book.say("quality_sheet"), grid, last)
    list(chapter_sheet.write_blocks(page, blocks))
    page.close()


def _accounts(book: Book, accounts: tuple[Account, ...], names: Mapping[str, str]) -> Table:
    columns = (
        Column(book.say("file")),
        Column(book.say("table")),
        *(Column(book.say(key), "count") for key in ("read", "used", "dropped")),
        Column(book.say("why")),
        Column(book.say("repaired")),
        Column(book.say("examples")),
    )
    rows = tuple(_account(book, account, names) for account in accounts)
    return Table("accounts", book.say("accounts"), columns, rows)


def _account(book: Book, account: Account, names: Mapping[str, str]) -> tuple[Cell, ...]:
    language = book.language
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


def _columns(
    book: Book, accounts: tuple[Account, ...], names: Mapping[str, str], document: Document
) -> Table:
    """Which header was taken for which column, files that are alike in one row."""
    labels = {
        (table, column.name): column.label.in_(book.language)
        for table, contract in document.contracts.items()
        for column in contract.columns
    }
    alike: dict[tuple[str, ...], list[str]] = {}
    stop = mark("semicolon", book.language)
    for account in accounts:
        pairs = (
            f"{labels.get((account.table, name), name)} ← {header}"
            for name, header in account.columns.items()
        )
        table = names.get(account.table, account.table)
        key = (table, account.encoding, listing(account.unused, book.language), stop.join(pairs))
        alike.setdefault(key, []).append(account.file)
    rows = [(_files(book, files), *key) for key, files in alike.items()]
    columns = (
        Column(book.say("file")),
        Column(book.say("table")),
        Column(book.say("encoding")),
        Column(book.say("unused")),
        Column(book.say("account_columns")),
    )
    return Table("account-columns", book.say("account_columns"), columns, tuple(rows))


def _files(book: Book, files: list[str]) -> str:
    return files[0] if len(files) == 1 else book.say("alike", file=files[0], count=len(files))


def write_glossary(book: Book, sheet: CheckedSheet, document: Document) -> None:
    """Every term the report uses, and the thanks."""
    language = book.language
    page = Page.open(book, sheet, say("glossary", language), grid(_TERMS))
    page.head([say("term", language), say("meaning", language)])
    head = book.styles.of("head")
    sheet.across(page.row - 1, 1, COLUMNS - 1, say("meaning", language), head)
    for term in document.glossary:
        sheet.text(page.row, 0, term.term, book.styles.of("words", bold=True))
        tall = (page.height(term.term, 0, 0), page.height(term.meaning, 1, COLUMNS - 1))
        page.across(term.meaning, book.styles.of("words"), first=1, height=max(tall))
    if document.thanks:
        page.heading(say("thanks", language))
        for spoken in document.thanks:
            page.across(plain(spoken, language), book.styles.of("body"))
    page.close()
