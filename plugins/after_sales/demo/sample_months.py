"""The months a sample covers, and times counted in days before its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

# Whether a car was lost a year ago needs the year before that as well.
_ORDER_MONTHS: Final = 25
_SALES_MONTHS: Final = 48
_MOST_MONTHS: Final = 120
# January to December: before the Spring Festival and in the holidays many come, after them few.
_SEASON: Final = np.array([0.8, -1.0, -0.4, 0.0, 0.2, 0.0, 0.4, 0.2, 0.0, 1.0, -0.6, -0.6])


@dataclass(frozen=True)
class SampleMonths:
    """The months of a sample.

    Times inside the generator are float days before the end of the last month, so negative.

    Attributes:
        last_month: "2026-10".
        months: Months of call-backs and complaints.

    Raises:
        ValueError: `months` is not 1 to 120 or `last_month` is not a month.
    """

    last_month: str
    months: int

    def __post_init__(self) -> None:
        if not 1 <= self.months <= _MOST_MONTHS:
            msg = f"months: {self.months} months asked for; give 1 to {_MOST_MONTHS}"
            raise ValueError(msg)
        if not re.fullmatch(r"20[1-3]\d-(0[1-9]|1[0-2])", self.last_month):
            msg = (
                f"last_month: {self.last_month!r} is not a month of 2010 to 2039; "
                'write it like "2026-10"'
            )
            raise ValueError(msg)

    @property
    def last(self) -> np.datetime64:
        """The last month, unit M."""
        last: np.datetime64 = np.datetime64(self.last_month, "M")
        return last

    @property
    def end(self) -> np.datetime64:
        """Midnight after the last day, unit m."""
        end: np.datetime64 = (self.last + np.timedelta64(1, "M")).astype("datetime64[m]")
        return end

    @property
    def order_months(self) -> int:
        """Months of repair orders."""
        return max(self.months, _ORDER_MONTHS)

    @property
    def sales_months(self) -> int:
        """Months of vehicle sales."""
        return max(_SALES_MONTHS, self.order_months + 1)

    @property
    def begin(self) -> float:
        """First simulated day: a month before the first file, so that its calls have orders."""
        return self.first_day(self.order_months + 1)

    @property
    def sales_begin(self) -> float:
        """First day with vehicle sales."""
        return self.first_day(self.sales_months)

    def first_day(self, months: int) -> float:
        """First day of the last `months` months; 0 is the end."""
        first = self.last + np.timedelta64(1 - months, "M")
        return float((first.astype("datetime64[D]") - self.end.astype("datetime64[D]")).astype(int))

    def seasonal(self, days: npt.NDArray[np.float64], season: float) -> npt.NDArray[np.float64]:
        """Move evenly spread days so that the months differ as they do over a year.

        Args:
            days: Days before the end, none before the first sale.
            season: How far the busiest month lies above the mean, 0.06 for 6 %.
        """
        months = range(self.sales_months, -1, -1)
        begins = np.array([self.first_day(m) for m in months])
        of_year = (self.last.astype(np.int64) + 1 - np.array(months[:-1])) % 12
        lengths = np.diff(begins) * (1 + season * _SEASON[of_year])
        even = begins[0] * (1 - np.concatenate([[0], np.cumsum(lengths)]) / lengths.sum())
        return np.asarray(np.interp(days, even, begins))

    def files(self, months: int) -> list[str]:
        """The last `months` months in order, "2026-10" last."""
        first = self.last - np.timedelta64(months - 1, "M")
        return [str(first + np.timedelta64(i, "M")) for i in range(months)]

    def at(self, days: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
        """Turn days before the end into times of unit m."""
        return self.end + np.floor(days * 1440).astype("timedelta64[m]")

    def month_of(self, days: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Position of the month among those of repair orders, the oldest 0; earlier: below 0."""
        months = self.at(days).astype("datetime64[M]").astype(np.int64)
        return months - self.last.astype(np.int64) + self.order_months - 1

    def year_of(self, days: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Calendar year of days before the end."""
        return self.at(days).astype("datetime64[Y]").astype(np.int64) + 1970

    def numbers(self, prefix: str, days: npt.NDArray[np.float64]) -> list[str]:
        """Number rows sorted by time within each month: "WX2026100001" is October's first."""
        months = pd.Series(self.at(days).astype("datetime64[M]").astype(np.int64))
        count = (months.groupby(months).cumcount() + 1).tolist()
        return [
            f"{prefix}{1970 + m // 12}{m % 12 + 1:02d}{i:04d}"
            for m, i in zip(months.tolist(), count, strict=True)
        ]
