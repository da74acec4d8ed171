"""Reads the items of a sheet for reading: tells apart lines, tables, key figures and charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from reportgen.labels import Language
from reportgen.renderers.xlsx.excel_names import letters
from reportgen.renderers.xlsx.workbook_words import say
from reportgen.verify.found_items import (
    Found,
    FoundFigure,
    FoundParagraph,
    FoundTable,
    FoundTile,
    TileField,
)
from reportgen.verify.read_xlsx import Anchored, Cell, ReadSheet, row_number

_TILE: Final = ("indicator", "value", "change", "target", "state", "trend")
_FIELDS: Final[tuple[TileField, ...]] = ("value", "change", "target", "state")
"""The columns right of a key figure's label; then follows its small chart."""
_HELPERS: Final = 2
"""The first column in which the figures beside a chart may begin."""


class SheetReader:
    """Walks through the rows of a sheet once and collects its items."""

    def __init__(self, sheet: ReadSheet, language: Language) -> None:
        self._sheet = sheet
        self._rows = [(row_number(cells[0]), cells) for cells in sheet.rows if cells]
        self._chapter = [say("chapter", language)]
        self._tile = [say(key, language) for key in _TILE]
        self._anchors = {one.row for one in sheet.drawings}
        alone = self._anchors.difference(number for number, _ in self._rows)
        self._rows = sorted([*self._rows, *((number, []) for number in alone)], key=itemgetter(0))
        self._at = 0

    def items(self) -> Iterator[Found]:
        """Yield all items from top to bottom."""
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            if not cells:
                self._at += 1
                yield FoundFigure(anchored=self._anchored(number))
            elif any(cell.kind == "head" for cell in cells):
                yield from self._table(number, cells)
            elif cells[0].column >= _HELPERS:
                yield self._figure(number)
            else:
                self._at += 1
                yield FoundParagraph("".join(str(cell.value) for cell in cells))

    def _table(self, number: int, cells: Sequence[Cell]) -> Iterator[Found]:
        heads = {cell.column: cell.text for cell in cells if cell.kind == "head"}
        self._at += 1
        rows = list(self._body())
        texts = list(heads.values())
        for before in ([], self._chapter):  # the contents put the chapter before the label
            if texts == [*before, *self._tile]:
                yield from (FoundParagraph(cell.text) for cell in cells if cell.kind != "head")
                yield from (self._key_figure(row, len(before)) for _, row in rows)
                return
        by_number = {at: {cell.column: cell for cell in row} for at, row in rows}
        last = max(by_number, default=number)
        yield FoundTable(
            heads, [by_number.get(at, {}) for at in range(number + 1, last + 1)], number + 1
        )

    def _body(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows below a head, until one that has no borders."""
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            if not cells or cells[0].kind != "table":
                return
            yield number, cells
            self._at += 1

    def _key_figure(self, row: Sequence[Cell], first: int) -> FoundTile:
        cells = {cell.column - first: cell for cell in row}
        fields = {name: cells.get(at) for at, name in enumerate(_FIELDS, start=1)}
        small = letters(first + len(self._tile) - 1) + str(row_number(row[0]))
        course = [cell for at, cell in cells.items() if at >= len(self._tile)]
        label, under = (cells[at].text if at in cells else "" for at in (0, -1))
        return FoundTile(label, fields, course, small, under)

    def _figure(self, first: int) -> FoundFigure:
        """Read rows of figures, until one that is none or that has a drawing of its own."""
        rows: list[Sequence[Cell]] = []
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            if (number != first and number in self._anchors) or cells[0].column < _HELPERS:
                break
            rows.append(cells)
            self._at += 1
        return FoundFigure(rows=rows, anchored=self._anchored(first))

    def _anchored(self, row: int) -> list[Anchored]:
        return [one for one in self._sheet.drawings if one.row == row]
