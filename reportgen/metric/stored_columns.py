"""Keeps a frame's columns as plain arrays, made once: a report asks each a hundred times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.metric.expressions import Between, Condition, Empty, Filled, In, Is, Scalar

Mask: TypeAlias = NDArray[np.bool_]
_ABSENT: Final = -2
"""A code no value has; -1 is a missing value."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The group each row belongs to.

    Attributes:
        codes: A code a row; -1 without a group.
        names: The name of each code.
    """

    codes: NDArray[np.intp]
    names: Sequence[str]


@dataclass
class StoredColumn:
    """One column of a frame as arrays."""

    series: pd.Series[Any] = field(repr=False)

    @cached_property
    def known(self) -> Mask:
        """Whether each row has a value."""
        return self.series.notna().to_numpy(dtype=bool)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The values as floats, missing ones NaN."""
        return self.series.to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def moments(self) -> NDArray[np.datetime64]:
        """The values as points in time."""
        return self.series.to_numpy(dtype="datetime64[us]")

    @cached_property
    def groups(self) -> Groups:
        """The rows by value."""
        codes, values = pd.factorize(self.series)
        return Groups(codes, [str(value) for value in values])

    @cached_property
    def months(self) -> Groups:
        """The rows by calendar month, `2026-10`; a column without time has none."""
        if not self.timed:
            return Groups(np.full(len(self.series), -1), [])
        months = self.moments.astype("datetime64[M]")
        codes, values = pd.factorize(months)
        return Groups(codes, [str(value)[:7] for value in values])

    @cached_property
    def _codes(self) -> tuple[NDArray[np.intp], Mapping[object, int]]:
        codes, values = pd.factorize(self.series)
        return codes, {value: code for code, value in enumerate(values)}

    @property
    def timed(self) -> bool:
        """Whether the column holds points in time."""
        return pd.api.types.is_datetime64_any_dtype(self.series.dtype)

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers or flags."""
        return pd.api.types.is_numeric_dtype(self.series.dtype)

    def meets(self, condition: Condition) -> Mask:
        """Tell which values meet a condition; a missing value meets none but `Empty`."""
        match condition:
            case Is(_, value):
                return self._one_of((value,))
            case In(_, values):
                return self._one_of(values)
            case Filled():
                return self.known
            case Empty():
                return ~self.known
            case Between(_, low, high):
                return self._within(low, high)

    def _one_of(self, values: Sequence[Scalar]) -> Mask:
        if self.timed:
            days = [np.datetime64(value) for value in values if isinstance(value, date)]
            return np.isin(self.moments, np.array(days, dtype="datetime64[us]")) & self.known
        if self.numeric:
            return np.isin(self.numbers, [v for v in values if isinstance(v, (int, float))])
        codes, known = self._codes
        return np.isin(codes, [known.get(value, _ABSENT) for value in values])

    def _within(self, low: float | date | None, high: float | date | None) -> Mask:
        values: NDArray[Any] = self.moments if self.timed else self.numbers
        found = self.known.copy()
        if low is not None:
            found &= values >= _bound(low)
        if high is not None:
            found &= values < _bound(high)
        return found


def _bound(value: float | date) -> Any:  # noqa: ANN401 what numpy compares with
    return np.datetime64(value) if isinstance(value, date) else value
