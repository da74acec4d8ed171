"""Text → numbers, by rules that never guess: `¥1,234.50`, `NT$396`, `1.2萬`, `(123)`, `96.2%`.

A point is a decimal point and a comma parts thousands; a number that may be meant otherwise is
none. At most one mark says that an amount is negative: `-5`, `5-`, `(5)`, `负5`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.folding import simplified
from reportgen.intake.unit_words import BASES, SIZES, Dimension
from reportgen.metric.currencies import CURRENCIES, HOME, CurrencyCode, currencies_of, every_mark

Bools = npt.NDArray[np.bool_]

_PLAIN: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_USUAL: Final = r"-?([1-9][0-9]{0,2}(,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]{1,9})?"
_DECIMAL_COMMA: Final = r"^-?[0-9]{1,3}((\.[0-9]{3})+,[0-9]+|,[0-9]{1,2})$"
_POINTED: Final = r"^-?[0-9]{1,3}(\.[0-9]{3})+$"
"""Thousands, if points part them; else a number with three decimals."""
_DIGITS: Final = (
    r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|(?P<spaced>[1-9]\d{0,2}(?:[ ]\d{3})+(?P<cents>\.\d{1,2})?)"
    r"|\d+(?:\.\d*)?|\.\d+"
)
_UNITS_BEHIND: Final = frozenset({"元", "圆"})
"""Marks of a currency that are a unit as well: 12元 is not 12万元."""
_PRICED: Final[frozenset[Dimension]] = frozenset({"money", "plain"})
"""What may be written with the mark of a currency."""
_LONGEST: Final = 60
"""Characters of a number with all its words; a search for a longer one tries too many ways."""
_MOST_DECIMALS: Final = 6
"""Places kept of a converted number: float noise is not data."""


@dataclass(frozen=True, slots=True)
class ParsedNumbers:
    """Parsed texts, one entry a text: value (NaN when bad), not a number, rewritten.

    `foreign` are amounts of another currency than the report's; their value is as written.
    """

    found: npt.NDArray[np.float64]
    bad: Bools
    rewritten: Bools
    foreign: Bools


def parse_numbers(
    texts: pa.Array,
    *,
    measure: Dimension = "plain",
    currency: CurrencyCode = HOME,
    factor: float = 1.0,
) -> ParsedNumbers:
    """Numbers from NFKC-normalised texts without outer spaces.

    A percent sign is dropped: `96.2%` is 96.2, as scores from 0 to 100 are written.

    Args:
        texts: What the file says.
        measure: What the numbers measure; it says which units may stand behind them.
        currency: The only one whose amounts are the report's.
        factor: What plain numbers are multiplied with: 10,000 below a header in 万元. A number with
            a unit of its own is complete; where that contradicts the header, it is none.
    """
    plain = _mask(pc.match_substring_regex(texts, _PLAIN))
    ready = pc.if_else(pa.array(plain), texts, _without_commas(texts, measure, currency))
    bulk = _mask(pc.not_equal(ready, ""))
    values = np.full(len(texts), np.nan)
    values[bulk] = np.asarray(pc.cast(ready.filter(pa.array(bulk)), pa.float64()))
    if factor != 1:
        values = np.round(values * factor, _MOST_DECIMALS)
    foreign = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero(~bulk):
        number = _written(texts[at].as_py(), measure, factor)
        if number is not None:
            values[at], currencies = number
            foreign[at] = bool(currencies) and currency not in currencies
    if pc.any(pc.match_substring_regex(texts, _DECIMAL_COMMA)).as_py():
        values[_mask(pc.match_substring_regex(texts, _POINTED))] = np.nan
    bad = ~np.isfinite(values)
    return ParsedNumbers(np.where(bad, np.nan, values), bad, ~plain & ~bad, foreign)


def currencies_in(text: str) -> frozenset[CurrencyCode]:
    """The currencies an amount may be in by its marks; none where it has no mark."""
    number = _written(text, "money", 1.0)
    return number[1] if number else frozenset()


def _without_commas(texts: pa.Array, measure: Dimension, currency: CurrencyCode) -> pa.Array:
    """The usual form, `¥1,234.50`, as a plain number; other texts empty."""
    mark = re.escape(CURRENCIES[currency].symbol) if measure in _PRICED else ""
    usual = pc.match_substring_regex(texts, f"^({mark})?{_USUAL}$")
    bare = pc.replace_substring_regex(texts, f"^({mark})|,", "")
    return pc.if_else(usual, bare, "")


def _written(
    text: str, measure: Dimension, factor: float
) -> tuple[float, frozenset[CurrencyCode]] | None:
    """A number written for people, and the currencies it may be in; none where it is no number."""
    if len(text) > _LONGEST:
        return None
    found = _form(measure).fullmatch(simplified(text).lower())
    if found is None or (found["spaced"] and not (found["cents"] or found["mark"])):
        return None
    signs = [found[name] for name in ("open", "sign", "inner", "minus_after") if found[name]]
    opened = [sign for sign in signs if sign == "("]
    if found["minus_after"] and found["digits"].endswith("."):
        return None  # 100.- is 100 in some countries
    if len(signs) > 1 or len(opened) != len(found["close"]):
        return None
    marks = [found[name] for name in ("mark", "mark_after") if found.groupdict().get(name)]
    currencies = frozenset.intersection(*map(currencies_of, marks)) if marks else frozenset()
    own = _own_factor(found, measure)
    if (marks and not currencies) or (own is not None and factor not in {1.0, own}):
        return None
    value = float(re.sub("[, ]", "", found["digits"]) + (found["power"] or ""))
    if (own or factor) != 1:
        value = round(value * (own or factor), _MOST_DECIMALS) if math.isfinite(value) else value
    return (-value if signs and signs != ["+"] else value), currencies


def _own_factor(found: re.Match[str], measure: Dimension) -> float | None:
    """What a number's own size and unit multiply it with; none where it has neither."""
    size, unit = found["size"], found["unit"]
    if not size and not unit and found["mark_after"] not in _UNITS_BEHIND:
        return None
    if unit == "%":
        return None
    return SIZES.get(size, 1.0) * BASES[measure].get(unit, 1.0)


@cache
def _form(measure: Dimension) -> re.Pattern[str]:
    """The form of a number with its signs, currency, size and unit."""
    currencies = every_mark() if measure in _PRICED else ()
    marks = _one_of(currencies)
    units = _one_of(word for word in BASES[measure] if word not in _UNITS_BEHIND)
    return re.compile(
        rf"""(?P<open>\()?\s*(?P<sign>[-−+]|负)?\s*(?P<mark>{marks})?\s*
        (?P<inner>[-−(]|负)?\s*(?P<digits>{_DIGITS})(?P<power>e[-+]?\d{{1,3}})?
        \s*(?P<size>{_one_of(SIZES)})?\s*(?P<unit>{units})?\s*(?P<mark_after>{marks})?\s*整?\s*
        (?P<close>\)*)\s*(?P<minus_after>[-−])?""",
        re.VERBOSE,
    )


def _one_of(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern, the longest first; one that never matches for none."""
    ordered = sorted(filter(None, words), key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) or "(?!)"


def _mask(marked: pa.Array) -> Bools:
    return np.array(marked, dtype=bool)
