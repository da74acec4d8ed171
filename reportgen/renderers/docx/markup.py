"""Writes the smallest pieces of WordprocessingML: runs and paragraphs."""

from __future__ import annotations

import re
from typing import Final

from reportgen.renderers.ooxml import escape

_MARKS: Final = re.compile("[“”‘’…—·°×①-⑳]")
_CHINESE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BREAK: Final = re.compile(r"\r\n?|\n")

_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": f"{_MAIN}/wordprocessingDrawing",
    "a": f"{_MAIN}/main",
    "pic": f"{_MAIN}/picture",
    "c": f"{_MAIN}/chart",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
"""The abbreviations that what is written here uses."""
KEEP: Final = "<w:keepNext/>"
"""Paragraph property: on the page of the next paragraph."""
BREAK: Final = "<w:pageBreakBefore/>"
"""Paragraph property: at the top of a page."""
_TOGETHER: Final = 3
"""Rows of a longer list that a page has at least; by judgement."""

BETTER: Final = "00568A"
WORSE: Final = "A84300"
QUIET: Final = "595959"


def run(text: str, properties: str = "") -> str:
    """Return a run of text; line breaks stay line breaks, tabs become spaces.

    Word sets quotation marks and dashes in the Latin font unless told that they are Chinese.
    """
    if _MARKS.search(text) and _CHINESE.search(text):
        properties = f'<w:rFonts w:hint="eastAsia"/>{properties}'
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = (
        f'<w:t xml:space="preserve">{escape(line)}</w:t>'
        for line in _BREAK.split(text.replace("\t", " "))
    )
    return f"<w:r>{head}{'<w:br/>'.join(lines)}</w:r>"


def held(rows: int, whole: int = _TOGETHER) -> set[int]:
    """Return the rows kept on the page of the next: all of a short list, else both its ends."""
    if rows <= whole:
        return set(range(rows - 1))
    return {*range(_TOGETHER - 1), *range(rows - _TOGETHER, rows - 1)}


def paragraph(style: str, inside: str, properties: str = "") -> str:
    """Return a paragraph of the style with that id."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inside}</w:p>'


def bold() -> str:
    """Return the run properties of bold type."""
    return "<w:b/><w:bCs/>"


def color(rgb: str) -> str:
    """Return the run properties of a text colour, RRGGBB."""
    return f'<w:color w:val="{rgb}"/>'
