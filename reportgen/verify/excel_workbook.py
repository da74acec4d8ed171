"""Holds a finished workbook against the document: every figure, sentence, name and chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reportgen.document import brand
from reportgen.document.blocks import (
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
from reportgen.document.facts import Fact, Words
from reportgen.document.formats import NULL
from reportgen.document.words import SEVERITY, say
from reportgen.extension.components import Look
from reportgen.labels import Language
from reportgen.renderers.charts.plotted_series import reference_name
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import workbook_words
from reportgen.renderers.xlsx.excel_names import letters
from reportgen.verify import (
    chart_parts,
    closing_and_detail_rows,
    definitions_rows,
    small_charts,
    surroundings,
    title_page,
    workbook_links,
)
from reportgen.verify.figure_cells import cell_differs, fact_differs
from reportgen.verify.mismatch import (
    Mismatch,
    Sentence,
    nearest,
    plain_text,
    same_number,
    same_text,
)
from reportgen.verify.pictures import Painter
from reportgen.verify.read_xlsx import Anchored, Cell, ReadSheet, Workbook

_STATE: Final = 4
_SMALL: Final = 5
"""Columns from a tile's label to its small chart; the cells of its course follow farther right."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def compare(document: Document, parts: Package, look: Look) -> list[Mismatch]:
    """Everything the workbook says otherwise than the document, or leaves out."""
    painter = Painter(document.cover.language, brand.load(look.brand))
    return list(_all(document, Workbook(parts), painter))


def _all(document: Document, book: Workbook, painter: Painter) -> Iterator[Mismatch]:
    language = document.cover.language
    wanted: list[tuple[str, tuple[Block, ...]]] = [
        (document.cover.title, tuple(_tiles(document))),
        (say("summary", language), (*document.summary, *document.preface)),
    ]
    wanted += [(chapter.title, chapter.blocks) for chapter in document.chapters]
    wanted.append((workbook_words.say("quality_sheet", language), document.quality))
    left = list(book.reading)
    for title, blocks in wanted:
        sheet = next((one for one in left if one.title == plain_text(title)), None)
        if sheet is None:
            yield Mismatch("", "Excel", f"a sheet '{title}'", "")
            continue
        del left[: left.index(sheet) + 1]
        yield from _SheetReader(book, sheet, painter).all(blocks)
    yield from title_page.excel(document.cover, book)
    yield from _failed(document, book)
    yield from workbook_links.compare(document, book)
    yield from closing_and_detail_rows.closing(document, book)
    yield from definitions_rows.compare(document, book)
    yield from closing_and_detail_rows.compare(document, book)
    yield from surroundings.excel(document, book)


def _tiles(document: Document) -> Iterator[Kpis]:
    """The key figures the first sheet repeats."""
    for chapter in document.chapters:
        yield from (block for block in chapter.blocks if isinstance(block, Kpis))


