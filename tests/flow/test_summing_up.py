"""A section that sums up the others: built after them, from what they found, printed before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportgen.document.blocks import Document
from reportgen.document.compose import compose
from reportgen.document.outline import PAPER, WORKBOOK
from reportgen.periods import Month
from reportgen.report.load_inputs import load
from reportgen.report.one import make_report

OVERVIEW = '''
from collections.abc import Iterator

from reportgen import (
    Block, Column, Course, Data, Finding, KeyFigure, Label, Section, Status, Table, Text, hookimpl,
    key_figure, reviewed, words,
)
from reportgen_plugins.hello import CAME, Hello
from reportgen import Indicator

RECEIVED = Indicator("hello.came", Label("接车台次", "Received"), "count")


class Told(Hello):
    """A chapter with a key figure."""

    type = "told"
    indicators = (RECEIVED,)
    broken: bool = False

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        if self.broken:
            raise ValueError("no figure")
        yield key_figure(data, RECEIVED, CAME, target=80)


class AllInAll(Section):
    """Says what the others say."""

    type = "all_in_all"
    heading = Label("概览", "Overview")
    sums_up = True

    def build(self, data: Data) -> Iterator[Block]:
        names = [one.chapter.id for one in data.chapters]
        yield Text(words("、".join(names)), role="headline")
        rows = []
        for one in data.chapters:
            for figure in one.key_figures:
                review = reviewed(data, figure)
                state = Status(review.severity, review.state)
                rows.append((review.now, review.attainment, state, Course(review.course, "接车")))
        columns = tuple(map(Column, ("本月", "达成率", "状态", "走势")))
        yield Table("figures", "主要指标", columns, tuple(rows), dense=True)


@hookimpl
def register_sections() -> list[type[Section]]:
    return [Told, AllInAll]
'''
OCTOBER = Month(2026, 10)


def made(read: Callable[..., Any], folder: Path, out: Path, sections: str) -> Document:
    """The document of the first dealer; its files are written and verified."""
    (folder / "plugins" / "sums.py").write_text(OVERVIEW, "utf-8")
    rows = "".join(f"D1,2026-0{month},接车台次,{80 + month}\n" for month in range(6, 9))
    with (folder / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    spec, registry = read(**{"  - type: hello\n": sections, "history: 3": "history: 5"})
    inputs = load(spec, registry, OCTOBER)
    return make_report(spec, inputs, inputs.dealers[0], OCTOBER, out, registry).document


def test_it_is_given_the_finished_chapters_and_stands_before_them(
    read: Callable[..., Any], folder: Path, elsewhere: Path
) -> None:
    document = made(read, folder, elsewhere, "  - type: all_in_all\n  - type: told\n")

    assert [one.id for one in document.chapters] == ["told"]
    (overview,) = document.overviews
    headline, table = overview.blocks
    assert getattr(headline, "words", None) == ("told",)
    (row,) = getattr(table, "rows", ())
    assert (row[0].value, row[1].value) == (100.0, 1.25)
    assert (row[2].severity, row[2].word) == ("good", "met")
    assert [fact.value for fact in row[3].facts] == [86.0, 87.0, 88.0, 90.0, 100.0]
    paper = [part.name for part in compose(document, PAPER)]
    assert paper.index("overviews") == paper.index("chapters") - 1
    assert compose(document, WORKBOOK)[0].name == "overviews"


def test_figures_that_fail_cost_their_chapter_and_nothing_else(
    read: Callable[..., Any], folder: Path, elsewhere: Path
) -> None:
    sections = "  - type: all_in_all\n  - { type: told, broken: true }\n  - type: hello\n"
    document = made(read, folder, elsewhere, sections)

    told, hello = document.chapters
    assert "no figure" in told.failed
    assert hello.blocks
    assert getattr(document.overviews[0].blocks[0], "words", None) == ("told、hello",)
