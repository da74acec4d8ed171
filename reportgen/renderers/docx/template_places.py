"""Names places in a Word template for messages: `header2, paragraph '{{ dealr }}': `."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
PRINTED: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
"""The parts that are filled in."""
_LONGEST: Final = 60
"""Characters of a paragraph that are shown; by judgement: it stays a line."""


def paragraphs(roots: Mapping[str, _Element]) -> Iterator[tuple[str, _Element]]:
    """Yield part and paragraph of everything that is filled in."""
    for part, root in sorted(roots.items()):
        if PRINTED.fullmatch(part):
            for paragraph in root.iter(f"{W}p"):
                yield part, paragraph


def texts(paragraph: _Element) -> Iterator[_Element]:
    """Yield the pieces of a paragraph's text, without those of text boxes in it."""
    for text in paragraph.iter(f"{W}t"):
        if next(text.iterancestors(f"{W}p")) is paragraph:
            yield text


def text_of(paragraph: _Element) -> str:
    """Return the text of a paragraph; Word may have split it into runs."""
    return "".join(text.text or "" for text in texts(paragraph))


def place(part: str, element: _Element | None = None) -> str:
    """Return the part and the paragraph an element stands in, for the beginning of a message."""
    name = part.removeprefix("word/").removesuffix(".xml")
    if element is None:
        return f"{name}: "
    own = [element] if element.tag == f"{W}p" else element.iterancestors(f"{W}p")
    paragraph = next(iter(own), None)
    if paragraph is None:
        return f"{name}: "
    if text := text_of(paragraph).strip():
        return f"{name}, paragraph '{short(text)}': "
    number = list(element.getroottree().getroot().iter(f"{W}p")).index(paragraph) + 1
    return f"{name}, paragraph {number}: "


def short(text: str) -> str:
    """Cut a text for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…"
