"""Tests whether groups differ by more than chance, and so may be ranked at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from reportgen.stats._arguments import check_counts
from reportgen.stats._special import chi_square_tail, f_tail, special
from reportgen.stats.intervals import SMALLEST_FOR_SPREAD, Moments

ALPHA: Final = 0.05
"""The usual level: a ranking is allowed once, by one test."""
SMALLEST_EXPECTED: Final = 5
"""Cochran's rule (1954, Biometrics 10, 417-451): with fewer expected cases the chi-square
distribution is no longer close."""
EXACT_TABLES: Final = 20_000
"""As many take some 35 ms; beyond that draws are faster and near enough."""
DRAWS: Final = 9_999
"""With the one seen they make 10,000, so p has four decimals."""
TIE: Final = 1e-9
"""Tables as far as the one seen must count whatever the rounding of their sums."""

Method = Literal["chi_square", "exact", "monte_carlo", "welch", "anova", "none"]
Reason = Literal["too_few_groups", "no_variation", "not_significant"]


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """The result of a test of homogeneity: whether groups differ, at p < 0.05.

    Attributes:
        p_value: How likely differences as large are by chance; null without a test.
        statistic: Chi-square, or F; null without a test.
        df: The number of usable groups less one.
        method: The test.
        may_rank: Whether the groups may be ranked.
        reason: Why they may not; null where they may.
    """

    p_value: float | None
    statistic: float | None
    df: int
    method: Method
    may_rank: bool
    reason: Reason | None


def homogeneous(ks: Sequence[int], ns: Sequence[int], *, seed: int = 0) -> Homogeneity:
    """Test whether all rates k / n may be the same.

    Pearson's chi-square over the 2 x g table. Every expected count >= 5: the chi-square
    distribution with g - 1 degrees of freedom. Otherwise the distribution of the statistic with
    both margins fixed: every table when there are at most 20,000 of them, else 9,999 random
    tables. The order of the groups changes nothing.

    Args:
        ks: The counts.
        ns: Their totals, one a count; groups without cases are left out.
        seed: What the random tables are drawn from.

    Raises:
        ValueError: A count is not between 0 and its total, or the lists differ in length.
    """
    check_counts("homogeneous", ks, ns)
    groups = sorted((n, k) for k, n in zip(ks, ns, strict=True) if n > 0)
    if len(groups) < SMALLEST_FOR_SPREAD:
        return _no_test(len(groups), "too_few_groups")
    sizes = np.array([n for n, _ in groups], dtype=np.int64)
    counts = np.array([k for _, k in groups], dtype=np.int64)
    total, hits = int(sizes.sum()), int(counts.sum())
    if hits in (0, total):
        return _no_test(len(groups), "no_variation")
    statistic = float(_pearson(counts[None, :], sizes, hits / total)[0])
    if int(sizes.min()) * min(hits, total - hits) >= SMALLEST_EXPECTED * total:
        p_value = chi_square_tail(statistic, len(groups) - 1)
        return _verdict(p_value, statistic, len(groups) - 1, "chi_square")
    # the rarer of hit and miss has the fewer tables and the same statistic
    rarer = counts if 2 * hits <= total else sizes - counts
    p_value, method = _permutation(rarer, sizes, statistic, seed)
    return _verdict(p_value, statistic, len(groups) - 1, method)


def homogeneous_means(groups: Sequence[Moments]) -> Homogeneity:
    """Test whether all means may be the same.

    Welch's analysis of variance from size, mean and standard deviation (Welch 1951, Biometrika
    38, 330-336); the classic analysis of variance when a group has no spread of its own. No
    spread in any group gives no test.

    Args:
        groups: The groups; those of fewer than two cases are left out.
    """
    usable = sorted(
        (g for g in groups if g.n >= SMALLEST_FOR_SPREAD), key=lambda g: (g.n, g.mean, g.sd)
    )
    if len(usable) < SMALLEST_FOR_SPREAD:
        return _no_test(len(usable), "too_few_groups")
    if all(g.sd == 0 for g in usable):
        return _no_test(len(usable), "no_variation")
    has_spread = all(g.sd > 0 for g in usable)
    statistic, df2 = _welch(usable) if has_spread else _anova(usable)
    df1 = len(usable) - 1
    method: Method = "welch" if has_spread else "anova"
    return _verdict(f_tail(statistic, df1, df2), statistic, df1, method)


def _no_test(groups: int, reason: Reason) -> Homogeneity:
    return Homogeneity(None, None, max(groups - 1, 0), "none", may_rank=False, reason=reason)


def _verdict(p_value: float, statistic: float, df: int, method: Method) -> Homogeneity:
    differs = p_value < ALPHA
    reason: Reason | None = None if differs else "not_significant"
    return Homogeneity(p_value, statistic, df, method, may_rank=differs, reason=reason)


def _pearson(
    counts: NDArray[np.int64], sizes: NDArray[np.int64], rate: float
) -> NDArray[np.float64]:
    """Return the chi-square of each table, a row of `counts` (tables x groups)."""
    off = counts - sizes * rate
    result: NDArray[np.float64] = (off * off / (sizes * rate * (1 - rate))).sum(axis=1)
    return result


def _permutation(
    counts: NDArray[np.int64], sizes: NDArray[np.int64], observed: float, seed: int
) -> tuple[float, Method]:
    hits, rate = int(counts.sum()), float(counts.sum() / sizes.sum())
    least = observed * (1 - TIE)
    if math.comb(hits + len(sizes) - 1, hits) <= EXACT_TABLES:
        tables = _all_tables(sizes, hits)
        weights = np.exp(_log_probability(tables, sizes))
        as_far = _pearson(tables, sizes, rate) >= least
        return min(1.0, float(weights[as_far].sum() / weights.sum())), "exact"
    draws = np.random.default_rng(seed).multivariate_hypergeometric(sizes, hits, size=DRAWS)
    as_far = _pearson(draws, sizes, rate) >= least
    return (1 + int(as_far.sum())) / (DRAWS + 1), "monte_carlo"


def _all_tables(sizes: NDArray[np.int64], hits: int) -> NDArray[np.int64]:
    """Return every way, one a row, to spread `hits` over groups of these sizes."""
    rows: list[list[int]] = [[]]
    room = int(sizes.sum())
    for size in sizes.tolist():
        room -= size
        rows = [
            [*row, k]
            for row in rows
            for k in range(max(0, hits - sum(row) - room), min(size, hits - sum(row)) + 1)
        ]
    return np.array(rows, dtype=np.int64)


def _log_probability(tables: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the log hypergeometric weight of each table, up to one constant."""
    gammaln = special().gammaln
    logs = gammaln(sizes + 1) - gammaln(tables + 1) - gammaln(sizes - tables + 1)
    total = logs.sum(axis=1)
    result: NDArray[np.float64] = total - total.max()
    return result


def _welch(groups: Sequence[Moments]) -> tuple[float, float]:
    weights = [g.n / g.sd**2 for g in groups]
    total = math.fsum(weights)
    centre = math.fsum(w * g.mean for w, g in zip(weights, groups, strict=True)) / total
    between = math.fsum(
        w * (g.mean - centre) ** 2 for w, g in zip(weights, groups, strict=True)
    ) / (len(groups) - 1)
    spread = math.fsum(
        (1 - w / total) ** 2 / (g.n - 1) for w, g in zip(weights, groups, strict=True)
    )
    pairs = len(groups) ** 2 - 1
    return between / (1 + 2 * (len(groups) - 2) / pairs * spread), pairs / (3 * spread)


def _anova(groups: Sequence[Moments]) -> tuple[float, float]:
    total = sum(g.n for g in groups)
    centre = math.fsum(g.n * g.mean for g in groups) / total
    between = math.fsum(g.n * (g.mean - centre) ** 2 for g in groups) / (len(groups) - 1)
    df2 = total - len(groups)
    within = math.fsum((g.n - 1) * g.sd**2 for g in groups) / df2
    return between / within, df2
