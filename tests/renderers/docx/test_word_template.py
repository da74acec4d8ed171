import os
from collections.abc import Callable
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
    assert f">{marked('[[RG:BODY]]')}<".encode() in unpack(template.data)["word/document.xml"]


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


def test_a_template_cannot_reach_into_python(look: Look, tmp_path: Path, report: Sample) -> None:
    path = _changed(look, tmp_path, "{{ period }}", "{{ title.__class__.__mro__ }}")
    with pytest.raises(TemplateError, match=r"own\.docx: access to attribute '__class__'"):
        fill(load(path), report("zh").cover)  # type: ignore[attr-defined]


def test_a_word_that_does_not_exist_is_an_error(look: Look, tmp_path: Path, report: Sample) -> None:
    path = _changed(look, tmp_path, "{{ words.author }}", "{{ words.writer }}")
    with pytest.raises(TemplateError, match=r"own\.docx: .*has no attribute 'writer'"):
        fill(load(path), report("zh").cover)  # type: ignore[attr-defined]


def test_a_changed_template_is_read_again(look: Look, tmp_path: Path) -> None:
    path = _changed(look, tmp_path, "{{ period }}", "{{ period }} 1")
    first = load(path)
    assert load(path) is first
    _changed(look, tmp_path, "{{ period }}", "{{ period }} 23")
    os.utime(path, ns=(1, 1))
    assert load(path).data != first.data
