"""Computes how much of the first line of a heading its number takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING

from reportgen.renderers.docx.layout import text_widths
from reportgen.renderers.docx.layout.paragraph_style import ParagraphStyle, W, attributes, child
from reportgen.renderers.docx.layout.unsure import UnsureError

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True)
class HeadingNumbers:
    """Counts the headings of a document as its lists do."""

    root: _Element | None
    tab: float = 420
    """Where tabs stop that are not set, in twips."""
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def begin(self, look: ParagraphStyle) -> float:
        """Return where the text of a numbered paragraph begins, from its left edge (twips)."""
        assert look.number is not None  # noqa: S101 said by the caller
        name, level = look.number
        text = self._text(name, level)
        font = text_widths.latin(look.type.latin, bold=look.type.bold)
        long = sum(text_widths.width(letter, font, "latin")[1] for letter in text) * look.type.size
        room = -look.first
        if long <= room:
            return 0
        # It reaches to the next tab behind the indent.
        return (floor((look.left + long - room) / self.tab) + 1) * self.tab - look.left

    def _text(self, name: str, level: int) -> str:
        counts = self._counts.setdefault(name, [0] * 9)
        counts[level] += 1
        counts[level + 1 :] = [0] * (8 - level)
        pattern = self._pattern(name, level)
        for number, value in enumerate(counts, start=1):
            pattern = pattern.replace(f"%{number}", str(value))
        return pattern

    def _pattern(self, name: str, level: int) -> str:
        for found in self._levels(name):
            if found.get(f"{W}ilvl") == str(level):
                values = {kind: child(found, kind) for kind in ("numFmt", "suff", "lvlText")}
                said = {
                    kind: attributes(one).get("val", "")
                    for kind, one in values.items()
                    if one is not None
                }
                if said.get("numFmt") != "decimal" or said.get("suff", "tab") != "tab":
                    raise UnsureError("headings are numbered in another way than 1, 1.1, 1.1.1")
                return said.get("lvlText", "")
        raise UnsureError("a numbered paragraph has no list")

    def _levels(self, name: str) -> list[_Element]:
        if self.root is None:
            return []
        for number in self.root.iter(f"{W}num"):
            if number.get(f"{W}numId") == name:
                abstract = child(number, "abstractNumId")
                which = abstract.get(f"{W}val") if abstract is not None else ""
                return [
                    level
                    for one in self.root.iter(f"{W}abstractNum")
                    if one.get(f"{W}abstractNumId") == which
                    for level in one.iter(f"{W}lvl")
                ]
        return []
