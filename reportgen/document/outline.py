"""The order in which a report is read, and how each format departs from it.

A part is a field of `reportgen.document.blocks.Document`. Its blocks, both writers, the
verification of finished files and `explain` walk the parts in this order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

FramePart: TypeAlias = Literal[
    "preface", "summary", "recommendations", "quality", "glossary", "thanks"
]
"""The parts every report has around its chapters."""
PartName: TypeAlias = FramePart | Literal["overviews", "chapters"]
"""The parts of a report: its chapters, those that sum them up, and what every report has around."""

READING_ORDER: Final[tuple[PartName, ...]] = (
    "preface",
    "summary",
    "overviews",
    "chapters",
    "recommendations",
    "glossary",
    "quality",
    "thanks",
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one kind of file arranges the parts of a document.

    Attributes:
        order: The parts in its order.
        most_rows: Rows a table prints before its total; the others are announced below it.
        numbered: Whether figures and tables have numbers, and findings refer to them.
        explains: Whether small print below a block explains its arrows and each `—`.
        labels_apart: Whether severities and labels stand in cells of their own, not in the text.
        whole_measures: Whether a chapter prints a measure with problem, cause and status.
    """

    order: tuple[PartName, ...]
    most_rows: int | None
    numbered: bool
    explains: bool
    labels_apart: bool
    whole_measures: bool


PAPER: Final = Arrangement(
    READING_ORDER,
    most_rows=40,
    numbered=True,
    explains=True,
    labels_apart=False,
    whole_measures=False,
)
"""Pages to be read: Word, and the PDF made of it. The workbook has the rows that are left out."""

WORKBOOK: Final = Arrangement(
    (
        "overviews",
        "summary",
        "preface",
        "chapters",
        "recommendations",
        "quality",
        "glossary",
        "thanks",
    ),
    most_rows=None,
    numbered=False,
    explains=False,
    labels_apart=True,
    whole_measures=True,
)
"""Sheets to work in: what sums up the month first, findings before the preface, thanks on the sheet
of the glossary; the sheet of definitions explains each `—`."""
