"""Adds to findings a reference to the figure or table of their evidence: `（见图 3）`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from reportgen.document.blocks import Picture
from reportgen.document.facts import Fact
from reportgen.document.printed import (
    Box,
    Figure,
    Item,
    Paragraph,
    PrintedPart,
    PrintedTable,
    Reference,
    facts_in,
)
from reportgen.document.recommendation_words import without_stop
from reportgen.document.words import say
from reportgen.labels import Language

Shows: TypeAlias = Mapping[str, list[Reference]]
"""Fact id → the figures or tables that show it."""


def with_references(parts: Sequence[PrintedPart], language: Language) -> tuple[PrintedPart, ...]:
    """Return the parts, each finding with the one place of its chapter that shows its evidence."""
    found: dict[str, Reference] = {}
    for part in parts:
        if part.numbered:
            figures, tables = _shown(part.items)
            for box in part.items:
                if isinstance(box, Box) and (place := _place_of_evidence(box, figures, tables)):
                    found.setdefault(box.id, place)
    return tuple(
        replace(part, items=tuple(_with_reference(item, found, language) for item in part.items))
        for part in parts
    )


def _shown(items: Iterable[Item]) -> tuple[Shows, Shows]:
    figures: dict[str, list[Reference]] = {}
    tables: dict[str, list[Reference]] = {}
    for item in items:
        if isinstance(item, Figure):
            for fact in dict.fromkeys(_plotted(item)):
                figures.setdefault(fact, []).append(Reference("figure", item.number))
        elif isinstance(item, PrintedTable):
            for fact in dict.fromkeys(_printed(item)):
                tables.setdefault(fact, []).append(Reference("table", item.number))
    return figures, tables


def _plotted(figure: Figure) -> Iterator[str]:
    """Yield the ids of the facts a figure shows, without those of its title and reference."""
    if isinstance(figure.shows, Picture):
        yield from (fact.id for fact in figure.shows.facts)
        return
    for series in figure.shows.series:
        yield from (value.id for value in series.values if isinstance(value, Fact))


def _printed(cells: PrintedTable) -> Iterator[str]:
    """Yield the ids of the facts of a table and of the notes below it."""
    yield from (fact.id for fact in facts_in(cells))
    yield from (fact.id for line in cells.below for fact in facts_in(line))


def _place_of_evidence(box: Box, figures: Shows, tables: Shows) -> Reference | None:
    """Find the one figure that shows the first number of a finding, else the one table."""
    said = (line for line in box.lines if line.role in {"finding", "evidence"})
    facts = (*(fact for line in said for fact in facts_in(line)), *box.facts)
    main = next((fact.id for fact in facts), "")
    places = figures.get(main) or tables.get(main) or []
    return places[0] if len(places) == 1 else None


def _with_reference(item: Item, found: Mapping[str, Reference], language: Language) -> Item:
    """Return a finding with its reference; any other item as it is."""
    if not isinstance(item, Box) or item.id not in found:
        return item
    lines = (
        _insert_reference(line, found[item.id], language) if line.role == "evidence" else line
        for line in item.lines
    )
    return replace(item, lines=tuple(lines))


def _insert_reference(line: Paragraph, place: Reference, language: Language) -> Paragraph:
    """Insert the reference before the full stop of a sentence."""
    before, after = say("see", language, label="\0").split("\0")
    said = without_stop(line.spoken)
    stop = line.text(language)[len(Paragraph(line.role, said, line.lead).text(language)) :]
    return replace(line, words=(*said, before, place, after + stop))
