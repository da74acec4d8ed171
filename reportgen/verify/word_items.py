"""Reads the items of a finished Word file in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from reportgen.renderers.open_package import Package
from reportgen.verify.found_items import (
    Found,
    FoundFigure,
    FoundParagraph,
    FoundTable,
    FoundTile,
    TileField,
)
from reportgen.verify.read_xlsx import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_P, _T, _BREAK, _TABLE = f"{_W}p", f"{_W}t", f"{_W}br", f"{_W}tbl"
_FIRST: Final = "_Toc00000001"
"""The bookmark of the first title, where the body begins."""
_DOCUMENT: Final = "word/document.xml"
_LIST_TITLE: Final = "rg toc title"


class WordItems:
    """The items of a Word file's body; what precedes its first title are lists and the cover."""

    def __init__(self, package: Package) -> None:
        self._links = package.targets(_DOCUMENT)
        styles = package.root("word/styles.xml")
        self._styles = {
            style.get(f"{_W}styleId", ""): name.get(f"{_W}val", "").lower()
            for style in styles.iter(f"{_W}style")
            for name in style.iter(f"{_W}name")
        }
        self.before: list[Found] = []
        self.lists: list[str] = []
        """The titles of the lists in front."""
        self.body: list[Found] = []
        self._begun = False
        body = package.root(_DOCUMENT).find(f"{_W}body")
        for item in self._items(body) if body is not None else ():
            (self.body if self._begun else self.before).append(item)

    def _items(self, parent: _Element) -> Iterator[Found]:
        for child in parent:
            if child.tag == _P:
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                yield from self._items(content) if content is not None else ()

    def _paragraph(self, paragraph: _Element) -> Iterator[Found]:
        if paragraph.find(f"{_W}hyperlink") is not None:
            return
        if not self._begun:
            marks = paragraph.iter(f"{_W}bookmarkStart")
            self._begun = any(mark.get(f"{_W}name") == _FIRST for mark in marks)
        if next(paragraph.iter(f"{_W}drawing"), None) is not None:
            yield self._drawing(paragraph)
        elif text := _text(paragraph):
            if self._style(paragraph) == _LIST_TITLE:
                self.lists.append(text)
            yield FoundParagraph(text)

    def _style(self, paragraph: _Element) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""

    def _drawing(self, paragraph: _Element) -> FoundFigure:
        chart = next(paragraph.iter(f"{_C}chart"), None)
        embedded = (one.get(f"{_R}embed", "") for one in paragraph.iter())
        pictures = [self._links[one] for one in embedded if one in self._links]
        part = self._links.get(chart.get(f"{_R}id", ""), "") if chart is not None else ""
        return FoundFigure(part, tuple(pictures))

    def _table(self, table: _Element) -> Iterator[Found]:
        rows = [list(row.iterchildren(f"{_W}tc")) for row in table.iterchildren(f"{_W}tr")]
        first = next((one for row in rows for cell in row for one in cell.iter(_P)), None)
        if first is not None and self._style(first) == "rg kpi label":
            yield from (self._tile([row[at] for row in rows if at < len(row)])
                        for at in range(len(rows[0])))  # fmt: skip
            return
        if first is not None and self._style(first) == _LIST_TITLE:
            for cell in rows[0]:
                yield from self._items(cell)
            return
        texts = [{at: _joined(cell) for at, cell in enumerate(row)} for row in rows]
        if texts:
            cells = [{at: Cell("", at, text) for at, text in row.items()} for row in texts[1:]]
            yield FoundTable(texts[0], cells)

    def _tile(self, cells: list[_Element]) -> FoundTile:
        """Read one column of a table of key figures; the styles tell its rows apart."""
        lines: Mapping[str, list[str]] = {
            "rg kpi label": [],
            "rg kpi value": [],
            "rg kpi change": [],
        }
        course = ""
        for cell in cells:
            for paragraph in cell.iter(_P):
                lines.get(self._style(paragraph), []).append(_text(paragraph))
                for drawn in paragraph.iter(f"{_WP}docPr"):
                    course = drawn.get("descr", "")
        said = " / ".join(filter(None, lines["rg kpi change"]))
        told: Mapping[TileField, str] = {
            "value": " ".join(lines["rg kpi value"]),
            "said": said,
            "course": course,
        }
        fields = {name: Cell("", 0, text) for name, text in told.items()}
        return FoundTile(" ".join(lines["rg kpi label"]), fields)


def _joined(cell: _Element) -> str:
    """Return the text of a cell; a line drawn in it is what those hear who cannot see it."""
    drawn = [one.get("descr", "") for one in cell.iter(f"{_WP}docPr")]
    return "\n".join(drawn or map(_text, cell.iter(_P)))


def _text(paragraph: _Element) -> str:
    found = paragraph.iter(_T, _BREAK)
    return "".join("\n" if one.tag == _BREAK else one.text or "" for one in found)
