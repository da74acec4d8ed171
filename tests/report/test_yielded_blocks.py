"""A mistake in a block is told with the line that yielded it, and costs its chapter alone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from reportgen.document.blocks import (
    Chart,
    Column,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Picture,
    Recommendation,
    Series,
    Table,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.errors import SectionError
from reportgen.figure_bytes import figure_png
from reportgen.report.yielded_blocks import MOST, blocks_of, findings_of

FACT = Fact("f", 1.0, "count")
SAID = words("x")
A_B = ("a", "b")
ONE = (Series("s", (1.0, 2.0)),)
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "a text": (lambda: "hello", "yielded str 'hello', which is no block; write Text(words(…))"),
    "a fact": (lambda: FACT, "yielded Fact, which is no block; write Text(words(fact)) or Kpis("),
    "a frame": (pd.DataFrame, "yielded DataFrame, which is no block; write Table(id, caption"),
    "None": (lambda: None, "yielded None, which is no block; write a block after `yield`"),
    "a list": (lambda: [Text(SAID)], "yielded list, which is no block; write `yield from`"),
    "a tile": (lambda: Kpi(FACT), "yielded Kpi, which is no block; write Kpis((kpi,))"),
    "a role": (
        lambda: Text(SAID, role="headlin"),
        "Text.role: str 'headlin' is not one of its values; did you mean 'headline'?",
    ),
    "words that are a text": (
        lambda: Text("hello"),
        "Text.words: str 'hello'; expected a sentence; write words(…) or data.say(…)",
    ),
    "a number in words": (
        lambda: Text(("a", 1.5)),
        "Text.words[1]: float 1.5; expected text or a Fact that words(…) put there",
    ),
    "words where text is wanted": (
        lambda: Heading(SAID),
        "Heading.text: tuple; expected text",
    ),
    "a level": (lambda: Heading("x", 4), "Heading.level: int 4 is not one of its values; there"),
    "a unit": (
        lambda: Table("t", "c", (Column("x", "shre"),), ()),
        "Table 't'.columns[0].unit: str 'shre' is not one of its values; did you mean 'share'?",
    ),
    "a kind": (
        lambda: Chart("c", "colunm", SAID, "c", A_B, ONE, "count"),
        "Chart 'c'.kind: str 'colunm' is not one of its values; did you mean 'column'?",
    ),
    "a severity": (
        lambda: Finding("f", "baad", SAID, SAID),
        "Finding 'f'.severity: str 'baad' is not one of its values; did you mean 'bad'?",
    ),
    "a ragged row": (
        lambda: Table("t", "c", (Column("x"), Column("y")), (("a", "b"), ("a",))),
        "Table 't': rows[1] has 1 cells for 2 columns; give None for an empty one",
    ),
    "pd.NA": (
        lambda: Table("t", "c", (Column("x"),), ((pd.NA,),)),
        "Table 't'.rows[0][0]: <NA>; where there is no value, write None",
    ),
    "NaT": (
        lambda: Table("t", "c", (Column("x"),), ((pd.NaT,),)),
        "Table 't'.rows[0][0]: NaT; where there is no value, write None",
    ),
    "NaN": (
        lambda: Table("t", "c", (Column("x"),), ((float("nan"),),)),
        "Table 't'.rows[0][0]: nan; where there is no value, write None",
    ),
    "inf in a chart": (
        lambda: Chart("c", "bar", SAID, "c", A_B, (Series("s", (1.0, float("inf"))),), "count"),
        "Chart 'c'.series[0].values[1]: inf; where there is no value, write None",
    ),
    "NaN in a fact": (
        lambda: Text(words(Fact("f", float("nan"), "count"))),
        "Text.words[0].fact.value: nan; where there is no value, write None",
    ),
    "a frame in a cell": (
        lambda: Table("t", "c", (Column("x"),), ((pd.DataFrame(),),)),
        "Table 't'.rows[0][0]: DataFrame; expected text",
    ),
    "rows of a frame": (
        lambda: Table("t", "c", (Column("x"),), pd.DataFrame()),
        "Table 't'.rows: DataFrame; expected a tuple of",
    ),
    "an empty chart": (
        lambda: Chart("c", "bar", SAID, "c", (), (), "count"),
        "Chart 'c': it has no categories; where there are no data, yield a Text that says so",
    ),
    "a short series": (
        lambda: Chart("c", "bar", SAID, "c", A_B, (Series("s", (1.0,)),), "count"),
        "Chart 'c': series[0] 's' has 1 values for 2 categories; give one value, or None, for each",
    ),
    "too many series": (
        lambda: Chart("c", "bar", SAID, "c", A_B, ONE * 256, "count"),
        "Chart 'c': 256 series; a chart holds at most 255",
    ),
    "a funnel of scores": (
        lambda: Chart("c", "funnel", SAID, "c", A_B, ONE, "score"),
        "Chart 'c': a funnel needs facts of unit 'share', not 'score'; use kind 'dots'",
    ),
    "a funnel above 1": (
        lambda: Chart("c", "funnel", SAID, "c", A_B, ONE, "share"),
        "Chart 'c': series[0].values[1]: 2; a share in a funnel lies between 0 and 1",
    ),
    "a reference above 1": (
        lambda: Chart(
            "c",
            "funnel",
            SAID,
            "c",
            ("a",),
            (Series("s", (0.5,)),),
            "share",
            reference=Fact("f", 85.0, "share"),
        ),
        "Chart 'c': reference: 85; a share in a funnel lies between 0 and 1",
    ),
    "a number without end": (
        lambda: Chart("c", "bar", SAID, "c", A_B, (Series("s", (1.0, 1e300)),), "count"),
        "Chart 'c'.series[0].values[1]: 1.000e+300; a number of a report is below 1e+15",
    ),
    "a picture by its path": (
        lambda: Picture("p", "map.png", "图", "地图"),
        "Picture 'p'.image: str 'map.png'; expected the bytes of a file",
    ),
    "a picture that is none": (
        lambda: Picture("p", b"GIF89a", "图", "地图"),
        "Picture 'p': image: a GIF; give the bytes of a PNG or JPEG",
    ),
    "a picture without words": (
        lambda: Picture("p", figure_png(Figure()), "图", ""),
        "Picture 'p': alt: empty; say in a sentence what the picture shows",
    ),
    "a highlight": (
        lambda: Chart("c", "bar", SAID, "c", ("Ann", "b"), ONE, "count", highlight=("Anne",)),
        "Chart 'c': highlight: there is no category 'Anne'; did you mean 'Ann'?",
    ),
    "a text for a fact": (lambda: Kpis((Kpi("93 %"),)), "Kpis.tiles[0].fact: str '93 %'; expected"),
    "no tuple of tiles": (lambda: Kpis(Kpi(FACT)), "Kpis.tiles: Kpi; expected a tuple of Kpi"),
    "a text for a day": (
        lambda: Recommendation("r", "f", SAID, SAID, SAID, "me", "2026-11-30", "i", FACT, FACT),
        "Recommendation 'r'.deadline: str '2026-11-30'; expected a date",
    ),
    "a finding nobody made": (
        lambda: Recommendation(
            "r", "f", SAID, SAID, SAID, "me", date(2026, 11, 30), "i", FACT, FACT
        ),
        "Recommendation 'r': there is no finding 'f'; yield the finding before its advice",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mistake_is_told_with_the_line_that_yields_it(wrong: str) -> None:
    make, message = WRONG[wrong]

    def build() -> Iterator[Any]:
        yield Text(SAID)
        yield make()

    line = inspect.getsourcelines(build)[1] + 2
    with pytest.raises(SectionError) as caught:
        blocks_of(build(), build)
    assert str(caught.value).startswith(f"report/test_yielded_blocks.py:{line}: {message}")


def test_the_line_is_that_of_the_inner_yield() -> None:
    def part() -> Iterator[Any]:
        yield "x"

    def build() -> Iterator[Any]:
        yield from part()

    line = inspect.getsourcelines(part)[1] + 1
    with pytest.raises(SectionError, match=f"^report/test_yielded_blocks.py:{line}: yielded str"):
        blocks_of(build(), build)


def test_two_blocks_of_one_id_name_the_first() -> None:
    def build() -> Iterator[Any]:
        for _ in range(2):
            yield Table("t", "c", (Column("x"),), ())

    with pytest.raises(SectionError, match=r"there is a Table 't' already, from report/test_yiel"):
        blocks_of(build(), build)


def test_an_endless_generator_is_stopped() -> None:
    def build() -> Iterator[Any]:
        while True:
            yield Text(SAID)

    with pytest.raises(SectionError, match=f"more than {MOST:,} blocks; does the loop end"):
        blocks_of(build(), build)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (None, "build returned NoneType; build has no `yield`"),
        ("x", "build returned str; yield blocks, or return a list of them"),
        ([], "it yielded no block; where there is nothing to show, yield a Text that says so"),
    ],
)
def test_what_is_no_generator_is_told_with_the_line_of_build(made: object, message: str) -> None:
    def build() -> object:
        return made

    line = inspect.getsourcelines(build)[1]
    with pytest.raises(SectionError) as caught:
        blocks_of(made, build)
    assert str(caught.value) == f"report/test_yielded_blocks.py:{line}: {message}"


def test_a_check_yields_findings_only() -> None:
    with pytest.raises(SectionError, match=r"yielded Text; a check yields Finding\(…\) only"):
        findings_of([Text(SAID)], test_a_check_yields_findings_only)


def test_lists_become_tuples_and_numbers_of_numpy_plain_ones() -> None:
    rows: Any = [[np.int64(3), np.float64(0.5), np.str_("x"), pd.Timestamp("2026-10-01"), None]]
    columns: Any = [Column(name) for name in "abcde"]

    (table,) = blocks_of([Table("t", "c", columns, rows)], None)

    assert isinstance(table, Table)
    assert table.rows == ((3, 0.5, "x", pd.Timestamp("2026-10-01"), None),)
    assert type(table.rows[0][0]) is int


def test_a_sound_block_is_the_same_object() -> None:
    block = Kpis((Kpi(FACT),))
    assert blocks_of([block], None)[0] is block
