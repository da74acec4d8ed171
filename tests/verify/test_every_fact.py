"""A fault in what decides words and order is refused: the proof does not use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from samples import LOOK

from reportgen.document import compose as composing
from reportgen.document.blocks import Document
from reportgen.document.outline import Arrangement
from reportgen.document.printed import (
    Box,
    Figure,
    Item,
    Measure,
    Paragraph,
    PrintedPart,
    PrintedTable,
    Tiles,
)
from reportgen.renderers.docx import Docx, body
from reportgen.renderers.xlsx import Xlsx, sheet_items
from reportgen.verify import verify, word_report

Items = tuple[Item, ...]
Break = Callable[[Items, int], Items]
CHAPTER = "月度概览: 10/2026 [全店]"
WORD, EXCEL = ".docx", ".xlsx"


def dropped(items: Items, at: int) -> Items:
    """An item is forgotten."""
    return items[:at] + items[at + 1 :]


def swapped(items: Items, at: int) -> Items:
    """An item stands after the next one."""
    return (*items[:at], *items[at : at + 2][::-1], *items[at + 2 :])


def reworded(items: Items, at: int) -> Items:
    """A word of an item is another."""
    return (*items[:at], _reworded(items[at]), *items[at + 1 :])


def _reworded(item: Item) -> Item:
    match item:
        case Paragraph(_, words):
            return replace(item, words=(*words, "不"))
        case Box(_, (first, *rest)):
            return replace(item, lines=(replace(first, words=("好", *first.words)), *rest))
        case Measure(lines):
            return replace(item, lines=(replace(lines[0], words=("别的",)), *lines[1:]))
        case PrintedTable():
            columns = (replace(item.columns[0], label="别的"), *item.columns[1:])
            return replace(item, columns=columns)
        case Tiles(tiles):
            return replace(item, tiles=(replace(tiles[0], label="别的"), *tiles[1:]))
        case Figure():
            above = (replace(item.above[0], words=("别的",)), *item.above[1:])
            return replace(item, above=above)


def broken(
    monkeypatch: pytest.MonkeyPatch, document: Document, change: Break, at: int
) -> list[str]:
    """What is found when the composer itself is at fault, in the writers and in the comparison."""

    def compose(document: Document, arrangement: Arrangement) -> tuple[PrintedPart, ...]:
        parts = composing.compose(document, arrangement)
        return tuple(
            replace(part, items=change(part.items, at)) if _meant(part, document) else part
            for part in parts
        )

    for module in (body, word_report, sheet_items):
        monkeypatch.setattr(module, "compose", compose)
    files = {
        WORD: Docx(pages="none").render(document, LOOK),
        EXCEL: Xlsx().render(document, LOOK),
    }
    return [str(one) for one in verify(document, files, LOOK)]


def _meant(part: PrintedPart, document: Document) -> bool:
    return part.chapter is document.chapters[0]


def test_the_proof_is_needed_and_holds(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(monkeypatch, document, lambda items, _: items, 0) == []


ITEMS = 10
"""Conclusion, key figures, two findings, heading, table, two charts, 小结, note."""


def test_every_kind_of_item_is_tried(document: Document) -> None:
    chapter = next(
        part for part in composing.compose(document, body.PAPER) if _meant(part, document)
    )
    assert len(chapter.items) == ITEMS
    assert {type(item) for item in chapter.items} == {Paragraph, Tiles, Box, PrintedTable, Figure}


@pytest.mark.parametrize("at", range(ITEMS))
@pytest.mark.parametrize("change", [dropped, reworded])
def test_an_item_forgotten_or_reworded_is_refused(
    document: Document, monkeypatch: pytest.MonkeyPatch, change: Break, at: int
) -> None:
    found = broken(monkeypatch, document, change, at)

    proved = [one for one in found if "chapters, in the order of the document" in one]
    assert {one.split(",")[0] for one in proved} == {"Word", "Excel"}, found


@pytest.mark.parametrize("at", range(ITEMS - 1))
def test_two_items_in_the_wrong_order_are_refused(
    document: Document, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    found = broken(monkeypatch, document, swapped, at)

    proved = [one for one in found if "chapters, in the order of the document" in one]
    assert {one.split(",")[0] for one in proved} == {"Word", "Excel"}, found
    assert any(one.endswith("found 'the same, but before others'") for one in proved)
