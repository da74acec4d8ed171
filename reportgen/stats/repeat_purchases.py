"""How often customers will come again, and what a visit is worth: BG/NBD and gamma-gamma.

Sources: Fader, Hardie and Lee 2005, Marketing Science 24, 275-284 (BG/NBD); Fader and Hardie
2013, "The Gamma-Gamma Model of Monetary Value" (brucehardie.com, note 025).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reportgen.stats._special import minimise, special

Floats = NDArray[np.float64]

LOG_BOUND = (math.log(1e-4), math.log(1e4))
RUNAWAY = math.log(10)
NEAR_ONE = 1e-6
SMALLEST_FIT = 2


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Visits follow gamma(r, rate alpha); the chance to stop after a visit follows beta(a, b).

    ``alpha`` is in the unit of time of the fitted data.
    """

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Values follow gamma(p, rate v) with v from gamma(q, rate gamma); ``gamma`` in money."""

    p: float
    q: float
    gamma: float


def fit_bgnbd(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> BgNbd | None:
    """Fit the model by maximum likelihood to one entry per customer.

    Args:
        frequency: repeat visits, that is visits less one.
        recency: time from the first to the last visit (0 without a repeat visit).
        age: time from the first visit to the end of the observation.

    Returns:
        The parameters, or None when nobody came back, fewer than two customers are given, or the
        likelihood has no maximum inside 1e-3..1e3 (times in units of the mean age): use a
        simpler method then.

    Raises:
        ValueError: arrays of unlike length, recency above age, or a negative number.
    """
    x, t_x, t = _histories(frequency, recency, age)
    if len(x) < SMALLEST_FIT or not (x > 0).any() or not (t > 0).any():
        return None
    scale = float(t.mean())
    rows, times = np.unique(
        np.column_stack([x, t_x / scale, t / scale]), axis=0, return_counts=True
    )

    def loss(logs: Floats) -> float:
        return -float(times @ _log_likelihood(BgNbd(*np.exp(logs).tolist()), *rows.T)) / len(x)

    found = _fit(loss, [(0.0, 0.0, 0.0, 0.0), (-1.0, -1.0, -1.0, 1.0), (1.0, 1.0, -2.0, 0.5)])
    if found is None:
        return None
    r, alpha, a, b = found
    return BgNbd(r, alpha * scale, a, b)


def p_alive(params: BgNbd, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Return per customer the probability of still being a customer; 1 without a repeat visit.

    1 / (1 + a/(b + x - 1) · ((alpha + T)/(alpha + t_x))^(r + x)) for x > 0: the model lets a
    customer stop only after a repeat visit.
    """
    return 1 / (1 + _gone_odds(params, *_histories(frequency, recency, age)))


def expected_purchases(
    params: BgNbd, t: float, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
) -> Floats:
    """Return per customer the visits expected in the next ``t`` units of time.

    Equation 10 of Fader, Hardie and Lee (2005).

    Raises:
        ValueError: as for ``fit_bgnbd``, or ``t`` is negative.
    """
    if not t >= 0:
        raise ValueError(f"expected_purchases: t={t}; look ahead by 0 or more units of time")
    x, t_x, age_ = _histories(frequency, recency, age)
    r, alpha, b = params.r, params.alpha, params.b
    # the formula is 0/0 at a = 1 and smooth around it
    a = params.a if abs(params.a - 1) > NEAR_ONE else 1 + NEAR_ONE
    known, ahead = alpha + age_, alpha + age_ + t
    hyper = special().hyp2f1(r + x, b + x, a + b + x - 1, t / ahead)
    alive = (a + b + x - 1) / (a - 1) * (1 - (known / ahead) ** (r + x) * hyper)
    result: Floats = alive / (1 + _gone_odds(params, x, t_x, age_))
    return result


