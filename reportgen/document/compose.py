"""Composes what a document prints, item by item: decides words, verdicts and order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from reportgen.document import recommendation_words
from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Document,
    Finding,
    Heading,
    Kpis,
    Picture,
    Recommendation,
    Table,
    Term,
    Text,
    facts_of,
)
from reportgen.document.facts import Fact, Words
from reportgen.document.key_figure_words import tile_of
from reportgen.document.lead_words import led
from reportgen.document.outline import Arrangement, FramePart, PartName
from reportgen.document.printed import (
    Box,
    Figure,
    Item,
    Kind,
    Measure,
    Paragraph,
    PrintedPart,
    PrintedTable,
    Reference,
    Role,
    Stack,
    Tiles,
)
from reportgen.document.references import with_references
from reportgen.document.so_far_words import so_far_first
from reportgen.document.words import REASON, SEVERITY, Word, say
from reportgen.labels import Language
from reportgen.punctuation import listing, mark


def compose(document: Document, arrangement: Arrangement) -> tuple[PrintedPart, ...]:
    """Return everything a report prints, part by part in the order of the arrangement."""
    parts = tuple(_Composer(document, arrangement).parts())
    return with_references(parts, document.cover.language) if arrangement.numbered else parts


def items_of(
    blocks: Iterable[Block], arrangement: Arrangement, language: Language
) -> tuple[Item, ...]:
    """Compose blocks that are no part of the document, such as an account of its files."""
    return tuple(_BlockComposer(arrangement, language).items(blocks))


@dataclass(slots=True)
class _BlockComposer:
    """Turns blocks into items and numbers the figures and tables it meets."""

    arrangement: Arrangement
    language: Language
    _count: Counter[Kind] = field(default_factory=Counter)

    def items(self, blocks: Iterable[Block]) -> Iterator[Item]:
        """Compose blocks in order; where measures are brief, a finding's stand in its box."""
        left = deque(blocks)
        while left:
            block = left.popleft()
            yield from self.item(block, () if self.arrangement.whole_measures else left)

    def item(self, block: Block, left: Iterable[Block]) -> Iterator[Item]:
        """Compose one block; a finding takes its measures from the blocks that are left."""
        match block:
            case Text(spoken, "summary"):
                yield led("summary", "wrap_up", spoken, self.language)
            case Text(spoken, role):
                yield Paragraph(role, spoken)
            case Heading(title, level):
                yield Paragraph("heading" if level == 2 else "subheading", (title,))  # noqa: PLR2004 as in Word
            case Kpis():
                if block.tiles:
                    yield self._tiles(block)
            case Table():
                yield self._table(block)
            case Chart() | Picture():
                yield self._figure(block)
            case Finding():
                yield self._box(block, tuple(_answers(block, left)))
            case Recommendation():
                yield self._measure(block)
            case _:
                assert_never(block)

    def _measure(self, block: Recommendation) -> Measure | Paragraph:
        if self.arrangement.whole_measures:
            return recommendation_words.whole(block, self.language)
        return recommendation_words.brief(block, self.language)

    def _tiles(self, block: Kpis) -> Tiles:
        tiles = tuple(tile_of(kpi, self.language) for kpi in block.tiles)
        changes = any(kpi.change for kpi in block.tiles)
        arrows = (say("on_last_month", self.language),) if changes else ()
        return Tiles(tiles, self._below(block, arrows) if self.arrangement.explains else ())

    def _table(self, block: Table) -> PrintedTable:
        body = block.rows[:-1] if block.total else block.rows
        rows = (*body[: self.arrangement.most_rows], *block.rows[len(body) :])
        left = len(block.rows) - len(rows)
        more = (say("more_rows", self.language, count=left),) if left else ()
        number, caption = self._numbered("table", block.caption)
        return PrintedTable(
            block.id,
            block.columns,
            rows,
            (caption,) if caption.words else (),
            self._below(block, more, block.note),
            total=block.total,
            marked=block.marked,
            dense=block.dense,
            number=number,
            name=block.caption,
        )

    def _figure(self, block: Chart | Picture) -> Figure:
        title = Paragraph("chart title", block.title)
        number, caption = self._numbered("figure", block.caption)
        note = self._notes(block.note)
        if self.arrangement.numbered:
            return Figure(block, (title,), (caption, *note), number)
        return Figure(block, (title, caption), note)

    def _box(self, block: Finding, measures: Sequence[Recommendation]) -> Box:
        word = SEVERITY[block.severity].in_(self.language)
        if not self.arrangement.labels_apart:
            word = say("finding_begins", self.language, severity=word)
        lines = [Paragraph("finding", block.title, word)]
        lines += [Paragraph("evidence", block.text)] if block.text else []
        lines += [recommendation_words.brief(one, self.language) for one in measures]
        return Box(block.severity, tuple(lines), block.id, block.facts)

    def _numbered(self, kind: Kind, caption: str) -> tuple[int, Paragraph]:
        role: Role = "figure caption" if kind == "figure" else "table caption"
        if not self.arrangement.numbered:
            return 0, Paragraph(role, (caption,) if caption else ())
        self._count[kind] += 1
        number = self._count[kind]
        lead = f"{Reference(kind, number).text(self.language)}  "
        return number, Paragraph(role, (caption,), lead)

    def _below(self, block: Block, *notes: Words) -> tuple[Paragraph, ...]:
        """Return the small print under a block: its notes, and why it prints dashes."""
        reasons = self._reasons(block) if self.arrangement.explains else ()
        return self._notes(*notes, *reasons)

    def _notes(self, *notes: Words) -> tuple[Paragraph, ...]:
        said = [note for note in notes if note]
        gap = mark("next_sentence", self.language)
        between: Words = (gap,) if gap else ()
        joined = tuple(part for note in said for part in (*between, *note))[len(between) :]
        return (Paragraph("note", joined),) if joined else ()

    def _reasons(self, block: Block) -> tuple[Words, ...]:
        unknown = [fact for fact in facts_of(block) if fact.reason]
        dashes = self._said("null_note", (fact for fact in unknown if not fact.bounded))
        return (dashes, self._said("bounds_note", (fact for fact in unknown if fact.bounded)))

    def _said(self, word: Word, facts: Iterable[Fact]) -> Words:
        found = dict.fromkeys(fact.reason for fact in facts if fact.reason)
        reasons = listing((REASON[reason].in_(self.language) for reason in found), self.language)
        return (say(word, self.language, reasons=reasons),) if found else ()


