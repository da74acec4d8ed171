# ruff: noqa: E501 a table of changes to a template, one a line
"""What a designer may put into a template and the layout does not know: it says so and stops."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.document.blocks import Document
from reportgen.extension.components import Look
from reportgen.renderers.docx import Docx, layout, page_numbers
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.fields import FIRST_HEADING, bookmarks
from reportgen.renderers.docx.layout.page_fill import UnsureError
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack, unpack

Sample = Callable[..., Document]
Parts = dict[str, bytes]
TEXT = "word/document.xml"
STYLES = "word/styles.xml"
SETTINGS = "word/settings.xml"


@pytest.fixture
def parts(report: Sample, look: Look, charts: Charts) -> Parts:
    return assemble(report("zh"), load(look.template), charts).finished(numbered=True)


def found(parts: Parts) -> tuple[dict[str, int], int]:
    return layout.find(parts, bookmarks(parts[TEXT].decode()), FIRST_HEADING)


def test_every_entry_has_a_page_in_reading_order(parts: Parts) -> None:
    of, last = found(parts)
    headings = [page for name, page in of.items() if name.startswith("_Toc0")]
    assert of[FIRST_HEADING] == 1
    assert headings == sorted(headings)
    assert 8 < headings[-1] <= last


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (STYLES, 'w:ascii="Calibri"', 'w:ascii="Futura"', "the widths of the font 'Futura' are not known"),
        (STYLES, 'w:ascii="Calibri"', 'w:asciiTheme="minorHAnsi"', "a style names its font through the theme"),
        (STYLES, 'w:lineRule="exact"', 'w:lineRule="atLeast"', "line spacing is not exact"),
        (STYLES, "<w:keepNext/>", "<w:keepNext/><w:framePr/>", "a style or paragraph has <w:framePr>"),
        (STYLES, "<w:b/>", "<w:b/><w:i/>", "a style or text has <w:i>"),
        (STYLES, "<w:b/>", '<w:b/><w:spacing w:val="20"/>', "a style or text has <w:spacing>"),
        (STYLES, 'w:before="0"', 'w:beforeLines="50"', "a style or paragraph has w:beforeLines"),
        (STYLES, '<w:ind w:left="227"', '<w:ind w:leftChars="100"', "a style or paragraph is indented by letters"),
        (STYLES, 'w:line="400"', 'w:line="wide"', "the template has something odd: could not convert string to float: 'wide'"),
        (STYLES, "<w:tblPr><w:tblStyleRow", "<w:rPr><w:sz/></w:rPr><w:tblPr><w:tblStyleRow", "the style of a table has <w:sz>"),
        (SETTINGS, 'compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"', 'compatibilityMode" w:uri="x" w:val="12"', "the template is in the mode of an older Word"),
        (SETTINGS, "<w:compat>", "<w:autoHyphenation/><w:compat>", "words are divided at the end of lines"),
        (TEXT, "<w:pgNumType", '<w:cols w:num="2"/><w:pgNumType', "the section has columns or a grid of lines"),
        (TEXT, "<w:pgNumType", '<w:vAlign w:val="center"/><w:pgNumType', "the section has <w:vAlign>"),
        (TEXT, 'w:val="nextPage"', 'w:val="continuous"', "the section does not begin on the next page"),
        (TEXT, 'w:gutter="0"', 'w:gutter="300"', "the section has a gutter or does not name its page"),
        (TEXT, "<w:cantSplit/>", "", "rows of a table may break across pages"),
        (TEXT, "<w:cantSplit/>", '<w:cantSplit/><w:trHeight w:val="9"/>', "a row has <w:trHeight>"),
        (TEXT, 'w:tblLayout w:type="fixed"', 'w:tblLayout w:type="autofit"', "the widths of a table are not fixed"),
        (TEXT, "<w:tcPr>", "<w:tcPr><w:vMerge/>", "a cell has <w:vMerge>"),
        (TEXT, '<wp:inline distT="0" distB="0" distL="0" distR="0">', "<wp:anchor>", "text flows around a drawing"),
        (TEXT, '<w:bookmarkStart w:id="1" w:name="_Toc00000001"/>', '<w:bookmarkStart w:id="1" w:name="x"/>', "the first heading is missing"),
        ("word/numbering.xml", '"decimal"', '"chineseCounting"', "headings are numbered in another way than 1, 1.1, 1.1.1"),
        ("word/header2.xml", "</w:hdr>", "<w:p/>" * 9 + "</w:hdr>", "a header is so high that it may push the text"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named(parts: Parts, part: str, old: str, new: str, said: str) -> None:
    text = parts[part].decode()
    assert old in text
    changed = text.replace(old, new)
    if "wp:anchor" in new:
        changed = changed.replace("</wp:inline>", "</wp:anchor>")
    with pytest.raises(UnsureError) as caught:
        found({**parts, part: changed.encode()})
    assert str(caught.value) == said


def test_a_picture_the_text_does_not_notice_moves_nothing(parts: Parts) -> None:
    logo = (
        '<w:r><w:drawing><wp:anchor behindDoc="1"><wp:wrapNone/></wp:anchor></w:drawing></w:r>'
        '<w:bookmarkStart w:id="1" w:name="_Toc00000001"/>'
    )
    text = parts[TEXT].decode().replace('<w:bookmarkStart w:id="1" w:name="_Toc00000001"/>', logo)
    assert found({**parts, TEXT: text.encode()}) == found(parts)


def test_a_line_that_may_end_elsewhere_and_moves_a_page_makes_unsure(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(layout.body_reader.breaking.SURE, "asian", 0.5)
    with pytest.raises(UnsureError, match=r"^a line may end elsewhere, which moves \d+ entries$"):
        found(parts)


def test_an_unsure_layout_prints_no_numbers_and_says_why_once(
    report: Sample, look: Look, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page_numbers._say_once.cache_clear()
    strange = unpack(look.template.read_bytes())
    strange[STYLES] = strange[STYLES].replace(b'w:ascii="Calibri"', b'w:ascii="Futura"')
    template = tmp_path / "strange.docx"
    template.write_bytes(pack(strange))
    document = report("zh", drawn=False)

    with caplog.at_level(logging.WARNING):
        made = [Docx(pages="builtin").render(document, Look(template)) for _ in range(2)]

    assert made == [Docx(pages="none").render(document, Look(template))] * 2
    assert caplog.messages == [
        "no page numbers in the contents: the widths of the font 'Futura' are not known"
    ]
