"""The lists in front take one page: below each other, or side by side where they are long."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from reportgen.document.blocks import Chapter, Column, Document, Table
from reportgen.extension.components import Look
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack
from reportgen.renderers.open_package import Package
from reportgen.verify.word_items import WordItems

_TAB = re.compile(r'w:styleId="(TOC1|TOC2|TableofFigures)".*?w:pos="(\d+)"', re.DOTALL)


@pytest.mark.parametrize(("tables", "side_by_side"), [(4, False), (40, True)])
def test_long_lists_stand_side_by_side(
    report: Callable[..., Document], look: Look, charts: Charts, tables: int, *, side_by_side: bool
) -> None:
    blocks = tuple(Table(f"t{i}", f"表名{i}", (Column("名称"),), (("甲",),)) for i in range(tables))
    document = replace(report("zh"), chapters=(Chapter("a", "甲", blocks),))
    parts = assemble(document, load(look.template), charts).finished(numbered=True)
    made = pack(parts)
    assert lint(made) == []
    front = parts["word/document.xml"].decode().partition(">前言</w:t></w:r><w:bookmarkEnd")[0]
    assert ("<w:tbl>" in front) == side_by_side
    # A list that Word makes anew has its page numbers where the text ends.
    tabs = dict(_TAB.findall(parts["word/styles.xml"].decode()))
    assert (max(map(int, tabs.values())) < 9072) == side_by_side
    assert WordItems(Package.of(made)).lists == ["目录", "表目录"]
