"""Compares a finished Word file with the document: every item, and the pages around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.document import brand
from reportgen.document.blocks import Document, Picture
from reportgen.document.compose import compose
from reportgen.document.meeting_edition import on_paper
from reportgen.document.outline import PAPER
from reportgen.document.printed import Figure, Leaf, PrintedPart, leaves
from reportgen.document.words import Word, say
from reportgen.extension.components import Look
from reportgen.renderers.open_package import Package
from reportgen.verify import alternative_texts, chart_parts, every_fact, fields, title_page
from reportgen.verify.comparison import Comparison, Key, key_of
from reportgen.verify.found_items import Found, FoundFigure
from reportgen.verify.mismatch import Mismatch
from reportgen.verify.pictures import Painter, brought_differs
from reportgen.verify.read_xlsx import Workbook
from reportgen.verify.word_items import WordItems

_DOCUMENT = "word/document.xml"


def compare(document: Document, parts: Package, look: Look) -> list[Mismatch]:
    """List everything in the Word file that differs from the document or is missing."""
    return list(_all(on_paper(document), parts, look))


def _all(document: Document, parts: Package, look: Look) -> Iterator[Mismatch]:
    language = document.cover.language
    painter = Painter(language, brand.load(look.brand))
    root = parts.root(_DOCUMENT)
    printed = compose(document, PAPER)
    found = WordItems(parts)
    yield from title_page.word(document.cover, parts, look.template)
    yield from _lists(document, printed, found.lists)
    yield from fields.compare(root)
    comparison = Comparison(language, _WordFigures(parts, painter).differ)
    expected = list(_expected(printed, document))
    last = comparison.key(expected[-1][1])
    body = _without_end(found.body, last, title_page.after_body(look.template))
    differing = list(comparison.differences(expected, body))
    yield from differing or every_fact.compare(document, PAPER, body, "Word")
    yield from alternative_texts.compare(document, "Word", [root])


def _expected(printed: tuple[PrintedPart, ...], document: Document) -> Iterator[tuple[str, Leaf]]:
    """Yield every item with the part it belongs to."""
    for part in printed:
        where = f"Word, '{part.title.text(document.cover.language)}'"
        yield from ((where, leaf) for leaf in leaves((part.title, *part.items)))


def _without_end(body: list[Found], last: Key, after: int) -> list[Found]:
    """Return the items without those the template itself prints below the last one."""
    for end in range(len(body), max(0, len(body) - after - 1), -1):
        if key_of(body[end - 1]) == last:
            return body[:end]
    return body


def _lists(
    document: Document, printed: tuple[PrintedPart, ...], found: list[str]
) -> Iterator[Mismatch]:
    """Check the titles of the contents and of the lists in front."""
    items = [item for part in printed for item in part.items]
    numbered = [isinstance(item, Figure) for item in items if getattr(item, "number", 0)]
    words: dict[Word, bool] = {
        "contents": True,
        "figures": any(numbered),
        "tables": not all(numbered),
    }
    wanted = [say(word, document.cover.language) for word, listed in words.items() if listed]
    if wanted != found:
        yield Mismatch("", "Word, lists in front", " | ".join(wanted), " | ".join(found))


@dataclass(frozen=True, slots=True)
class _WordFigures:
    """Compares native charts with their parts and workbooks, and pictures with both copies."""

    parts: Package
    painter: Painter

    def differ(self, item: Figure, found: FoundFigure, where: str) -> Iterator[Mismatch]:
        """Yield where a native chart's caches and workbook, or the pictures, differ."""
        chart = item.shows
        if isinstance(chart, Picture):
            yield from brought_differs(chart, self.parts, found.pictures, where, vector=True)
            return
        if chart.kind not in chart_parts.NATIVE:
            yield from self.painter.compare(chart, self.parts, found.pictures, where, vector=True)
            return
        if found.chart not in self.parts:
            yield Mismatch("", f"{where}, chart '{chart.id}'", "a native chart", "a picture")
            return
        cells = self._embedded(found.chart)
        yield from chart_parts.compare(chart, self.parts.root(found.chart), where, cells)
        yield from chart_parts.names_differ(chart, where, cells, self.painter.language)

    def _embedded(self, chart: str) -> chart_parts.CellsBySheet:
        """Return the cells of the workbook behind a chart."""
        books = [name for name in self.parts.targets(chart).values() if name in self.parts]
        return Workbook(Package.of(self.parts[books[0]])).cells if books else {}
