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

from reportgen.extension.components import DateOrder, EpochUnit

Bools = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]

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
_TIME: Final = (
    r"(?:\s*(?:星期|周)[一二三四五六日天])?"
    r"(?:[T\s]*(?P<half>上午|早上|凌晨|中午|下午|晚上)?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})分?"
    r"(?::?(?P<second>\d{1,2})秒?(?:\.\d+)?)?\s*(?P<half_after>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_MORNING: Final = {"上午", "早上", "凌晨", "am"}
_AFTERNOON: Final = {"下午", "晚上", "pm"}
_NOON: Final = 12
_UTC: Final = re.compile(r"Z|[+-]00:?00")
_CHINA: Final = timedelta(hours=8)
_SEPARATORS: Final = ("/", "-", r"\.")
_ORDERS: Final = {
    "dmy": (r"^([0-9]{1,2})S([0-9]{1,2})S", r"-\2-\1"),
    "mdy": (r"^([0-9]{1,2})S([0-9]{1,2})S", r"-\1-\2"),
}
"""Declared order → day and month, and how they stand behind the year; `S` is the separator."""
_FORMS: Final = tuple(
    re.compile(form + _TIME)
    for form in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})[日号]",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?:民[國国])\s*(?P<roc>\d{1,3})[年/.-](?P<month>\d{1,2})[月/.-](?P<day>\d{1,2})日?",
    )
)
_MONTH: Final = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})|年(?P<zh>\d{1,2})月(?:份)?|(?P<run>\d{2}))"
)
_AMBIGUOUS: Final = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{1,4}(?:[T\s].*)?")
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
_YEARS: Final = range(1900, 2100)
_ROC: Final = 1911  # 民國 1 年 = 1912
_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Dates:
    """Parsed texts, one entry a text: moment (NaT when bad), impossible, ambiguous, rewritten."""

    found: Moments
    impossible: Bools
    ambiguous: Bools
    rewritten: Bools


def epoch_unit(text: str) -> EpochUnit | None:
    """What a text may count since 1970, if it lies between 2001 and 2033."""
    return next((unit for unit, form in _LIKELY_EPOCHS.items() if form.fullmatch(text)), None)


def epoch_of(texts: Sequence[str]) -> EpochUnit | None:
    """What most texts may count since 1970, if they do."""
    units = [epoch_unit(text) for text in texts]
    return next((unit for unit in _EPOCHS if units.count(unit) > _MOST * len(texts)), None)


def parse_dates(
    texts: pa.Array,
    *,
    time: bool,
    month: bool = False,
    order: DateOrder | Literal[""] = "",
    epoch: EpochUnit | Literal[""] = "",
) -> Dates:
    """Moments (`datetime64[us]`) from NFKC-normalised texts without outer spaces.

    Args:
        texts: What the file says.
        time: Keep the time of day; a date without one is at midnight.
        month: Texts are calendar months; the value is the first day.
        order: The declared order of texts that would be ambiguous; two digits are a year from
            2000 on.
        epoch: Texts that are counts of this since 1970 (UTC) are moments of Chinese time.
    """
    counted = np.zeros(len(texts), dtype=bool)
    if epoch:
        texts, counted = _since_1970(texts, epoch)
    if order:
        texts = _year_first(texts, order)
    values = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    todo = _fill_iso(texts, values)
    rewritten = np.zeros(len(texts), dtype=bool)
    ambiguous = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero(todo):
        text = texts[at].as_py()
        moment, rewritten[at] = _read(text, month=month)
        if moment is not None:
            values[at] = np.datetime64(moment)
        ambiguous[at] = moment is None and _AMBIGUOUS.fullmatch(text) is not None
    if not time:
        values = values.astype("datetime64[M]" if month else "datetime64[D]")
        values = values.astype("datetime64[us]")
    return Dates(values, np.isnat(values) & ~ambiguous, ambiguous, rewritten | counted)


def _since_1970(texts: pa.Array, epoch: EpochUnit) -> tuple[pa.Array, Bools]:
    """Texts with counts since 1970 written as dates, and which they are."""
    form, units = _EPOCHS[epoch]
    is_count = pc.match_substring_regex(texts, form)
    counts = np.asarray(pc.cast(texts.filter(is_count), pa.float64()))
    wall = np.floor(counts / units).astype("int64") + int(_CHINA.total_seconds())
    written = pa.array(np.datetime_as_string(wall.astype("datetime64[s]")).tolist())
    spaced = pc.replace_substring(written.cast(pa.string()), "T", " ")
    return pc.replace_with_mask(texts, is_count, spaced), np.asarray(is_count, dtype=bool)


def _year_first(texts: pa.Array, order: DateOrder) -> pa.Array:
    """Texts of a declared order with the year in front and in full."""
    for mark in _SEPARATORS:
        if order == "ymd":
            short = rf"^([0-9]{{2}}){mark}([0-9]{{1,2}}{mark}[0-9]{{1,2}})([ T]|$)"
            written = rf"20\1{mark[-1]}\2\3"
            texts = pc.replace_substring_regex(texts, short, written)
            continue
        front, back = _ORDERS[order]
        for year, century in (("[0-9]{4}", ""), ("[0-9]{2}", "20")):
            pattern = front.replace("S", mark) + rf"({year})([ T]|$)"
            texts = pc.replace_substring_regex(texts, pattern, rf"{century}\3{back}\4")
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
            moments[~read.dt.year.isin(_YEARS).to_numpy()] = np.datetime64("NaT")
            values[is_form] = moments
    return todo


def _read(text: str, *, month: bool) -> tuple[datetime | None, bool]:
    """One moment, and whether its form is one that a reader would not call a date."""
    if _SERIAL.fullmatch(text):
        return _serial(float(text)), True
    if month and (found := _MONTH.fullmatch(text)):
        number = found["month"] or found["zh"] or found["run"]
        return _moment(int(found["year"]), int(number), 1), False
    for form in _FORMS:
        if found := form.fullmatch(text):
            part = found.groupdict()
            return _from_match(part), "roc" in part or part["zone"] is not None
    return None, False


def _serial(days: float) -> datetime | None:
    """Excel's day number, to the second."""
    if not _SERIALS[0] <= days < _SERIALS[1]:
        return None
    return _EPOCH + timedelta(seconds=round(days * _SECONDS))


def _from_match(part: dict[str, str | None]) -> datetime | None:
    def number(name: str) -> int:
        return int(part.get(name) or 0)

    year = number("roc") + _ROC if part.get("roc") else number("year")
    half = (part["half"] or part["half_after"] or "").lower()
    hour, minute, second = _hour(number("hour"), half), number("minute"), number("second")
    moment = _moment(year, number("month"), number("day"), hour, minute, second)
    return moment + _CHINA if moment and part["zone"] and _UTC.fullmatch(part["zone"]) else moment


def _hour(hour: int, half: str) -> int:
    """The hour of the day from one of a half day."""
    if half in _MORNING:
        return hour % _NOON if hour == _NOON else hour
    if half in _AFTERNOON or (half == "中午" and hour < _NOON - 1):
        return hour + _NOON if hour < _NOON else hour
    return hour


def _moment(  # noqa: PLR0913, PLR0917 the parts of a moment
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    if year not in _YEARS:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
