"""Values that look personal in columns that are not, and how the run shows them.

A category's word is masked where it is converted. Codes and names of things are masked when rows
are no longer compared: two numbers that look alike once masked must stay two, in every table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from reportgen.intake.maybe_personal import may_be_personal
from reportgen.personal_data import mask_numbers, mask_text

Bools = npt.NDArray[np.bool_]
STRAY: Final = "personal_value"
"""The repair of such a value."""
_PHONE: Final = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}|00(?:85[23]|886)\d{8,10}")
_SAMPLE: Final = 1_000
"""Distinct values that show what a column holds; by judgement."""
_ENOUGH: Final = 20
"""Distinct values from which a column has a way of its own; by judgement."""


def stray_values(texts: pa.Array, *, codes: bool) -> Bools:
    """Which distinct texts of a column of codes or names look personal.

    Where most of them do, it is how the column is written: numbers of orders as long as a phone,
    advisors with their titles. Numbers in a column of names are masked all the same. A code of
    digits is a code, unless it is as long as a mobile phone's and begins like one.
    """
    found = np.zeros(len(texts), dtype=bool)
    own = _usual(texts, codes=codes)
    if own and codes:
        return found
    masked = mask_numbers if own else mask_text
    maybe = np.flatnonzero(np.array(may_be_personal(texts), dtype=bool))
    for at, text in zip(maybe.tolist(), texts.take(pa.array(maybe)).to_pylist(), strict=True):
        is_code = codes and text.isdigit() and not _PHONE.fullmatch(text)
        found[at] = not is_code and masked(text) != text
    return found


def _usual(texts: pa.Array, *, codes: bool) -> bool:
    """Whether most values of the column look personal: numbers in codes, names in texts."""
    some = [text for text in texts.slice(0, _SAMPLE).to_pylist() if text]
    if codes:
        like = sum(mask_numbers(text) != text for text in some)
    else:
        like = sum(mask_text(text) != mask_numbers(text) for text in some)
    return len(some) >= _ENOUGH and like > len(some) / 2


def shown_strays(found: Iterable[str]) -> Mapping[str, str]:
    """Value → how it is shown, no two alike: 138****8000, and 138****8000 (2) for another one."""
    shown: dict[str, str] = {}
    taken: dict[str, int] = {}
    for text in sorted(set(found)):
        masked = mask_text(text)
        taken[masked] = taken.get(masked, 0) + 1
        shown[text] = masked if taken[masked] == 1 else f"{masked} ({taken[masked]})"
    return shown


def renamed(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """A column of words with some of them replaced."""
    if not names or not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    words = values.cat.categories
    new = [names.get(word, word) for word in words.tolist()]
    return values.cat.rename_categories(new)
