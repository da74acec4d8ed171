"""Checks the arguments of statistics: a wrong call is a ValueError that says how to mend it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def check_count(where: str, k: int, n: int) -> None:
    """Refuse a count that is not between 0 and its total.

    Args:
        where: The statistic that asks; the message begins with it.
        k: The count.
        n: Its total.

    Raises:
        ValueError: It is not.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{where}: k={k} of n={n}; k must lie between 0 and n")


def check_counts(where: str, ks: Sequence[int], ns: Sequence[int]) -> None:
    """Refuse counts that do not pair up with their totals.

    Raises:
        ValueError: The lists differ in length, or a count is not between 0 and its total.
    """
    if len(ks) != len(ns):
        raise ValueError(f"{where}: {len(ks)} counts k but {len(ns)} totals n; give one n per k")
    for k, n in zip(ks, ns, strict=True):
        check_count(where, k, n)


def check_finite(where: str, values: Iterable[float]) -> None:
    """Refuse NaN and infinity.

    Raises:
        ValueError: There is one; the message says where.
    """
    for place, value in enumerate(values):
        if not math.isfinite(value):
            raise ValueError(f"{where}: value {place} is {value}; leave missing values out")


def check_not_negative(where: str, values: Iterable[float]) -> None:
    """Refuse numbers below zero, NaN and infinity.

    Raises:
        ValueError: There is one; the message says where.
    """
    values = tuple(values)
    check_finite(where, values)
    for place, value in enumerate(values):
        if value < 0:
            raise ValueError(f"{where}: value {place} is {value}; it must not be negative")


def check_fraction(where: str, name: str, value: float) -> None:
    """Refuse a level or share that is not between 0 and 1, ends excluded.

    Raises:
        ValueError: It is not.
    """
    if not 0 < value < 1:
        raise ValueError(f"{where}: {name}={value}; give a number between 0 and 1, as 0.95")


def log_choose(n: int, k: int) -> float:
    """Return the logarithm of the binomial coefficient n over k."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
