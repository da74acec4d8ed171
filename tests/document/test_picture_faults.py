"""A plugin's picture is known by its bytes, and whatever no file could show is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from reportgen.document.blocks import Picture
from reportgen.document.picture_faults import MOST_BYTES, Pixels, picture_faults, pixels_of

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def image(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "#0072B2").save(stream, kind)
    return stream.getvalue()


def svg(inside: str) -> bytes:
    return f"{_HEAD}\n{inside}</svg>".encode()


def told(changes: dict[str, Any]) -> list[str]:
    fields = {"id": "p", "image": image(), "caption": "到店客户分布", "alt": "多数客户来自城东。"}
    return list(picture_faults(Picture(**{**fields, **changes})))


def test_kind_and_size_are_those_of_the_bytes() -> None:
    assert pixels_of(image()) == Pixels("png", 40, 20)
    assert pixels_of(image("JPEG", (7, 9))) == Pixels("jpeg", 7, 9)
    assert told({}) == []
    assert told({"vector": svg('<path d="M0 0"/><use xlink:href="#a"/>')}) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": b""}, "image: no bytes; give the bytes of a PNG or JPEG"),
        ({"image": image("GIF")}, "image: a GIF; give the bytes of a PNG or JPEG"),
        (
            {"image": svg("")},
            "image: an SVG, which Excel cannot show; give it as `vector` beside an image of pixels",
        ),
        ({"image": b"a.png"}, "image: no picture known; give the bytes of a PNG or JPEG"),
        ({"image": image(size=(400, 400))[:-40]}, "image: a damaged picture ("),
        ({"image": b"\xff\xd8\xff" + b"x" * 90}, "image: a damaged picture ("),
        ({"image": b"\x89PNG" + bytes(MOST_BYTES)}, "image: 10,000,004 bytes; a picture has at"),
        ({"image": image(size=(5001, 5000))}, "image: 5,001 × 5,000 pixels; at most 25,000,000"),
        ({"alt": " "}, "alt: empty; say in a sentence what the picture shows"),
        ({"caption": ""}, "caption: empty; say what is shown (what, unit, period)"),
        ({"width_cm": 30.0}, "width_cm: 30; from 2 to 15.5"),
        ({"vector": b"<svg"}, "vector: no SVG: "),
        ({"vector": b"<html/>"}, "vector: no SVG: its root is html"),
        (
            {"vector": b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("&x;")},
            "vector: it declares entities; write it without",
        ),
        ({"vector": svg("<script>x</script>")}, "vector: line 2: <script> is not shown by Office"),
        (
            {"vector": svg('<image xlink:href="http://example.org/a.png"/>')},
            "vector: line 2: http://example.org/a.png is another file; put it into the SVG",
        ),
        (
            {"vector": svg('<rect fill="url(file:///etc/passwd)"/>')},
            "vector: line 2: url(file:///etc/passwd) is another file; put it into the SVG",
        ),
        ({"vector": svg("<style>@import 'a.css';</style>")}, "vector: line 2: its style names"),
        ({"vector": svg('<rect onload="x()"/>')}, "vector: line 2: onload is not run by Office"),
    ],
)
def test_what_cannot_be_shown_is_told(changes: dict[str, Any], message: str) -> None:
    (fault,) = told(changes)
    assert fault.startswith(message)
