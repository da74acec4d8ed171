"""Personal data in texts: found by their form, shown in one that names nobody.

The one place that knows what personal data look like. The intake masks cells, headers and names of
files with it, errors and the terminal what they print, so that no text leaves another way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reportgen.personal_data.person_names import is_name, mask_names_said
from reportgen.personal_data.personal_numbers import (
    FINDERS,
    shown_email,
    shown_ends,
    shown_phone,
    shown_plate,
)
from reportgen.personal_data.postal_addresses import mask_addresses

__all__ = [
    "is_name",
    "mask_file_name",
    "mask_header",
    "mask_label",
    "mask_message",
    "mask_numbers",
    "mask_text",
    "mask_whole",
    "narrow",
    "shown_email",
    "shown_ends",
    "shown_name",
    "shown_phone",
    "shown_plate",
]

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: ord(" ")}
_KEPT: Final = {ord(char) for char in "，：；！？（）"}
_FILE: Final = re.compile(r"[^\n\r\t/\\'\"，；：]{1,255}\.[A-Za-z]{2,7}(?![A-Za-z])")
"""A file's name in a sentence: whatever stands before an ending, words with spaces included."""
_PART: Final = re.compile("[\u3400-\u9fff]+")
_TELLING: Final = 2
"""Cells that are data from which a row of headers is one of data; one header may be a number."""
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"[-¥]?\d[-\d.,/:年月日 T]*")
_NARROW: Final = {wide: plain for wide, plain in _WIDE.items() if wide not in _KEPT} | {
    ord("（"): ord("("),
    ord("）"): ord(")"),
}
"""Letters, digits and signs of full width; Chinese punctuation stays what it is."""


def narrow(text: str) -> str:
    """A text with letters, digits and signs of usual width, character by character."""
    return text.translate(_NARROW)


def mask_numbers(text: str) -> str:
    """Text with e-mail addresses, phones, plates, VINs, papers, cards and accounts masked."""
    plain = narrow(text)
    masked = plain
    for pattern, shown in FINDERS:
        masked = pattern.sub(lambda found, shown=shown: shown(found[0]), masked)  # type: ignore[misc]
    return masked if masked != plain else text


def mask_text(text: str) -> str:
    """Free text with everything masked that its form gives away.

    Numbers, addresses down to the room, names beside a title or behind a label. A text without any
    comes back as it is.
    """
    masked = mask_numbers(text)
    named = mask_names_said(mask_addresses(masked))
    return named if named != masked else masked


def mask_whole(text: str) -> str | None:
    """A text that is nothing but an e-mail address, a number or a plate, masked; else none."""
    plain = narrow(text)
    for pattern, shown in FINDERS:
        if pattern.fullmatch(plain) and shown(plain) != plain:
            return shown(plain)
    return None


def mask_label(text: str) -> str:
    """A word that stands for many rows, a header or a part of a file's name: names alone as well.

    北京 is a place and 安全 a word, but both begin like names: only what consists of a surname and
    characters of given names is one.
    """
    bare = text.strip(" '\"")
    return text.replace(bare, shown_name(bare)) if is_name(bare) else mask_text(text)


def mask_header(cells: Sequence[str]) -> tuple[str, ...]:
    """The headers of a file; a row of data in their place is a customer's.

    Of such a row, whose names nothing tells, the cells without a digit show their first character.
    It has a phone, a plate or the like in one cell, and a number or a date in another.
    """
    personal = [bool(mask_whole(cell)) for cell in cells]
    numbers = [bool(_NUMBER.fullmatch(cell.strip())) for cell in cells]
    if not any(personal) or sum(map(max, personal, numbers)) < _TELLING:
        return tuple(map(mask_label, cells))
    return tuple(
        mask_label(c) if _DIGIT.search(c) or not c.strip() else shown_name(c) for c in cells
    )


def mask_file_name(text: str) -> str:
    """The name of a file or sheet, each part of it masked: 张三_工单.csv → 张*_工单.csv."""
    masked = mask_text(text)
    return _PART.sub(lambda found: mask_label(found[0]), masked)


def mask_message(text: str) -> str:
    """What a message or the terminal says, the names of files it quotes included."""
    return _FILE.sub(lambda found: mask_file_name(found[0]), mask_text(text))


def shown_name(text: str) -> str:
    """The first character of a name: 张*."""
    return f"{text[0]}*" if len(text) > 1 else "*"
