"""Text → dates, by a list of explicit forms; day and month are never guessed.

Year first in any usual form, `20240305`, `2024年3月5日`, `民國113年3月5日`, and Excel's serial
days. A time may follow, also `下午3:05`. Forms that end in the year are `ambiguous_date`: nobody
can say whether 03/04/2024 is in March or in April, unless the source declares the order. Counts of
seconds since 1970 (1709596800) are dates only where the source declares them: a number of that size
may be anything.

A time with an offset stays the wall-clock time it was written as; UTC (`Z`, `+00:00`) is moved to
Chinese time (UTC+8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.extension.components import Calendar, EpochUnit
from reportgen.intake.date_forms import (
    CHINA,
    UNDECLARED,
    YEARS,
    Declaration,
    is_unsure,
    may_be_minguo,
    read_form,
    read_month,
)

Bools = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]

_LONGEST: Final = 60
"""Characters of a date with weekday, time and zone; a longer text can be tried in too many ways."""
MONTH: Final = "month"
"""A date column of this name holds calendar months: `2008-09` is its first day."""

_ISO: Final = (
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$", "%Y-%m-%d %H:%M"),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%Y-%m-%d %H:%M:%S"),
)
_PADDED: Final = (
    (r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})( |T|$)", r"\1-\2-\3\4"),
    (r"^([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})( |T|$)", r"\1-\2-\3\4"),
    (r"^([0-9]{4})-([0-9])-", r"\1-0\2-"),
    (r"^([0-9]{4}-[0-9]{2})-([0-9])( |T|$)", r"\1-0\2\3"),
    (r"^([0-9-]{10})[T ]+([0-9]{2}:)", r"\1 \2"),
    (r"^([0-9-]{10})[T ]+([0-9]:)", r"\1 0\2"),
)
_FULL_ORDERS: Final = {
    "dmy": (r"^([0-9]{1,2})S([0-9]{1,2})S([0-9]{4})([ T]|$)", r"\3-\2-\1\4"),
    "mdy": (r"^([0-9]{1,2})S([0-9]{1,2})S([0-9]{4})([ T]|$)", r"\3-\1-\2\4"),
}
"""Declared order → day, month and full year, and the same year first; `S` parts them."""
_SEPARATORS: Final = ("/", "-", r"\.")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH: Final = datetime(1899, 12, 30)
_SERIALS: Final = (18_264, 73_051)  # 1950-01-01 to 2100-01-01
_EPOCHS: Final[Mapping[EpochUnit, tuple[str, float]]] = {
    "s": (r"^[0-9]{9,10}(\.[0-9]+)?$", 1.0),
    "ms": (r"^[0-9]{12,13}(\.0+)?$", 1_000.0),
}
"""Unit → the texts that are counts of it (from 1973 on), and how many of it make a second."""
_LIKELY_EPOCHS: Final[Mapping[EpochUnit, re.Pattern[str]]] = {
    "s": re.compile(r"1\d{9}(?:\.\d+)?"),
    "ms": re.compile(r"1\d{12}(?:\.0+)?"),
}
_MOST: Final = 0.8
_SECONDS: Final = 86_400
_MINUTE: Final = 60
_TIMED: Final = 3
"""Times of day from which one second that ends them all is no chance (1 in 3,600)."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Parsed texts, one entry a text: moment (NaT when bad), impossible, ambiguous, rewritten."""

    found: Moments
    impossible: Bools
    ambiguous: Bools
    rewritten: Bools
    shifted: Bools
    """Times of day that all end in the same second, other than 0: as `23:59:17`, which some
    software writes for midnight in China."""


def epoch_unit(text: str) -> EpochUnit | None:
    """What a text may count since 1970, if it lies between 2001 and 2033."""
    return next((unit for unit, form in _LIKELY_EPOCHS.items() if form.fullmatch(text)), None)


def epoch_of(texts: Sequence[str]) -> EpochUnit | None:
    """What most texts may count since 1970, if they do."""
    units = [epoch_unit(text) for text in texts]
    return next((unit for unit in _EPOCHS if units.count(unit) > _MOST * len(texts)), None)


def calendar_of(texts: Sequence[str]) -> Calendar | None:
    """The calendar most texts may be written in without saying so, if they are."""
    likely = sum(map(may_be_minguo, texts))
    return "minguo" if likely and likely > _MOST * len(texts) else None