@dataclass(slots=True)
class _SheetReader:
    """Walks through one sheet and its blocks side by side; `at` is the next row to look at."""

    book: Workbook
    sheet: ReadSheet
    painter: Painter
    at: int = 0
    charts: list[Anchored] = field(default_factory=list)
    pictures: list[Anchored] = field(default_factory=list)
    small: dict[str, str] = field(default_factory=dict)
    bars: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.charts = [one for one in self.sheet.drawings if one.native]
        self.pictures = [one for one in self.sheet.drawings if not one.native]
        self.small = small_charts.small_charts(self.sheet.tail)

    @property
    def language(self) -> Language:
        """The language of the report."""
        return self.painter.language

    @property
    def where(self) -> str:
        """The sheet, as a message names it."""
        return f"Excel, '{self.sheet.name}'"

    def all(self, blocks: Iterable[Block]) -> Iterator[Mismatch]:
        """Blocks, and that no bar or small chart stands beside them."""
        yield from self.blocks(blocks)
        yield from small_charts.bars_differ(self.bars, self.sheet.tail, self.where)
        for place, cells in self.small.items():
            yield Mismatch("", f"{self.where} {place}", "no further small chart", cells)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Mismatch]:  # noqa: C901 one case each
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

    def words(self, words: Words) -> Iterator[Mismatch]:
        """A sentence: the next cell that says it."""
        yield from self._sentence(Sentence.of(words, self.language))

    def text(self, text: str) -> Iterator[Mismatch]:
        """A text without facts."""
        yield from self._sentence(Sentence((("", plain_text(text)),)))

    def _sentence(self, wanted: Sentence) -> Iterator[Mismatch]:
        said = wanted.text
        if not said:
            return
        for at in range(self.at, len(self.sheet.rows)):
            if any(cell.text and same_text(cell.text, said) for cell in self.sheet.rows[at]):
                self.at = at + 1
                return
        ahead = [cell.text for row in self.sheet.rows[self.at :] for cell in row if cell.text]
        yield from wanted.differences(self.where, nearest(said, ahead))

    def tile(self, tile: Kpi) -> Iterator[Mismatch]:
        """A key figure: the next row that holds its label, then its figures from left to right."""
        label = plain_text(tile.label or tile.fact.label)
        for at in range(self.at, len(self.sheet.rows)):
            row = self.sheet.rows[at]
            # the first sheet puts the chapter before the label, and both may read alike
            first = max((cell.column for cell in row if cell.value == label), default=None)
            if first is not None:
                self.at = at + 1
                place = letters(first + _SMALL) + str(_row(row))
                yield from self._tile(tile, {c.column - first: c for c in row}, label, place)
                return
        yield Mismatch(tile.fact.id, f"{self.where}, key figures", label, "")

    def _tile(
        self, tile: Kpi, cells: Mapping[int, Cell], label: str, small: str
    ) -> Iterator[Mismatch]:
        where = f"{self.where}, key figure '{label}'"
        yield from fact_differs(
            tile.fact, cells.get(1), _placed(where, cells.get(1)), self.language
        )
        for offset, fact in ((2, tile.change), (3, tile.target)):
            cell = cells.get(offset)
            if fact is not None:
                yield from fact_differs(fact, cell, _placed(where, cell), self.language)
            elif cell is None or cell.value != NULL:
                yield Mismatch("", where, NULL, str(cell.value) if cell else "")
        yield from self._judged(tile, cells.get(_STATE), where)
        # the first sheet has the small chart only; a lost cell leaves a hole in what it shows
        course = [cell for offset, cell in cells.items() if offset > _SMALL]
        for fact, found in zip(tile.trend, course, strict=False):
            yield from fact_differs(fact, found, f"{where}, course", self.language)
        shown = self.small.pop(small, None)
        yield from small_charts.course_differs(tile, shown, self.book.cells, where)

    def _judged(self, tile: Kpi, state: Cell | None, where: str) -> Iterator[Mismatch]:
        """What the state of a key figure says otherwise than what was judged."""
        if tile.severity != "info":
            judged = SEVERITY[tile.severity].in_(self.language)
            if state is None or state.text != judged:
                yield Mismatch("", f"{where}, state", judged, state.text if state else "")

    def table(self, table: Table) -> Iterator[Mismatch]:
        """Caption, head, and every row by position."""
        if table.caption:
            yield from self.text(table.caption)
        where = f"{self.where}, table '{table.caption or table.id}'"
        heads = [plain_text(column.label) for column in table.columns]
        if not heads:
            return
        start = self._head(heads)
        if start is None:
            yield Mismatch("", where, " | ".join(heads), "")
            return
        for number, row in enumerate(table.rows, start=1):
            found = self.sheet.rows[start + number] if start + number < len(self.sheet.rows) else []
            cells = {cell.column: cell for cell in found}
            for index, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                here = f"{where}, row {number}, column '{column.label}'"
                cell = cells.get(index)
                yield from cell_differs(value, column.unit, cell, here, self.language)
        self.bars |= small_charts.bars_of(table, _row(self.sheet.rows[start]) + 1)
        self.at = start + 1 + len(table.rows)
        yield from self.words(table.note)

    def _head(self, heads: Sequence[str]) -> int | None:
        """The next row that holds these texts side by side from its first column."""
        for at in range(self.at, len(self.sheet.rows)):
            cells = {cell.column: cell.text for cell in self.sheet.rows[at]}
            if all(cells.get(i, "") == head for i, head in enumerate(heads)):
                return at
        return None

    def chart(self, chart: Chart) -> Iterator[Mismatch]:
        """Title, caption, figures in cells, and the native chart or the picture beside them."""
        yield from self.words(chart.title)
        yield from self.text(chart.caption)
        found = self._figure_head(chart)
        yield from self._drawn(chart, _row(self.sheet.rows[found[0]]) if found else 0)
        yield from self._figures(chart, found)
        yield from self.words(chart.note)

    def _drawn(self, chart: Chart, row: int) -> Iterator[Mismatch]:
        """The next chart or picture of the sheet; it must stand in the row of its figures."""
        native = chart.kind in chart_parts.NATIVE
        left, where = self.charts if native else self.pictures, f"{self.where}, chart '{chart.id}'"
        if not left:
            yield Mismatch("", where, "a native chart" if native else "a picture", "")
            return
        one, parts = left.pop(0), self.book.parts
        if row and one.row != row:
            yield Mismatch("", where, f"a drawing in row {row}", f"one in row {one.row}")
        if native:
            yield from chart_parts.compare(chart, parts.root(one.part), self.where, self.book.cells)
        else:
            yield from self.painter.compare(chart, parts, [one.part], self.where, vector=False)

    def _figures(self, chart: Chart, found: tuple[int, int] | None) -> Iterator[Mismatch]:
        where = f"{self.where}, figures of chart '{chart.id}'"
        if found is None:
            yield Mismatch("", where, " | ".join(one.name for one in chart.series), "")
            return
        start, first = found
        reference = plain_text(reference_name(chart, self.language))
        heads = [cell.text for cell in self.sheet.rows[start]]
        if chart.kind in chart_parts.NATIVE and reference and reference not in heads:
            yield Mismatch("", where, reference, " | ".join(heads))
        for number, category in enumerate(chart.categories, start=1):
            at = start + number
            row = self.sheet.rows[at] if at < len(self.sheet.rows) else []
            cells = {cell.column: cell for cell in row}
            name = cells.get(first)
            if category and (name is None or name.value != plain_text(category)):
                yield Mismatch("", where, category, str(name.value) if name else "")
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
    ) -> Iterator[Mismatch]:
        wanted = chart_parts.value_of(value)
        fact = value.id if isinstance(value, Fact) else ""
        if wanted is None:
            if found is not None:
                yield Mismatch(fact, where, "an empty cell", str(found.value))
        elif isinstance(value, Fact):
            yield from fact_differs(value, found, where, self.language)
        elif found is None or not same_number(found.value, wanted):
            yield Mismatch(fact, where, repr(wanted), str(found.value) if found else "")


def _row(cells: Sequence[Cell]) -> int:
    """The number of a row, from its cells."""
    return int(cells[0].place.lstrip(_LETTERS))


def _placed(where: str, cell: Cell | None) -> str:
    return f"{where}, {cell.place}" if cell else where


def _failed(document: Document, book: Workbook) -> Iterator[Mismatch]:
    """A chapter that could not be built says why."""
    for chapter in document.chapters:
        reason = plain_text(chapter.failed)
        sheets = [sheet for sheet in book.reading if sheet.title == plain_text(chapter.title)]
        said = [cell.text for sheet in sheets for row in sheet.rows for cell in row]
        if reason and not any(same_text(text, reason) for text in said):
            yield Mismatch("", f"Excel, '{chapter.title}'", reason, "")
