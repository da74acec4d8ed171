"""Holds a finished Word file against the document: every sentence, cell, tile and chart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reportgen.document import brand
from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Table,
    Text,
)
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import cell, text
from reportgen.document.words import Word, say
from reportgen.extension.components import Look
from reportgen.labels import Language
from reportgen.renderers.open_package import Package
from reportgen.verify import chart_parts, fields, surroundings, title_page
from reportgen.verify.key_figure_tiles import label_of, tile_differs
from reportgen.verify.mismatch import Mismatch, Sentence, nearest, plain_text
from reportgen.verify.pictures import Painter
from reportgen.verify.read_docx import Drawing, Paragraph, ReadTable, missing_in, read
from reportgen.verify.read_xlsx import Workbook


def compare(document: Document, parts: Package, look: Look) -> list[Mismatch]:
    """Everything the Word file says otherwise than the document, or leaves out."""
    painter = Painter(document.cover.language, brand.load(look.brand))
    reader = _WordReader(document, parts, painter)
    return [
        *title_page.word(document.cover, parts, look.template),
        *fields.compare(parts.root("word/document.xml")),
        *reader.all(),
        *surroundings.word(document, parts, reader.items),
    ]


class _WordReader:
    """Walks through file and document side by side; `at` is the next item not yet accounted for."""

    def __init__(self, document: Document, parts: Package, painter: Painter) -> None:
        self.document, self.parts, self.painter = document, parts, painter
        self.language = document.cover.language
        self.items = read(parts)
        self.at, self.end, self.row = 0, len(self.items), 0
        self.where = "Word"
        see = _references(self.language)
        self.bare = {
            at: see.sub("", item.text)
            for at, item in enumerate(self.items)
            if isinstance(item, Paragraph) and see.search(item.text)
        }

    def all(self) -> Iterator[Mismatch]:
        """Part by part, in reading order."""
        document = self.document
        wanted: list[tuple[str, tuple[Block, ...]]] = []
        if document.preface:
            wanted.append((self._word("preface"), document.preface))
        if document.summary:
            wanted.append((self._word("summary"), document.summary))
        wanted += [(chapter.title, self._own(chapter)) for chapter in document.chapters]
        wanted.append((self._word("recommendations"), document.recommendations))
        if document.quality:
            wanted.append((self._word("quality"), document.quality))
        titles = [title for title, _ in wanted]
        titles += [self._word("glossary")] if document.glossary else []
        titles += [self._word("thanks")] if document.thanks else []
        starts = list(self._starts(titles))
        yield from (
            Mismatch("", "Word, headings", title, "")
            for title, start in zip(titles, starts, strict=True)
            if start is None
        )
        ends = [*starts[1:], len(self.items)]
        failed = {chapter.title: chapter.failed for chapter in document.chapters if chapter.failed}
        for (title, blocks), start, end in zip(wanted, starts, ends, strict=False):
            if start is not None:
                self._enter(title, start, end)
                yield from self.sentence(Sentence((("", plain_text(failed.get(title, ""))),)))
                for block in blocks:
                    yield from self.block(block)
        yield from self._closing(starts[len(wanted) :])

    def _closing(self, starts: list[int | None]) -> Iterator[Mismatch]:
        if self.document.glossary and starts[0] is not None:
            self._enter(self._word("glossary"), starts[0], None)
            for term in self.document.glossary:
                yield from self.in_row([("", term.term), ("", term.meaning)])
        if self.document.thanks and starts[-1] is not None:
            self._enter(self._word("thanks"), starts[-1], None)
            for words in self.document.thanks:
                yield from self.words(words)

    def _own(self, chapter: Chapter) -> tuple[Block, ...]:
        """The blocks of a chapter that stand there; Word prints all measures in one table."""
        elsewhere = self.document.recommendations
        return tuple(block for block in chapter.blocks if block not in elsewhere)

    def _word(self, word: Word) -> str:
        return say(word, self.language)

    def _starts(self, titles: Iterable[str]) -> Iterator[int | None]:
        """Where each part begins: its title, alone in a paragraph, after the one before."""
        at = 0
        for title in map(plain_text, titles):
            found = next(
                (i for i in range(at, len(self.items)) if self.items[i] == Paragraph(title)), None
            )
            at = at if found is None else found + 1
            yield found

    def _enter(self, title: str, start: int, end: int | None) -> None:
        self.where = f"Word, '{title}'"
        self.at, self.row = start + 1, 0
        self.end = len(self.items) if end is None else end

    # --- blocks -----------------------------------------------------------------------------

    def block(self, block: Block) -> Iterator[Mismatch]:
        """One block."""
        match block:
            case Text(spoken):
                yield from self.words(spoken)
            case Heading(title):
                yield from self.sentence(Sentence((("", plain_text(title)),)))
            case Kpis(tiles):
                yield from self.tiles(tiles)
            case Table():
                yield from self.table(block)
            case Chart():
                yield from self.chart(block)
            case Finding():
                yield from self.words(block.title)
                yield from self.words(block.text)
            case Recommendation():
                yield from self.recommendation(block)

    def words(self, words: Words) -> Iterator[Mismatch]:
        """A sentence: the next paragraph that says it."""
        yield from self.sentence(Sentence.of(words, self.language))

    def sentence(self, wanted: Sentence, *, inside: bool = False) -> Iterator[Mismatch]:
        """A paragraph that ends with the sentence, or with `inside` one that holds it."""
        said = wanted.text
        if not said:
            return
        ahead = []
        for at in range(self.at, self.end):
            item = self.items[at]
            if isinstance(item, Paragraph):
                if self._says(at, item.text, said) or (inside and said in item.text):
                    self.at, self.row = at + 1, 0
                    return
                ahead.append(item.text)
        yield from wanted.differences(self.where, nearest(said, ahead))

    def _says(self, at: int, text: str, said: str) -> bool:
        """Whether a paragraph ends with a text, a reference such as `（见图 3）` aside."""
        return text.endswith(said) or self.bare.get(at, "").endswith(said)

    def tiles(self, tiles: tuple[Kpi, ...]) -> Iterator[Mismatch]:
        """Tiles side by side in one or more tables, in order."""
        left = list(tiles)
        while left:
            grid = self._next_grid()
            if grid is None:
                yield from (
                    Mismatch(tile.fact.id, f"{self.where}, key figures", label_of(tile), "")
                    for tile in left
                )
                return
            for column in range(len(grid.rows[0])):
                if not left:
                    break
                lines = [row[column] if column < len(row) else "" for row in grid.rows]
                yield from tile_differs(left.pop(0), lines, self.where, self.language)

    def table(self, table: Table) -> Iterator[Mismatch]:
        """Caption, head and every row that Word prints; the others must be announced."""
        yield from self.sentence(Sentence((("", plain_text(table.caption)),)))
        where = f"{self.where}, table '{table.caption or table.id}'"
        grid = self._next_grid()
        if grid is None:
            yield Mismatch("", where, "the table", "")
            return
        heads = [plain_text(column.label) for column in table.columns]
        if grid.rows[:1] != [heads]:
            yield Mismatch("", where, " | ".join(heads), " | ".join((grid.rows or [[]])[0]))
            return
        yield from self._rows(table, grid.rows[1:], where)
        yield from self.sentence(Sentence.of(table.note, self.language), inside=True)

    def _rows(self, table: Table, found: list[list[str]], where: str) -> Iterator[Mismatch]:
        body = table.rows[:-1] if table.total else table.rows
        last = table.rows[len(body) :]
        printed = len(found) - len(last)
        wanted = [*body[: max(printed, 0)], *last]
        missing = len(table.rows) - len(wanted)
        if missing:
            more = say("more_rows", self.language, count=missing)
            yield from self.sentence(Sentence((("", more),)), inside=True)
            self.at -= 1  # the table's own note may stand in the same paragraph
        if len(found) > len(wanted):
            yield Mismatch("", where, f"{len(wanted)} rows", f"{len(found)} rows")
        for number, (row, texts) in enumerate(zip(wanted, found, strict=False), start=1):
            for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                shown = plain_text(cell(value, column.unit, self.language))
                said = texts[at] if at < len(texts) else ""
                if said != shown:
                    here = f"{where}, row {number}, column '{column.label}'"
                    yield from _cell_differs(value, shown, said, here, self)

    def chart(self, chart: Chart) -> Iterator[Mismatch]:
        """Title, picture, caption and note; the caches of a native chart and its workbook."""
        yield from self.words(chart.title)
        for at in range(self.at, self.end):
            item = self.items[at]
            if isinstance(item, Drawing):
                self.at = at + 1
                yield from self._drawn(chart, item)
                break
        else:
            yield Mismatch("", f"{self.where}, chart '{chart.id}'", "a drawing", "")
        yield from self.sentence(Sentence((("", plain_text(chart.caption)),)))
        yield from self.words(chart.note)

    def _drawn(self, chart: Chart, drawing: Drawing) -> Iterator[Mismatch]:
        if chart.kind not in chart_parts.NATIVE:
            yield from self.painter.compare(
                chart, self.parts, drawing.pictures, self.where, vector=True
            )
            return
        if drawing.chart not in self.parts:
            yield Mismatch("", f"{self.where}, chart '{chart.id}'", "a native chart", "a picture")
            return
        cells = _embedded(self.parts, drawing.chart)
        yield from chart_parts.compare(chart, self.parts.root(drawing.chart), self.where, cells)
        yield from chart_parts.names_differ(chart, self.where, cells, self.language)

    def recommendation(self, one: Recommendation) -> Iterator[Mismatch]:
        """A row of the table of measures."""
        language = self.language
        yield from self.in_row(
            [
                *((_first(words), Sentence.of(words, language).text)
                  for words in (one.problem, one.cause, one.measure)),
                ("", one.owner),
                ("", one.deadline.isoformat()),
                ("", one.indicator),
                (one.baseline.id, text(one.baseline, one.baseline.unit, language)),
                (one.target.id, text(one.target, one.target.unit, language)),
            ]
        )  # fmt: skip

    def in_row(self, wanted: list[tuple[str, str]]) -> Iterator[Mismatch]:
        """The next row of a table that says these texts in this order (fact id, text)."""
        wanted = [(fact, plain_text(said)) for fact, said in wanted if said]
        best, missing = "", wanted
        for at in range(self.at, self.end):
            item = self.items[at]
            rows = item.rows if isinstance(item, ReadTable) else []
            for number in range(self.row if at == self.at else 0, len(rows)):
                joined = "\n".join(rows[number])
                if not (left := missing_in(joined, wanted)):
                    self.at, self.row = at, number + 1
                    return
                if len(left) < len(missing):
                    best, missing = joined, left
        fact, said = missing[0]
        yield Mismatch(fact, f"{self.where}, table", said, best)

    def _next_grid(self) -> ReadTable | None:
        for at in range(self.at, self.end):
            item = self.items[at]
            if isinstance(item, ReadTable) and item.rows:
                self.at, self.row = at + 1, 0
                return item
        return None


def _cell_differs(
    value: object, shown: str, said: str, where: str, reader: _WordReader
) -> Iterator[Mismatch]:
    if isinstance(value, tuple):
        yield from Sentence.of(value, reader.language).differences(where, said)
    else:
        yield Mismatch(value.id if isinstance(value, Fact) else "", where, shown, said)


def _first(words: Words) -> str:
    return next((part.fact.id for part in words if not isinstance(part, str)), "")


def _embedded(parts: Package, chart: str) -> chart_parts.Cells:
    """The cells of the workbook behind a chart."""
    books = [name for name in parts.targets(chart).values() if name in parts]
    return Workbook(Package.of(parts[books[0]])).cells if books else {}


def _references(language: Language) -> re.Pattern[str]:
    """The references to figures and tables that Word puts into sentences."""
    label = "\0"
    kinds = "|".join(map(re.escape, (say("figure", language), say("table", language))))
    said = re.escape(say("see", language, label=label))
    return re.compile(said.replace(re.escape(label), rf"(?:{kinds}) \d+"))
