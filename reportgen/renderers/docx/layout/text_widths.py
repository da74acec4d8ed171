"""Measures how wide letters are, as ranges where the font at hand is unknown.

A Chinese letter is a square in every font. Latin letters are measured in the widths of Calibri,
Arial and Times New Roman, which the free fonts that replace them share. What a font lacks comes
from another one, and which depends on the machine: such a letter has a range of widths.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from reportgen.renderers.docx.layout.unsure import UnsureError

Script: TypeAlias = Literal["latin", "asian"]
SURE: Final[dict[Script, float]] = {"latin": 0.003, "asian": 0.0005}
"""How far a width may be off: programs round it to the dots of a printer."""
_NAMES: Final = {
    "carlito": "Calibri",
    "liberation sans": "Arial",
    "helvetica": "Arial",
    "liberation serif": "Times New Roman",
    "times": "Times New Roman",
}
_UNKNOWN: Final = (0.0, 1.5)
"""Least and most width of a letter no table has, in ems; by judgement: no letter is wider."""
_MILLE: Final = 1000
"""Units of an em in the tables of widths."""


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """The widths of one font: of single letters, and what two joined ones save (thousandths)."""

    advances: Mapping[str, float]
    ligatures: Mapping[str, float]


@cache
def latin(name: str, *, bold: bool) -> Font:
    """Return a Latin font by its name.

    Raises:
        UnsureError: Its widths are not known.
    """
    found = _tables()["latin"].get(_family(name))
    if found is None:
        raise UnsureError(f"the widths of the font '{name}' are not known")
    table = found["bold" if bold else "regular"]
    return Font(table["advances"], table["ligatures"])


@cache
def width(letter: str, font: Font, script: Script) -> tuple[float, float]:
    """Return the least and the most width of one letter, in ems."""
    if script == "asian" and is_square(letter):
        return 1.0, 1.0
    table = font.advances if script == "latin" else _wide()
    if letter in table:
        return table[letter] / _MILLE, table[letter] / _MILLE
    return (0.0, 0.0) if unicodedata.combining(letter) else _UNKNOWN


@cache
def is_square(letter: str) -> bool:
    """Tell whether a letter is as wide as high in every Chinese font."""
    return (
        "\u2e80" <= letter <= "\ua4cf"
        or "\uac00" <= letter <= "\ud7a3"
        or "\uf900" <= letter <= "\ufaff"
        or "\ufe30" <= letter <= "\ufe4f"
        or "\uff01" <= letter <= "\uff60"
        or "\uffe0" <= letter <= "\uffe6"
        or "\U00020000" <= letter <= "\U0003ffff"
    )


def _family(name: str) -> str:
    return _NAMES.get(name.strip().lower(), name.strip())


def _wide() -> Mapping[str, float]:
    """Return the widths of what a Chinese font has besides squares."""
    wide: dict[str, float] = _tables()["wide"]
    return wide


@cache
def _tables() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((Path(__file__).parent / "advances.json").read_text("utf-8"))
    return made
