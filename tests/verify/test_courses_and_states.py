"""Small lines and coloured words in the cells of a table: written, read back, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from samples import LOOK

from reportgen.document.blocks import Cell, Column, Course, Document, Status, Table
from reportgen.document.facts import Fact
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import unpack
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import verify

MONTHS = ("2026-08", "2026-09", "2026-10")


def course(*values: float | None) -> Course:
    facts = tuple(
        Fact(f"came@{month}", value, "count", "台次", reason=None if value else "not_exported")
        for month, value in zip(MONTHS, values, strict=True)
    )
    return Course(facts, "接车台次")


def with_cells(document: Document, line: Course, state: Status) -> Document:
    """The sample report with a dense table that holds a line and a state."""
    rows: tuple[tuple[Cell, ...], ...] = (
        ("接车台次", line.facts[-1], state, line),
        ("投诉", None, Status("info", "—"), course(None, None, 3.0)),
    )
    table = Table(
        "figures",
        "主要指标",
        tuple(map(Column, ("指标", "本月", "状态", "走势"))),
        rows,
        dense=True,
    )
    chapter = document.chapters[0]
    made = replace(chapter, blocks=(*chapter.blocks, table))
    return replace(document, chapters=(made, *document.chapters[1:]))


LINE, STATE = course(360.0, 400.0, 445.0), Status("bad", "未达标")


@pytest.fixture(scope="module")
def files(document: Document) -> Mapping[str, bytes]:
    whole = with_cells(document, LINE, STATE)
    return {".docx": Docx(pages="none").render(whole, LOOK), ".xlsx": Xlsx().render(whole, LOOK)}


def test_both_files_hold_the_line_and_the_word(
    document: Document, files: Mapping[str, bytes]
) -> None:
    assert verify(with_cells(document, LINE, STATE), files, LOOK) == []


def test_word_draws_the_line_and_colours_the_word(files: Mapping[str, bytes]) -> None:
    xml = unpack(files[".docx"])["word/document.xml"].decode()

    drawn = xml.partition('descr="360 → 445"')
    assert drawn[1]
    assert "<wps:wsp>" in drawn[2][:600]
    assert '<w:color w:val="A84300"/>' in xml.partition("未达标")[0][-200:]
    assert xml.count('name="接车台次" descr') == 1  # too short a course is a dash


@pytest.mark.parametrize(
    ("line", "state", "named"),
    [
        (course(360.0, 401.0, 445.0), STATE, "came@2026-09"),
        (course(361.0, 400.0, 445.0), STATE, "361 → 445"),
        (LINE, Status("good", "达标"), "达标"),
    ],
)
def test_another_course_or_state_is_found(
    document: Document, files: Mapping[str, bytes], line: Course, state: Status, named: str
) -> None:
    found = verify(with_cells(document, line, state), files, LOOK)

    assert any(named in str(one) for one in found), [str(one) for one in found]
