"""Estimates how long a report takes to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from reportgen.document.printed import Figure, Paragraph, PrintedPart, PrintedTable, leaves
from reportgen.labels import Language

CHARACTERS: Final = 400
"""Chinese characters read in a minute; by judgement, as reports are read, not skimmed."""
WORDS: Final = 230
"""English words read in a minute; the usual figure for plain prose."""
FIGURE: Final = 15
"""Seconds a figure takes; by judgement."""
TABLE: Final = 20
"""Seconds a table takes; by judgement: it is looked up, not read cell by cell."""


def minutes(parts: Iterable[PrintedPart], language: Language) -> float:
    """Return the minutes the parts take: running text by its length, each figure, each table.

    Lines that belong to a figure or table are read with it; those in a text are read word by word.
    """
    seconds = 0.0
    for part in parts:
        for leaf in leaves((part.title, *part.items)):
            if isinstance(leaf, Figure):
                seconds += FIGURE
            elif isinstance(leaf, PrintedTable):
                seconds += TABLE
            elif isinstance(leaf, Paragraph):
                seconds += _seconds(leaf.text(language))
    return seconds / 60


def _seconds(text: str) -> float:
    """Return the seconds a text takes; a Latin word in it counts as a word."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    latin = "".join(
        " " if unicodedata.east_asian_width(letter) in "WF" else letter for letter in text
    )
    return 60 * (wide / CHARACTERS + len(latin.split()) / WORDS)
