"""Estimates the time until an event when for some it has not happened yet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.stats._arguments import check_not_negative

HALF: Final = 0.5
ROUNDING: Final = 1e-12
"""More than rounding takes from a product of some thousand fractions."""


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """The survival curve: one entry a distinct time with an event.

    Attributes:
        times: The times, in the unit of the durations.
        survival: The share still without the event just after each (1 before the first).
    """

    times: tuple[float, ...]
    survival: tuple[float, ...]


def kaplan_meier(durations: Sequence[float], observed: Sequence[bool]) -> KaplanMeier | None:
    """Estimate the survival curve of cases of which some still wait.

    S(t) = Π (1 - d/n) over event times up to t. Cases that end at t are at risk at t. Source:
    Kaplan and Meier 1958, JASA 53, 457-481.

    Args:
        durations: How long each case has waited, in any unit.
        observed: Whether the event then happened; else the case was still waiting.

    Returns:
        The curve; null when there are no cases.

    Raises:
        ValueError: The lists differ in length, or a duration is negative or NaN.
    """
    if len(durations) != len(observed):
        raise ValueError(
            f"kaplan_meier: {len(durations)} durations but {len(observed)} observed flags; "
            "give one flag per duration"
        )
    check_not_negative("kaplan_meier", durations)
    if len(durations) == 0:
        return None
    leaving = Counter(durations)
    happening = Counter(t for t, seen in zip(durations, observed, strict=True) if seen)
    times, survival = [], []
    waiting, share = len(durations), 1.0
    for time in sorted(leaving):
        if events := happening[time]:
            share = share * (waiting - events) / waiting
            times.append(time)
            survival.append(share)
        waiting -= leaving[time]
    return KaplanMeier(tuple(times), tuple(survival))


def median_time(curve: KaplanMeier) -> float | None:
    """Return the first time at which survival is at most one half; null when it never is."""
    for time, share in zip(curve.times, curve.survival, strict=True):
        if share <= HALF or math.isclose(share, HALF, rel_tol=ROUNDING):
            return time
    return None
