"""The written forms of a date, read one text at a time; a form that can mean two days is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final, Literal

from reportgen.extension.components import Calendar, DateOrder

YEARS: Final = range(1900, 2100)
CHINA: Final = timedelta(hours=8)
_ROC: Final = 1911  # 民國 1 年 = 1912
_NOON: Final = 12
_CENTURY: Final = 100

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NAME: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAYS: Final[Mapping[str, int]] = {
    **dict(zip("一二三四五六日天", (*range(7), 6), strict=True)),
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), range(7), strict=True)),
}
_ENGLISH_DAY: Final = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_WEEKDAY: Final = (
    rf"(?:\s*\(?(?P<weekday>(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|(?<=\()[一二三四五六日天]"
    rf"|{_ENGLISH_DAY})\)?)?"
)
_TIME: Final = (
    rf"{_WEEKDAY}"
    r"(?:(?:\s*t|\s)*(?P<half>上午|早上|凌晨|中午|下午|晚上)?\s*(?P<hour>\d{1,2})[:时時点點]"
    r"(?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})秒?(?:\.\d+)?)?\s*(?P<half_after>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?)?"
)
_RUN_TIME: Final = r"(?P<hour>\d{2})(?P<minute>\d{2})"
_ZONE: Final = r"(?P<zone>z|[+-]\d{2}:?\d{2})?"
_MORNING: Final = {"上午", "早上", "凌晨", "am"}
_AFTERNOON: Final = {"下午", "晚上", "pm"}
_UTC: Final = re.compile(r"z|[+-]00:?00")

_DAY: Final = r"(?P<day>\d{1,2})"
_NUMBER: Final = r"(?P<month>\d{1,2})"
_RUN: Final = r"(?P<month>\d{2})(?P<day>\d{2})"
_CERTAIN: Final = (
    rf"(?P<year>\d{{4}})(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}{_TIME}",
    rf"(?P<year>\d{{4}})\s*年\s*{_NUMBER}\s*月\s*{_DAY}\s*[日号號]{_TIME}",
    rf"(?P<year>(?:19|20)\d{{2}}){_RUN}{_TIME}",
    rf"(?P<year>(?:19|20)\d{{2}}){_RUN}{_RUN_TIME}(?P<second>\d{{2}})",
    rf"(?P<year>(?:19|20)\d{{2}}){_RUN}[t ]{_RUN_TIME}(?P<second>\d{{2}})?{_ZONE}",
    rf"(?:中[华華])?民[国國]?\s*(?P<roc>\d{{1,3}})\s*[年/.-]\s*{_NUMBER}\s*[月/.-]\s*{_DAY}\s*日?{_TIME}",
    rf"(?P<year>\d{{4}})[-\s]{_NAME}[-\s]{_DAY}{_TIME}",
)
"""Year first, whatever the source declares."""
_NAMED: Final = (
    rf"(?:(?P<weekday_before>{_ENGLISH_DAY}),?\s+)?{_DAY}(?:st|nd|rd|th)?[-\s/.]*{_NAME}[-\s/.,]*Y{_TIME}",
    rf"(?:(?P<weekday_before>{_ENGLISH_DAY}),?\s+)?{_NAME}[-\s]*{_DAY}(?:st|nd|rd|th)?(?:,\s*|[-\s]+)Y{_TIME}",
)
"""The month by name; `Y` is the year."""
_ORDERS: Final[Mapping[DateOrder, str]] = {
    "dmy": rf"{_DAY}(?P<sep>[-/.]){_NUMBER}(?P=sep)Y{_TIME}",
    "mdy": rf"{_NUMBER}(?P<sep>[-/.]){_DAY}(?P=sep)Y{_TIME}",
    "ymd": rf"Y(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}{_TIME}",
}
_FULL: Final = r"(?P<year>\d{4})"
_SHORT: Final = r"(?P<short>\d{2})"
_MINGUO: Final = (
    rf"(?P<roc>R)(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}{_TIME}",
    rf"(?P<roc>R)\s*年\s*{_NUMBER}\s*月\s*{_DAY}\s*[日号號]{_TIME}",
    rf"(?P<roc>R){_RUN}{_TIME}",
)
"""Declared to be 民國 years, without saying so; `R` is the year."""
_MONTH: Final = (
    r"(?P<year>\d{4})(?:\s*[-/.]\s*(?P<month>\d{1,2})|\s*年\s*(?P<zh>\d{1,2})\s*月份?|(?P<run>\d{2}))",
    rf"{_NAME}[-\s]*(?P<year>\d{{4}})",
    r"(?:中[华華])?民[国國]?\s*(?P<roc>\d{1,3})\s*[-/.年]\s*(?P<month>\d{1,2})\s*(?:月份?)?",
)
_MINGUO_MONTH: Final = r"(?P<roc>1\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*(?:月份?)?"
_UNSURE: Final = re.compile(
    r"\d{1,2}([-/.])\d{1,2}\1\d{1,4}(?:[t\s].*)?|\d{2}年\d{1,2}月\d{1,2}[日号號].*"
    rf"|\d{{1,2}}[-\s/.]*{_NAME}[-\s/.,]*\d{{2}}(?:\s.*)?"
)
_LIKELY_MINGUO: Final = re.compile(
    r"(?P<year>1[0-4]\d)(?:[-/.年]\s*\d{1,2}[-/.月]\s*\d{1,2}日?|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"(?!\d)(?:\D.*)?"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a source says about the dates of a column.

    Attributes:
        order: Which of day, month and year comes first, second and third.
        calendar: `minguo` where years without a name count from 1912.
        century: First of the hundred years that two digits stand for; none: they say nothing.
    """

    order: DateOrder | Literal[""] = ""
    calendar: Calendar | Literal[""] = ""
    century: int | None = None


