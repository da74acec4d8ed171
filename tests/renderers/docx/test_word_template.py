import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.renderers.docx.word_template import STYLES, fill, load, marked
from reportgen.renderers.ooxml import pack, unpack

Sample = Callable[..., object]


def _changed(look: Look, folder: Path, old: str, new: str, part: str = "word/document.xml") -> Path:
    parts = unpack(look.template.read_bytes())
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new).encode()
    path = folder / "own.docx"
    path.write_bytes(pack(parts))
    return path


def _message(path: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ["monthly.docx", "plain.docx"])
def test_the_shipped_templates_keep_the_contract(look: Look, name: str) -> None:
    template = load(look.template.with_name(name))
    assert {style.lower() for style in STYLES} <= set(template.styles)
    assert template.width == 9072


def test_a_missing_template_names_the_ones_there_are(look: Look) -> None:
    assert _message(look.template.with_name("monthy.docx")) == (
        "monthy.docx: there is no such template in report_templates/; "
        "there are monthly.docx, plain.docx; did you mean 'monthly.docx'?"
    )


def test_a_folder_without_templates_says_so(tmp_path: Path) -> None:
    assert _message(tmp_path / "x.docx").endswith("the folder has no .docx files")


def test_what_is_no_word_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "old.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0 an old .doc")
    assert _message(path) == "old.docx: this is not a Word file; save it from Word as .docx"


def test_a_missing_style_is_named_with_the_nearest_one(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, 'w:val="RG Note"', 'w:val="RG Notes"', "word/styles.xml")
    assert _message(path) == (
        "own.docx: the template lacks the styles 'RG Note'; did you mean 'rg notes'?; add them in "
        "Word (Styles pane, New Style), or start from a copy of monthly.docx"
    )


def test_style_ids_may_be_anything(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, '"RGNote"', '"a37"', "word/styles.xml")
    assert load(path).styles["rg note"] == "a37"


def test_a_missing_anchor_is_named(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, "[[RG:BODY]]", "")
    assert _message(path) == (
        "own.docx: the paragraph [[RG:BODY]] is missing; write it once, alone in a paragraph, "
        "where the report itself shall stand"
    )


def test_a_doubled_anchor_is_named(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, "[[RG:FRONT]]", "[[RG:BODY]]")
    assert "the paragraph [[RG:FRONT]] is missing" in _message(path)
    path = _changed(look, tmp_path, "{{ period }}", "[[RG:BODY]]")
    assert "the paragraph [[RG:BODY]] stands there 2 times" in _message(path)


def test_an_anchor_that_word_split_into_runs_is_found(look: Look, tmp_path: Path) -> None:
    split = "[[RG:</w:t></w:r><w:r><w:t>BODY]]"
    template = load(_changed(look, tmp_path, "[[RG:BODY]]", split))
    assert f">{marked('[[RG:BODY]]')}<".encode() in template.parts["word/document.xml"]


def test_an_unknown_variable_is_named_with_the_nearest_one(look: Look, tmp_path: Path) -> None:
    message = _message(_changed(look, tmp_path, "{{ dealer }}", "{{ dealr }}"))
    assert message.startswith(
        "own.docx: document, paragraph '{{ dealr }}': unknown variable 'dealr'; "
        "did you mean 'dealer'?; a template may use title, "
    )


def test_full_width_braces_are_named(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, "{{ period }}", "｛｛ period ｝｝")
    assert _message(path) == (
        "own.docx: document, paragraph '｛｛ period ｝｝': '｛｛' is written with "
        "full-width braces; type half-width {{ and }}"
    )


def test_a_broken_tag_is_named(look: Look, tmp_path: Path) -> None:
    message = _message(_changed(look, tmp_path, "{{ period }}", "{{ period + }}"))
    assert message.startswith("own.docx: ")
    assert message.endswith("check the {{ }} tags")


@pytest.mark.parametrize(
    "expression",
    [
        "title.__class__.__mro__", "9**9**9", "1/0", "dealer * 1000000000", "cycler", "title()",
        "'x' * 9", "title[0]", "title|upper", "lipsum(n=100000)", "self", "words",
    ],
)  # fmt: skip
def test_a_template_cannot_compute_or_reach_into_the_program(
    look: Look, tmp_path: Path, expression: str
) -> None:
    message = _message(_changed(look, tmp_path, "{{ period }}", f"{{{{ {expression} }}}}"))
    assert message.startswith(f"own.docx: document, paragraph '{{{{ {expression} }}}}': ")
    assert f"'{expression}'" in message
    assert "a template may use title, long_title, report, subtitle, dealer, dealer_id, " in message


