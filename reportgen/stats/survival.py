"""Time until something happens, when for some it has not happened yet."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.stats._arguments import check_not_negative

HALF = 0.5
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """The survival curve: one entry per distinct time with an event, in the durations' unit.

    ``survival`` is the share still without the event just after that time (1 before the first).
    """

    times: tuple[float, ...]
    survival: tuple[float, ...]


def kaplan_meier(durations: Sequence[float], observed: Sequence[bool]) -> KaplanMeier | None:
    """Estimate survival from durations; ``observed`` False means still waiting at that time.

    S(t) = Π (1 - d/n) over event times up to t. Cases that end at t are at risk at t. None when
    there are no cases. Source: Kaplan and Meier 1958, JASA 53, 457-481.

    Raises:
        ValueError: the lists differ in length, or a duration is negative or NaN.
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
    """Return the first time at which survival is at most one half; None when it never is."""
    for time, share in zip(curve.times, curve.survival, strict=True):
        if share <= HALF or math.isclose(share, HALF, rel_tol=ROUNDING):
            return time
    return None