def parse_dates(
    texts: pa.Array,
    *,
    time: bool,
    month: bool = False,
    declared: Declaration = UNDECLARED,
    epoch: EpochUnit | Literal[""] = "",
) -> Dates:
    """Moments (`datetime64[us]`) from NFKC-normalised texts without outer spaces.

    Args:
        texts: What the file says.
        time: Keep the time of day; a date without one is at midnight.
        month: Texts are calendar months; the value is the first day.
        declared: How dates are to be read that do not say it themselves.
        epoch: Texts that are counts of this since 1970 (UTC) are moments of Chinese time.
    """
    counted = np.zeros(len(texts), dtype=bool)
    if epoch:
        texts, counted = _since_1970(texts, epoch)
    if declared.order in _FULL_ORDERS:
        texts = _year_first(texts, declared.order)
    values = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    todo = _fill_iso(texts, values)
    rewritten = np.zeros(len(texts), dtype=bool)
    ambiguous = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero(todo):
        text = texts[at].as_py()
        if len(text) > _LONGEST:
            continue
        moment, rewritten[at] = _read(text, declared, month=month)
        if moment is not None:
            values[at] = np.datetime64(moment)
        ambiguous[at] = moment is None and is_unsure(text)
    shifted = _shifted(values)
    if not time:
        values = values.astype("datetime64[M]" if month else "datetime64[D]")
        values = values.astype("datetime64[us]")
    return Dates(values, np.isnat(values) & ~ambiguous, ambiguous, rewritten | counted, shifted)


def _shifted(moments: Moments) -> Bools:
    """The times that end in one second, where nearly all do and it is not 0."""
    known = ~np.isnat(moments)
    second = np.full(len(moments), -1)
    clock = moments[known].astype("datetime64[s]").astype("int64") % _SECONDS
    second[known] = np.where(clock == 0, -1, clock % _MINUTE)
    timed = second[second >= 0]
    if len(timed) < _TIMED:
        return np.zeros(len(moments), dtype=bool)
    most = int(np.bincount(timed).argmax())
    is_most = second == most
    return is_most if most and is_most.sum() > _MOST * len(timed) else np.zeros_like(is_most)


def _since_1970(texts: pa.Array, epoch: EpochUnit) -> tuple[pa.Array, Bools]:
    """Texts with counts since 1970 written as dates, and which they are."""
    form, units = _EPOCHS[epoch]
    is_count = pc.match_substring_regex(texts, form)
    counts = np.asarray(pc.cast(texts.filter(is_count), pa.float64()))
    wall = np.floor(counts / units).astype("int64") + int(CHINA.total_seconds())
    written = pa.array(np.datetime_as_string(wall.astype("datetime64[s]")).tolist())
    spaced = pc.replace_substring(written.cast(pa.string()), "T", " ")
    return pc.replace_with_mask(texts, is_count, spaced), np.asarray(is_count, dtype=bool)


def _year_first(texts: pa.Array, order: str) -> pa.Array:
    """Texts of a declared order and a full year with the year in front."""
    front, back = _FULL_ORDERS[order]
    for mark in _SEPARATORS:
        texts = pc.replace_substring_regex(texts, front.replace("S", mark), back)
    return texts


def _fill_iso(texts: pa.Array, values: Moments) -> Bools:
    """Read the ISO forms in bulk; the texts still to read."""
    todo = np.ones(len(texts), dtype=bool)
    for pattern, better in _PADDED:
        texts = pc.replace_substring_regex(texts, pattern, better)
    for pattern, form in _ISO:
        is_form = np.asarray(pc.match_substring_regex(texts, pattern), dtype=bool)
        if is_form.any():
            todo &= ~is_form
            written = texts.filter(pa.array(is_form)).to_pylist()
            read = pd.to_datetime(pd.Series(written), format=form, errors="coerce")
            moments = read.to_numpy().astype("datetime64[us]")
            moments[~read.dt.year.isin(YEARS).to_numpy()] = np.datetime64("NaT")
            values[is_form] = moments
    return todo


def _read(text: str, declared: Declaration, *, month: bool) -> tuple[datetime | None, bool]:
    """One moment, and whether its form is one that a reader would not call a date."""
    if _SERIAL.fullmatch(text):
        return _serial(float(text)), True
    if month and (first := read_month(text, declared)) is not None:
        return first, False
    return read_form(text, declared)


def _serial(days: float) -> datetime | None:
    """Excel's day number, to the second."""
    if not _SERIALS[0] <= days < _SERIALS[1]:
        return None
    return _EPOCH + timedelta(seconds=round(days * _SECONDS))
