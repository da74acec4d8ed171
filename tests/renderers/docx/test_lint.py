from collections.abc import Callable

import pytest

from reportgen.document.blocks import Document
from reportgen.extension.components import Look
from reportgen.renderers.docx.drawings import Charts
from reportgen.renderers.docx.lint import lint
from reportgen.renderers.docx.package import assemble
from reportgen.renderers.docx.word_template import load
from reportgen.renderers.ooxml import pack

TEXT = "word/document.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (TEXT, '<wp:docPr id="2"', '<wp:docPr id="1"', "drawing id 1 stands 2 times"),
        (TEXT, 'w:name="_Toc00000002"', 'w:name="_Toc00000001"', "_Toc00000001 stands 2 times"),
        (TEXT, '<w:bookmarkEnd w:id="1"/>', "", "bookmarks that do not end"),
        (TEXT, '<w:fldChar w:fldCharType="end"/>', "", "1 fields do not end"),
        (TEXT, 'r:id="rgId1"', 'r:id="rgId99"', "dangling relation rgId99"),
        (TEXT, 'w:val="RGHeadline"', 'w:val="Nowhere"', "unknown style Nowhere"),
        (TEXT, '<w:gridCol w:w="', '<w:gridCol w:w="9"/><w:gridCol w:w="', "columns"),
        (TEXT, ">前言<", ">{{ title }}<", "leftover '{{'"),
        (TEXT, ">前言<", ">NaN<", "leftover 'NaN'"),
        (TEXT, 'w:val="Heading2"', 'w:val="Heading3"', "heading level jumps from 1 to 3"),
        (TEXT, 'descr="', 'title="', "has no alternative text"),
        ("[Content_Types].xml", 'Extension="png"', 'Extension="gif"', "no content type for"),
        ("word/_rels/document.xml.rels", "charts/chart1.xml", "charts/gone.xml", "missing part"),
    ],
)
def test_seeded_faults_are_found(  # noqa: PLR0913, PLR0917 three fixtures, four values
    report: Callable[..., Document],
    look: Look,
    charts: Charts,
    part: str,
    old: str,
    new: str,
    fault: str,
) -> None:
    parts = assemble(report("zh"), load(look.template), charts).finished(numbered=True)
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    assert any(fault in found for found in lint(pack(parts)))
