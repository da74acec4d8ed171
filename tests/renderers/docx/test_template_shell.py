from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_template_conditions import paragraph, with_text

from reportgen.document.blocks import Cover, Document
from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.extension.workspace import bundled
from reportgen.periods import Month
from reportgen.renderers.docx.template_places import W
from reportgen.renderers.docx.template_shell import shell
from reportgen.renderers.docx.word_template import Template, fill, load, marked
from reportgen.renderers.ooxml import clean
from reportgen.renderers.open_package import Package

Sample = Callable[..., Document]
HEAD = f'<w:ftr xmlns:w="{W.strip("{}")}">'


def part(*paragraphs: str) -> bytes:
    return f"{HEAD}{''.join(paragraphs)}</w:ftr>".encode()


@cache
def shipped() -> Template:
    return load(bundled().templates / "monthly.docx")


@given(dealer=st.text(max_size=30), author=st.sampled_from(["{{ x }}", "{_{ a }_}", "R&D <b>"]))
def test_whatever_a_value_is_it_is_printed_as_it_is(dealer: str, author: str) -> None:
    cover = Cover("The month", "D1", dealer, Month(2026, 10), "en", "", author)
    made = Package(fill(shipped(), cover)).root("word/document.xml")
    said = ["".join(one.itertext()) for one in made.iter(f"{W}p")]
    wanted = " ".join(clean(dealer).split())
    assert wanted in said
    assert any(line.endswith(author) for line in said)
    assert sum(marked("[[RG:BODY]]") == line for line in said) == 1


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("{% for a in dealer %}{% endfor %}", "'For' is more than names and 'if'"),
        ("{{ 9**9**9 }}", "'Const' is more than names and 'if'"),
        ("{{ dealer() }}", "'Call' is more than names and 'if'"),
        ("{{ dealer|upper }}", "'Filter' is more than names and 'if'"),
        ("{% set x = dealer %}", "'Assign' is more than names and 'if'"),
        ("{% include 'x' %}", "'Const' is more than names and 'if'"),
        ("{% autoescape false %}{% endautoescape %}", "'Const' is more than names and 'if'"),
        ("{{ dealer", "unexpected '/'"),
        ("{% endif %}", "Encountered unknown tag 'endif'"),
    ],
)
def test_what_computes_is_not_compiled_even_if_no_check_saw_it(said: str, fault: str) -> None:
    with pytest.raises(TemplateError) as caught:
        shell("word/footer1.xml", part(paragraph(said)))
    assert str(caught.value) == f"footer1: {fault}; type its tags again, each in one go"


def test_what_is_lost_in_filling_is_an_error_with_its_part() -> None:
    one = shell("word/footer1.xml", part(paragraph("{{ dealer }}"), "<w:sectPr/>"))
    assert "".join(one.filled({"dealer": "A & B"}).itertext()) == "A & B"
    for lossy, what in (
        (replace(one, printed=("title",)), "'title'"),
        (replace(one, sections=2), "a section or a mark"),
        (replace(one, marks=1), "a section or a mark"),
    ):
        with pytest.raises(TemplateError) as caught:
            lossy.filled({"dealer": "A & B", "title": "October"})
        assert str(caught.value) == (
            f"footer1: {what} is lost when it is filled in; type its tags again, each in one go"
        )


def test_a_value_that_is_missing_is_an_error_with_its_part() -> None:
    one = shell("word/footer1.xml", part(paragraph("{{ words.page }}")))
    with pytest.raises(TemplateError) as caught:
        one.filled({"words.pages": "pages"})
    assert str(caught.value).startswith("footer1: 'dict object' has no attribute 'page'; ")


def test_a_tag_word_split_keeps_what_stands_in_between(
    look: Look, tmp_path: Path, report: Sample
) -> None:
    between = (
        '<w:bookmarkStart w:id="7" w:name="mid"/><w:bookmarkEnd w:id="7"/>'
        '<w:r><w:t xml:space="preserve"/></w:r><w:r><w:t>er</w:t></w:r>'
    )
    new = f"<w:p><w:r><w:t>of {{{{ deal</w:t></w:r>{between}<w:r><w:t> }}}}.</w:t></w:r></w:p>"
    cover = report("en").cover
    made = fill(load(with_text(look, tmp_path, new)), cover)["word/document.xml"].decode()
    assert f">of {cover.dealer}</w:t></w:r><w:bookmarkStart " in made
    assert 'w:name="mid"/>' in made
    assert '<w:t xml:space="preserve">.</w:t>' in made


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (
            "<w:p><w:r><w:delText>{{ dealer }}</w:delText><w:t>old</w:t></w:r></w:p>",
            "document, paragraph 'old': a tag in '{{ dealer }}', where nothing is filled in",
        ),
        (
            paragraph("old", first='<w:bookmarkStart w:id="1" w:name="{{ dealer }}"/>'),
            "document, paragraph 'old': a tag in '{{ dealer }}', where nothing is filled in",
        ),
        ("<!--{% x %}-->", "document: a tag in '{% x %}', where nothing is filled in"),
        (
            paragraph("ends with {") + paragraph("{ begins"),
            "document, paragraph '{ begins': '{' and '{' meet and look like a tag; part them",
        ),
        (
            paragraph("100%") + paragraph("} it is"),
            "document, paragraph '} it is': '%' and '}' meet and look like a tag; part them",
        ),
        (
            paragraph("{{ dealer }} ") * 1001,
            "document, paragraph '{{ dealer }}': more than 1000 tags; take some out",
        ),
    ],
    ids=["deleted", "bookmark", "comment", "braces", "per cent", "many"],
)
def test_what_docxtpl_would_take_for_a_tag_is_refused_with_its_place(
    look: Look, tmp_path: Path, new: str, message: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        load(with_text(look, tmp_path, new))
    assert f"own.docx: {message}" in str(caught.value).splitlines()
