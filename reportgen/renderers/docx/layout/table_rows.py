"""Computes the rows of tables: how high each is, which repeat, which stay together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from reportgen.renderers.docx.layout.page_fill import PageBlock, Piece
from reportgen.renderers.docx.layout.paragraph_style import (
    ParagraphStyles,
    W,
    attributes,
    child,
    on,
)
from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element

_EIGHTH: Final = 2.5
"""Twips of an eighth of a point, the unit of borders."""
_TABLE: Final = {
    "tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblDescription", "tblCellMar",
    "tblBorders", "tblInd", "jc", "tblStyleRowBandSize", "tblStyleColBandSize", "shd",
}  # fmt: skip
_ROW: Final = {"cantSplit", "tblHeader", "cnfStyle"}
_CELL: Final = {"tcW", "tcBorders", "shd", "vAlign", "gridSpan", "noWrap", "cnfStyle", "tcMar"}

_STYLED: Final = {"b", "bCs", "color", "jc", "shd", "lang"}


class ParagraphReader(Protocol):
    """The interface by which a table reads the paragraphs of its cells."""

    @property
    def looks(self) -> ParagraphStyles:
        """The styles of the document."""

    def height(self, element: _Element, width: float) -> tuple[float, float]:
        """Return the least and the most height of a paragraph of a cell, with its spacing."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The margins and borders around the text of every cell of a table, in twips."""

    margins: dict[str, float]
    borders: dict[str, float]


def block(table: _Element, reader: ParagraphReader) -> PageBlock:
    """Return the table as a block of rows.

    LibreOffice may move the rows at the end of a long table, which stay together, to the next page
    when what follows has no room below them: that is another way.
    """
    frame = _frame(table, reader)
    rows = table.findall(f"{W}tr")
    heights = [_height(row, i, len(rows), frame, reader) for i, row in enumerate(rows)]
    heads = _heads(rows)
    kept = [_kept(row, reader) for row in rows]
    ways = [_rows([height[way] for height in heights], kept, heads) for way in (0, 1)]
    *others, last = ways[1]
    if not all(row.kept for row in others):
        ways[1] = (*others, replace(last, kept=True))
    return PageBlock(tuple(dict.fromkeys(ways)))


def _rows(heights: Sequence[float], kept: Sequence[bool], heads: int) -> tuple[Piece, ...]:
    head = sum(heights[:heads])
    return tuple(
        Piece(height, kept=keep or i < heads, head=head if i > heads else 0)
        for i, (height, keep) in enumerate(zip(heights, kept, strict=True))
    )


def _heads(rows: Sequence[_Element]) -> int:
    for number, row in enumerate(rows):
        if child(child(row, "trPr"), "tblHeader") is None:
            return number
    return 0


def _kept(row: _Element, reader: ParagraphReader) -> bool:
    first = row.find(f"{W}tc/{W}p")
    return first is not None and reader.looks.of(child(first, "pPr")).keep_next


def _height(
    row: _Element, number: int, count: int, frame: Frame, reader: ParagraphReader
) -> tuple[float, float]:
    properties = child(row, "trPr")
    names = _names(properties)
    if "cantSplit" not in names:
        raise UnsureError("rows of a table may break across pages")
    _known(names, _ROW, "a row")
    cells = [_cell(cell, frame, reader) for cell in row.findall(f"{W}tc")]
    top = max([frame.borders["top" if not number else "insideH"], *(cell[2] for cell in cells)])
    bottom = frame.borders["bottom"] if number == count - 1 else 0
    least, most = (max(cell[way] for cell in cells) for way in (0, 1))
    return least + top + bottom, most + top + bottom


def _cell(cell: _Element, frame: Frame, reader: ParagraphReader) -> tuple[float, float, float]:
    """Return the least and the most height of a cell's text with margins, and the border above."""
    properties = child(cell, "tcPr")
    _known(_names(properties), _CELL, "a cell")
    margins = {**frame.margins, **_margins(child(properties, "tcMar"))}
    borders = _borders(child(properties, "tcBorders"))
    width = child(properties, "tcW")
    if width is None or width.get(f"{W}type") != "dxa":
        raise UnsureError("a cell has no fixed width")
    around = margins["left"] + margins["right"] + (borders["left"] + borders["right"]) / 2
    room = float(width.get(f"{W}w", "0")) - around
    least = most = margins["top"] + margins["bottom"]
    for paragraph in cell:
        if paragraph.tag == f"{W}tcPr":
            continue
        if paragraph.tag != f"{W}p":
            raise UnsureError("a cell holds more than paragraphs")
        heights = reader.height(paragraph, room)
        least += heights[0]
        most += heights[1]
    return least, most, borders["top"]


def _frame(table: _Element, reader: ParagraphReader) -> Frame:
    own = child(table, "tblPr")
    _known(_names(own), _TABLE, "a table")
    layout = child(own, "tblLayout")
    if layout is None or layout.get(f"{W}type") != "fixed":
        raise UnsureError("the widths of a table are not fixed")
    name = child(own, "tblStyle")
    style = name.get(f"{W}val", "") if name is not None else reader.looks.tables()
    styles = list(reader.looks.table(style))
    for one in styles:
        _plain(one)
    sources = [*(child(one, "tblPr") for one in styles), own]
    margins = {"top": 0.0, "left": 108.0, "bottom": 0.0, "right": 108.0}
    borders = _borders(None)
    for source in sources:
        margins |= _margins(child(source, "tblCellMar"))
        if (found := child(source, "tblBorders")) is not None:
            borders |= _borders(found)
    return Frame(margins, borders)


def _plain(style: _Element) -> None:
    """Refuse a table style that moves a line of its text."""
    for properties in style.iter(f"{W}pPr", f"{W}rPr"):
        _known(_names(properties), _STYLED, "the style of a table")


def _margins(found: _Element | None) -> dict[str, float]:
    return {
        one.tag.removeprefix(W): float(one.get(f"{W}w", "0"))
        for one in (found if found is not None else ())
    }


def _borders(found: _Element | None) -> dict[str, float]:
    made = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 0.0)
    for one in found if found is not None else ():
        values = attributes(one)
        if values.get("val") not in {"none", "nil"}:
            made[one.tag.removeprefix(W)] = float(values.get("sz", "0")) * _EIGHTH
    return made


def _names(properties: _Element | None) -> set[str]:
    return {
        one.tag.removeprefix(W)
        for one in (properties if properties is not None else ())
        if on(one) or one.tag not in {f"{W}cantSplit", f"{W}tblHeader"}
    }


def _known(names: set[str], known: set[str], what: str) -> None:
    if odd := sorted(names - known):
        raise UnsureError(f"{what} has <w:{odd[0]}>")
