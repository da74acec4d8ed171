"""Text → numbers, by rules that never guess: `¥1,234.50`, `１２３`, `1.2万`, `(123)`, `96.2%`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]

_PLAIN: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_GROUPED: Final = r"^¥?-?[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]{1,9})?$"
_WRITTEN: Final = re.compile(
    r"""(?P<open>\()?
        (?P<sign>[-+−])?\s*(?:[¥]|RMB|CNY)?\s*(?P<sign_after>[-−])?
        (?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>e[-+]?\d{1,3})?
        \s*(?P<ten_thousand>万)?\s*(?:元|圆|公里|千米|km|台次|台|次|天|分|件|人|个|%)?
        (?P<close>\))?""",
    re.VERBOSE | re.IGNORECASE,
)
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True)
class ParsedNumbers:
    """Parsed texts, one entry a text: value (NaN when bad), not a number, rewritten."""

    found: npt.NDArray[np.float64]
    bad: Bools
    rewritten: Bools


def parse_numbers(texts: pa.Array) -> ParsedNumbers:
    """Numbers from NFKC-normalised texts without outer spaces.

    A percent sign is dropped: `96.2%` is 96.2, as scores from 0 to 100 are written.
    """
    bare = pc.replace_substring_regex(
        pc.if_else(pc.match_substring_regex(texts, _GROUPED), texts, ""), "[¥,]", ""
    )
    plain = np.asarray(pc.match_substring_regex(texts, _PLAIN), dtype=bool)
    ready = pc.if_else(pa.array(plain), texts, bare)
    bulk = np.asarray(pc.not_equal(ready, ""), dtype=bool)
    values = np.full(len(texts), np.nan)
    values[bulk] = np.asarray(pc.cast(ready.filter(pa.array(bulk)), pa.float64()))
    for at in np.flatnonzero(~bulk):
        values[at] = _written(texts[at].as_py())
    return ParsedNumbers(values, np.isnan(values), ~plain & ~np.isnan(values))


def _written(text: str) -> float:
    """A number written for people; NaN when it is none."""
    found = _WRITTEN.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return math.nan
    value = float(found["digits"].replace(",", "") + (found["power"] or ""))
    if found["ten_thousand"]:
        value = round(value * _TEN_THOUSAND, 6)
    minus = found["open"] or found["sign_after"] or (found["sign"] or "+") != "+"
    return (-value if minus else value) if math.isfinite(value) else math.nan