class _Composer:
    """Composes the parts of a document in order."""

    def __init__(self, document: Document, arrangement: Arrangement) -> None:
        self.document, self.arrangement = document, arrangement
        self.language = document.cover.language
        self.blocks = _BlockComposer(arrangement, self.language)

    def parts(self) -> Iterator[PrintedPart]:
        """Yield every part that has something to print."""
        for name in self.arrangement.order:
            yield from self._part(name)

    def _part(self, name: PartName) -> Iterator[PrintedPart]:
        document, items = self.document, self.blocks.items
        match name:
            case "preface" | "summary" | "quality":
                blocks: tuple[Block, ...] = getattr(document, name)
                if blocks:
                    yield self._titled(name, items(blocks))
            case "overviews" | "chapters":
                yield from (self._chapter(name, one) for one in getattr(document, name))
            case "recommendations":
                yield self._titled(name, [self._recommendations()])
            case "glossary":
                if document.glossary:
                    yield self._titled(name, [_glossary(document.glossary, self.language)])
            case "thanks":
                if document.thanks:
                    yield self._titled(
                        name, (Paragraph("body", words) for words in document.thanks)
                    )
            case _:
                assert_never(name)

    def _titled(self, name: FramePart, items: Iterable[Item]) -> PrintedPart:
        found = so_far_first(items, self.language)
        return PrintedPart(name, Paragraph("title", (say(name, self.language),)), found)

    def _chapter(self, name: PartName, chapter: Chapter) -> PrintedPart:
        """Compose a chapter; one that failed or has no data says so visibly."""
        items: list[Item] = []
        if chapter.failed:
            items.append(led("fault", "failed", (chapter.failed,), self.language))
        elif not chapter.blocks:
            items.append(Paragraph("fault", (say("no_data", self.language),)))
        items += self.blocks.items(chapter.blocks)
        found = so_far_first(items, self.language)
        return PrintedPart(name, Paragraph("title", (chapter.title,)), found, chapter)

    def _recommendations(self) -> Item:
        planned = self.document.recommendations
        if not planned:
            return Paragraph("body", (say("no_recommendations", self.language),))
        return recommendation_words.table(planned, self.arrangement, self.language)


def _answers(finding: Finding, left: Iterable[Block]) -> Iterator[Recommendation]:
    """Take the recommendations that follow their finding from what is left to print."""
    while isinstance(left, deque) and left:
        block = left[0]
        if not isinstance(block, Recommendation) or block.finding != finding.id:
            return
        left.popleft()
        yield block


def _glossary(terms: Sequence[Term], language: Language) -> PrintedTable:
    columns = (Column(say("term", language)), Column(say("meaning", language)))
    rows = tuple((Stack((Paragraph("strong", (one.term,)),)), one.meaning) for one in terms)
    return PrintedTable("glossary", columns, rows, kind="glossary", name=say("glossary", language))
