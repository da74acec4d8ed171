from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.document.blocks import Document
from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.renderers.docx.word_template import fill, load
from reportgen.renderers.ooxml import pack, unpack

Sample = Callable[..., Document]


def run(*said: str) -> str:
    return "".join(f"<w:r>{one if '<' in one else f'<w:t>{one}</w:t>'}</w:r>" for one in said)


def paragraph(*said: str, first: str = "") -> str:
    return f"<w:p>{first}{run(*said)}</w:p>"


def mark(kind: str) -> str:
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def with_text(look: Look, folder: Path, new: str) -> Path:
    """Write a copy of a template with something at the beginning of its text."""
    parts = unpack(look.template.read_bytes())
    text = parts["word/document.xml"].decode()
    parts["word/document.xml"] = text.replace("<w:body>", f"<w:body>{new}", 1).encode()
    path = folder / "own.docx"
    path.write_bytes(pack(parts))
    return path


IF, ENDIF = paragraph("{%p if author %}"), paragraph("{%p endif %}")
BEGIN, END = '<w:bookmarkStart w:id="7" w:name="x"/>', '<w:bookmarkEnd w:id="7"/>'
SECTION = "<w:pPr><w:sectPr><w:pgSz/></w:sectPr></w:pPr>"
FIELD = (mark("begin"), "<w:instrText>PAGE</w:instrText>", mark("separate"), "1", mark("end"))
CUT = "an 'if' cuts a field in two; put the field inside it, or outside"
BOX = f"<w:pict><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:pict>"


@pytest.mark.parametrize(
    ("new", "where", "fault"),
    [
        (
            paragraph("{% if author %}", *FIELD[:3], "{% endif %}1", *FIELD[4:]),
            "paragraph '{% if author %}{% endif %}1': ",
            CUT,
        ),
        (
            paragraph(*FIELD[:3], "{% if author %}1", *FIELD[4:], "{% endif %}"),
            "paragraph '{% if author %}1{% endif %}': ",
            CUT,
        ),
        (IF + paragraph(*FIELD[:4]) + ENDIF + paragraph("and", *FIELD[4:]), "'and': ", CUT),
        (
            paragraph("{% if author %}", *FIELD[:4], "{% else %}", FIELD[4], "{% endif %}"),
            "paragraph '{% if author %}1{% else %}{% endif %}': ",
            CUT,
        ),
        (
            IF + paragraph("one", first=BEGIN) + ENDIF + paragraph("two", first=END),
            "paragraph 'two': ",
            "an 'if' cuts a bookmark in two; delete it, or put it outside",
        ),
        (
            paragraph("{%p if author %}", first=BEGIN) + ENDIF + paragraph("two", first=END),
            "paragraph 'two': ",
            "an 'if' cuts a bookmark in two; delete it, or put it outside",
        ),
        (
            IF + paragraph("{%p endif %}", first=SECTION),
            "paragraph '{%p endif %}': ",
            "a section ends with an 'if' or under it; move the section break out",
        ),
        (
            IF + paragraph("last", first=SECTION) + ENDIF,
            "paragraph 'last': ",
            "a section ends with an 'if' or under it; move the section break out",
        ),
        (
            paragraph("{%p if author %}", BOX) + ENDIF,
            "paragraph '{%p if author %}': ",
            "'{%p if author %}' must stand alone in its paragraph",
        ),
        (
            paragraph("{%tr if author %}"),
            "paragraph '{%tr if author %}': ",
            "'{%tr if author %}' must stand alone in its row",
        ),
        (
            paragraph("{% if author %}a{% else %}b{% else %}c{% endif %}"),
            "paragraph '{% if author %}a{% else %}b{% else %}c{% endif %}': ",
            "a second 'else' of one 'if'; take it out",
        ),
        (
            paragraph("{% if author %}") + paragraph("{% endif %}"),
            "paragraph '{% endif %}': ",
            "'endif' without its 'if'; both stand in one paragraph",
        ),
        (
            IF + paragraph("{% if author %}") + ENDIF,
            "paragraph '{% if author %}': ",
            "'if' without its 'endif'; both stand in one paragraph, or each alone: {%p if …",
        ),
        (
            IF * 21 + ENDIF * 21,
            "paragraph '{%p if author %}': ",
            "more than 20 conditions within each other",
        ),
    ],
)
def test_a_condition_that_takes_away_something_by_half_is_refused_with_its_place(
    look: Look, tmp_path: Path, new: str, where: str, fault: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        load(with_text(look, tmp_path, new))
    lines = str(caught.value).splitlines()
    assert any(line.startswith("own.docx: document, ") for line in lines)
    assert any(where in line and line.endswith(fault) for line in lines), lines


def test_a_report_under_a_condition_is_refused(look: Look, tmp_path: Path) -> None:
    parts = unpack(look.template.read_bytes())
    text = parts["word/document.xml"].decode()
    at = text.index("[[RG:BODY]]")
    start, end = text.rindex("<w:p>", 0, at), text.index("</w:p>", at) + len("</w:p>")
    held = f"{text[:start]}{IF}{text[start:end]}{ENDIF}{text[end:]}"
    path = tmp_path / "own.docx"
    path.write_bytes(pack({**parts, "word/document.xml": held.encode()}))
    with pytest.raises(TemplateError) as caught:
        load(path)
    assert str(caught.value) == (
        "own.docx: document, paragraph '[[RG:BODY]]': [[RG:BODY]] stands under an 'if'; "
        "the report is always printed"
    )


def test_whole_fields_and_bookmarks_may_vanish(look: Look, tmp_path: Path, report: Sample) -> None:
    whole = IF + paragraph("page ", *FIELD, first=f"{BEGIN}{END}") + ENDIF
    inline = paragraph("{% if author %}by", *FIELD, "{% else %}nobody{% endif %}")
    template = load(with_text(look, tmp_path, whole + inline))
    for author, fields in (("Fang Wang", 2), ("", 0)):
        cover = replace(report("en").cover, author=author)
        made = fill(template, cover)["word/document.xml"].decode()
        assert made.count("instrText>PAGE<") == fields
        assert ("nobody" in made) == (not author)
