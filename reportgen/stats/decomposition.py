"""What drove the change: contributions that add up exactly to the change they explain."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reportgen.stats._arguments import check_not_negative

Presence = Literal["both", "appeared", "disappeared"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason's share of all attempts before and after, as fractions."""

    name: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """The contribution to the change of the whole."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ShareChanges:
    """Contributions in the order the reasons were given, and the change they add up to."""

    contributions: tuple[Contribution, ...]
    total: float


@dataclass(frozen=True, slots=True)
class SegmentEffect:
    """What a segment adds to the change by its weight (``mix``) and by its own rate (``rate``)."""

    name: str
    mix: float
    rate: float
    presence: Presence


@dataclass(frozen=True, slots=True)
class RateMix:
    """A change of an overall rate split into ``mix`` + ``rate`` = ``delta``."""

    before: float
    after: float
    mix: float
    rate: float
    segments: tuple[SegmentEffect, ...]

    @property
    def delta(self) -> float:
        """The change of the overall rate."""
        return self.after - self.before


def share_changes(
    before: Mapping[str, float], after: Mapping[str, float], n_before: float, n_after: float
) -> ShareChanges | None:
    """Split the change of Σcounts / n by reason; None when a total is 0.

    contribution = after / n_after - before / n_before; a reason absent in one period counts 0.

    Raises:
        ValueError: a count or total is negative.
    """
    check_not_negative("share_changes", (*before.values(), *after.values(), n_before, n_after))
    if n_before == 0 or n_after == 0:
        return None
    contributions = tuple(
        Contribution(name, before.get(name, 0) / n_before, after.get(name, 0) / n_after)
        for name in _names(before, after)
    )
    return ShareChanges(contributions, math.fsum(c.change for c in contributions))


def rate_mix(
    before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]
) -> RateMix | None:
    """Split the change of Σk / Σn over segments {name: (k, n)}; None when a Σn is 0.

    Kitagawa's midpoint (1955, JASA 50, 1168-1194), s share of n, r = k / n, R overall rate:
    mix = (s1 - s0)((r0 + r1)/2 - (R0 + R1)/2), rate = (r1 - r0)(s0 + s1)/2. Taking off the
    overall midpoint leaves the sum as it is, and a segment that grows with a rate below the
    whole gets a negative mix. A segment in one period only has the same rate in the other, so
    its whole effect is mix. Segments without cases in either period are left out.

    Raises:
        ValueError: a k or n is negative, or a segment has k but no n.
    """
    for period in (before, after):
        check_not_negative("rate_mix", (value for pair in period.values() for value in pair))
        _check_denominators(period)
    n0, n1 = (math.fsum(n for _, n in period.values()) for period in (before, after))
    if n0 == 0 or n1 == 0:
        return None
    whole0, whole1 = (
        math.fsum(k for k, _ in period.values()) / n for period, n in ((before, n0), (after, n1))
    )
    middle = (whole0 + whole1) / 2
    segments = []
    for name in _names(before, after):
        k_n0, k_n1 = before.get(name, (0, 0)), after.get(name, (0, 0))
        if k_n0[1] or k_n1[1]:
            segments.append(_segment(name, k_n0, k_n1, (n0, n1), middle))
    mix = math.fsum(s.mix for s in segments)
    rate = math.fsum(s.rate for s in segments)
    return RateMix(whole0, whole1, mix, rate, tuple(segments))


def _names(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *after)))


def _check_denominators(period: Mapping[str, tuple[float, float]]) -> None:
    for name, (k, n) in period.items():
        if n == 0 and k > 0:
            raise ValueError(f"rate_mix: segment {name!r} has k={k} but n=0; give its total n")


def _segment(
    name: str,
    k_n0: tuple[float, float],
    k_n1: tuple[float, float],
    totals: tuple[float, float],
    middle: float,
) -> SegmentEffect:
    (k0, n0), (k1, n1) = k_n0, k_n1
    r0 = k0 / n0 if n0 else k1 / n1
    r1 = k1 / n1 if n1 else r0
    s0, s1 = n0 / totals[0], n1 / totals[1]
    presence: Presence = "appeared" if not n0 else "disappeared" if not n1 else "both"
    mix = (s1 - s0) * ((r0 + r1) / 2 - middle)
    return SegmentEffect(name, mix, (r1 - r0) * (s0 + s1) / 2, presence)
