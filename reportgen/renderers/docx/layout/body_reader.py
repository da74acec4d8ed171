"""Reads a Word file's text into blocks of lines and rows; unknown markup raises `UnsureError`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.layout import line_breaks as breaking
from reportgen.renderers.docx.layout import table_rows
from reportgen.renderers.docx.layout.heading_numbers import HeadingNumbers
from reportgen.renderers.docx.layout.line_breaks import BREAK, TypedText
from reportgen.renderers.docx.layout.page_fill import PageBlock, lines
from reportgen.renderers.docx.layout.paragraph_style import (
    ParagraphStyle,
    ParagraphStyles,
    W,
    child,
    typed,
)
from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EITHER: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_EMU: Final = 635
"""English metric units in a twip."""
_QUIET: Final = {"pPr", "rPr", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "instrText"}
_BETWEEN: Final = {"bookmarkStart", "bookmarkEnd", "sectPr", "proofErr"}


@dataclass(slots=True)
class Content:
    """What a paragraph holds: text, the height of its highest drawing, its bookmarks."""

    spans: list[TypedText] = field(default_factory=list)
    drawn: float = 0
    marks: list[str] = field(default_factory=list)
    fields: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads paragraphs and tables with the styles of one document.

    `tabs` says that text may hold tabs, as headers do; nobody knows how wide they are.
    """

    looks: ParagraphStyles
    numbers: HeadingNumbers
    tabs: bool = False

    def blocks(self, elements: Sequence[_Element], width: float) -> Iterator[PageBlock]:
        """Read every paragraph and table as a block; `width` of the text in twips.

        Raises:
            UnsureError: Something moves lines or pages and is not known here.
        """
        read = [self._read(one) if one.tag == f"{W}p" else None for one in elements]
        for i, (element, found) in enumerate(zip(elements, read, strict=True)):
            if found:
                sides = [read[n] if 0 <= n < len(read) else None for n in (i - 1, i + 1)]
                yield self._paragraph(*found, width, [side and side[0].box for side in sides])
            elif element.tag == f"{W}tbl":
                yield table_rows.block(element, self)
            elif element.tag.removeprefix(W) not in _BETWEEN:
                raise UnsureError(f"the text has <{_name(element)}>")

    def height(self, element: _Element, width: float) -> tuple[float, float]:
        """Return the least and the most height of a paragraph of a cell, with its spacing."""
        look, content = self._read(element)
        few, many = self._count(look, content, width, hanging=False)
        high = _height(look, content)
        around = look.top + look.bottom + look.before + look.after
        return few * high + around, many * high + around

    def _paragraph(
        self,
        look: ParagraphStyle,
        content: Content,
        width: float,
        sides: Sequence[tuple[str, ...] | None],
    ) -> PageBlock:
        """Read a paragraph; neighbours with equal boxes (`sides`) have no border between them."""
        counts = self._count(look, content, width, hanging=True)
        joined = [bool(look.box) and side == look.box for side in sides]
        borders = (0 if joined[0] else look.top, 0 if joined[1] else look.bottom)
        high = _height(look, content)
        return PageBlock(
            tuple(
                lines(look, number, high, borders, content.marks)
                for number in dict.fromkeys(counts)
            )
        )

    def _count(
        self, look: ParagraphStyle, content: Content, width: float, *, hanging: bool
    ) -> tuple[int, int]:
        if content.drawn:
            if any(span.text.strip() for span in content.spans):
                raise UnsureError("a drawing stands in a line of text")
            return 1, 1
        room = width - look.left - look.right
        begin = self.numbers.begin(look) if look.number else look.first
        return breaking.count(content.spans, room, room - begin, hanging=hanging)

    def _read(self, element: _Element) -> tuple[ParagraphStyle, Content]:
        content = Content()
        look = self.looks.of(child(element, "pPr"))
        for part in element:
            self._part(part, look, content)
        return look, content

    def _part(self, part: _Element, look: ParagraphStyle, content: Content) -> None:
        match name := _name(part):
            case "r":
                self._run(part, look, content)
            case "hyperlink" | "fldSimple":
                for inner in part:
                    self._part(inner, look, content)
            case "bookmarkStart":
                content.marks.append(part.get(f"{W}name", ""))
            case _:
                if name not in _QUIET:
                    raise UnsureError(f"a paragraph has <{name}>")

    def _run(self, run: _Element, look: ParagraphStyle, content: Content) -> None:
        type_ = typed(look.type, child(run, "rPr"))
        for part in run:
            match name := _name(part):
                case "t":
                    text = "" if content.hidden else part.text or ""
                    content.spans.append(TypedText(text, type_))
                case "br" if part.get(f"{W}type", "textWrapping") == "textWrapping":
                    content.spans.append(TypedText(BREAK, type_))
                case "tab" if self.tabs:
                    content.spans.append(TypedText(" ", type_))
                case "fldChar":
                    _field(part.get(f"{W}fldCharType", ""), content)
                case "drawing":
                    content.drawn = max(content.drawn, _drawn(part))
                case "AlternateContent":
                    for drawing in part.iterfind(f"{_EITHER}Choice/{W}drawing"):
                        content.drawn = max(content.drawn, _drawn(drawing))
                case _:
                    if name not in _QUIET:
                        raise UnsureError(f"a text has <{name}>")


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _field(kind: str, content: Content) -> None:
    """Note the begin or end of a field: what stands before its result is its instruction."""
    content.fields += {"begin": 1, "end": -1}.get(kind, 0)
    content.hidden = kind == "begin"
    if content.fields > 1:
        raise UnsureError("a field stands inside another")


def _height(look: ParagraphStyle, content: Content) -> float:
    """Return the height of a line in twips; a drawing makes its line as high as it is."""
    if look.line > 0:
        return look.line
    if look.line < 0 or not content.drawn:
        raise UnsureError("line spacing is not exact")
    return content.drawn


def _drawn(drawing: _Element) -> float:
    """Return the height of a drawing in twips; 0 for one that text makes no room for."""
    extent = drawing.find(f"{_DRAWING}inline/{_DRAWING}extent")
    if extent is not None:
        return int(extent.get("cy", "0")) / _EMU
    if drawing.find(f"{_DRAWING}anchor/{_DRAWING}wrapNone") is not None:
        return 0
    raise UnsureError("text flows around a drawing")
