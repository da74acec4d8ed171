"""Measures how much room texts take, and moves texts apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

_WIDE_CM: Final = 0.32
"""A Chinese character of 9-point type: as wide as the type is tall."""
_NARROW_CM: Final = 0.175
"""A Latin letter or figure: 0.55 of that, the mean of a text in Noto Sans."""
_BREAKS: Final = " （(年"
"""Before these a name may go on in a second line; after 年."""


def width_cm(words: str) -> float:
    """Estimate how wide a text is in chart type."""
    return sum(_WIDE_CM if east_asian_width(one) in "WF" else _NARROW_CM for one in words)


def fold(name: str) -> str:
    """Break a long name into two lines near its middle: at a space, a bracket, after a year."""
    places = [at + (one == "年") for at, one in enumerate(name) if one in _BREAKS and at]
    middle = len(name) / 2
    at = min(places, key=lambda place: abs(place - middle), default=math.ceil(middle))
    return f"{name[:at].rstrip()}\n{name[at:].lstrip()}"


def spread(wanted: Sequence[float], gap: float, room: float) -> list[float]:
    """Move positions apart from each other, as near as may be to those wanted.

    Those that would touch share the way: their middle stays where it was (the least sum of squared
    moves, by pooling neighbours that are out of order).

    Args:
        wanted: Where they would be, ascending.
        gap: How far apart they must be at least.
        room: They stay within 0 and this.
    """
    pools: list[tuple[float, int]] = []
    for at, place in enumerate(wanted):
        mean, size = place - at * gap, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, size = (mean * size + other * more) / (size + more), size + more
        pools.append((mean, size))
    most = room - (len(wanted) - 1) * gap
    starts = [min(max(mean, 0.0), most) for mean, size in pools for _ in range(size)]
    return [start + at * gap for at, start in enumerate(starts)]
