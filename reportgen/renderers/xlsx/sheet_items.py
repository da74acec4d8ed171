"""Lists what is on each sheet for reading, in the order of the sheets: one list for all users."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from reportgen.document import words
from reportgen.document.blocks import Column, Cover, Document
from reportgen.document.compose import compose, items_of
from reportgen.document.outline import WORKBOOK, FramePart, PartName
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

    The sheet of definitions lists facts instead of items. `one_page` prints all of it on one page.
    """

    kind: SheetKind
    title: str
    what: str
    items: tuple[Item, ...] = ()
    one_page: bool = False


def sheets_of(document: Document) -> tuple[SheetItems, ...]:
    """Return every sheet for reading but the contents, in order."""
    language = document.cover.language
    return tuple(
        replace(sheet, items=tuple(_completed(item, language) for item in sheet.items))
        for sheet in _sheets(document, compose(document, WORKBOOK))
    )


def _completed(item: Item, language: Language) -> Item:
    """Add what only a workbook says: that a table has no rows, what the figures of a trend are."""
    match item:
        case PrintedTable() if item.columns and not item.rows:
            line = Paragraph("note", (say("no_rows", language),))
            return replace(item, below=(line, *item.below))
        case Tiles(tiles) if any(tile.trend for tile in tiles):
            return replace(item, above=(Paragraph("note", (say("trend_data", language),)),))
        case _:
            return item


def _sheets(document: Document, parts: Sequence[PrintedPart]) -> Iterator[SheetItems]:
    """Yield a sheet for each part of the arrangement; two parts stand below the one before them."""
    language = document.cover.language
    named = {part.name: part for part in parts}
    for name in WORKBOOK.order:
        match name:
            case "summary":
                items = _below_each_other(named, "summary", "preface")
                title = words.say("summary", language)
                yield SheetItems("summary", title, say("summary_what", language), items)
            case "overviews" | "chapters":
                chapters = (part for part in parts if part.name == name)
                yield from (_chapter(part, language) for part in chapters)
            case "recommendations":
                title, what = words.say(name, language), say("recommendations_what", language)
                yield SheetItems("recommendations", title, what, named[name].items)
            case "quality":
                yield from _sources(document, _below_each_other(named, "quality"))
            case "glossary":
                shown: tuple[FramePart, ...] = ("glossary", "thanks")
                what = say("glossary_what", language)
                if name not in named:
                    shown, what = shown[1:], say("thanks_what", language)
                if shown[0] in named:
                    title = words.say(shown[0], language)
                    yield SheetItems("glossary", title, what, _below_each_other(named, *shown))
            case "preface" | "thanks":
                continue
            case _:
                assert_never(name)


def _below_each_other(named: Mapping[PartName, PrintedPart], *names: PartName) -> tuple[Item, ...]:
    """Return the items of parts on one sheet: its own, and another's under its title."""
    own, *others = names
    items = list(named[own].items) if own in named else []
    for part in (named[name] for name in others if name in named):
        items += [Paragraph("heading", part.title.words), *part.items]
    return tuple(items)


def _sources(document: Document, items: tuple[Item, ...]) -> Iterator[SheetItems]:
    """Yield what is said of the data and of every file, then where each figure comes from."""
    language = document.cover.language
    accounts = items_of(account_tables.tables(document), WORKBOOK, language)
    title, what = say("quality_sheet", language), say("quality_what", language)
    yield SheetItems("quality", title, what, (*items, *accounts))
    title, what = words.say("definitions", language), say("sources_what", language)
    yield SheetItems("definitions", title, what)


def _chapter(part: PrintedPart, language: Language) -> SheetItems:
    title, what = part.title.text(language), _headline(part, language)
    return SheetItems("chapter", title, what, part.items, one_page=part.name == "overviews")


def _headline(part: PrintedPart, language: Language) -> str:
    """Return a chapter's conclusion, or that it failed; empty where it has neither."""
    if part.chapter and part.chapter.failed:
        return words.say("failed", language)
    lines = (item for item in part.items if isinstance(item, Paragraph) and item.role == "headline")
    return next((line.text(language) for line in lines), "")


def contents_of(
    document: Document, sheets: Sequence[SheetItems], names: Sequence[str]
) -> tuple[Item, ...]:
    """Return the first sheet: the cover, the key figures of all chapters, a line for every sheet.

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
    """Return the key figures of all chapters."""
    for sheet in sheets:
        if sheet.kind == "chapter":
            yield from (t for item in sheet.items if isinstance(item, Tiles) for t in item.tiles)


def _cover(cover: Cover) -> Paragraph:
    """Say who the report is about and by, in one line under the title."""
    language = cover.language
    told: Sequence[tuple[Word, str]] = (
        ("period", cover.month.text(language)),
        ("department", cover.department),
        ("author", cover.author),
        ("date", cover.report_date.isoformat() if cover.report_date else ""),
    )
    named = [(cover.whose or say("dealer", language), cover.dealer)]
    named += [(words.say(word, language), value) for word, value in told]
    gap = mark("gap", language)
    said = (f"{name}{mark('colon', language)}{value}" for name, value in named if value)
    return Paragraph("note", (gap.join(said),))


def _told(document: Document, sheets: Sequence[SheetItems]) -> Iterator[str]:
    """Say what every sheet shows, those of detail rows too."""
    language = document.cover.language
    yield from (sheet.what for sheet in sheets)
    for detail in document.details:
        table = detail.contract.row.in_(language) or detail.title
        yield from [say("detail", language, table=table)] * sheets_needed(detail)
