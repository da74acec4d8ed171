"""Empirical Bayes: small groups are pulled to the whole as far as their size gives no support."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reportgen.stats._arguments import check_counts
from reportgen.stats._special import minimise, special
from reportgen.stats.intervals import SMALLEST_FOR_SPREAD, Moments

STRENGTH_STARTS = (2.0, 20.0, 200.0)
LOG_STRENGTH = (math.log(0.01), math.log(1e6))
LOGIT = (-20.0, 20.0)
SMALLEST_GAIN = 1e-4  # of the log likelihood; less than this is no sign of real differences


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Estimates in the order of the groups.

    ``weights`` says how much of its own figure each group keeps, 0 to 1; a group without data
    has weight 0 and the estimate ``centre``. ``method`` "pooled": no difference was supported.
    """

    estimates: tuple[float, ...]
    weights: tuple[float, ...]
    centre: float
    method: Literal["beta_binomial", "normal", "pooled"]


def shrink_rates(ks: Sequence[int], ns: Sequence[int]) -> Shrinkage | None:
    """Shrink the rates k / n by a beta-binomial fitted by maximum likelihood.

    estimate = (k + mM) / (n + M) for a prior of mean m and strength M = a + b. When the fit is
    no better than one common rate (M runs away), every estimate is the pooled rate. None when
    all n are 0.

    Raises:
        ValueError: a k lies outside 0..n, or the lists differ in length.
    """
    check_counts("shrink_rates", ks, ns)
    total = sum(ns)
    if total == 0:
        return None
    pooled = sum(ks) / total
    prior = _fit_prior(np.array(ks, dtype=float), np.array(ns, dtype=float), pooled)
    if prior is None:
        return _pooled(len(ns), pooled)
    mean, strength = prior
    return Shrinkage(
        tuple((k + mean * strength) / (n + strength) for k, n in zip(ks, ns, strict=True)),
        tuple(n / (n + strength) for n in ns),
        mean,
        "beta_binomial",
    )


def shrink_means(groups: Sequence[Moments]) -> Shrinkage | None:
    """Shrink means by a normal-normal model; None when no group has two values or more.

    Within variance s² pooled over groups; between variance by DerSimonian and Laird (1986),
    Controlled Clinical Trials 7, 177-188; weight = between / (between + s²/n).
    """
    filled = sorted((g.n, g.mean, g.sd) for g in groups if g.n > 0)
    freedom = sum(n - 1 for n, _, _ in filled)
    if freedom == 0:
        return None
    within = math.fsum((n - 1) * sd**2 for n, _, sd in filled) / freedom
    total = sum(n for n, _, _ in filled)
    pooled = math.fsum(n * mean for n, mean, _ in filled) / total
    between = _between([(n, mean) for n, mean, _ in filled], within, pooled)
    if between <= 0:
        return _pooled(len(groups), pooled)
    weights = tuple(between / (between + within / g.n) if g.n > 0 else 0.0 for g in groups)
    pairs = sorted((w, g.mean) for w, g in zip(weights, groups, strict=True) if w > 0)
    centre = math.fsum(w * mean for w, mean in pairs) / math.fsum(w for w, _ in pairs)
    # a group without data may carry any mean, even NaN: it must not enter the sum
    estimates = tuple(
        w * g.mean + (1 - w) * centre if w > 0 else centre
        for w, g in zip(weights, groups, strict=True)
    )
    return Shrinkage(estimates, weights, centre, "normal")


def _pooled(groups: int, rate: float) -> Shrinkage:
    return Shrinkage((rate,) * groups, (0.0,) * groups, rate, "pooled")


def _between(groups: Sequence[tuple[int, float]], within: float, pooled: float) -> float:
    total = sum(n for n, _ in groups)
    spread = total - sum(n * n for n, _ in groups) / total
    if len(groups) < SMALLEST_FOR_SPREAD:
        return 0.0
    seen = math.fsum(n * (mean - pooled) ** 2 for n, mean in groups)
    return (seen - (len(groups) - 1) * within) / spread


def _fit_prior(
    ks: NDArray[np.float64], ns: NDArray[np.float64], pooled: float
) -> tuple[float, float] | None:
    """Return (mean, strength) of the beta prior, or None when one common rate does as well."""
    if pooled in (0, 1) or int((ns > 0).sum()) < SMALLEST_FOR_SPREAD:
        return None
    pairs, times = np.unique(np.column_stack([ks, ns]), axis=0, return_counts=True)
    betaln, expit = special().betaln, special().expit

    def loss(place: NDArray[np.float64]) -> float:
        mean, strength = float(expit(place[0])), math.exp(place[1])
        return -float(times @ _beta_binomial(betaln, pairs, mean * strength, strength))

    logit = math.log(pooled / (1 - pooled))
    best = minimise(loss, [(logit, math.log(s)) for s in STRENGTH_STARTS], [LOGIT, LOG_STRENGTH])
    hits, total = float(ks.sum()), float(ns.sum())
    common = -(hits * math.log(pooled) + (total - hits) * math.log(1 - pooled))
    if best is None or common - best[1] < SMALLEST_GAIN:
        return None
    return float(expit(best[0][0])), math.exp(best[0][1])


def _beta_binomial(
    betaln: Any,  # noqa: ANN401 - scipy has no stubs
    pairs: NDArray[np.float64],
    a: float,
    strength: float,
) -> NDArray[np.float64]:
    """Return the log likelihood per (k, n), without the binomial coefficient."""
    k, n, b = pairs[:, 0], pairs[:, 1], strength - a
    result: NDArray[np.float64] = betaln(k + a, n - k + b) - betaln(a, b)
    return result
