"""Finds where a fact is printed: the parts of the Word file and the sheets of the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from reportgen.document.blocks import Document
from reportgen.document.compose import compose
from reportgen.document.outline import PAPER
from reportgen.document.printed import (
    Figure,
    Item,
    Leaf,
    Paragraph,
    PrintedTable,
    Tile,
    facts_in,
    leaves,
)
from reportgen.document.words import say
from reportgen.labels import Language
from reportgen.renderers.xlsx.sheet_items import contents_of, sheets_of

_LONGEST: Final = 40
"""Characters of a sentence that name it: half a line of an 80-column terminal, by judgement."""
_CAPTIONS: Final = frozenset({"table caption", "figure caption"})


def printed_places(fact_id: str, document: Document) -> Iterator[str]:
    """List where the Word file and the workbook print a fact, in the order of their items."""
    language = document.cover.language
    for part in compose(document, PAPER):
        title = part.title.text(language)
        found = dict.fromkeys(_items_with(fact_id, part.items, language))
        yield from (f"Word · {title}{f' · {said}' if said else ''}" for said in found)
    sheets = sheets_of(document)
    read = [(say("contents", language), contents_of(document, sheets, ()))]
    read += [(sheet.title, sheet.items) for sheet in sheets]
    for title, items in read:
        found = dict.fromkeys(_items_with(fact_id, items, language))
        yield from (f"Excel · {title}{f' · {said}' if said else ''}" for said in found)
    yield f"Excel · {say('definitions', language)}"


def _items_with(fact_id: str, items: Iterable[Item], language: Language) -> Iterator[str]:
    """Yield a name for each item that prints a fact: caption, label, start of its sentence."""
    for item in items:
        for leaf in leaves([item]):
            if any(fact.id == fact_id for fact in facts_in(leaf)):
                yield _named(item, leaf, language)


def _named(item: Item, leaf: Leaf, language: Language) -> str:
    if isinstance(item, PrintedTable | Figure) and item is leaf:
        lines = (*item.above, *item.below)
        captions = (line.text(language) for line in lines if line.role in _CAPTIONS)
        return next(captions, "")
    if isinstance(leaf, Tile):
        return leaf.label
    said = leaf.text(language) if isinstance(leaf, Paragraph) else ""
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