UNDECLARED: Final = Declaration()


def is_unsure(text: str) -> bool:
    """Whether a text is a date that somebody has to say how to read."""
    return _UNSURE.fullmatch(text.lower()) is not None


def may_be_minguo(text: str) -> bool:
    """Whether a text looks like a date of 民國 100 to 149 that does not say so."""
    return _LIKELY_MINGUO.fullmatch(text) is not None


def read_form(text: str, declared: Declaration) -> tuple[datetime | None, bool]:
    """The moment a text says, and whether it had to be computed from another calendar or zone."""
    for form in _forms(declared):
        if found := form.fullmatch(text.lower()):
            part = found.groupdict()
            computed = bool(part.get("roc") or part.get("zone"))
            return _from_match(part, declared.century), computed
    return None, False


def read_month(text: str, declared: Declaration) -> datetime | None:
    """The first day of a calendar month, or none where the text is no month."""
    forms = (*_MONTH, *((_MINGUO_MONTH,) if declared.calendar else ()))
    for form in forms:
        if found := re.fullmatch(form, text.lower()):
            part = {**found.groupdict(), "day": "1"}
            number = part.get("month") or part.get("zh") or part.get("run")
            return _from_match({**part, "month": number}, None)
    return None


@cache
def _forms(declared: Declaration) -> tuple[re.Pattern[str], ...]:
    """The forms that have one meaning under a declaration."""
    return tuple(re.compile(form) for form in _listed(declared))


def _listed(declared: Declaration) -> Iterator[str]:
    yield from _CERTAIN
    years = (_FULL, _SHORT) if declared.century is not None else (_FULL,)
    ordered = (_ORDERS[declared.order],) if declared.order else ()
    minguo = declared.calendar == "minguo"
    for year in years if not minguo else (_FULL,):
        yield from (form.replace("Y", year) for form in (*_NAMED, *ordered))
    if declared.century is not None and not minguo:
        yield rf"{_SHORT}\s*年\s*{_NUMBER}\s*月\s*{_DAY}\s*[日号號]{_TIME}"
    if minguo:
        year = r"0?[6-9]\d|1\d{2}" if declared.order in {"", "ymd"} else r"1\d{2}"
        yield from (form.replace("R", year) for form in _MINGUO)


def _from_match(part: Mapping[str, str | None], century: int | None) -> datetime | None:
    def number(name: str) -> int:
        return int(part.get(name) or 0)

    year = number("year")
    if part.get("roc"):
        year = number("roc") + _ROC
    elif part.get("short") and century is not None:
        year = century + (number("short") - century) % _CENTURY
    name = part.get("name")
    month = _MONTHS.index(name[:3]) + 1 if name else number("month")
    half = (part.get("half") or part.get("half_after") or "").replace(".", "")
    hour = _hour(number("hour"), half)
    moment = moment_of(year, month, number("day"), hour, number("minute"), number("second"))
    if moment is None or not _is_weekday(moment, part):
        return None
    zone = part.get("zone")
    return moment + CHINA if zone and _UTC.fullmatch(zone) else moment


def _is_weekday(moment: datetime, part: Mapping[str, str | None]) -> bool:
    """Whether the weekday a text names, if any, is that of the day: else one of them is wrong."""
    named = part.get("weekday") or part.get("weekday_before")
    if not named:
        return True
    return moment.weekday() == _WEEKDAYS[named[:3] if named[0].isascii() else named[-1]]


def _hour(hour: int, half: str) -> int:
    """The hour of the day from one of a half day."""
    if half in _MORNING:
        return hour % _NOON if hour == _NOON else hour
    if half in _AFTERNOON or (half == "中午" and hour < _NOON - 1):
        return hour + _NOON if hour < _NOON else hour
    return hour


def moment_of(  # noqa: PLR0913, PLR0917 the parts of a moment
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    """The moment, if there is one."""
    if year not in YEARS:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
