"""Whatever a customer's data say, the finished files say it, and verification lets them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hostile_texts import Filler, texts
from samples import LOOK
from workbook_sample import Sample

from reportgen.document.blocks import Chart, ChartKind, Column, Document, Heading, Series, Table
from reportgen.document.facts import words
from reportgen.labels import LANGUAGES
from reportgen.renderers.docx import Docx
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import Mismatch, verify

TEXTS = 3_000
"""Texts that are tried here; `benchmarks/customer_texts.py` tries any number of them."""
ROWS = 30
"""Detail rows of each document."""


def mismatches(document: Document) -> list[Mismatch]:
    files = {
        ".docx": Docx(pages="none").render(document, LOOK),
        ".xlsx": Xlsx().render(document, LOOK),
    }
    return verify(document, files, LOOK)


def test_texts_in_every_place_are_no_fault_of_the_program() -> None:
    samples = [Sample(language, ROWS).document() for language in LANGUAGES]
    tried = seed = 0
    while tried < TEXTS:
        filler = Filler(texts(seed))
        assert mismatches(filler.filled(samples[seed % 2])) == [], f"seed {seed}"
        tried, seed = tried + filler.count, seed + 1


@pytest.mark.parametrize("kind", get_args(ChartKind))
def test_every_kind_of_chart_takes_any_names(kind: ChartKind) -> None:
    document = Sample("zh", ROWS).document()
    chapter = document.chapters[0]
    rate = next(f for f in document.facts().values() if f.unit == "share" and f.value)
    course = tuple("abcdefgh")
    names = ("s", "t") if kind == "fields" else ("s",)
    series = tuple(Series(name, (rate,) * 8) for name in names)
    chart = Chart("k", kind, words("t"), "c", course, series, "share")
    with_it = replace(document, chapters=(replace(chapter, blocks=(chart,)),))
    for seed in range(3):
        assert mismatches(Filler(texts(seed)).filled(with_it)) == []


def _charts_of_many_series() -> list[Chart]:
    series = tuple(Series(f"s{number}", (1.0, 2.0)) for number in range(60))
    native: tuple[ChartKind, ...] = ("column", "bar", "line", "stacked")
    return [Chart(kind, kind, words("x"), "c", ("a", "b"), series, "count") for kind in native]


def _chart_of_many_categories() -> Chart:
    names = tuple(f"c{number}" for number in range(2500))
    return Chart("c", "bar", words("x"), "c", names, (Series("s", (1.0,) * 2500),), "count")


def test_many_series_and_categories_and_breaks_in_names_are_no_fault() -> None:
    document = Sample("zh", ROWS).document()
    broken = Chart("b", "bar", words("x\ny"), "c\nd", ("a\nb", "c"), (Series("s\nt", (1.0, 2.0)),),
                   "count", highlight=("a\nb",))  # fmt: skip
    table = Table("t", "a\nb", (Column("h\ni"),), (("x\r\ny",),))
    blocks = (
        *_charts_of_many_series(),
        _chart_of_many_categories(),
        broken,
        table,
        Heading("a\nb"),
    )
    chapter = replace(document.chapters[0], title="标题\n第二行", blocks=blocks)
    assert mismatches(replace(document, chapters=(chapter,))) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\r\nb\rc\x0bd\x0ce\x85f\u2028g", "a\nb\nc\nd\ne\nf\ng"), ("a\tb", "a b"),
     ("a\x00\x1f\ud800\ufffeb", "ab"), ("👨‍👩‍👧é\u202e", "👨‍👩‍👧é\u202e")],
)  # fmt: skip
def test_a_document_holds_only_what_a_file_can_hold(given: str, kept: str) -> None:
    document = Sample("zh", 1).document()
    assert replace(document, thanks=((given,),)).thanks == ((kept,),)
