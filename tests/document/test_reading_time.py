"""How long a report takes to read, by what is printed."""

from __future__ import annotations

import pytest

from reportgen.document.blocks import Chart, Column, Series
from reportgen.document.printed import Figure, Item, Paragraph, PrintedPart, PrintedTable
from reportgen.document.reading_time import CHARACTERS, FIGURE, TABLE, WORDS, minutes
from reportgen.labels import Language

CHART = Chart("c", "bar", (), "图", ("甲",), (Series("s", (1.0,)),), "share")


@pytest.mark.parametrize(
    ("item", "language", "taken"),
    [
        (Paragraph("body", ("字" * CHARACTERS,)), "zh", 1),
        (Paragraph("body", ("word " * WORDS,)), "en", 1),
        (Paragraph("body", ("字" * CHARACTERS + " word" * WORDS,)), "zh", 2),
        (Figure(CHART, (), ()), "zh", FIGURE / 60),
        (PrintedTable("t", (Column("a"),), ((None,),) * 30), "zh", TABLE / 60),
    ],
)
def test_minutes_follow_from_length_figures_and_tables(
    item: Item, language: Language, taken: float
) -> None:
    part = PrintedPart("summary", Paragraph("title", ()), (item,))
    assert minutes([part], language) == pytest.approx(taken)
    assert minutes([part, part], language) == pytest.approx(2 * taken)
