"""Which chapters begin a page, and that nothing else leaves one nearly empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from reportgen.document.blocks import Chapter, Column, Document, Table, Term, Text
from reportgen.document.facts import words
from reportgen.extension.components import Look
from reportgen.renderers.docx import layout
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.fields import FIRST_HEADING
from reportgen.renderers.docx.layout.unsure import UnsureError
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load

_NEVER = layout.RunOn(0, 0)
_GOES_ON = '<w:pageBreakBefore w:val="0"/>'
_HEADING = re.compile(r'<w:p><w:pPr><w:pStyle w:val="Heading1"/>.*?</w:p>')
Sample = Callable[..., Document]


def _chapter(name: str, lines: int) -> Chapter:
    return Chapter(name, name, tuple(Text(words(f"第{i}行。")) for i in range(lines)))


def _headings(document: Document, look: Look, charts: Charts) -> list[bool]:
    """Whether each chapter goes on where the one before ends."""
    parts = assemble(document, load(look.template), charts).finished(numbered=True)
    text = parts["word/document.xml"].decode()
    return [_GOES_ON in heading for heading in _HEADING.findall(text)]


def test_a_chapter_goes_on_where_the_page_is_nearly_empty(
    report: Sample, look: Look, charts: Charts
) -> None:
    # 26 points a line: 17 of them and a heading are more than 60 % of a page of 700, 5 are not
    chapters = (_chapter("甲", 17), _chapter("乙", 5), _chapter("丙", 3))
    document = replace(report("zh"), preface=(), summary=(), chapters=chapters)
    assert _headings(document, look, charts) == [False, False, True]


def test_where_the_layout_cannot_tell_every_chapter_goes_on(
    report: Sample, look: Look, charts: Charts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsure(*_: object) -> None:
        raise UnsureError("no idea")

    monkeypatch.setattr(layout, "filled", unsure)
    document = replace(report("zh"), chapters=(_chapter("甲", 30), _chapter("乙", 30)))
    assert _headings(document, look, charts) == [True, True]


def test_one_page_at_most_is_more_than_two_fifths_blank(
    report: Sample, look: Look, charts: Charts
) -> None:
    for language in ("zh", "en"):
        made = assemble(report(language), load(look.template), charts).finished(numbered=True)
        used = layout.filled(made, FIRST_HEADING, _NEVER).used
        assert sum(one < 0.6 for one in used) <= 1, used


def test_no_block_is_followed_by_space_that_begins_a_page(
    report: Sample, look: Look, charts: Charts
) -> None:
    table = Table("t", "表", (Column("名称"),), (("甲",),))
    document = replace(report("zh"), chapters=(Chapter("a", "甲", (table,)), _chapter("乙", 1)))
    parts = assemble(document, load(look.template), charts).finished(numbered=True)
    text = parts["word/document.xml"].decode()
    assert re.search(r'</w:tbl><w:p><w:pPr><w:pStyle w:val="Heading1"/>', text)


def test_thanks_stand_on_the_page_of_what_comes_before(
    report: Sample, look: Look, charts: Charts
) -> None:
    table = Table("t", "表", (Column("名称"),), tuple((f"第{i}行",) for i in range(5)))
    document = replace(
        report("zh"), quality=(table,), glossary=(Term("甲", "乙"),), thanks=(words("感谢。"),)
    )
    parts = assemble(document, load(look.template), charts).finished(numbered=True)
    text = parts["word/document.xml"].decode()
    before = text[: text.index(">致谢<", text.index(">数据来源与质量</w:t></w:r><w:bookmarkEnd"))]
    last = before[before.rindex("<w:tr>") :]
    assert "第4行" in last
    assert "<w:keepNext/>" in last
