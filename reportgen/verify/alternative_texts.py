"""Checks that every chart and picture has its alternative text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from reportgen.document.blocks import Chart, Document, Picture
from reportgen.renderers.charts.alt_text import alt_text
from reportgen.verify.mismatch import Mismatch, one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOC_PR: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr",
)


def compare(document: Document, program: str, roots: Iterable[_Element]) -> Iterator[Mismatch]:
    """Yield every chart or picture whose alternative text is missing from a file."""
    # in no order: a sheet lists its native charts before its pictures
    told = Counter(one_line(one.get("descr", "")) for root in roots for one in root.iter(*_DOC_PR))
    for block in document.blocks():
        if isinstance(block, Picture):
            wanted = one_line(block.alt)
        elif isinstance(block, Chart) and block.categories and block.series:
            wanted = one_line(alt_text(block, document.cover.language))
        else:
            continue
        if not told[wanted]:
            yield Mismatch("", f"{program}, alternative text of '{block.id}'", wanted, "")
        told[wanted] -= 1
