"""Finds which terms of the glossary a report uses: those that stand in what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from reportgen.document.blocks import Chart, Document, Term
from reportgen.document.compose import compose
from reportgen.document.outline import PAPER
from reportgen.document.printed import (
    Figure,
    Leaf,
    Paragraph,
    PrintedTable,
    Tile,
    leaves,
    printed_cell,
)
from reportgen.labels import Language

_REMARK: Final = re.compile(r"\s*[（(].*[）)]\s*$")


def used_terms(document: Document, terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms that stand in the report or in the meaning of one that does, in order."""
    known = list(terms)
    said = folded(printed_text(document.having(glossary=())))
    used: list[Term] = []
    while found := [one for one in known if one not in used and is_used(one.term, said)]:
        used += found
        said += folded("\n".join(one.meaning for one in found))
    return tuple(one for one in known if one in used)


def is_used(term: str, said: str) -> bool:
    """Tell whether a term stands in a folded text; a remark behind it, `（…）`, is its own text."""
    name, remark = _REMARK.sub("", term), _REMARK.search(term)
    if not remark or folded(term) in said:
        return folded(term) in said
    return folded(name) in said and folded(remark[0].strip(" （）()")) in said


def folded(text: str) -> str:
    """Return a text without spaces and capitals, as terms are looked for."""
    return "".join(text.split()).casefold()


def printed_text(document: Document) -> str:
    """Return everything the Word report prints, a line an item."""
    language = document.cover.language
    parts = compose(document, PAPER)
    items = (leaf for part in parts for leaf in leaves((part.title, *part.items)))
    return "\n".join(text for leaf in items for text in _texts(leaf, language))


def _texts(leaf: Leaf, language: Language) -> Iterator[str]:
    match leaf:
        case Paragraph():
            yield leaf.text(language)
        case Tile():
            yield from (leaf.label, leaf.moved, leaf.aimed)
        case PrintedTable():
            yield from (column.label for column in leaf.columns)
            for row in leaf.rows:
                for value, column in zip(row, leaf.columns, strict=True):
                    yield printed_cell(value, column, language)
        case Figure(Chart() as chart):
            yield from (*chart.categories, chart.axis, chart.reference_label)
            yield from (series.name for series in chart.series)
        case Figure():
            return
        case _:
            assert_never(leaf)
