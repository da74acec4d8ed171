"""Blocks to WordprocessingML strings, in reading order.

Strings are spliced into the shell when the package is written: building them is many times faster
than making and moving XML nodes one by one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from reportgen.document import formats
from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Document,
    Finding,
    Heading,
    Kpis,
    Recommendation,
    Table,
    Term,
    Text,
    facts_of,
)
from reportgen.document.facts import Words
from reportgen.document.words import REASON, SEVERITY, Word, say
from reportgen.labels import Language
from reportgen.punctuation import listing, mark
from reportgen.renderers.docx import key_figures, recommendation_table, tables
from reportgen.renderers.docx.drawings import Drawings
from reportgen.renderers.docx.fields import Index, reference
from reportgen.renderers.docx.lead_words import led
from reportgen.renderers.docx.markup import paragraph, run
from reportgen.renderers.docx.references import Reference, references

_STYLE: Final = re.compile(r"<w:pStyle [^>]*/>(?!<w:keepNext)")
_TOP: Final = '<w:spacing w:before="0"/>'
_BREAK: Final = f"<w:pageBreakBefore/>{_TOP}"
_NO_BREAK: Final = '<w:pageBreakBefore w:val="0"/><w:spacing w:before="480"/>'


@dataclass(slots=True)
class Body:
    """Writes the body of one document.

    `styles` maps style names in lower case to the ids of the template; `width` is the width of the
    text in twips.
    """

    language: Language
    styles: Mapping[str, str]
    width: int
    index: Index
    drawings: Drawings
    _references: dict[str, Reference] = field(default_factory=dict)

    def write(self, document: Document) -> str:
        """Every part of the report after the lists."""
        self._references = references(document)
        return "".join(self._parts(document))

    def _parts(self, document: Document) -> Iterator[str]:
        if document.preface:
            yield self._title("preface", _TOP)
            yield self.blocks(document.preface, numbered=False)
        if document.summary:
            yield self._title("summary", "" if document.preface else _TOP)
            yield self.blocks(document.summary, numbered=False)
        before: Chapter | None = None
        for chapter in document.chapters:
            joined = before is not None and _slight(before) and _slight(chapter)
            yield self.chapter(chapter, _NO_BREAK if joined else "")
            before = chapter
        yield self._title("recommendations", _BREAK)
        yield self._recommendations(document.recommendations)
        if document.quality:
            yield self._title("quality")
            yield self.blocks(document.quality, numbered=False)
        yield from self._closing(document)

    def _closing(self, document: Document) -> Iterator[str]:
        if document.glossary:
            yield self._title("glossary")
            yield self._glossary(document.glossary)
        if document.thanks:
            yield self._title("thanks")
            for line in document.thanks:
                yield self._text("normal", line)

    def chapter(self, chapter: Chapter, properties: str = "") -> str:
        """A chapter under its title; one that failed or has no data says so visibly."""
        title = self.index.heading(chapter.title, 1, numbered=True)
        parts = [paragraph(self.styles["heading 1"], title, properties)]
        if chapter.failed:
            said = led("failed", chapter.failed, self.language)
            parts.append(paragraph(self.styles["rg failed"], said))
        elif not chapter.blocks:
            box = run(say("no_data", self.language))
            parts.append(paragraph(self.styles["rg failed"], box))
        parts.append(self.blocks(chapter.blocks, numbered=True))
        return "".join(parts)

    def blocks(self, blocks: Iterable[Block], *, numbered: bool) -> str:
        """Blocks one after another; a recommendation right after its finding shares its box."""
        parts = []
        left = deque(blocks)
        while left:
            block = left.popleft()
            if isinstance(block, Finding):
                parts.append(self._finding(block, list(_answers(block, left))))
            else:
                parts.append(self.block(block, numbered=numbered))
        return _with_last(parts)

    def block(self, block: Block, *, numbered: bool) -> str:  # noqa: PLR0911 one case a block
        """One block."""
        match block:
            case Text(spoken, role):
                return self._paragraphs(spoken, role)
            case Heading(title, level):
                return self._heading(title, level, numbered=numbered)
            case Kpis():
                return self._kpis(block)
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)
            case Finding():
                return self._finding(block, ())
            case Recommendation():
                return recommendation_table.brief(block, self.language, self.styles["normal"])
            case _:
                assert_never(block)

    def _title(self, word: Word, properties: str = "") -> str:
        title = say(word, self.language)
        inside = self.index.heading(title, 1, numbered=False)
        return paragraph(self.styles["rg heading"], inside, properties)

    def _heading(self, title: str, level: int, *, numbered: bool) -> str:
        inside = self.index.heading(title, level, numbered=numbered)
        style = f"heading {level}" if numbered else "rg subheading"
        return paragraph(self.styles[style], inside)

    def _text(self, style: str, spoken: Words) -> str:
        return paragraph(self.styles[style], run(formats.plain(spoken, self.language)))

    def _paragraphs(self, spoken: Words, role: str) -> str:
        style = "normal" if role == "body" else f"rg {role}"
        if role == "summary":
            said = formats.plain(spoken, self.language)
            return paragraph(self.styles[style], led("wrap_up", said, self.language))
        return self._text(style, spoken)

    def _kpis(self, block: Kpis) -> str:
        if not block.tiles:
            return ""
        gap = paragraph(self.styles["rg gap"], "")
        lines = key_figures.write(block.tiles, self.language, self.drawings, self.width)
        changes = any(tile.change for tile in block.tiles)
        note = self._foot(block, say("on_last_month", self.language) if changes else "")
        return "".join(line + gap for line in lines) + note

    def _table(self, block: Table) -> str:
        caption = self.index.caption("table", block.caption)
        grid, left = tables.grid(block, self.language, self.width)
        more = say("more_rows", self.language, count=left) if left else ""
        note = self._foot(block, more, formats.plain(block.note, self.language))
        return (
            paragraph(self.styles["rg table caption"], caption)
            + tables.write(grid, self.styles, noted=bool(note))
            + (note or paragraph(self.styles["rg gap"], ""))
        )

    def _chart(self, block: Chart) -> str:
        caption = self.index.caption("figure", block.caption)
        return (
            self._text("rg chart title", block.title)
            + self.drawings.chart(block)
            + paragraph(self.styles["caption"], caption)
            + (self._text("rg note", block.note) if block.note else "")
        )

    def _finding(self, block: Finding, advice: Sequence[Recommendation]) -> str:
        style = f"rg finding {block.severity}"
        word = SEVERITY[block.severity].in_(self.language)
        begin = say("finding_begins", self.language, severity=word)
        title = run(begin + formats.plain(block.title, self.language))
        text = ""
        if block.text:
            text = paragraph(self.styles[f"{style} text"], self._evidence(block))
        for one in advice:
            text += recommendation_table.brief(one, self.language, self.styles[f"{style} text"])
        # Without a gap, neighbours of one severity would run together into one box.
        gap = paragraph(self.styles["rg gap"], "")
        return paragraph(self.styles[style], title) + text + gap

    def _evidence(self, block: Finding) -> str:
        """The text of a finding, and where its evidence is shown."""
        text = formats.plain(block.text, self.language)
        place = self._references.get(block.id)
        if place is None:
            return run(text)
        said = text.rstrip("。.")
        before, after = say("see", self.language, label="\0").split("\0")
        link = reference(place.kind, place.number, self.language)
        return run(said + before) + link + run(after + text[len(said) :])

    def _recommendations(self, blocks: Iterable[Recommendation]) -> str:
        planned = list(blocks)
        if not planned:
            return paragraph(self.styles["normal"], run(say("no_recommendations", self.language)))
        gap = paragraph(self.styles["rg gap"], "")
        return (
            gap + recommendation_table.write(planned, self.language, self.styles, self.width) + gap
        )

    def _glossary(self, terms: Iterable[Term]) -> str:
        return recommendation_table.glossary(
            list(terms), self.language, self.styles, self.width
        ) + paragraph(self.styles["rg gap"], "")

    def _foot(self, block: Block, *notes: str) -> str:
        """The small print under a block: its notes, and why it prints dashes."""
        said = [note for note in (*notes, self._reasons(block)) if note]
        joined = mark("next_sentence", self.language).join(said)
        return paragraph(self.styles["rg note"], run(joined)) if joined else ""

    def _reasons(self, block: Block) -> str:
        found = dict.fromkeys(fact.reason for fact in facts_of(block) if fact.reason)
        if not found:
            return ""
        reasons = listing((REASON[reason].in_(self.language) for reason in found), self.language)
        return say("null_note", self.language, reasons=reasons)


def _with_last(parts: list[str]) -> str:
    """The parts, the last but one kept on the page of the last: a page never holds a 小结 alone."""
    if len(parts) > 1 and parts[-1].count("<w:p>") == 1:
        before = parts[-2]
        if "<w:tbl>" not in before and "<w:drawing>" not in before:
            parts[-2] = _STYLE.sub(r"\g<0><w:keepNext/><w:keepLines/>", before)
    return "".join(parts)


def _answers(finding: Finding, left: deque[Block]) -> Iterator[Recommendation]:
    """The recommendations that follow their finding, taken from what is left to write."""
    while left:
        block = left[0]
        if not isinstance(block, Recommendation) or block.finding != finding.id:
            return
        left.popleft()
        yield block


def _slight(chapter: Chapter) -> bool:
    """Whether a chapter has too little to say to take a page of its own."""
    return all(isinstance(block, Text) for block in chapter.blocks) and (
        bool(chapter.failed) or len(chapter.blocks) <= 1
    )
