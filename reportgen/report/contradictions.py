"""Finds what a chapter says against itself: a list with another number, calm beside a warning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from reportgen.document.blocks import (
    Block,
    Chart,
    Finding,
    Recommendation,
    Table,
    Text,
    facts_of,
)
from reportgen.document.facts import Fact, Shown, Words
from reportgen.document.finding_order import needs_attention
from reportgen.metric.expressions import leaves
from reportgen.metric.units import unit_record
from reportgen.section.data import Data

Placed: TypeAlias = tuple[str, Block]
"""A block and the line that yielded it."""

_QUOTED: Final = re.compile(r"[“\"「《]([^”\"」》]+)[”\"」》]")
_STOP: Final = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s")
_NUMBER: Final = "\0"
"""Stands for a fact; no text holds it."""
_COUNTING: Final = frozenset({"value", "n", "size"})


def contradictions(blocks: Sequence[Placed], data: Data) -> Iterator[tuple[str, str]]:
    """Yield the place and the words of every contradiction within a chapter.

    A sentence that names a printed list in quotation marks counts rows of that list and of no other
    table; and a text calls nothing calm that a finding of its chapter asks to look at.
    """
    labels = {data.pick(data.contracts[name].label): name for name in sorted(data.printed)}
    for where, block in blocks:
        yield from ((where, fault) for fault in _other_counts(block, labels))
        if isinstance(block, Text) and block.calm:
            yield from ((where, fault) for fault in _not_calm(block, [one for _, one in blocks]))


def _other_counts(block: Block, labels: Mapping[str, str]) -> Iterator[str]:
    for words in _said(block):
        for named, facts in _sentences(words):
            lists = {labels[label]: label for label in named if label in labels}
            for fact in facts if lists else ():
                if not _counts(fact, lists):
                    label = next(iter(lists.values()))
                    yield (
                        f"a sentence names the list '{label}' and counts '{fact.id}' "
                        f"({fact.value:g}), which is not made of its rows; use a metric over "
                        f'Rows("{next(iter(lists))}"), or say it in another sentence'
                    )


def _counts(fact: Fact, lists: Iterable[str]) -> bool:
    tables = {leaf.rows.table for leaf in leaves(fact.expr)} if fact.expr else set()
    return bool(tables) and tables <= {*lists}


def _not_calm(text: Text, blocks: Iterable[Block]) -> Iterator[str]:
    calm = {fact.id for fact in text.calm}
    for block in blocks:
        if isinstance(block, Finding) and needs_attention(block):
            for fact in facts_of(block):
                if fact.id in calm:
                    yield (
                        f"it says that all is well with '{fact.id}', and finding '{block.id}' "
                        f"({block.severity}) asks to look at it; let the sentence follow from the "
                        "findings"
                    )


def _said(block: Block) -> Iterator[Words]:
    match block:
        case Text(spoken):
            yield spoken
        case Finding():
            yield from (block.title, block.text)
        case Recommendation():
            yield from (block.problem, block.cause, block.measure)
        case Table():
            yield from (cell for row in block.rows for cell in row if isinstance(cell, tuple))
            yield block.note
        case Chart():
            yield from (block.title, block.note)
        case _:
            return


def _sentences(words: Words) -> Iterator[tuple[set[str], list[Fact]]]:
    """Yield what stands in quotation marks in each sentence, and the numbers it counts."""
    shown = iter([part for part in words if isinstance(part, Shown)])
    text = "".join(
        part.replace(_NUMBER, "") if isinstance(part, str) else _NUMBER for part in words
    )
    for sentence in _STOP.split(text):
        here = [next(shown) for _ in range(sentence.count(_NUMBER))]
        counts = [
            one.fact for one in here if unit_record(one.fact.unit).counted and one.form in _COUNTING
        ]
        yield {*_QUOTED.findall(sentence)}, [fact for fact in counts if fact.known]
