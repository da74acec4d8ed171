"""Tells at once which of a million texts may hold personal data: most cannot.

Only those are looked at one by one. The expressions are RE2's, which knows no look-around; a start
at the edge of a word keeps them as fast as reading the texts.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.personal_data.person_names import MAYBE_NAME
from reportgen.personal_data.personal_numbers import HAN_DIGIT, PROVINCES
from reportgen.personal_data.postal_addresses import MAYBE_ADDRESS

_G: Final = r"[-\s.()/|*~_]*"
_LESS: Final = r"[-\s]*"
_DIGITS: Final = "(?:^|[^0-9])"
_WORD: Final = "(?:^|[^0-9A-Za-z])"
_ALIKE: Final = (
    r"@|(?i:\b(?:tel|phone|mobile|call|wechat|weixin|qq|vx|wx|passport|permit|id card|licen[cs]e))"
    f"|{MAYBE_NAME}|{MAYBE_ADDRESS}"
)
_ASCII: Final = "|".join(
    (
        rf"{_DIGITS}(?:(?:00)?86{_G})?1{_G}[3-9](?:{_G}[0-9]){{9}}(?:$|[^0-9])",
        rf"{_DIGITS}0(?:{_G}[0-9]){{9,11}}|{_DIGITS}[48]00(?:{_LESS}[0-9]){{7}}(?:$|[^0-9])",
        rf"[+]{_G}[0-9]|(?:^|[^0-9])(?:00)?(?:85[23]|886)(?:[-\s)]|[0-9]{{8}})",
        rf"{_WORD}[3-6](?:{_LESS}[0-9]){{15,18}}(?:$|[^0-9A-Za-z])",
        rf"{_WORD}[0-9](?:{_LESS}[0-9]){{5}}{_LESS}(?:1{_LESS}[89]|2{_LESS}0)(?:{_LESS}[0-9]){{9}}",
        rf"{_WORD}(?:[1-6][1-6]|71|8[123])(?:{_LESS}[0-9]){{13}}(?:$|[^0-9A-Za-z])",
        rf"{_WORD}[0-9A-Za-z](?:[-\s._]*[0-9A-Za-z]){{16}}(?:$|[^0-9A-Za-z])",
        rf"{_WORD}[DEGHKMPSTLCdeghkmptlc][-\s]?[0-9]{{8}}|{_WORD}[ECec][A-Za-z][0-9]{{7}}",
        rf"{_WORD}[A-Za-z][12][0-9]{{8}}|{_WORD}[A-Za-z]{{1,2}}[0-9]{{6}} ?\(",
        rf"{_WORD}[157]/?[0-9]{{6}}/?\(|(?i:wj)",
    )
)
"""For codes and texts in English."""
_D: Final = f"[0-9０-９{HAN_DIGIT}]"
_BETWEEN: Final = r"[-\s　.．·•‧_＿‐‑‒–—―−－~～/／|｜*＊()（）]*"
_OTHER: Final = "|".join(
    (
        f"{_D}{_BETWEEN}{_D}{_BETWEEN}{_D}",
        f"[{PROVINCES}军軍空海北沈兰南广成]{_BETWEEN}[A-Za-zＡ-Ｚａ-ｚ]",
        "[A-Za-zＡ-Ｚａ-ｚ]{2}[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{5}|[＠ｗＷ]",
        "(?i:v信)|电话|電話|手机|手機|座机|固话|微信|薇信|扣扣|企鹅|护照|護照|证|證",
    )
)
"""For every other text."""


def may_be_personal(texts: pa.Array) -> pa.Array:
    """Which texts are worth a look; what has something to mask always is."""
    ascii_only = pc.string_is_ascii(texts)
    found = pc.or_(
        pc.match_substring_regex(texts, _ALIKE),
        pc.if_else(ascii_only, pc.match_substring_regex(texts, _ASCII), False),  # noqa: FBT003 a value
    )
    if pc.all(ascii_only).as_py():
        return found
    other = np.flatnonzero(np.invert(np.asarray(ascii_only)))
    marked = np.array(found, dtype=bool)
    marked[other] |= np.array(pc.match_substring_regex(texts.take(pa.array(other)), _OTHER), bool)
    return pa.array(marked)
