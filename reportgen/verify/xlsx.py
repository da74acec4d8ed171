"""Holds a finished workbook against the document: every figure, sentence, name and chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reportgen.blocks import (
    Block,
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
from reportgen.facts import Fact, Words
from reportgen.formats import NULL
from reportgen.frame import say
from reportgen.labels import Language
from reportgen.renderers.opened import Package
from reportgen.renderers.xlsx import wording
from reportgen.verify import charts, cover, rows, sources
from reportgen.verify.difference import (
    Difference,
    Sentence,
    nearest,
    plain_text,
    same_number,
    same_text,
)
from reportgen.verify.figures import cell_differs, fact_differs
from reportgen.verify.sheets import Cell, Sheet, Workbook

_COURSE: Final = 6
"""Columns from a tile's label to the cells of its course, at least."""


def compare(document: Document, parts: Package) -> list[Difference]:
    """Everything the workbook says otherwise than the document, or leaves out."""
    return list(_all(document, Workbook(parts)))


def _all(document: Document, book: Workbook) -> Iterator[Difference]:
    language = document.cover.language
    wanted: list[tuple[str, tuple[Block, ...]]] = [
        (document.cover.title, tuple(_tiles(document))),
        (say("summary", language), (*document.summary, *document.preface)),
    ]
    wanted += [(chapter.title, chapter.blocks) for chapter in document.chapters]
    wanted.append((wording.say("quality_sheet", language), document.quality))
    left = list(book.reading)
    for title, blocks in wanted:
        sheet = next((one for one in left if one.title == plain_text(title)), None)
        if sheet is None:
            yield Difference("", "Excel", f"a sheet '{title}'", "")
            continue
        del left[: left.index(sheet) + 1]
        yield from _Reader(book, sheet, language).blocks(blocks)
    yield from cover.excel(document.cover, book)
    yield from _failed(document, book)
    yield from _names(document, book)
    yield from _closing(document, book)
    yield from sources.compare(document, book)
    yield from rows.compare(document, book)


def _tiles(document: Document) -> Iterator[Kpis]:
    """The key figures the first sheet repeats, without their course."""
    for chapter in document.chapters:
        for block in chapter.blocks:
            if isinstance(block, Kpis):
                yield Kpis(tuple(replace(tile, trend=()) for tile in block.tiles))