def fit_gamma_gamma(frequency: ArrayLike, mean_value: ArrayLike) -> GammaGamma | None:
    """Fit the values of visits; customers without a repeat visit or without value are left out.

    Args:
        frequency: visits behind each mean (repeat visits).
        mean_value: the customer's mean value per visit, in money.

    Returns:
        The parameters, or None when fewer than two customers remain, the likelihood has no
        maximum, or q <= 1 (the mean over all customers would be infinite).
    """
    x, m = np.broadcast_arrays(np.asarray(frequency, float), np.asarray(mean_value, float))
    used = (x > 0) & (m > 0)
    if int(used.sum()) < SMALLEST_FIT:
        return None
    # the median: a few very large values must not push the rest towards the bounds
    scale = float(np.median(m[used]))
    rows, times = np.unique(np.column_stack([x[used], m[used] / scale]), axis=0, return_counts=True)
    gammaln = special().gammaln

    def loss(logs: Floats) -> float:
        (p, q, g), (visits, mean) = np.exp(logs), rows.T
        px = p * visits
        logs_ = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(g) - np.log(mean)
        logs_ += px * np.log(mean * visits) - (px + q) * np.log(g + mean * visits)
        return -float(times @ logs_) / float(times.sum())

    found = _fit(loss, [(0.0, 1.0, 0.0), (1.5, 1.0, 0.0)])
    if found is None or found[1] <= 1:
        return None
    p, q, gamma = found
    return GammaGamma(p, q, gamma * scale)


def expected_value(params: GammaGamma, frequency: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Return per customer the expected value of a visit, in money.

    p(gamma + x·m) / (p·x + q - 1); for x = 0 the mean over all customers, p·gamma / (q - 1).
    """
    x, m = np.asarray(frequency, float), np.asarray(mean_value, float)
    # a customer without repeat visits often carries NaN as mean value
    spent = np.where(x > 0, x * m, 0.0)
    result: Floats = params.p * (params.gamma + spent) / (params.p * x + params.q - 1)
    return result


def _histories(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    x, t_x, t = (np.atleast_1d(np.asarray(v, float)) for v in (frequency, recency, age))
    if not len(x) == len(t_x) == len(t):
        raise ValueError(
            f"BG/NBD: {len(x)} frequencies, {len(t_x)} recencies, {len(t)} ages; "
            "give one of each per customer"
        )
    wrong = np.flatnonzero(~((x >= 0) & (t_x >= 0) & (t_x <= t) & np.isfinite(x) & np.isfinite(t)))
    if len(wrong):
        i = int(wrong[0])
        raise ValueError(
            f"BG/NBD: customer {i} has frequency {x[i]:g}, recency {t_x[i]:g}, age {t[i]:g}; "
            "need frequency >= 0 and 0 <= recency <= age"
        )
    return x, t_x, t


def _gone_odds(params: BgNbd, x: Floats, t_x: Floats, t: Floats) -> Floats:
    """Return the odds of having stopped, 0 without a repeat visit."""
    logs = math.log(params.a) - np.log(params.b + np.maximum(x, 1) - 1)
    logs += (params.r + x) * (np.log(params.alpha + t) - np.log(params.alpha + t_x))
    # exp of more than 700 overflows; odds of e^700 are certainty either way
    result: Floats = np.where(x > 0, np.exp(np.minimum(logs, 700.0)), 0.0)
    return result


def _log_likelihood(params: BgNbd, x: Floats, t_x: Floats, t: Floats) -> Floats:
    gammaln, betaln = special().gammaln, special().betaln
    r, alpha, a, b = params.r, params.alpha, params.a, params.b
    visits = gammaln(r + x) - gammaln(r) + r * math.log(alpha)
    staying = betaln(a, b + x) - betaln(a, b)
    result: Floats = (
        visits + staying - (r + x) * np.log(alpha + t) + np.log1p(_gone_odds(params, x, t_x, t))
    )
    return result


def _fit(loss: Callable[[Floats], float], starts: list[tuple[float, ...]]) -> list[float] | None:
    """Return the parameters at a minimum over their logarithms; None when all starts run away."""
    low, high = LOG_BOUND
    for start in starts:
        best = minimise(loss, [start], [LOG_BOUND] * len(start))
        # the likelihood flattens on the way out, so a search that runs away may stop early
        if best and best[0].min() > low + RUNAWAY and best[0].max() < high - RUNAWAY:
            return [math.exp(value) for value in best[0]]
    return None
