"""The shared strings of a finished workbook, decoded only where they are asked for."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_ITEM: Final = re.compile(rb"<si\b[^>]*>(.*?)</si>|<si/>", re.DOTALL)
_TEXT: Final = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
_ESCAPED: Final = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


class SharedStrings:
    """Text by number, from `xl/sharedStrings.xml`; a big workbook needs few of its many here."""

    def __init__(self, part: bytes) -> None:
        self._items = _ITEM.findall(part)
        self._read: dict[int, str] = {}

    def __getitem__(self, number: int) -> str:
        if number not in self._read:
            self._read[number] = _decoded(self._items[number])
        return self._read[number]


def _decoded(item: bytes) -> str:
    """The text of an item; a tab becomes the blank it looks like."""
    text = b"".join(_TEXT.findall(item)).decode().replace("\t", " ")
    text = unescape(text) if "&" in text else text
    return _ESCAPED.sub("_", text) if "_x005F_" in text else text
