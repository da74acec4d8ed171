"""Reads a finished Word file: its paragraphs, tables and drawings in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from reportgen.renderers.open_package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_P, _T, _BREAK, _TABLE = f"{_W}p", f"{_W}t", f"{_W}br", f"{_W}tbl"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of a paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The texts of a table, row by row; the paragraphs of a cell are joined by line breaks."""

    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or pictures; `chart` names the part of a native chart, the rest are pictures."""

    chart: str
    pictures: tuple[str, ...] = ()


Item: TypeAlias = Paragraph | ReadTable | Drawing


def read(package: Package) -> list[Item]:
    """Everything the body holds, without the lists in front (they repeat headings)."""
    body = package.root("word/document.xml").find(f"{_W}body")
    links = package.targets("word/document.xml")
    return list(_items(body, links)) if body is not None else []


def _items(parent: _Element, links: Mapping[str, str]) -> Iterator[Item]:
    for child in parent:
        if child.tag == _P:
            yield from _paragraph(child, links)
        elif child.tag == _TABLE:
            yield ReadTable([_row(row) for row in child.iterchildren(f"{_W}tr")])
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            yield from _items(content, links) if content is not None else ()


def _paragraph(paragraph: _Element, links: Mapping[str, str]) -> Iterator[Item]:
    if paragraph.find(f"{_W}hyperlink") is not None:
        return
    if next(paragraph.iter(f"{_W}drawing"), None) is not None:
        chart = next(paragraph.iter(f"{_C}chart"), None)
        embedded = (one.get(f"{_R}embed", "") for one in paragraph.iter())
        pictures = [links[one] for one in embedded if one in links]
        part = links.get(chart.get(f"{_R}id", ""), "") if chart is not None else ""
        yield Drawing(part, tuple(pictures))
    elif text := _text(paragraph):
        yield Paragraph(text)


def _row(row: _Element) -> list[str]:
    return ["\n".join(map(_text, cell.iter(_P))) for cell in row.iterchildren(f"{_W}tc")]


def _text(paragraph: _Element) -> str:
    found = paragraph.iter(_T, _BREAK)
    return "".join("\n" if one.tag == _BREAK else one.text or "" for one in found)


def missing_in(joined: str, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which of the texts (fact id, text) do not stand in a text in the order given."""
    at, missing = 0, []
    for fact, said in wanted:
        found = joined.find(said, at)
        if found < 0:
            missing.append((fact, said))
        else:
            at = found + len(said)
    return missing
