"""Reads the page size of a section, and refuses what could make its text area smaller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportgen.renderers.docx.layout.paragraph_style import W, attributes, child, on
from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from reportgen.renderers.docx.layout.body_reader import BodyReader

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SECTION: Final = {
    "headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "titlePg", "cols",
    "docGrid", "formProt", "rtlGutter",
}  # fmt: skip
_TAB: Final = 720.0
"""Twips between tabs that are not set where the file does not say: half an inch (ECMA-376)."""
_MODERN: Final = "15"


@dataclass(frozen=True, slots=True)
class Paper:
    """The room of a page for text, and for headers and footers; in twips."""

    width: float
    height: float
    header: float
    footer: float


def paper(section: _Element) -> Paper:
    """Return the page of a section.

    Raises:
        UnsureError: It has columns, a grid of lines, or begins in the middle of a page.
    """
    if odd := {str(one.tag).removeprefix(W) for one in section} - _SECTION:
        raise UnsureError(f"the section has <w:{min(odd)}>")
    said = {
        name: attributes(found) for name in _SECTION if (found := child(section, name)) is not None
    }
    size, margin = said.get("pgSz", {}), said.get("pgMar", {})
    columns, grid = said.get("cols", {}), said.get("docGrid", {})
    if columns.get("num", "1") != "1" or grid.get("type", "default") != "default":
        raise UnsureError("the section has columns or a grid of lines")
    if said.get("type", {}).get("val", "nextPage") != "nextPage":
        raise UnsureError("the section does not begin on the next page")
    if margin.get("gutter", "0") != "0" or "w" not in size or "left" not in margin:
        raise UnsureError("the section has a gutter or does not name its page")
    sides = {name: float(value) for name, value in margin.items()}
    return Paper(
        width=float(size["w"]) - sides["left"] - sides["right"],
        height=float(size["h"]) - sides["top"] - sides["bottom"],
        header=sides["top"] - sides["header"],
        footer=sides["bottom"] - sides["footer"],
    )


def check_settings(settings: _Element | None) -> float:
    """Return where tabs stop that are not set, in twips.

    Raises:
        UnsureError: Words are divided, or the file is in the mode of an older Word.
    """
    hyphens, tab = child(settings, "autoHyphenation"), child(settings, "defaultTabStop")
    modes = [
        attributes(one).get("val")
        for one in (settings.iter(f"{W}compatSetting") if settings is not None else ())
        if attributes(one).get("name") == "compatibilityMode"
    ]
    if hyphens is not None and on(hyphens):
        raise UnsureError("words are divided at the end of lines")
    if modes != [_MODERN]:
        raise UnsureError("the template is in the mode of an older Word")
    return float(attributes(tab).get("val", _TAB)) if tab is not None else _TAB


def check_edges(
    roots: Mapping[str, _Element], sections: Sequence[_Element], sheet: Paper, reader: BodyReader
) -> None:
    """Refuse headers and footers so high that they push the text.

    Raises:
        UnsureError: One is, or nobody knows how high it is.
    """
    targets = {
        one.get("Id"): one.get("Target", "") for one in roots["word/_rels/document.xml.rels"]
    }
    used: dict[tuple[str, str], str] = {}
    for section in sections:
        # A section without headers has those of the section before.
        for kind in ("header", "footer"):
            for found in section.iter(f"{W}{kind}Reference"):
                used[kind, found.get(f"{W}type", "")] = targets.get(found.get(_RELATION), "")
    for (kind, _), target in used.items():
        blocks = reader.blocks(list(roots[f"word/{target}"]), sheet.width)
        high = sum(
            piece.before + piece.height + piece.after
            for block in blocks
            for piece in block.ways[-1]
        )
        if high > (sheet.header if kind == "header" else sheet.footer):
            raise UnsureError(f"a {kind} is so high that it may push the text")
