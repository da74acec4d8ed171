"""Which figure or table shows the evidence of a finding: `（见图 3）`, where only one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from reportgen.document.blocks import Block, Chapter, Chart, Document, Finding, Table, facts_of
from reportgen.document.facts import Fact
from reportgen.renderers.docx.fields import Kind

Shows: TypeAlias = Mapping[str, list["Reference"]]
"""Fact id → the figures or tables that show it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure or table by its number."""

    kind: Kind
    number: int


def references(document: Document) -> dict[str, Reference]:
    """Finding id → where its evidence is shown in its chapter; only where that is one place."""
    found: dict[str, Reference] = {}
    counts = _counted({"figure": 0, "table": 0}, (*document.preface, *document.summary))
    for chapter in document.chapters:
        figures, tables = _shown(chapter, counts)
        for block in chapter.blocks:
            if isinstance(block, Finding):
                place = _place(block, figures, tables)
                if place:
                    found.setdefault(block.id, place)
    return found


def _counted(counts: dict[Kind, int], blocks: Iterable[Block]) -> dict[Kind, int]:
    for block in blocks:
        if isinstance(block, Chart):
            counts["figure"] += 1
        elif isinstance(block, Table):
            counts["table"] += 1
    return counts


def _shown(chapter: Chapter, counts: dict[Kind, int]) -> tuple[Shows, Shows]:
    """What the figures and what the tables of a chapter show; their numbers go on from `counts`."""
    figures: dict[str, list[Reference]] = {}
    tables: dict[str, list[Reference]] = {}
    for block in chapter.blocks:
        _counted(counts, [block])
        if isinstance(block, Chart):
            for fact in dict.fromkeys(_plotted(block)):
                figures.setdefault(fact, []).append(Reference("figure", counts["figure"]))
        elif isinstance(block, Table):
            for fact in dict.fromkeys(fact.id for fact in facts_of(block)):
                tables.setdefault(fact, []).append(Reference("table", counts["table"]))
    return figures, tables


def _plotted(chart: Chart) -> Iterator[str]:
    """The facts a chart plots: not those of its title, nor the level drawn across."""
    for series in chart.series:
        yield from (value.id for value in series.values if isinstance(value, Fact))


def _place(finding: Finding, figures: Shows, tables: Shows) -> Reference | None:
    """The one figure that shows the number the finding begins with, else the one table."""
    main = next((fact.id for fact in facts_of(finding)), "")
    places = figures.get(main) or tables.get(main) or []
    return places[0] if len(places) == 1 else None
