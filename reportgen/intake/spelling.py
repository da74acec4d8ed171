"""One spelling for what people write in several: phones, VINs, names that rows are grouped by."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]

LONGEST_TEXT: Final = 32_767
"""UTF-16 units that fit into one cell of a workbook; the rest of a text is cut there."""

_WIDE: Final = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
}
_UNUSUAL: Final = (
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000\u00a0\t]|  |^[\u4e00-\u9fff] [\u4e00-\u9fff]$"
)
_SPREAD: Final = re.compile("([\u4e00-\u9fff]) ([\u4e00-\u9fff])")
"""A name of two characters, set as wide as one of three."""
_SPACES: Final = re.compile(r"[^\S\n]+")

_MOBILE: Final = r"^1[3-9][0-9]{9}$"
_NUMBERS: Final = re.compile(r"(?:(?:\+|00)?86[-\s]?)?(1[3-9]\d(?:[-\s]?\d{4}){2})(?!\d)")
_BETWEEN: Final = re.compile(r"[/／、,，;；|\n]")

_VIN: Final = r"^[A-HJ-NPR-Z0-9]{17}$"
_VALUES: Final[Mapping[str, int]] = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
        strict=True,
    )
)
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK: Final = 8  # position of the check digit

_SHORTEST_ROW: Final = 6
_FILLERS: Final = pa.array(
    ["12345678901234567890"[:n] for n in range(_SHORTEST_ROW, 21)]
    + ["UNKNOWN", "TEST", "NOVIN", "NOPLATE", "TEMP"]
)
_ONE_CHARACTER: Final = f"^(?:{'|'.join(f'{c}+' for c in string.digits + string.ascii_uppercase)})$"


def too_long(texts: pa.Array) -> Bools:
    """Texts a workbook has to cut."""
    long = _mask(pc.greater(pc.utf8_length(texts), LONGEST_TEXT // 2))
    for at in np.flatnonzero(long):
        long[at] = len(texts[at].as_py().encode("utf-16-le", "replace")) // 2 > LONGEST_TEXT
    return long


def one_spelling(texts: pa.Array) -> tuple[pa.Array, Bools]:
    """Letters and digits in normal width, single spaces, 李 明 as 李明; and which were otherwise.

    Chinese punctuation stays wide: it is how Chinese is written.
    """
    unusual = _mask(pc.match_substring_regex(texts, _UNUSUAL))
    if not unusual.any():
        return texts, unusual
    plain = [
        _spelled(text) if odd else text
        for text, odd in zip(texts.to_pylist(), unusual, strict=True)
    ]
    found = pa.array(plain, pa.string())
    return found, _mask(pc.not_equal(found, texts))


def _spelled(text: str) -> str:
    single = _SPACES.sub(" ", text.translate(_WIDE)).strip()
    name = _SPREAD.fullmatch(single)
    return name[1] + name[2] if name else single


def one_phone(texts: pa.Array, missing: Bools) -> tuple[pa.Array, dict[str, Bools]]:
    """The first phone of each text without +86 and dashes; which held others, which was rewritten.

    What is no mobile number (a landline, an extension) stays as written.
    """
    done = _mask(pc.match_substring_regex(texts, _MOBILE)) | missing
    several, rewritten = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    if done.all():
        return texts, {}
    plain = texts.to_pylist()
    for at in np.flatnonzero(~done):
        each = (part.strip() for part in _BETWEEN.split(plain[at]))
        parts = [part for part in each if part] or [plain[at]]
        numbers = _NUMBERS.findall(plain[at])
        several[at] = len(numbers) > 1 or (len(parts) > 1 and all(map(_dialled, parts)))
        first = _NUMBERS.fullmatch(parts[0]) or (
            several[at] and numbers and _NUMBERS.match(plain[at])
        )
        best = re.sub(r"\D", "", first[1]) if first else parts[0] if several[at] else plain[at]
        rewritten[at] = best != plain[at] and not several[at]
        plain[at] = best
    return pa.array(plain, pa.string()), {"second_phone": several, "phone_format": rewritten}


def one_plate(texts: pa.Array) -> tuple[pa.Array, Bools]:
    """Plates in capital letters without dots and spaces; and which were otherwise."""
    plates = pc.replace_substring_regex(pc.utf8_upper(texts), r"[\s·•.]+", "")
    return plates, _mask(pc.not_equal(plates, texts))


def fillers(texts: pa.Array) -> Bools:
    """Which identifiers are typed to fill a cell: 00000000, XXXX, 12345678, 临牌, TEST."""
    capital = pc.utf8_upper(texts)
    same = pc.match_substring_regex(capital, _ONE_CHARACTER)
    listed = pc.is_in(capital, value_set=_FILLERS)
    wordy = pc.match_substring_regex(capital, "^[^0-9]*[^0-9A-Z][^0-9]*$")
    return _mask(pc.or_(pc.or_(same, listed), wordy))


def _dialled(text: str) -> bool:
    """Whether a text may be a phone number."""
    return len(re.sub(r"\D", "", text)) >= 7  # noqa: PLR2004 the shortest landline


def vins(texts: pa.Array, missing: Bools) -> tuple[pa.Array, dict[str, Bools]]:
    """VINs in capital letters; which were not, and which cannot be right (kept as they are).

    Not right: not 17 characters, an I, O or Q, or a check digit that does not fit (GB 16735).
    """
    capital = pc.utf8_upper(texts)
    small = _mask(pc.not_equal(capital, texts)) & ~missing
    formed = _mask(pc.match_substring_regex(capital, _VIN)) & ~missing
    wrong = ~formed & ~missing
    if formed.any():
        wrong[formed] = ~_checked(capital.filter(pa.array(formed)))
    return capital, {"vin_case": small, "vin_form": wrong}


def _checked(texts: pa.Array) -> Bools:
    """Whether the ninth character is the check digit of the others (ISO 3779, GB 16735)."""
    letters = np.frombuffer(b"".join(texts.cast(pa.binary()).to_pylist()), dtype=np.uint8)
    letters = letters.reshape(-1, 17)
    value = np.zeros(128, dtype=np.int16)
    for letter, number in _VALUES.items():
        value[ord(letter)] = number
    rest = value[letters] @ np.array(_WEIGHTS, dtype=np.int16) % 11
    digit = np.where(rest == 10, ord("X"), rest + ord("0"))  # noqa: PLR2004 ISO 3779 writes ten as X
    return np.asarray(letters[:, _CHECK] == digit)


def _mask(marked: pa.Array) -> Bools:
    return np.array(marked, dtype=bool)
