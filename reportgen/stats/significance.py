"""Tests whether two figures differ, corrects for many tests, and words what the evidence allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reportgen.stats._arguments import check_count, check_not_negative, log_choose
from reportgen.stats._special import binomial_cdf
from reportgen.stats.homogeneity import SMALLEST_EXPECTED

TIE: Final = 1e-7
"""Equally likely tables must count whatever the rounding of their logarithms."""
PUBLISHED_FROM: Final = 5
"""From so many cases on a figure of one person or one group is shown at all: a threshold
statistical offices use for small cells."""
COUNTS_ONLY_BELOW: Final = 10
"""With fewer cases counts are shown and no rate: one case would move it by over ten points."""
SMALL_SAMPLE_BELOW: Final = 30
"""With fewer cases a figure is for reference only, and nobody is singled out by it: the usual rule
of thumb for small samples."""
WORDED: Final = 0.01
"""Below this p value a change gets a word. A monthly report words about twenty changes: at 0.05
one of them would be chance."""
PROVEN: Final = 0.002
"""Below this p value a change is worth a finding: the chance of a false alarm is then that of a
point outside 99.8 % limits. The summary claims it for the whole store, and every report of every
dealer tests again each month."""
POINT_STEPS: Final = (2.0, 5.0)
"""Change in points of 0 to 100 from which it is clear, and strong: near its ceiling a rate or a
score moves by few points. By judgement, not measured."""
RELATIVE_STEPS: Final = (0.05, 0.15)
"""Change relative to the earlier value from which it is clear, and strong; by judgement."""

Word = Literal["flat", "slight", "clear", "strong", "small_sample", "counts_only"]
"""What the evidence allows to say of a change."""
MOVED: tuple[Word, ...] = ("slight", "clear", "strong")
"""The words that say that something changed."""


@dataclass(frozen=True, slots=True)
class ProportionTest:
    """The comparison of two rates.

    Attributes:
        difference: The first less the second, as fractions.
        z: The same in standard errors; null for Fisher's test.
        p_value: How likely a difference as large is by chance, two-sided.
        method: The test.
    """

    difference: float
    z: float | None
    p_value: float
    method: Literal["z", "fisher"]


@dataclass(frozen=True, slots=True)
class RateTest:
    """The comparison of two counts per exposure.

    Attributes:
        ratio: The second rate by the first; null when the first is 0.
        p_value: How likely a difference as large is by chance, two-sided.
    """

    ratio: float | None
    p_value: float


def two_proportions(k1: int, n1: int, k2: int, n2: int) -> ProportionTest | None:
    """Compare the rates k1/n1 and k2/n2, two-sided.

    Pooled z = (p1 - p2) / sqrt(p(1-p)(1/n1 + 1/n2)); Fisher's exact test when an expected count
    is below 5 (tables at most as likely as the one seen).

    Args:
        k1: The first count.
        n1: Its total.
        k2: The second count.
        n2: Its total.

    Returns:
        The comparison; null when a total is 0.

    Raises:
        ValueError: A count is not between 0 and its total.
    """
    check_count("two_proportions", k1, n1)
    check_count("two_proportions", k2, n2)
    if n1 == 0 or n2 == 0:
        return None
    hits, total = k1 + k2, n1 + n2
    difference = k1 / n1 - k2 / n2
    if min(n1, n2) * min(hits, total - hits) < SMALLEST_EXPECTED * total:
        return ProportionTest(difference, None, _fisher(k1, n1, hits, total), "fisher")
    p = hits / total
    z = difference / math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2))
    return ProportionTest(difference, z, math.erfc(abs(z) / math.sqrt(2)), "z")


def poisson_change(x1: int, e1: float, x2: int, e2: float) -> RateTest | None:
    """Compare the rates x1/e1 and x2/e2 of counts over exposures, two-sided.

    Given x1 + x2, the second count is binomial with probability e2 / (e1 + e2) if nothing
    changed; p is twice the smaller tail (Przyborowski and Wilenski 1940, Biometrika 31).

    Args:
        x1: The first count.
        e1: Its exposure, as time or vehicles.
        x2: The second count.
        e2: Its exposure, in the same unit.

    Returns:
        The comparison; null when an exposure is 0.

    Raises:
        ValueError: A count or exposure is negative.
    """
    check_not_negative("poisson_change", (x1, e1, x2, e2))
    if e1 == 0 or e2 == 0:
        return None
    total, share = x1 + x2, e2 / (e1 + e2)
    below = binomial_cdf(x2, total, share)
    # the upper tail as the lower tail of the other count: no cancellation near 1
    above = binomial_cdf(x1, total, 1 - share)
    ratio = (x2 / e2) / (x1 / e1) if x1 else None
    return RateTest(ratio, min(1.0, 2 * min(below, above)))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust the p values of several tests by Holm (1979, Scand. J. Stat. 6, 65-70).

    Args:
        p_values: One a test; the adjusted ones are in the same order.

    Raises:
        ValueError: A p value is not within 0..1.
    """
    for place, p in enumerate(p_values):
        if not 0 <= p <= 1:
            raise ValueError(f"holm: p value {place} is {p}; it must lie between 0 and 1")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return tuple(adjusted)


def evidence(
    p_value: float | None,
    effect: float,
    small: float,
    n: int,
    *,
    large: float,
) -> Word:
    """Return the word the evidence allows for a change; the first rule that fits wins.

    1. n < 10, or no test was possible: `counts_only`, no rate, no word;
    2. n < 30: `small_sample`, for reference only;
    3. p >= 0.01: `flat`, the change is within chance;
    4. |effect| < `small`: `slight`; < `large`: `clear`; else `strong`.

    Args:
        p_value: How likely a change as large is by chance; null where no test was possible.
        effect: The change.
        small: From which size it is clear, in the unit of the change.
        n: The smaller of the samples compared.
        large: From which size it is strong.

    Raises:
        ValueError: The change is not finite, or not 0 <= small <= large.
    """
    if not math.isfinite(effect):
        raise ValueError(f"evidence: effect={effect}; without a number there is nothing to word")
    if not 0 <= small <= large:
        raise ValueError(f"evidence: small={small}, large={large}; need 0 <= small <= large")
    if n < COUNTS_ONLY_BELOW or p_value is None:
        return "counts_only"
    if n < SMALL_SAMPLE_BELOW:
        return "small_sample"
    if p_value >= WORDED:
        return "flat"
    size = abs(effect)
    return "slight" if size < small else "clear" if size < large else "strong"


def _fisher(k1: int, n1: int, hits: int, total: int) -> float:
    def log_weight(k: int) -> float:
        return log_choose(n1, k) + log_choose(total - n1, hits - k)

    support = range(max(0, hits - (total - n1)), min(n1, hits) + 1)
    highest = max(log_weight(k) for k in support)
    weights = {k: math.exp(log_weight(k) - highest) for k in support}
    # equally likely tables must count whatever the rounding of the logarithms
    most = weights[k1] * (1 + TIE)
    return min(
        1.0, math.fsum(w for w in weights.values() if w <= most) / math.fsum(weights.values())
    )