@pytest.mark.parametrize(
    ("tags", "fault"),
    [
        ("{% for a in title %}{% endfor %}", "unknown tag '{% for a in title %}'; there are "),
        ("{% include 'x' %}", "unknown tag '{% include 'x' %}'; there are "),
        ("{%- if author %}{% endif %}", "unknown tag '{%- if author %}'; there are "),
        ("{%pif author %}", "unknown tag '{%pif author %}'; there are "),
        ("{%tc if author %}", "unknown tag '{%tc if author %}'; there are "),
        ("{%r if author %}", "unknown tag '{%r if author %}'; there are "),
        ("{{r author }}", "'r author' is more than a name"),
        ("{{- author -}}", "'- author -' is more than a name"),
        ("{{{ author }}", "a tag that does not end; check the {{ }} tags"),
        ("{{ author }}}", "a tag that does not end; check the {{ }} tags"),
        ("{# a note #}", "a tag that does not end; check the {{ }} tags"),
        ("{{ dealer", "a tag that does not end; check the {{ }} tags"),
        ("{% if author %}", "'if' without its 'endif'; both stand in one paragraph, or each alone"),
        ("{% endif %}", "'endif' without its 'if'; both stand in one paragraph"),
        ("{% else %}", "'else' without its 'if'; both stand in one paragraph"),
        ("{%p if author %}", "'if' without its 'endif' beside it"),
        ("{%p endif %}", "'endif' without its 'if' beside it"),
        ("a {%p if author %}", "'{%p if author %}' must stand alone in its paragraph"),
        ("{% if autor %}{% endif %}", "unknown variable 'autor'; did you mean 'author'?"),
    ],
)  # fmt: skip
def test_a_tag_that_is_not_understood_is_named(
    look: Look, tmp_path: Path, tags: str, fault: str
) -> None:
    shown = tags.replace("&", "&amp;").replace("<", "&lt;")
    message = _message(_changed(look, tmp_path, "{{ period }}", shown))
    assert f"own.docx: document, paragraph '{tags}': {fault}" in message


def test_conditions_and_split_tags_are_filled(look: Look, tmp_path: Path, report: Sample) -> None:
    new = (
        "{% if author %}by {{ au</w:t></w:r><w:r><w:t>thor }}{% else %}by nobody{% endif %}"
        "{% if not subtitle %}, plain{% endif %}"
    )
    template = load(_changed(look, tmp_path, "{{ period }}", new))
    cover = report("en").cover  # type: ignore[attr-defined]
    for changed, said in (
        (replace(cover, author="Fang Wang"), "by Fang Wang"),
        (replace(cover, author="", subtitle=""), "by nobody, plain"),
    ):
        document = fill(template, changed)["word/document.xml"].decode()
        texts = re.sub(r"<[^>]*>", "", document.replace("</w:p>", "\n")).split("\n")
        assert said in texts


def test_a_row_of_a_table_may_vanish(look: Look, tmp_path: Path, report: Sample) -> None:
    def row(text: str) -> str:
        return f"<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"

    rows = "".join(map(row, ("{%tr if author %}", "by {{ author }}", "{%tr endif %}", "last")))
    grid = "<w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
    table = f"<w:body><w:tbl>{grid}{rows}</w:tbl>"
    template = load(_changed(look, tmp_path, "<w:body>", table))
    cover = report("en").cover  # type: ignore[attr-defined]
    for author, count in (("Fang Wang", 2), ("", 1)):
        made = fill(template, replace(cover, author=author))["word/document.xml"].decode()
        assert made.count("<w:tr>") == count
        assert ("by Fang Wang" in made) == bool(author)


def test_a_value_is_never_a_tag_a_mark_or_markup(look: Look, report: Sample) -> None:
    cover = report("en").cover  # type: ignore[attr-defined]
    hostile = "{{ author }} <w:p/> [[RG:BODY]] {%p if x %}"
    made = fill(load(look.template), replace(cover, dealer=hostile))["word/document.xml"].decode()
    assert "{{ author }} &lt;w:p/&gt; [[RG:BODY]] {%p if x %}" in made
    assert made.count(marked("[[RG:BODY]]")) == 1


def test_a_changed_template_is_read_again(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, "{{ period }}", "{{ period }} 1")
    first = load(path)
    assert load(path) is first
    _changed(look, tmp_path, "{{ period }}", "{{ period }} 23")
    os.utime(path, ns=(1, 1))
    assert load(path).parts != first.parts
