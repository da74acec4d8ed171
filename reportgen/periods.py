"""Calendar months: arithmetic, limits, and how they and days are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportgen.catalogs import Labels
from reportgen.labels import Language

YEAR = 12
"""Months of a year."""
DAYS_PER_MONTH = 365.25 / YEAR
"""Days of a mean month."""
_PATTERN = re.compile(r"(\d{4})-(\d{1,2})")
_WORDS: Final = Labels("calendar", ("of_year", "day"))
_NAMES: Final = Labels("calendar", tuple(map(str, range(1, 13))), "month.")
_SHORT: Final = Labels("calendar", tuple(map(str, range(1, 13))), "short.")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; `month + 1` is the next one, `str(month)` is `2026-10`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse a month written as `2026-10`.

        Raises:
            ValueError: The text is no month, or its number is not 1 to 12.
        """
        match = _PATTERN.fullmatch(str(text).strip())
        if not match or not 1 <= int(match[2]) <= 12:  # noqa: PLR2004 a year has twelve months
            raise ValueError(f"'{text}' is not a month; write it as YYYY-MM, such as 2026-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day of the next month: months are half-open, `first <= day < end`."""
        return (self + 1).first

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.first.replace(day=self.days)

    @property
    def days(self) -> int:
        """The number of days in the month."""
        return (self.end - self.first).days

    def __add__(self, months: int) -> Month:
        year, zero_based = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, zero_based + 1)

    def __sub__(self, months: int) -> Month:
        return self + -months

    def back(self, count: int) -> tuple[Month, ...]:
        """Return the last `count` months, oldest first, this one last."""
        return tuple(self - back for back in reversed(range(count)))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def text(self, language: Language) -> str:
        """Write the month in full: `2026年10月`, `October 2026`."""
        month = _NAMES[str(self.number)].in_(language)
        return _WORDS.say("of_year", language, year=self.year, month=month)

    def short(self, language: Language) -> str:
        """Write the month for an axis: `10月`, `Oct`; January with year: `26年1月`, `Jan 26`."""
        month = _SHORT[str(self.number)].in_(language)
        if self.number > 1:
            return month
        return _WORDS.say("of_year", language, year=f"{self.year % 100:02d}", month=month)


def day_text(day: date, language: Language) -> str:
    """Write a day of a known year for a sentence: `10 月 5 日`, `2026-10-05`."""
    return _WORDS.say("day", language, day=day)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from the first to the last; none where the first is later."""
    while first <= last:
        yield first
        first += 1


def months_before(day: date, months: int) -> date:
    """Return the day `months` calendar months earlier, clipped to the end of a shorter month."""
    month = Month.of(day) - months
    return month.first.replace(day=min(day.day, month.days))
