"""Small charts, bars in cells, formulas of charts and links show and lead to the right cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from samples import LOOK

from reportgen.document.blocks import Document
from reportgen.renderers.ooxml import pack, unpack
from reportgen.verify import verify

FRONT, SUMMARY, CHAPTER = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
SOURCES, DETAILS = "xl/worksheets/sheet7.xml", "xl/worksheets/sheet9.xml"
HOME = "'月度概览 10 2026 全店'"
CHART = "xl/charts/chart1.xml"
WORD_CHART = "word/charts/chart1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (CHAPTER, r"<xm:f>('[^']*'!)M9:Y9<", r"<xm:f>\1M8:Y8<", "small chart of"),
        (CHAPTER, r"<xm:f>('[^']*'!)M9:Y9<", r"<xm:f>\1M9:X9<", "found '12 points'"),
        (FRONT, r"<xm:f>('[^']*'!)M9:Y9<", r"<xm:f>\1M6:Y6<", "small chart of"),
        (FRONT, r"<xm:f>'[^']*'!M9:Y9<", "<xm:f>'投诉'!M9:Y9<", "small chart of"),
        (CHAPTER, r"<xm:sqref>F9</xm:sqref>", r"<xm:sqref>F19</xm:sqref>", "a small chart of its"),
        (CHAPTER, r"<xm:sqref>F9</xm:sqref>", r"<xm:sqref>F19</xm:sqref>", "no further small"),
        (CHAPTER, r'(<conditionalFormatting sqref="B\d+:B)26', r"\g<1>25", "bars in cells"),
        (CHAPTER, r"(<xm:sqref>B\d+:B)26", r"\g<1>27", "bars in cells"),
        (CHAPTER, r'<cfvo type="num" val="0"/>', '<cfvo type="num" val="5"/>', "bars in cells"),
        (CHAPTER, r'<cfvo type="num" val="0"/>', '<cfvo type="min"/>', "bars in cells"),
        (CHART, r"\$H\$33:\$H\$45", "$I$33:$I$45", "cells "),
        (CHART, r"\$G\$33:\$G\$45", "$G$34:$G$46", "cells "),
        (CHART, r"\$H\$32<", "$I$32<", "cells "),
        (FRONT, r"location=\"'投诉'", "location=\"'摘要'", "A15, link: expected '投诉'"),
        (FRONT, r'<hyperlink ref="A15"[^>]*/>', "", "links: expected '投诉', found nothing"),
        (SUMMARY, rf'(ref="B5" location="){HOME}', r"\1'投诉'", "'摘要' B5, link"),
        (SUMMARY, r'<hyperlink ref="B5"[^>]*/>', "", "the chapters of 1 findings"),
        (SUMMARY, r"(ref=\"A2\" location=\")'目录'", r"\1'投诉'", "'摘要' A2, link"),
        (SOURCES, rf"(location=\"{HOME}!)B6\"", r'\1B7"', "'口径与来源' B6, link"),
        (SOURCES, rf"(location=\"){HOME}!B6\"", "\\1'别的'!B6\"", "'口径与来源' B6, link"),
        (DETAILS, r"location=\"'目录'", "location=\"'投诉'", "a link to '目录'', found '投诉'"),
    ],
)
def test_what_shows_or_leads_to_other_cells_is_found(  # noqa: PLR0913, PLR0917 two fixtures
    document: Document, excel: dict[str, bytes], part: str, old: str, new: str, said: str
) -> None:
    before = excel[part].decode()
    excel[part] = re.sub(old, new, before, count=1).encode()
    assert excel[part] != before.encode()

    found = verify(document, {".xlsx": pack(excel)}, LOOK)
    assert any(said in str(one) for one in found), found


def test_a_lost_cell_of_a_course_is_found(document: Document, excel: dict[str, bytes]) -> None:
    before = excel[CHAPTER].decode()
    excel[CHAPTER] = re.sub(r'<c r="Y9"[^>]*>.*?</c>', "", before, count=1).encode()

    found = verify(document, {".xlsx": pack(excel)}, LOOK)
    assert [one.fact for one in found if "small chart of" in one.where]


@pytest.mark.parametrize("cells", ["$A$2:$A$14", "$B$1"])
def test_names_behind_a_chart_in_word_are_compared(
    document: Document, files: Mapping[str, bytes], cells: str
) -> None:
    parts = unpack(files[".docx"])
    other = cells.replace("A", "C").replace("B", "C")
    before = parts[WORD_CHART].decode()
    assert f"!{cells}<" in before
    parts[WORD_CHART] = before.replace(f"!{cells}<", f"!{other}<", 1).encode()

    found = verify(document, {".docx": pack(parts)}, LOOK)
    assert len(found) == 1
    assert f"cells Sheet1!{other}" in found[0].where