@dataclass(slots=True)
class _Reader:
    """Walks through one sheet and its blocks side by side; `at` is the next row to look at."""

    book: Workbook
    sheet: Sheet
    language: Language
    at: int = 0
    charts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.charts = list(self.sheet.charts)

    @property
    def where(self) -> str:
        """The sheet, as a message names it."""
        return f"Excel, '{self.sheet.name}'"

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Difference]:  # noqa: C901 one case each
        """Blocks from top to bottom."""
        for block in blocks:
            match block:
                case Text(spoken):
                    yield from self.words(spoken)
                case Heading(title):
                    yield from self.text(title)
                case Kpis(tiles):
                    for tile in tiles:
                        yield from self.tile(tile)
                case Table():
                    yield from self.table(block)
                case Chart():
                    yield from self.chart(block)
                case Finding():
                    yield from self.words(block.title)
                    yield from self.words(block.text)
                case Recommendation():
                    for spoken in (block.problem, block.cause, block.measure):
                        yield from self.words(spoken)

    def words(self, words: Words) -> Iterator[Difference]:
        """A sentence: the next cell that says it."""
        yield from self._sentence(Sentence.of(words, self.language))

    def text(self, text: str) -> Iterator[Difference]:
        """A text without facts."""
        yield from self._sentence(Sentence((("", plain_text(text)),)))

    def _sentence(self, wanted: Sentence) -> Iterator[Difference]:
        said = wanted.text
        if not said:
            return
        for at in range(self.at, len(self.sheet.rows)):
            if any(cell.text and same_text(cell.text, said) for cell in self.sheet.rows[at]):
                self.at = at + 1
                return
        ahead = [cell.text for row in self.sheet.rows[self.at :] for cell in row if cell.text]
        yield from wanted.differences(self.where, nearest(said, ahead))

    def tile(self, tile: Kpi) -> Iterator[Difference]:
        """A key figure: the next row that holds its label, then its figures from left to right."""
        label = plain_text(tile.label or tile.fact.label)
        for at in range(self.at, len(self.sheet.rows)):
            row = self.sheet.rows[at]
            # the first sheet puts the chapter before the label, and both may read alike
            first = max((cell.column for cell in row if cell.value == label), default=None)
            if first is not None:
                self.at = at + 1
                yield from self._tile(tile, {c.column - first: c for c in row}, label)
                return
        yield Difference(tile.fact.id, f"{self.where}, key figures", label, "")

    def _tile(self, tile: Kpi, cells: Mapping[int, Cell], label: str) -> Iterator[Difference]:
        where = f"{self.where}, key figure '{label}'"
        yield from fact_differs(
            tile.fact, cells.get(1), _placed(where, cells.get(1)), self.language
        )
        for offset, fact in ((2, tile.change), (3, tile.target)):
            cell = cells.get(offset)
            if fact is not None:
                yield from fact_differs(fact, cell, _placed(where, cell), self.language)
            elif cell is None or cell.value != NULL:
                yield Difference("", where, NULL, str(cell.value) if cell else "")
        course = [cell for offset, cell in cells.items() if offset >= _COURSE]
        for number, fact in enumerate(tile.trend):
            found = course[number] if number < len(course) else None
            yield from fact_differs(fact, found, f"{where}, course", self.language)

    def table(self, table: Table) -> Iterator[Difference]:
        """Caption, head, and every row by position."""
        if table.caption:
            yield from self.text(table.caption)
        where = f"{self.where}, table '{table.caption or table.id}'"
        heads = [plain_text(column.label) for column in table.columns]
        if not heads:
            return
        start = self._head(heads)
        if start is None:
            yield Difference("", where, " | ".join(heads), "")
            return
        for number, row in enumerate(table.rows, start=1):
            found = self.sheet.rows[start + number] if start + number < len(self.sheet.rows) else []
            cells = {cell.column: cell for cell in found}
            for index, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                here = f"{where}, row {number}, column '{column.label}'"
                cell = cells.get(index)
                yield from cell_differs(value, column.unit, cell, here, self.language)
        self.at = start + 1 + len(table.rows)
        yield from self.words(table.note)

    def _head(self, heads: Sequence[str]) -> int | None:
        """The next row that holds these texts side by side from its first column."""
        for at in range(self.at, len(self.sheet.rows)):
            cells = {cell.column: cell.text for cell in self.sheet.rows[at]}
            if all(cells.get(i, "") == head for i, head in enumerate(heads)):
                return at
        return None

    def chart(self, chart: Chart) -> Iterator[Difference]:
        """Title, caption, figures in cells, and the part of a native chart."""
        yield from self.words(chart.title)
        yield from self.text(chart.caption)
        yield from self._figures(chart)
        if chart.kind in charts.NATIVE:
            if self.charts:
                part = self.book.parts.root(self.charts.pop(0))
                yield from charts.compare(chart, part, self.where, self.book.cells)
            else:
                yield Difference("", f"{self.where}, chart '{chart.id}'", "a native chart", "")
        yield from self.words(chart.note)

    def _figures(self, chart: Chart) -> Iterator[Difference]:
        where = f"{self.where}, figures of chart '{chart.id}'"
        found = self._figure_head(chart)
        if found is None:
            yield Difference("", where, " | ".join(one.name for one in chart.series), "")
            return
        start, first = found
        for number, category in enumerate(chart.categories, start=1):
            at = start + number
            row = self.sheet.rows[at] if at < len(self.sheet.rows) else []
            cells = {cell.column: cell for cell in row}
            name = cells.get(first)
            if category and (name is None or name.value != plain_text(category)):
                yield Difference("", where, category, str(name.value) if name else "")
            for index, series in enumerate(chart.series, start=first + 1):
                value = series.values[number - 1] if number <= len(series.values) else None
                here = f"{where}, '{category}', series '{series.name}'"
                yield from self._figure(value, cells.get(index), here)
        self.at = start + 1 + len(chart.categories)

    def _figure_head(self, chart: Chart) -> tuple[int, int] | None:
        """Row and column where the figures of a chart begin."""
        names = [plain_text(series.name) for series in chart.series]
        for at in range(self.at, len(self.sheet.rows)):
            cells = {cell.column: cell.text for cell in self.sheet.rows[at]}
            for first in cells:
                beside = (cells.get(first + 1 + i, "") for i in range(len(names)))
                if all(said.startswith(name) for said, name in zip(beside, names, strict=True)):
                    return at, first
        return None

    def _figure(
        self, value: Fact | float | None, found: Cell | None, where: str
    ) -> Iterator[Difference]:
        wanted = charts.value_of(value)
        fact = value.id if isinstance(value, Fact) else ""
        if wanted is None:
            if found is not None:
                yield Difference(fact, where, "an empty cell", str(found.value))
        elif isinstance(value, Fact):
            yield from fact_differs(value, found, where, self.language)
        elif found is None or not same_number(found.value, wanted):
            yield Difference(fact, where, repr(wanted), str(found.value) if found else "")


def _placed(where: str, cell: Cell | None) -> str:
    return f"{where}, {cell.place}" if cell else where


def _failed(document: Document, book: Workbook) -> Iterator[Difference]:
    """A chapter that could not be built says why."""
    for chapter in document.chapters:
        reason = plain_text(chapter.failed)
        sheets = [sheet for sheet in book.reading if sheet.title == plain_text(chapter.title)]
        said = [cell.text for sheet in sheets for row in sheet.rows for cell in row]
        if reason and not any(same_text(text, reason) for text in said):
            yield Difference("", f"Excel, '{chapter.title}'", reason, "")


def _names(document: Document, book: Workbook) -> Iterator[Difference]:
    """Every key figure has a defined name that leads to its value."""
    named: dict[object, str] = {}
    for name, target in book.names.items():
        sheet, _, place = target.rpartition("!")
        stored = book.cells.get(sheet.strip("'").replace("''", "'"), {})
        if not name.startswith("_xlnm"):
            named.setdefault(stored.get(place.replace("$", "")), name)
    for chapter in document.chapters:
        for block in chapter.blocks:
            for tile in block.tiles if isinstance(block, Kpis) else ():
                fact = tile.fact
                value = NULL if fact.value is None else fact.value
                if value not in named and not any(
                    isinstance(value, float) and same_number(found, value) for found in named
                ):
                    yield Difference(fact.id, "Excel, defined names", f"a name for {fact.id}", "")


def _closing(document: Document, book: Workbook) -> Iterator[Difference]:
    """The recommendations as one table, the glossary, the thanks."""
    language = document.cover.language
    sheets = {sheet.title: sheet for sheet in book.reading}
    if document.recommendations:
        title = say("recommendations", language)
        yield from rows.recommendations(document, sheets.get(title), f"Excel, '{title}'")
    if document.glossary:
        title = say("glossary", language)
        yield from rows.glossary(document, sheets.get(title), f"Excel, '{title}'")
