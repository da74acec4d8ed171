"""Rates in the cells of a table, which below ten cases are what they were made of."""

from __future__ import annotations

from reportgen import Fact, Shown, Words, words
from reportgen.stats import COUNTS_ONLY_BELOW


def rate_or_counts(rate: Fact) -> Fact | Words:
    """Return a rate; below ten cases its numerator and denominator."""
    return rate if (rate.n or 0) >= COUNTS_ONLY_BELOW else words(Shown(rate, "fraction"))


def rate_and_interval(rate: Fact) -> tuple[Fact | Words, Words | None]:
    """Return a rate with its interval; the counts alone below ten cases."""
    shown = rate_or_counts(rate)
    return shown, words(Shown(rate, "interval")) if shown is rate else None
