"""Tells what a plugin's picture is by its bytes, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from lxml.etree import _Element

    from reportgen.document.blocks import Picture

MOST_BYTES: Final = 10_000_000
"""Bytes of one picture; by judgement: a hundred times those of a chart."""
MOST_PIXELS: Final = 25_000_000
"""Pixels of one picture; by judgement: those of a whole page at 600 an inch."""
NARROWEST_CM: Final = 2.0
"""Least width; by judgement: a smaller picture shows nothing."""
WIDEST_CM: Final = 15.5
"""Greatest width, that of a chart: the text of a page is 16 cm wide."""
_SVG: Final = "{http://www.w3.org/2000/svg}svg"
_ACTIVE: Final = frozenset({"script", "foreignObject", "iframe", "audio", "video"})
_LINK: Final = re.compile(r"url\(\s*['\"]?(?!#|data:image/)|@import", re.IGNORECASE)
_OTHERS: Final = ((b"GIF8", "a GIF"), (b"BM", "a BMP"), (b"%PDF", "a PDF"), (b"RIFF", "a WebP"))


@dataclass(frozen=True, slots=True)
class Pixels:
    """What a picture of pixels is: its kind, its width and its height in pixels."""

    kind: Literal["png", "jpeg"]
    width: int
    height: int


@lru_cache(maxsize=64)
def pixels_of(image: bytes) -> Pixels:
    """Return the kind and the size of a picture, told by its bytes; every pixel is looked at.

    Raises:
        ValueError: It is no PNG or JPEG, is damaged, or is too large.
    """
    from PIL import Image as images  # noqa: PLC0415, N813 slow to import

    if len(image) > MOST_BYTES:
        raise ValueError(f"{len(image):,} bytes; a picture has at most {MOST_BYTES:,}")
    if not image.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise ValueError(_said(image))
    try:
        with images.open(BytesIO(image), formats=("PNG", "JPEG")) as opened:
            (width, height), kind = opened.size, opened.format
            sound = 0 < width * height <= MOST_PIXELS
            if sound:
                opened.load()
    except Exception as error:  # it says of damaged pictures whatever comes to it
        raise ValueError(f"a damaged picture ({error}); save it again") from error
    if not sound:
        raise ValueError(f"{width:,} × {height:,} pixels; at most {MOST_PIXELS:,} in all")
    return Pixels("png" if kind == "PNG" else "jpeg", width, height)


def picture_faults(picture: Picture) -> Iterator[str]:
    """Yield what is wrong with a picture."""
    try:
        pixels_of(picture.image)
    except ValueError as fault:
        yield f"image: {fault}"
    if picture.vector:
        yield from (f"vector: {fault}" for fault in _vector_faults(picture.vector))
    if not picture.alt.strip():
        yield "alt: empty; say in a sentence what the picture shows, for those who cannot see it"
    if not picture.caption.strip():
        yield "caption: empty; say what is shown (what, unit, period): it stands in the list"
    if not NARROWEST_CM <= picture.width_cm <= WIDEST_CM:
        yield f"width_cm: {picture.width_cm:g}; from {NARROWEST_CM:g} to {WIDEST_CM:g}"


def _said(image: bytes) -> str:
    if b"<svg" in image[:2000]:
        return "an SVG, which Excel cannot show; give it as `vector` beside an image of pixels"
    said = "no picture known" if image else "no bytes"
    said = next((kind for begin, kind in _OTHERS if image.startswith(begin)), said)
    return f"{said}; give the bytes of a PNG or JPEG"


def _vector_faults(vector: bytes) -> Iterator[str]:
    """Yield why an SVG cannot be used; nothing is ever read or run through one."""
    from lxml import etree  # noqa: PLC0415 slow to import

    if len(vector) > MOST_BYTES:
        yield f"{len(vector):,} bytes; a picture has at most {MOST_BYTES:,}"
        return
    if b"<!ENTITY" in vector:
        yield "it declares entities; write it without"
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(vector, parser)
    except etree.XMLSyntaxError as error:
        yield f"no SVG: {error}"
        return
    if root.tag != _SVG:
        yield f"no SVG: its root is {root.tag}"
    for part in root.iter("*"):
        yield from _reaching_out(part)


def _reaching_out(part: _Element) -> Iterator[str]:
    """Yield what of an SVG's element runs something or names another file."""
    name = part.tag.rpartition("}")[2]
    if name in _ACTIVE:
        yield f"line {part.sourceline}: <{name}> is not shown by Office; take it out"
    for key, value in part.items():
        own = value.startswith(("#", "data:image/"))
        if (key.rpartition("}")[2] == "href" and not own) or _LINK.search(value):
            yield f"line {part.sourceline}: {value:.60} is another file; put it into the SVG"
        if key.startswith("on"):
            yield f"line {part.sourceline}: {key} is not run by Office; take it out"
    if name == "style" and _LINK.search(part.text or ""):
        yield f"line {part.sourceline}: its style names another file; put it into the SVG"
