"""Writes printed items as WordprocessingML strings, in reading order.

Strings are spliced into the shell when the package is written: building them is many times faster
than making and moving XML nodes one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, assert_never

from reportgen.document.blocks import Chart, Document, Picture
from reportgen.document.compose import compose
from reportgen.document.outline import PAPER
from reportgen.document.printed import (
    Box,
    Figure,
    Item,
    Measure,
    Paragraph,
    PrintedPart,
    PrintedTable,
    Role,
    Tiles,
)
from reportgen.labels import Language
from reportgen.renderers.docx import key_figures, recommendation_table, tables
from reportgen.renderers.docx.drawings import Drawings
from reportgen.renderers.docx.fields import Index
from reportgen.renderers.docx.lines import runs
from reportgen.renderers.docx.markup import BREAK, paragraph

_STYLE: Final = re.compile(r"<w:pStyle [^>]*/>(?!<w:keepNext)")
_OWN_PAGE: Final = '<w:pageBreakBefore w:val="1"/>'
"""A break that is kept whatever it leaves blank: one page is to hold all that follows."""
_TOP: Final = '<w:spacing w:before="0"/>'
_STYLES: Final[Mapping[Role, str]] = {
    "body": "normal",
    "headline": "rg headline",
    "summary": "rg summary",
    "note": "rg note",
    "fault": "rg failed",
    "chart title": "rg chart title",
    "advice": "normal",
}
"""The style of a paragraph that stands by itself."""


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

    def write(self, document: Document) -> str:
        """Return every part of the report after the lists."""
        return "".join(self._parts(compose(document, PAPER)))

    def _parts(self, parts: Sequence[PrintedPart]) -> Iterator[str]:
        for part, after in pairwise((*parts, None)):
            assert part is not None  # noqa: S101 only the last has none after it
            yield self._title(part, first=part is parts[0])
            items = self._items(part)
            # The space below the last block would begin a page of its own where the page is full.
            items = items.removesuffix(self._gap()) if after else items
            yield _kept_end(items) if after and after.name == "thanks" else items

    def _title(self, part: PrintedPart, *, first: bool) -> str:
        inside = self.index.heading(part.title.text(self.language), 1, numbered=part.numbered)
        style = "heading 1" if part.numbered else "rg heading"
        return paragraph(self.styles[style], inside, _before(part, first=first))

    def _items(self, part: PrintedPart) -> str:
        return _with_last([self.item(item, numbered=part.numbered) for item in part.items])

    def item(self, item: Item, *, numbered: bool) -> str:
        """Return the markup of one item."""
        match item:
            case Paragraph():
                return self._line(item, numbered=numbered)
            case Tiles():
                return self._tiles(item)
            case PrintedTable():
                return self._cells(item)
            case Figure():
                return self._figure(item)
            case Box():
                return self._box(item)
            case Measure():
                return "".join(self._line(line, numbered=numbered) for line in item.lines)
            case _:
                assert_never(item)

    def _line(self, line: Paragraph, *, numbered: bool) -> str:
        if line.role in {"heading", "subheading"}:
            level = 2 if line.role == "heading" else 3
            inside = self.index.heading(line.text(self.language), level, numbered=numbered)
            return paragraph(
                self.styles[f"heading {level}" if numbered else "rg subheading"], inside
            )
        return paragraph(self.styles[_STYLES[line.role]], runs(line, self.language))

    def _lines(self, lines: Iterable[Paragraph]) -> str:
        return "".join(self._line(line, numbered=False) for line in lines)

    def _tiles(self, tiles: Tiles) -> str:
        lines = key_figures.write(tiles.tiles, self.language, self.drawings, self.width)
        return "".join(line + self._gap() for line in lines) + self._lines(tiles.below)

    def _cells(self, cells: PrintedTable) -> str:
        if cells.kind != "data":
            table = recommendation_table.write(cells, self.language, self.styles, self.width)
            return table + self._gap()
        (caption,) = cells.above
        inside = self.index.caption(cells, caption)
        grid = tables.grid(cells, self.language, self.width)
        return (
            paragraph(self.styles["rg table caption"], inside)
            + tables.write(grid, self.drawings, noted=bool(cells.below))
            + (self._lines(cells.below) or self._gap())
        )

    def _figure(self, figure: Figure) -> str:
        caption, *notes = figure.below
        inside = self.index.caption(figure, caption)
        return (
            self._lines(figure.above)
            + self._drawing(figure.shows)
            + paragraph(self.styles["caption"], inside)
            + self._lines(notes)
        )

    def _drawing(self, shows: Chart | Picture) -> str:
        if isinstance(shows, Picture):
            return self.drawings.picture(shows)
        return self.drawings.chart(shows)

    def _box(self, box: Box) -> str:
        style = f"rg finding {box.severity}"
        styles = {"finding": self.styles[style]}
        text = self.styles[f"{style} text"]
        written = "".join(
            paragraph(styles.get(line.role, text), runs(line, self.language)) for line in box.lines
        )
        # Without a gap, neighbours of one severity would run together into one box.
        return written + self._gap()

    def _gap(self) -> str:
        return paragraph(self.styles["rg gap"], "")


def _before(part: PrintedPart, *, first: bool) -> str:
    """Return how a title begins: at the top of the text, of a page, or after the part before."""
    if part.name == "overviews":
        return _OWN_PAGE
    if part.name == "chapters":
        return BREAK
    if part.name in {"recommendations", "glossary"}:
        return f"{BREAK}{_TOP}"
    return _TOP if first else ""


def _with_last(parts: list[str]) -> str:
    """Keep the last but one part on the page of the last: no page holds a 小结 alone."""
    if len(parts) > 1 and parts[-1].count("<w:p>") == 1:
        before = parts[-2]
        if "<w:tbl>" not in before and "<w:drawing>" not in before:
            parts[-2] = _STYLE.sub(r"\g<0><w:keepNext/><w:keepLines/>", before)
    return "".join(parts)


def _kept_end(written: str) -> str:
    """Keep the end of a part on the page of the next: its last paragraph or row of a table."""
    table = written.endswith("</w:tbl>")
    at = max(written.rfind("<w:tr>" if table else "<w:p>"), 0)
    return written[:at] + _STYLE.sub(r"\g<0><w:keepNext/>", written[at:])
