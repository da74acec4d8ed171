"""One sheet per chapter: its blocks from top to bottom."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Finding,
    Heading,
    Kpis,
    Recommendation,
    Table,
    Text,
)
from reportgen.document.formats import plain
from reportgen.document.words import SEVERITY, say
from reportgen.labels import Language
from reportgen.punctuation import mark
from reportgen.renderers.xlsx import charts, key_figures, tables
from reportgen.renderers.xlsx.cell_styles import SEVERITY as COLOURS
from reportgen.renderers.xlsx.checked_writes import CheckedSheet
from reportgen.renderers.xlsx.key_figures import Standing
from reportgen.renderers.xlsx.reading_sheet import COLUMNS, Page, grid
from reportgen.renderers.xlsx.sheet_register import Book


def write_chapter(book: Book, sheet: CheckedSheet, chapter: Chapter) -> list[Standing]:
    """Write a chapter's sheet; its key figures are returned with their places."""
    grid, last = widths(chapter.blocks, book.language), last_column(chapter.blocks)
    page = Page.open(book, sheet, chapter.title, grid, last)
    if chapter.failed:
        style = book.styles.severity("body", "bad")
        page.across(f"{say('failed', book.language)}: {chapter.failed}", style)
    standing = list(write_blocks(page, chapter.blocks))
    page.close()
    return standing


def widths(blocks: Sequence[Block], language: Language) -> list[float]:
    """The grid that serves all tables and charts of a sheet."""
    needs = [tables.needs(block, language) for block in blocks if isinstance(block, Table)]
    needs += [
        key_figures.needs(block.tiles, language) for block in blocks if isinstance(block, Kpis)
    ]
    found = grid(needs)
    last = last_column(blocks)
    for block in blocks:
        if isinstance(block, Chart):
            need = charts.needs(block, found, last, language)
            found = list(map(max, itertools.zip_longest(found, need, fillvalue=0.0)))
    return found


def last_column(blocks: Iterable[Block]) -> int:
    """The last column that is printed."""
    wide = [len(block.columns) for block in blocks if isinstance(block, Table)]
    return max([COLUMNS, *wide]) - 1


def write_blocks(page: Page, blocks: Iterable[Block]) -> Iterator[Standing]:
    """Write blocks below each other."""
    start, headed = page.row, False
    for block in blocks:
        match block:
            case Text():
                _text(page, block)
            case Heading(text, level):
                page.heading(text, level)
            case Kpis():
                yield from key_figures.write(page, block)
            case Table():
                tables.write(page, block)
            case Chart():
                charts.write(page, block)
            case Finding():
                write_finding(page, block)
            case Recommendation():
                _recommendation(page, block)
            case _:
                assert_never(block)
        headed = isinstance(block, Heading) or (headed and isinstance(block, Text))
        if not headed:  # a heading and a sentence below it stay with what follows
            page.together(start)
            start = page.row


def _text(page: Page, text: Text) -> None:
    before = ""
    if text.role == "summary":
        page.row += 1
        lead = say("wrap_up", page.book.language)
        if not plain(text.words, page.book.language).startswith(lead):
            before = lead + mark("colon", page.book.language)
    page.words(text.words, page.book.styles.of(text.role), before=before)


def write_finding(page: Page, finding: Finding, title_link: str = "") -> None:
    """A finding: its severity and title, then its text, on the colour of its severity."""
    book = page.book
    page.row += 1
    page.severity(0, finding.severity, SEVERITY[finding.severity].in_(book.language))
    title = book.styles.severity("body", finding.severity, bold=True)
    _, _, paper = COLOURS[finding.severity]
    if title_link:
        page.note_places(finding.title, 1)
        _linked(page, finding, title_link)
    else:
        page.words(finding.title, title, first=1)
    for fact in finding.facts:
        book.place(page.sheet, page.row, 1, fact)
    if finding.text:
        page.sheet.text(page.row, 0, "", book.styles.severity("edge", finding.severity))
        page.words(finding.text, book.styles.of("body", bg_color=paper), first=1)


def _linked(page: Page, finding: Finding, target: str) -> None:
    style = page.book.styles.severity("body", finding.severity, bold=True, underline=1)
    text = plain(finding.title, page.book.language)
    page.sheet.across(page.row, 1, page.last, text, style)
    page.sheet.link(page.row, 1, target, text, style)
    page.set_height(page.height(text, 1, page.last))
    page.row += 1


def _recommendation(page: Page, advice: Recommendation) -> None:
    """Problem, cause and measure as labelled lines, then who, when and with what effect."""
    book, language = page.book, page.book.language
    page.row += 1
    for key, spoken in (
        ("problem", advice.problem),
        ("cause", advice.cause),
        ("measure", advice.measure),
    ):
        if spoken:
            label = book.styles.of("body", bold=True)
            page.sheet.text(page.row, 0, say(key, language), label)  # type: ignore[arg-type]
            page.words(spoken, book.styles.of("body"), first=1)
    row = [
        (say("owner", language), advice.owner),
        (say("deadline", language), advice.deadline.isoformat()),
        (say("indicator", language), advice.indicator),
        (say("status", language), say(advice.status, language)),
    ]
    colon, stop = mark("colon", language), mark("semicolon", language)
    text = stop.join(f"{name}{colon}{value}" for name, value in row if value)
    page.across(text, book.styles.of("note"), first=1)
