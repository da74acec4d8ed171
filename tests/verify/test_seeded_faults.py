"""Faults a Word file can have: own lint and openxml-audit together find every one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pytest
from openxml_audit import OpenXmlValidator

from reportgen.renderers.docx.lint import lint
from reportgen.renderers.ooxml import pack

TEXT: Final = "word/document.xml"
RELS: Final = "word/_rels/document.xml.rels"
TYPES: Final = "[Content_Types].xml"
PROPERTIES: Final = "docProps/core.xml"
NUMBERED: Final = '<w:pStyle w:val="RGHeadline"/>'
CHART_TYPE: Final = "drawingml.chart+xml"

# (part, old, new): the first place where `old` stands is changed
FAULTS: Final[dict[str, tuple[str, str, str]]] = {
    "drawing id twice": (TEXT, '<wp:docPr id="2"', '<wp:docPr id="1"'),
    "bookmark id twice": (TEXT, '<w:bookmarkStart w:id="2"', '<w:bookmarkStart w:id="1"'),
    "bookmark name twice": (TEXT, 'w:name="_Toc00000002"', 'w:name="_Toc00000001"'),
    "bookmark without an end": (TEXT, '<w:bookmarkEnd w:id="1"/>', ""),
    "field without an end": (TEXT, '<w:fldChar w:fldCharType="end"/>', ""),
    "field that did not begin": (TEXT, '<w:fldChar w:fldCharType="begin"/>', ""),
    "cell without a paragraph": (TEXT, "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>"),
    "part without a content type": (TYPES, "/word/styles.xml", "/word/other.xml"),
    "wrong content type": (TYPES, CHART_TYPE, "drawing+xml"),
    "wrong namespace of the properties": (
        PROPERTIES, "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.2/",
    ),
    "column of the grid too many": (TEXT, "<w:gridCol ", '<w:gridCol w:w="9"/><w:gridCol '),
    "link to no bookmark": (TEXT, 'w:anchor="_Toc00000001"', 'w:anchor="_Toc99999999"'),
    "reference to no bookmark": (TEXT, " TOC ", " REF _Ref9 \\h "),
    "jump of heading levels": (TEXT, 'w:val="Heading2"', 'w:val="Heading3"'),
    "no alternative text": (TEXT, 'descr="', 'title="'),
    "empty alternative text": (TEXT, 'descr="', 'descr="" title="'),
    "leftover of a template": (TEXT, ">背景<", ">{{ title }}<"),
    "leftover of a placeholder": (TEXT, ">背景<", ">[[RG:BODY]]<"),
    "missing part": (RELS, "charts/chart1.xml", "charts/chart9.xml"),
    "dangling relation": (TEXT, 'r:id="rgId1"', 'r:id="rgId99"'),
    "relation id twice": (RELS, 'Id="rgId2"', 'Id="rgId1"'),
    "unknown style of a paragraph": (TEXT, NUMBERED, '<w:pStyle w:val="Nowhere"/>'),
    "unknown style of a table": (TEXT, '<w:tblStyle w:val="', '<w:tblStyle w:val="Nowhere'),
    "bad colour": (TEXT, '<w:color w:val="', '<w:color w:val="#'),
    "order of elements": (TEXT, "<w:tblGrid>", "<w:tr/><w:tblGrid>"),
    "unknown element": (TEXT, "<w:body>", "<w:body><w:nothing/>"),
    "unknown value": (TEXT, 'w:fldCharType="begin"', 'w:fldCharType="start"'),
    "no XML": (TEXT, "</w:p>", "<w:p>"),
}  # fmt: skip


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, bytes]], list[str]]:
    """What openxml-audit says of a file, warnings included."""
    path = tmp_path_factory.mktemp("seeded") / "report.docx"

    def said(parts: Mapping[str, bytes]) -> list[str]:
        path.write_bytes(pack(parts))
        result = OpenXmlValidator().validate(path)
        assert result.is_valid or result.errors
        return [*map(str, result.errors), *["a warning"] * result.warning_count]

    return said


def linted(parts: Mapping[str, bytes]) -> list[str]:
    try:
        return lint(pack(parts))
    except SyntaxError as error:
        return [str(error)]


def test_a_sound_file_has_no_fault(
    word: dict[str, bytes], audit: Callable[[Mapping[str, bytes]], list[str]]
) -> None:
    assert linted(word) == []
    assert audit(word) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_found(
    word: dict[str, bytes], audit: Callable[[Mapping[str, bytes]], list[str]], fault: str
) -> None:
    part, old, new = FAULTS[fault]
    text = word[part].decode()
    assert old in text
    word[part] = text.replace(old, new, 1).encode()

    assert linted(word) or audit(word)


def test_a_part_that_is_gone_is_found(word: dict[str, bytes]) -> None:
    del word["word/numbering.xml"]

    assert any("missing part word/numbering.xml" in fault for fault in linted(word))
