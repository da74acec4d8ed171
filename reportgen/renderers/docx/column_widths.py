"""Computes the widths of table columns, so that nothing wraps badly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 46
"""Widest a text column is asked to be, in units; by judgement: longer cells take more lines."""
_BOLD: Final = 0.5
"""Units that bold type adds to a heading; by judgement."""
_ONE_LINE: Final = 12
"""Units up to which a heading stays on one line; by judgement."""
_SHORT: Final = 14
"""Units up to which a text never wraps; by judgement: seven Chinese characters."""
_TOKEN: Final = re.compile(
    # A code with its 省 before and another code in brackets behind: 冀B***49（V001724）.
    r"[\u4e00-\u9fff]?[A-Z0-9*·-]*\*[A-Z0-9*·-]*(?:（[\x21-\x7e]+）)?"
    r"|[\x21-\x7e]*\d[\x21-\x7e]*（[\x21-\x7e]+）"
    r"|[\x21-\x7e¥–—]+"
)


def units(text: str) -> int:
    """Measure a text in widths of a Latin letter: Chinese characters count two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


@dataclass(frozen=True, slots=True)
class Size:
    """A size of type: the twips of half a Chinese character (a Latin letter), and of padding."""

    unit: float
    padding: int


NORMAL: Final = Size(94, 190)
"""The type of a table's text (9 points) and its padding, in twips; a little is added to be safe."""
SMALL: Final = Size(79, 130)
"""The small type of wide tables (7.5 points) and its padding, in twips, likewise."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one column needs: the width below which it wraps badly, and the width it would like."""

    least: float
    wish: float


def need(
    head: str, cells: Sequence[str], *, numbers: bool, weight: float, folded: bool = False
) -> Need:
    """Return what a column needs: numbers never wrap, text wraps between words or characters.

    `folded` lets a short heading take two lines.
    """
    longest = max((units(cell) for cell in cells), default=0)
    lines = 2 if folded or units(head) > _ONE_LINE else 1
    title = max(_longest_token(head), -(-units(head) // lines)) + _BOLD
    if numbers:
        least = max(longest, title)
        return Need(least, max(least, least * weight))
    token = max((_longest_token(cell) for cell in cells), default=0)
    least = max(min(longest, _SHORT), min(token, _LONGEST // 2), title)
    return Need(least, max(least, min(longest, _LONGEST) * weight))


def fit(needs: Sequence[Need], width: int, size: Size) -> list[int]:
    """Return the twips of each column; together they are exactly `width`."""
    room = max(1.0, (width - size.padding * len(needs)) / size.unit)
    leasts, wishes = [need.least for need in needs], [need.wish for need in needs]
    if sum(wishes) <= room:
        shares = [room * (wish or 1) / (sum(wishes) or len(needs)) for wish in wishes]
    elif sum(leasts) <= room:
        extra = [max(0.0, wish - least) for wish, least in zip(wishes, leasts, strict=True)]
        spare = (room - sum(leasts)) / (sum(extra) or 1.0)
        shares = [least + spare * more for least, more in zip(leasts, extra, strict=True)]
    else:
        shares = [room * least / sum(leasts) for least in leasts]
    twips = [round(share * size.unit) + size.padding for share in shares]
    twips[-1] += width - sum(twips)
    return twips


def fits(needs: Sequence[Need], width: int, size: Size) -> bool:
    """Tell whether the columns can stand side by side without bad breaks."""
    return sum(need.least for need in needs) * size.unit + size.padding * len(needs) <= width


def _longest_token(text: str) -> int:
    return max((units(token) for token in _TOKEN.findall(text)), default=0)
