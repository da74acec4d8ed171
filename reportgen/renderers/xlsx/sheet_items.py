"""What stands on each sheet for reading, in the order of the sheets: one list for all to use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from reportgen.document import words
from reportgen.document.blocks import Column, Cover, Document
from reportgen.document.compose import compose, items_of
from reportgen.document.outline import WORKBOOK, PartName
from reportgen.document.printed import Item, Paragraph, PrintedPart, PrintedTable, Tile, Tiles
from reportgen.document.words import Word
from reportgen.labels import Language
from reportgen.punctuation import mark
from reportgen.renderers.xlsx import account_tables
from reportgen.renderers.xlsx.detail_sheets import sheets_needed
from reportgen.renderers.xlsx.workbook_words import say

SheetKind: TypeAlias = Literal[
    "summary", "chapter", "recommendations", "quality", "definitions", "glossary"
]


@dataclass(frozen=True, slots=True)
class SheetItems:
    """A sheet for reading: its title, what the contents say of it, and its items.

    The sheet of definitions lists facts instead of items.
    """

    kind: SheetKind
    title: str
    what: str
    items: tuple[Item, ...] = ()


def sheets_of(document: Document) -> tuple[SheetItems, ...]:
    """Every sheet for reading but the contents, in order."""
    language = document.cover.language
    return tuple(
        replace(sheet, items=tuple(_completed(item, language) for item in sheet.items))
        for sheet in _sheets(document, compose(document, WORKBOOK))
    )


def _completed(item: Item, language: Language) -> Item:
    """What only a workbook says: that a table has no rows, what the figures of a course are."""
    match item:
        case PrintedTable() if item.columns and not item.rows:
            line = Paragraph("note", (say("no_rows", language),))
            return replace(item, below=(line, *item.below))
        case Tiles(tiles) if any(tile.trend for tile in tiles):
            return replace(item, above=(Paragraph("note", (say("trend_data", language),)),))
        case _:
            return item


def _sheets(document: Document, parts: Sequence[PrintedPart]) -> Iterator[SheetItems]:
    language = document.cover.language
    named: Mapping[PartName, PrintedPart] = {part.name: part for part in parts}

    def joined(*names: PartName) -> tuple[Item, ...]:
        """The items of several parts, each but the first under its title."""
        return tuple(_joined([named[name] for name in names if name in named], names[0]))

    title = words.say("summary", language)
    items = joined("summary", "preface")
    yield SheetItems("summary", title, say("summary_what", language), items)
    for part in parts:
        if part.chapter:
            yield SheetItems("chapter", part.chapter.title, _headline(part, document), part.items)
    title = words.say("recommendations", language)
    what = say("recommendations_what", language)
    yield SheetItems("recommendations", title, what, named["recommendations"].items)
    accounts = items_of(account_tables.tables(document), WORKBOOK, language)
    items = (*joined("quality"), *accounts)
    title, what = say("quality_sheet", language), say("quality_what", language)
    yield SheetItems("quality", title, what, items)
    title, what = words.say("definitions", language), say("sources_what", language)
    yield SheetItems("definitions", title, what)
    if "glossary" in named:
        title, what = words.say("glossary", language), say("glossary_what", language)
        yield SheetItems("glossary", title, what, joined("glossary", "thanks"))
    elif "thanks" in named:
        title = words.say("thanks", language)
        yield SheetItems("glossary", title, title, joined("thanks"))


def _joined(parts: Sequence[PrintedPart], first: PartName) -> Iterator[Item]:
    for part in parts:
        if part.name != first:
            yield Paragraph("heading", part.title.words)
        yield from part.items


def _headline(part: PrintedPart, document: Document) -> str:
    """A chapter's conclusion, or that it failed; empty where it has neither."""
    language = document.cover.language
    if part.chapter and part.chapter.failed:
        return words.say("failed", language)
    lines = (item for item in part.items if isinstance(item, Paragraph) and item.role == "headline")
    return next((line.text(language) for line in lines), "")


def contents_of(
    document: Document, sheets: Sequence[SheetItems], names: Sequence[str]
) -> tuple[Item, ...]:
    """The first sheet: the cover, the key figures of all chapters, a line for every sheet.

    `names` are the names of all the sheets after the first.
    """
    language = document.cover.language
    items: list[Item] = [Paragraph("strong", (document.cover.subtitle,))] * bool(
        document.cover.subtitle
    )
    items.append(_cover(document.cover))
    if tiles := tuple(key_figures(sheets)):
        items += [Paragraph("heading", (say("kpis", language),)), Tiles(tiles)]
    items.append(Paragraph("heading", (say("sheets", language),)))
    columns = (Column(say("sheet", language)), Column(say("what", language)))
    rows = tuple(zip(names, _told(document, sheets), strict=False))
    items.append(PrintedTable("sheets", columns, rows))
    return tuple(items)


def key_figures(sheets: Iterable[SheetItems]) -> Iterator[Tile]:
    """The key figures of all chapters."""
    for sheet in sheets:
        if sheet.kind == "chapter":
            yield from (t for item in sheet.items if isinstance(item, Tiles) for t in item.tiles)


def _cover(cover: Cover) -> Paragraph:
    """Who the report is about and by: one line under the title."""
    language = cover.language
    told: Sequence[tuple[Word, str]] = (
        ("period", cover.month.text(language)),
        ("department", cover.department),
        ("author", cover.author),
        ("date", cover.report_date.isoformat() if cover.report_date else ""),
    )
    named = [(say("dealer", language), cover.dealer)]
    named += [(words.say(word, language), value) for word, value in told]
    gap = mark("gap", language)
    said = (f"{name}{mark('colon', language)}{value}" for name, value in named if value)
    return Paragraph("note", (gap.join(said),))


def _told(document: Document, sheets: Sequence[SheetItems]) -> Iterator[str]:
    """What every sheet shows, those of detail rows too."""
    language = document.cover.language
    yield from (sheet.what for sheet in sheets)
    for detail in document.details:
        table = detail.contract.row.in_(language) or detail.title
        yield from [say("detail", language, table=table)] * sheets_needed(detail)
