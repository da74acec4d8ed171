"""Seeded faults of a workbook are found; a sound one has none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reportgen.renderers.ooxml import pack
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx.lint import faults, lint

BOOK = "xl/workbook.xml"
CHAPTER = "xl/worksheets/sheet3.xml"


def test_a_sound_workbook_has_no_faults(files: Mapping[str, bytes]) -> None:
    assert lint(files[".xlsx"]) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/x.xml", "missing part"),
        (CHAPTER, '<drawing r:id="rId1"', '<drawing r:id="rId9"', "dangling relation rId9"),
        ("[Content_Types].xml", 'Extension="rels"', 'Extension="png"', "no content type for"),
        ("[Content_Types].xml", "/xl/worksheets/sheet2.xml", "/xl/x.xml", "for the missing part"),
        (BOOK, 'name="摘要"', 'name="目录"', "sheet 目录 stands 2 times"),
        (BOOK, 'name="摘要"', f'name="{"长" * 32}"', "is longer than 31 characters"),
        (BOOK, 'name="摘要"', 'name="a/b"', "sheet name 'a/b' is not allowed"),
        (BOOK, 'name="KPI_value"', 'name="KPI_visits"', "name kpi_visits stands 2 times"),
        (BOOK, ">'月度概览 10 2026 全店'!$B$", ">#REF!$B$", "leads nowhere"),
        ("xl/tables/table1.xml", 'name="服务顾问"', 'name="顾问"', "its head cells say"),
        ("xl/tables/table1.xml", 'name="服务顾问"', 'name="工单号"', "column 工单号 stands 2"),
        (CHAPTER, "</f><v>", "</f><v></v><v>", "formula without a value"),
        (CHAPTER, "COUNTIFS(tbl", "COUNTIFS(#REF!,tbl", "#REF!"),
        (CHAPTER, "</f><v>", "</f><v>#DIV/0!", "#DIV/0!"),
        (CHAPTER, "</f><v>", "</f><v>nan</v><v>", "no number"),
        (CHAPTER, ' t="s"', ' t="e"', "an error"),
        (CHAPTER, '<mergeCell ref="', '<mergeCell ref="A1:K1"/><mergeCell ref="', "cells overlap"),
        (CHAPTER, "location=\"'目录'!A1\"", "location=\"'无'!A1\"", "missing sheet '无'"),
        ("xl/sharedStrings.xml", "仅供参考", "{{ title }}", "leftover '{{'"),
    ],
)
def test_seeded_faults_are_found(
    excel: dict[str, bytes], part: str, old: str, new: str, fault: str
) -> None:
    text = excel[part].decode()
    assert old in text
    excel[part] = text.replace(old, new, 1).encode()

    assert any(fault in found for found in lint(pack(excel)))


def test_detail_rows_are_searched_only_when_asked(excel: dict[str, bytes]) -> None:
    name = next(n for n, p in excel.items() if b"<tableParts" in p and n.startswith("xl/w"))
    at = excel[name].rindex(b"<v>")
    excel[name] = excel[name][:at] + b"<v>nan</v>" + excel[name][excel[name].index(b"</c>", at) :]

    assert faults(Package(excel), details=False) == []
    assert [fault.split(": ")[1] for fault in faults(Package(excel))] == ["no number"]
