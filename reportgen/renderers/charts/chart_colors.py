"""The colours, type sizes and line widths of every chart, for all renderers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reportgen.document.blocks import SeriesRole

FONT: Final = "Microsoft YaHei"
"""What Office is told to use, for Latin and for Chinese."""

MAIN: Final = "#1F4E79"
BETTER: Final = "#0072B2"
WORSE: Final = "#D55E00"
ATTENTION: Final = "#E69F00"
"""Blue, vermillion and orange of Okabe and Ito: told apart by the colour-blind too."""
EARLIER: Final = "#A6B1BC"
OTHER: Final = "#8FA9C2"
INK: Final = "#3C3C3C"
MUTED: Final = "#6B7280"
"""Ink of notes; 4.8 to 1 on paper, above the 4.5 of WCAG 2.2."""
GRID: Final = "#E5E5E5"
AXIS: Final = "#BFBFBF"
PAPER: Final = "#FFFFFF"
PALE: Final = "#EEF4FA"
WORSE_TEXT: Final = "#A84300"
"""Vermillion dark enough for small type."""

CYCLE: Final = (MAIN, ATTENTION, EARLIER, "#4B9CD3", "#009E73", "#7A5C99")
"""Fills of series without a meaning of their own, so that neighbours differ in lightness too."""
COLUMNS: Final = ("#C3D0DC", OTHER, "#6E8CA8")
"""Columns behind the lines of a combo: pale, each darker than the one before."""
LINES: Final = ("#217A6A", "#8A5AA0", "#8A6A12", "#B0466E", "#5B6B7A")
"""Other lines beside the main one: muted, of like weight, told apart by the colour-blind too."""
ROLES: Final[dict[SeriesRole, str]] = {
    "earlier": EARLIER,
    "target": INK,
    "better": BETTER,
    "worse": WORSE,
    "other": OTHER,
}

SIZE: Final = 9
"""Points of every text in a chart; by judgement: readable in print."""
STROKE: Final = 2.25
"""Points of the line that a chart is about, as Office draws lines."""
THIN: Final = 1.5
"""Points of a line beside it; by judgement: clearly thinner, still visible in print."""
WIDTH_CM: Final = 15.5
"""Width of a chart; a little less than the text of the page, which is 16 cm wide."""

DEEP: Final = "#1A1A1A"
"""Type on a coloured fill."""
SHADES: Final = 16
"""Steps of a heat table from pale to dark; by judgement."""
_READABLE: Final = 0.183
"""Luminance up to which type has a contrast of 4.5 to paper (WCAG 2.2)."""
_TINTS: Final = 12
"""Steps of an ink towards paper; with all inks they keep below the 256 of a palette."""
_NEXT_TO_PAPER: Final = 245
"""A tint whose darkest part (0 to 255) is lighter looks like paper; by judgement."""
_LINEAR: Final = 0.04045
"""Part of full brightness below which sRGB is a straight line (IEC 61966-2-1)."""
_DARK: Final = 0.2
"""Luminance below which type on a fill is white, else dark; by judgement."""


def ink_on(fill: str) -> str:
    """Return the colour of type that is readable on a fill."""
    return PAPER if luminance(fill) < _DARK else DEEP


def type_on_paper(fill: str) -> str:
    """Return the colour of type for a line: its own, where that is dark enough to read."""
    return {WORSE: WORSE_TEXT}.get(fill, fill if luminance(fill) < _READABLE else INK)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2): the base of contrast."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours(roles: tuple[SeriesRole, ...]) -> tuple[str, ...]:
    """Return one colour a series: by role, and in turn for those that are plain `main`."""
    turn = iter(CYCLE * len(roles))
    return tuple(ROLES[role] if role in ROLES else next(turn) for role in roles)


def palette() -> list[tuple[int, int, int]]:
    """Return every colour of a picture, at most 256, each in steps towards paper for soft edges."""
    # Pillow looks colours up by their upper six bits: near-white would take the place of paper.
    told = [colour for colour in _tints({}) if min(colour) <= _NEXT_TO_PAPER]
    return list(dict.fromkeys([_mixed(PAPER, PAPER, 0.0), *told]))


def repainted(changes: Mapping[str, str]) -> dict[tuple[int, int, int], tuple[int, int, int]]:
    """Return picture colour → the one in its place when inks change (`#1F4E79` → another)."""
    found: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for old, new in zip(_tints({}), _tints(changes), strict=True):
        found.setdefault(old, new)
    return found


def _tints(changes: Mapping[str, str]) -> list[tuple[int, int, int]]:
    """Return the shades of heat tables, then every ink in steps towards paper."""
    inks = (*CYCLE, *ROLES.values(), INK, MUTED, DEEP, WORSE_TEXT, AXIS, GRID)
    changed = [changes.get(ink, ink) for ink in dict.fromkeys(inks)]
    steps = [part / _TINTS for part in range(_TINTS)]
    pale, main = (changes.get(ink, ink) for ink in (PALE, MAIN))
    shades = [_mixed(pale, main, part / SHADES) for part in range(SHADES + 1)]
    return [*shades, *(_mixed(ink, PAPER, part) for ink in changed for part in steps)]


def _mixed(first: str, last: str, part: float) -> tuple[int, int, int]:
    """Mix two colours; `part` is the share of the last, 0 to 1."""
    ends = ([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (first, last))
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(*ends, strict=True))
    return red, green, blue
