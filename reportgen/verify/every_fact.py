"""Proves from the document alone that every fact and sentence is in a file, in order.

What `document/compose.py` forgets or puts in a wrong place stands in no list of items that could be
compared, so this does not use it: it goes through the blocks and looks each of them up in what the
readers found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, assert_never

from reportgen.document.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Picture,
    Recommendation,
    Table,
    Text,
)
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import CellUnit, cell, is_nothing, plain, text
from reportgen.document.outline import Arrangement, PartName
from reportgen.document.words import SEVERITY, Word, say
from reportgen.labels import Language
from reportgen.verify.figure_cells import alike
from reportgen.verify.found_items import Found, texts
from reportgen.verify.mismatch import CUT, Mismatch, plain_text, same_text

_NUMBERED: Final[tuple[Word, ...]] = ("figure", "table")
_BEGIN: Final = 1000
"""Characters by which a sentence is recognised that a workbook had to cut; by judgement."""
_STOPS: Final = "。. "
"""A reference goes before the full stop of a sentence."""
Within: TypeAlias = Literal["cell", "line", "piece"]
_ANNOUNCING: Final[tuple[Word, ...]] = (
    "wrap_up", "failed", "problem", "cause", "measure", "advice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """One text that a file must contain.

    `cell`: a text of its own says exactly this. `line`: it does so after a lead such as `小结：`.
    `piece`: it stands in a text with others.
    """

    text: str
    fact: str = ""
    within: Within = "line"


@dataclass(frozen=True, slots=True)
class _Said:
    """The texts of a file in order, and a search through them."""

    texts: Sequence[str]
    leads: re.Pattern[str]
    references: re.Pattern[str]

    def find(self, one: Stated, start: int) -> int | None:
        """Return the index of the first text from a place on that says it."""
        found = (at for at in range(start, len(self.texts)) if self._says(self.texts[at], one))
        return next(found, None)

    def _says(self, text: str, one: Stated) -> bool:
        if one.within == "cell":
            return text == one.text or alike(text, one.text) or same_text(text, one.text)
        if one.within == "piece":
            return one.text.rstrip(_STOPS) in text
        if text.endswith(CUT):
            return one.text[:_BEGIN] in text
        wanted = one.text.rstrip(_STOPS) or one.text
        return wanted in text and any(
            said.endswith(wanted) and self.leads.fullmatch(said, 0, len(said) - len(wanted))
            for said in (text, text.rstrip(_STOPS), self.references.sub("", text).rstrip(_STOPS))
        )


def compare(
    document: Document, arrangement: Arrangement, found: Sequence[Found], program: str
) -> Iterator[Mismatch]:
    """Yield every fact and sentence that is missing after the one before it."""
    language = document.cover.language
    said = _Said(list(map(_spaced, texts(found))), _leads(language), _references(language))
    at = 0
    for name in arrangement.order:
        for stated in _part(document, name, arrangement):
            one = replace(stated, text=_spaced(stated.text))
            if not one.text:  # nothing to be seen: it was blanks
                continue
            place = said.find(one, at)
            if place is None:
                where = f"{program}, {name}, in the order of the document"
                early = said.find(one, 0) is not None
                yield Mismatch(
                    one.fact, where, one.text, "the same, but before others" if early else ""
                )
            else:
                at = place + (one.within != "piece")


def _spaced(text: str) -> str:
    """Return a text with one blank wherever it has blanks or line breaks; leads end with some."""
    return " ".join(text.split())


def _leads(language: Language) -> re.Pattern[str]:
    """Match what may precede a sentence: a severity, the word that announces it, a number."""
    severity = "|".join(re.escape(one.in_(language)) for one in SEVERITY.values())
    words = "|".join(re.escape(say(word, language)) for word in _ANNOUNCING)
    kinds = "|".join(re.escape(say(word, language)) for word in _NUMBERED)
    spoken = rf"(?:{severity}|{words})(?:：|: )?"
    return re.compile(rf"(?:【(?:{severity})】|{spoken}|(?:{kinds}) \d+ )?\s*")


def _references(language: Language) -> re.Pattern[str]:
    """Match the references to figures and tables that Word puts into sentences."""
    kinds = "|".join(re.escape(say(word, language)) for word in _NUMBERED)
    before, after = map(re.escape, say("see", language, label="\0").split("\0"))
    return re.compile(rf"{before}(?:{kinds}) \d+{after}")


def _part(document: Document, name: PartName, arrangement: Arrangement) -> Iterator[Stated]:
    proof = _Proof(document.cover.language, arrangement)
    match name:
        case "overviews" | "chapters":
            for chapter in getattr(document, name):
                yield from proof.texts(chapter.title)
                yield from proof.sentence((chapter.failed,), "failed")
                for block in chapter.blocks:
                    yield from proof.block(block)
        case "glossary":
            for term in document.glossary:
                yield from proof.texts(term.term, term.meaning)
        case "recommendations":
            for one in document.recommendations:
                yield from proof.plan(one)
        case _:
            for block in document.blocks_of(name):
                yield from proof.block(block)


@dataclass(frozen=True, slots=True)
class _Proof:
    """Lists what each block must say in one kind of file."""

    language: Language
    arrangement: Arrangement

    def block(self, block: Block) -> Iterator[Stated]:
        """Yield what one block must say, from top to bottom."""
        match block:
            case Text(words, role):
                yield from self.sentence(words, "wrap_up" if role == "summary" else None)
            case Heading(title):
                yield from self.texts(title)
            case Kpis(tiles):
                for tile in tiles:
                    yield from self._tile(tile)
            case Table():
                yield from self._table(block)
            case Chart() | Picture():
                yield from self.sentence(block.title)
                yield from self.texts(block.caption)
                if (
                    isinstance(block, Chart) and not self.arrangement.numbered
                ):  # in Word they stand in the parts of the chart
                    yield from self._figures(block)
                yield from self.sentence(block.note)
            case Finding():
                yield from self.sentence(block.title)
                yield from self.sentence(block.text)
            case Recommendation():
                yield from self._measure(block)
            case _:
                assert_never(block)

    def texts(self, *said: str) -> Iterator[Stated]:
        """Yield texts without facts; empty ones are left out."""
        yield from (Stated(plain_text(one)) for one in said if one)

    def sentence(
        self, words: Words, lead: Word | None = None, within: Within = "line"
    ) -> Iterator[Stated]:
        """Yield a sentence without its lead and its full stop: a reference may precede the stop."""
        said = plain_text(plain(words, self.language)).strip()
        if lead and said.casefold().startswith((word := say(lead, self.language)).casefold()):
            said = said[len(word) :].lstrip("：:").lstrip()
        facts = (part.fact.id for part in words if not isinstance(part, str))
        if said:
            yield Stated(said, next(facts, ""), within)

    def _fact(self, fact: Fact | None, within: Within = "cell") -> Iterator[Stated]:
        if fact is not None:
            yield Stated(text(fact, fact.unit, self.language), fact.id, within)

    def _tile(self, tile: Kpi) -> Iterator[Stated]:
        yield Stated(plain_text(tile.label or tile.fact.label), tile.fact.id, "cell")
        yield from self._fact(tile.fact)
        change = tile.change
        if self.arrangement.labels_apart:
            yield from self._fact(change)
            yield from self._fact(tile.target)
            return
        if change is not None:
            size = text(change, change.unit, self.language, "size")
            if change.value is None or not is_nothing(size):
                yield Stated(size, change.id, "piece")
        yield from self._fact(tile.target, "piece")

    def _table(self, table: Table) -> Iterator[Stated]:
        yield from self.texts(table.caption)
        yield from (
            Stated(plain_text(column.label), within="cell")
            for column in table.columns
            if column.label
        )
        body = table.rows[: len(table.rows) - table.total]
        for row in (*body[: self.arrangement.most_rows], *table.rows[len(body) :]):
            for value, column in zip(row, table.columns, strict=True):
                yield from self._cell(value, column.unit)
        yield from self.sentence(table.note, within="piece")  # beside other small print

    def _cell(self, value: Cell, unit: CellUnit) -> Iterator[Stated]:
        if isinstance(value, float) and not math.isfinite(value):
            return  # a workbook leaves the cell empty
        if said := plain_text(cell(value, unit, self.language)):
            yield Stated(said, value.id if isinstance(value, Fact) else "", "cell")

    def _figures(self, chart: Chart) -> Iterator[Stated]:
        """Yield the figures beside a chart, row by row."""
        for at, category in enumerate(chart.categories):
            yield from self._cell(category, "text")
            for series in chart.series:
                value = series.values[at] if at < len(series.values) else None
                known = value.known if isinstance(value, Fact) else value is not None
                if known:
                    yield from self._cell(value, chart.unit)

    def _measure(self, one: Recommendation) -> Iterator[Stated]:
        """Yield a recommendation as printed where it arises."""
        if self.arrangement.whole_measures:
            yield from self.sentence(one.problem)
            yield from self.sentence(one.cause)
        yield from self.sentence(one.measure, "advice", "piece")
        for said in (one.owner, one.deadline.isoformat()):
            yield Stated(plain_text(said), within="piece")

    def plan(self, one: Recommendation) -> Iterator[Stated]:
        """Yield a recommendation as printed in the table of all of them."""
        yield from self.sentence(one.problem, within="piece")
        yield from self.sentence(one.cause, "cause", within="piece")
        yield from self.sentence(one.measure)
        yield from self.texts(one.owner, one.deadline.isoformat())
        yield from (Stated(plain_text(said), within="piece") for said in (one.indicator,) if said)
        yield from self._fact(one.baseline, "piece")
        yield from self._fact(one.target, "piece")
        if one.in_full:
            yield from self._fact(one.in_full, "piece")
