"""A plugin's picture stands in both files with its very bytes, its words and its caption."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PIL import Image
from samples import LOOK

from reportgen.document.blocks import Document, Finding, Picture
from reportgen.document.facts import Fact, words
from reportgen.renderers.docx import Docx
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx import Xlsx
from reportgen.verify import verify

RATE = Fact("east", 0.62, "share", "城东客户占比", n=200)


def _image(kind: str, colour: str, size: tuple[int, int] = (60, 30)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind)
    return stream.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="6" height="3"/>'
PICTURES = (
    Picture(
        "map", _image("PNG", "#0072B2"), "客户分布，当月", "多数客户来自城东。",
        words("客户多在城东：", RATE), SVG, (RATE,), note=words("数据来自工单。"),
    ),
    Picture("tall", _image("JPEG", "#D55E00", (10, 90)), "门店照片", "门店正门。", width_cm=4.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def document(document: Document) -> Document:
    """The sample report with two pictures, and a finding about what the first shows."""
    chapter = document.chapters[0]
    finding = Finding("far", "watch", words("城东客户占 ", RATE), words("其余分散。"))
    blocks = (*chapter.blocks, *PICTURES, finding)
    return replace(document, chapters=(replace(chapter, blocks=blocks), *document.chapters[1:]))


@pytest.fixture(scope="module")
def files(document: Document) -> Mapping[str, bytes]:
    return {
        ".docx": Docx(pages="none").render(document, LOOK),
        ".xlsx": Xlsx().render(document, LOOK),
    }


def test_both_files_hold_the_bytes_as_they_are(
    document: Document, files: Mapping[str, bytes]
) -> None:
    for file in files.values():
        parts = set(unpack(file).values())
        assert {picture.image for picture in PICTURES} <= parts
    assert SVG in unpack(files[".docx"]).values()
    assert verify(document, files, LOOK) == []


def test_word_numbers_lists_and_refers_to_it(files: Mapping[str, bytes]) -> None:
    text = unpack(files[".docx"])["word/document.xml"].decode()
    lists = re.findall(r"<w:hyperlink.*?</w:hyperlink>", text, re.DOTALL)
    (number,) = re.findall(r"图 (\d+)  客户分布，当月", "".join(lists))
    said = "".join(re.findall(r"<w:t[^>]*>([^<]*)", text))
    assert f"其余分散（见图 {number}）。" in said


def _speck(parts: dict[str, bytes]) -> None:
    name = next(name for name, part in parts.items() if part == PICTURES[0].image)
    parts[name] = _image("PNG", "#0072B3")


def _worded(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        parts[name] = part.replace("多数客户来自城东。".encode(), "多数客户来自城西。".encode())


def _captioned(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        parts[name] = part.replace("门店照片".encode(), "门店旧照片".encode())


def _gone(parts: dict[str, bytes]) -> None:
    """The drawing with the JPEG is taken out."""
    drawing = re.compile(
        rb"<w:drawing>(?:(?!</w:drawing>).)*brought2.*?</w:drawing>"
        rb"|<xdr:twoCellAnchor(?:(?!</xdr:twoCellAnchor>).)*?descr=\"\xe9\x97\xa8\xe5\xba\x97.*?"
        rb"</xdr:twoCellAnchor>",
        re.DOTALL,
    )
    for name, part in parts.items():
        if name.endswith(".xml"):
            parts[name] = drawing.sub(b"", part)


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_speck, "picture 'map', image"),
        (_worded, "alternative text of 'map'"),
        (_captioned, "门店照片"),
        (_gone, "picture 'tall'"),
    ],
)
def test_a_change_is_found(
    document: Document,
    files: Mapping[str, bytes],
    ending: str,
    change: Callable[[dict[str, bytes]], None],
    message: str,
) -> None:
    parts = unpack(files[ending])
    change(parts)
    found = verify(document, {ending: pack(parts)}, LOOK)
    assert any(message in str(one) for one in found), found
