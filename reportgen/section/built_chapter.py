"""What a chapter that sums up the others is given of each of them."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.document.blocks import Chapter
from reportgen.section.key_figure_review import KeyFigure


@dataclass(frozen=True, slots=True)
class BuiltChapter:
    """A finished chapter, and the figures of it by which the month is judged."""

    chapter: Chapter
    key_figures: tuple[KeyFigure, ...] = ()
