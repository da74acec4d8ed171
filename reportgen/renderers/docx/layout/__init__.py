"""Computes on which page things are by laying the report out, without any other program.

No library did this for our files: rdocx, the nearest, misplaced every long table, and none says
when it is not sure. Our own markup is small and closed (exact line spacing, fixed widths and
heights, rows that do not split), so its pages follow from counting lines and adding heights; and
whatever is not known, in a designer's template or in a text, is noticed and makes the answer
`UnsureError` instead of a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.layout.body_reader import BodyReader
from reportgen.renderers.docx.layout.heading_numbers import HeadingNumbers
from reportgen.renderers.docx.layout.page_fill import FilledPages, PageBlock, Piece, RunOn, pages
from reportgen.renderers.docx.layout.paper import Paper, check_edges, check_settings, paper
from reportgen.renderers.docx.layout.paragraph_style import ParagraphStyles, W, attributes, child
from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["RunOn", "UnsureError", "filled", "find"]

_TEXT: Final = "word/document.xml"
_PARTS: Final = re.compile(
    r"word/(?:(?:document|styles|numbering|settings|header\d*|footer\d*)\.xml"
    r"|_rels/document\.xml\.rels)"
)
_TALL: Final = 4
"""LibreOffice may leave a page short near a row higher than this part of it; by judgement."""


def find(
    parts: Mapping[str, bytes], bookmarks: Sequence[str], first: str
) -> tuple[dict[str, int], int]:
    """Return the page of each bookmark, and the last page of its section; `first` is on page 1.

    Raises:
        UnsureError: Another program may break the pages elsewhere; the text says why.
    """
    blocks, tables, sheet = _read(parts, first)
    if any(row.height > sheet.height / _TALL for table in tables for row in table.ways[-1]):
        raise UnsureError("a row of a table is higher than a quarter of a page")
    answers = [_numbered(way, sheet, bookmarks, first) for way in _ways(blocks)]
    moved = sum(len({answer[0][name] for answer in answers}) > 1 for name in bookmarks)
    if moved or len({last for _, last in answers}) > 1:
        raise UnsureError(f"a line may end elsewhere, which moves {moved or 1} entries")
    return answers[0]


def filled(parts: Mapping[str, bytes], first: str, rule: RunOn) -> FilledPages:
    """Return how the pages are filled that begin with the bookmark `first`, by the fewest lines.

    Raises:
        UnsureError: There is something whose height is not known.
    """
    blocks, _, sheet = _read(parts, first)
    return pages([piece for block in blocks for piece in block.ways[0]], sheet.height, rule)


def _numbered(
    pieces: Sequence[Piece], sheet: Paper, bookmarks: Sequence[str], first: str
) -> tuple[dict[str, int], int]:
    made = pages(pieces, sheet.height)
    found = made.found
    if missing := [name for name in (first, *bookmarks) if name not in found]:
        raise UnsureError(f"'{missing[0]}' stands outside the report")
    last = len(made.used) - found[first]
    return {name: found[name] - found[first] + 1 for name in bookmarks}, last


def _ways(blocks: Sequence[PageBlock]) -> Iterator[list[Piece]]:
    """Yield the pieces at their fewest, at their most, and with one doubtful block changed."""
    doubtful = [at for at, block in enumerate(blocks) if len(block.ways) > 1]
    for base in (0, -1) if doubtful else (0,):
        yield [piece for block in blocks for piece in block.ways[base]]
        for other in doubtful if len(doubtful) > 1 else ():
            yield [
                piece
                for at, block in enumerate(blocks)
                for piece in block.ways[-1 - base if at == other else base]
            ]


def _read(parts: Mapping[str, bytes], first: str) -> tuple[list[PageBlock], list[PageBlock], Paper]:
    """Return what fills the pages, the tables among it, and the paper."""
    try:
        return _read_parts(parts, first)
    except (KeyError, ValueError) as error:
        raise UnsureError(f"the template has something odd: {error}") from error


def _read_parts(
    parts: Mapping[str, bytes], first: str
) -> tuple[list[PageBlock], list[PageBlock], Paper]:
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    roots = {name: etree.fromstring(part) for name, part in parts.items() if _PARTS.fullmatch(name)}
    elements, sections = _section(roots[_TEXT], first)
    sheet = paper(sections[-1])
    tab = check_settings(roots.get("word/settings.xml"))
    looks = ParagraphStyles(roots["word/styles.xml"])
    reader = BodyReader(looks, HeadingNumbers(roots.get("word/numbering.xml"), tab))
    check_edges(roots, sections, sheet, BodyReader(looks, reader.numbers, tabs=True))
    blocks = list(reader.blocks(elements, sheet.width))
    return blocks, list(_tables(elements, blocks)), sheet


def _tables(elements: Sequence[_Element], blocks: Sequence[PageBlock]) -> Iterator[PageBlock]:
    shown = [one for one in elements if one.tag in {f"{W}p", f"{W}tbl"}]
    for element, block in zip(shown, blocks, strict=True):
        if element.tag == f"{W}tbl":
            yield block


def _section(document: _Element, first: str) -> tuple[list[_Element], list[_Element]]:
    """Return the elements of the section with the bookmark `first`, and the sections up to it."""
    elements: list[_Element] = []
    sections: list[_Element] = []
    for element in document.find(f"{W}body"):
        elements.append(element)
        own = element if element.tag == f"{W}sectPr" else child(child(element, "pPr"), "sectPr")
        if own is None:
            continue
        sections.append(own)
        marks = (mark for one in elements for mark in one.iter(f"{W}bookmarkStart"))
        if any(attributes(mark).get("name") == first for mark in marks):
            return elements, sections
        elements = []
    raise UnsureError("the first heading is missing")
