"""One thing changed at a random place of a finished file: the check refuses the file.

What it does not see is listed in `UNSEEN`, with what sees it instead.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import mutations as change
import pytest
from mutations import Parts, Place, in_word
from samples import LOOK

from reportgen.document.blocks import Document, Kpis
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import verify

PLACES: Final = 12
"""Places a kind is tried at, where it has so many."""
FEWEST: Final = 5
Find = Callable[[Parts], list[Place]]

WORD: Final[dict[str, Find]] = {
    "digit in the text": in_word(r"Normal|RG(?!KPI|Table|Cover|TOC)\w+|Heading\d", table=False),
    "digit in a cell of a table": in_word("RGTableText", table=True),
    "digit in a tile": in_word(r"RGKPI\w+"),
    "digit in a caption": in_word("Caption|RGTableCaption"),
    "digit in the contents": in_word(r"TOC\d|TableofFigures"),
    "sign, unit, month or verdict": in_word(r"(?!RGNote).*", exchange=True),
    "title page, header, footer": change.title_and_edges,
    "word of a recommendation": change.words_of_advice,
    "alternative text": change.alternative_texts,
    "point in the cache of a chart": change.chart_points,
    "name in the cache of a chart": change.chart_names,
    "number in the workbook behind a chart": change.numbers_behind,
    "name in the workbook behind a chart": change.names_behind,
    "any word": change.words_anywhere,
    "course of a key figure in words": change.courses_in_words,
    "two cells swapped": change.cells_swapped,
    "row removed": change.rows_removed,
    "paragraph removed": change.paragraphs_removed,
}
EXCEL: Final[dict[str, Find]] = {
    "number in a cell": change.cells(formula=False),
    "value of a formula": change.cells(formula=True),
    "target of a name": change.defined_names,
    "text of a cell": change.texts_of_sheets,
    "number format": change.number_formats,
    "row removed": change.sheet_rows_removed,
    "two cells swapped": change.values_swapped,
    "alternative text": change.alternative_texts,
    "point in the cache of a chart": change.chart_points,
    "name in the cache of a chart": change.chart_names,
    "title, note or head of the sources": change.top_of_sources,
    "fact in the sources": change.column_of_sources("A"),
    "place in the sources": change.column_of_sources("B"),
    "unit in the sources": change.column_of_sources("D"),
    "formula in words in the sources": change.column_of_sources("G"),
    "id in the sources": change.column_of_sources("K"),
}
FEW: Final = {"kind": "F", "definition": "H", "basis": "I", "rows": "J"}
"""Columns of the sources of which the sample has fewer than five different texts."""
UNSEEN: Final[dict[str, tuple[str, Find]]] = {
    # not compared; recalculation by two engines (tests/outputs) finds another value
    "text of a formula": (".xlsx", change.formulas),
    # only their number is compared; recalculation of the formulas over them finds it
    "number in a row of details": (".xlsx", change.cells(formula=False, details=True)),
    # the rows are written from the frame as they are; tests/renderers/xlsx compare every cell
    "text in a row of details": (".xlsx", change.texts_of_details),
}


def missed(document: Document, suffix: str, parts: Parts, find: Find, name: str) -> list[str]:
    """The places of a kind, some chosen by chance, at which a change passes."""
    places = find(parts)
    chosen = random.Random(name).sample(places, min(PLACES, len(places)))  # noqa: S311
    return [
        change.said(parts, place)
        for place in chosen
        if not verify(document, {suffix: change.changed(parts, place)}, LOOK)
    ]


@pytest.mark.parametrize("name", WORD)
def test_any_change_of_a_word_file_is_refused(
    document: Document, word: Mapping[str, bytes], name: str
) -> None:
    assert len(WORD[name](word)) >= FEWEST
    assert missed(document, ".docx", word, WORD[name], name) == []


@pytest.mark.parametrize("name", EXCEL)
def test_any_change_of_a_workbook_is_refused(
    document: Document, excel: Mapping[str, bytes], name: str
) -> None:
    assert len(EXCEL[name](excel)) >= FEWEST
    assert missed(document, ".xlsx", excel, EXCEL[name], name) == []


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_key_figure_nobody_judged_cannot_tell_another_story(
    document: Document, suffix: str
) -> None:
    kpis = next(block for block in document.chapters[0].blocks if isinstance(block, Kpis))
    seen = ("better", "counts_only", "flat", "untested")
    tiles = tuple(
        replace(tile, severity="info", change=replace(tile.change, evidence=evidence))
        for tile, evidence in zip(kpis.tiles, seen, strict=True)
        if tile.change
    )
    chapter = replace(document.chapters[0], blocks=(Kpis(tiles),))
    told = replace(document, chapters=(chapter,), details=())
    renderer = Docx(pages="none") if suffix == ".docx" else Xlsx()
    parts = unpack(renderer.render(told, LOOK))
    find = in_word(r"RGKPIChange", exchange=True) if suffix == ".docx" else change.states

    assert verify(told, {suffix: pack(parts)}, LOOK) == []
    assert len(find(parts)) >= FEWEST
    assert missed(told, suffix, parts, find, "states") == []


@pytest.mark.parametrize("name", FEW)
def test_the_few_texts_of_a_column_of_the_sources_are_compared(
    document: Document, excel: Mapping[str, bytes], name: str
) -> None:
    find = change.column_of_sources(FEW[name])

    assert find(excel)
    assert missed(document, ".xlsx", excel, find, name) == []


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_seen_is_listed(
    document: Document, word: Mapping[str, bytes], excel: Mapping[str, bytes], name: str
) -> None:
    suffix, find = UNSEEN[name]
    parts = word if suffix == ".docx" else excel

    assert missed(document, suffix, parts, find, name)
