"""What a designer is told about a template: everything at once, each thing with its place."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from docx import Document as WordFile

from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.renderers.docx.template_trial import examine
from reportgen.renderers.ooxml import pack, unpack

STYLES = "word/styles.xml"
Change = Callable[[Mapping[tuple[str, str], str]], Path]


@pytest.fixture
def change(look: Look, tmp_path: Path) -> Change:
    """The monthly template with some text of its parts replaced."""

    def changed(replaced: Mapping[tuple[str, str], str]) -> Path:
        parts = unpack(look.template.read_bytes())
        for (part, old), new in replaced.items():
            text = parts[part].decode()
            assert old in text
            parts[part] = text.replace(old, new).encode()
        path = tmp_path / "own.docx"
        path.write_bytes(pack(parts))
        return path

    return changed


@pytest.mark.parametrize("name", ["monthly.docx", "plain.docx"])
def test_the_shipped_templates_leave_nothing_to_wish_for(look: Look, name: str) -> None:
    assert examine(look.template.with_name(name)) == []


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = WordFile()
    file.add_paragraph("{{ titel }} of ｛｛ dealer }}")
    file.add_paragraph("here [[RG:BODY]] stands")
    path = tmp_path / "own.docx"
    file.save(str(path))
    with pytest.raises(TemplateError) as caught:
        examine(path)
    faults = str(caught.value).split("\n")
    assert len(faults) == 5
    assert faults[0].startswith("own.docx: the template lacks the styles 'toc 1', 'toc 2', ")
    assert faults[1].startswith("own.docx: the paragraph [[RG:FRONT]] is missing; write it once")
    assert faults[2].startswith(
        "own.docx: the paragraph [[RG:BODY]] is missing; it stands inside "
        "'here [[RG:BODY]] stands'; write it once, alone in a paragraph"
    )
    assert "paragraph '{{ titel }} of ｛｛ dealer }}': '｛｛' is written with" in faults[3]
    assert "': unknown variable 'titel'; did you mean 'title'?" in faults[4]


def test_a_fault_in_a_header_is_placed_there(change: Change) -> None:
    path = change({("word/header2.xml", "{{ dealer }}"): "{{ dealr }}"})
    with pytest.raises(
        TemplateError, match=r"header2, paragraph '{{ dealr }}{{ report }}': unknown"
    ):
        examine(path)


def test_a_variable_split_by_word_into_runs_is_still_placed(change: Change) -> None:
    split = "{{ dea</w:t></w:r><w:r><w:t>lr }}"
    path = change({("word/document.xml", "{{ dealer }}"): split})
    with pytest.raises(TemplateError, match=r"document, paragraph '{{ dealr }}': unknown variable"):
        examine(path)


def test_an_unknown_word_is_named(change: Change) -> None:
    path = change({("word/document.xml", "{{ words.author }}"): "{{ words.writer }}"})
    with pytest.raises(
        TemplateError, match=r"unknown variable 'words\.writer'; did you mean 'words.d"
    ):
        examine(path)


@pytest.mark.parametrize(
    ("part", "old", "new", "advice"),
    [
        (STYLES, '"exact"', '"atLeast"', "styles without exact line spacing: Normal, heading 1, "),
        (
            STYLES,
            'w:line="240" w:lineRule="auto"',
            'w:line="240" w:lineRule="exact"',
            "style 'RG Drawing' has exact line spacing, which cuts off charts; set Single",
        ),
        (
            STYLES,
            "<w:keepNext/>",
            '<w:keepNext w:val="0"/>',
            "styles without 'keep with next': heading 1, heading 2, heading 3, RG Heading, ",
        ),
        (
            STYLES,
            "<w:pageBreakBefore/>",
            "",
            "style 'heading 1' starts no new page, so one page too many moves all that follow",
        ),
        (
            "word/settings.xml",
            '"compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"',
            '"compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="14"',
            "the file is in compatibility mode (14); in Word choose File, Info, Convert, or",
        ),
    ],
)
def test_what_will_disappoint_is_said(
    change: Change, part: str, old: str, new: str, advice: str
) -> None:
    found = examine(change({(part, old): new}))
    assert len(found) == 1
    assert found[0].startswith(advice)


def test_styles_based_on_each_other_do_not_hang(change: Change) -> None:
    loop = '<w:name w:val="RG Note"/><w:basedOn w:val="RGNote"/>'
    path = change(
        {
            (STYLES, '<w:name w:val="RG Note"/><w:basedOn w:val="Normal"/>'): loop,
            (STYLES, 'w:before="40" w:after="160" w:line="280" w:lineRule="exact"'): "",
        }
    )
    assert examine(path)[0].startswith("styles without exact line spacing: RG Note; Word")


def test_tables_of_word_with_merged_cells_and_marks_are_sound(change: Change) -> None:
    grid = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/><w:gridCol w:w="9"/></w:tblGrid>'
    merged = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr>'
    shifted = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p/>{}</w:tc></w:tr></w:tbl>'
    mark = '<w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="1"/>'
    table = grid + merged + shifted.format(mark)
    assert examine(change({("word/document.xml", "<w:body>"): f"<w:body>{table}"})) == []
    short = grid + merged.replace("2", "1") + "</w:tbl>"
    path = change({("word/document.xml", "<w:body>"): f"<w:body>{short}"})
    with pytest.raises(TemplateError, match=r"own\.docx: a row of 1 cells in a table of 2 columns"):
        examine(path)


@pytest.mark.parametrize("decorative", ["1", "0"])
def test_a_picture_without_alternative_text_is_asked_about(change: Change, decorative: str) -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:docPr id="1" name="Logo"><a:extLst xmlns:a="http://schemas.'
        'openxmlformats.org/drawingml/2006/main"><a:ext uri="x"><adec:decorative xmlns:adec="http:'
        f'//schemas.microsoft.com/office/drawing/2017/decorative" val="{decorative}"/></a:ext>'
        "</a:extLst></wp:docPr></wp:inline></w:drawing></w:r>"
    )
    dealer = "{{ dealer }}</w:t></w:r>"
    found = examine(change({("word/document.xml", dealer): f"{dealer}{drawing}"}))
    asked = (
        "document, paragraph '{{ dealer }}': the picture 'Logo' has no alternative text; the "
        "dealer's name is taken (right-click it, View Alt Text, and describe it)"
    )
    assert (asked in found) == (decorative == "0")
