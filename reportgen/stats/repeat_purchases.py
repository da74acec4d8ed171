"""Predicts visits of customers and their value: BG/NBD and gamma-gamma models.

Sources: Fader, Hardie and Lee 2005, Marketing Science 24, 275-284 (BG/NBD); Fader and Hardie
2013, "The Gamma-Gamma Model of Monetary Value" (brucehardie.com, note 025).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reportgen.stats._special import minimise, special

Floats = NDArray[np.float64]

EDGE: Final = math.log(1e4)
"""How far from 1 a parameter is looked for, as a logarithm."""
RUNAWAY: Final = math.log(10)
"""The likelihood flattens on the way out: a search may stop this early."""
SAME_EVERYWHERE: Final = 4
"""Decimals of a logarithm: those behind differ from processor to processor."""
NEAR_ONE: Final = 1e-6
"""So near to a = 1 the formula would divide rounding errors by one another."""
SMALLEST_FIT: Final = 2
"""One customer says nothing of how customers differ."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The parameters of a BG/NBD model: how often customers come, and how soon they stop.

    Attributes:
        r: Shape of the gamma distribution of the customers' rates of visits.
        alpha: Its rate, in the unit of time of the fitted data.
        a: First parameter of the beta distribution of the chance to stop after a visit.
        b: Its second one.
    """

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A gamma-gamma model of visit values: gamma(p, rate v), with v from gamma(q, rate gamma).

    Attributes:
        p: Shape of the values of one customer's visits.
        q: Shape of the customers' rates.
        gamma: Their rate, in money.
    """

    p: float
    q: float
    gamma: float


def fit_bgnbd(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> BgNbd | None:
    """Fit the BG/NBD model to the histories of customers by maximum likelihood.

    The search goes over ln r, ln(alpha/r), logit(a/(a+b)) and ln(a+b): each of these the data
    determine almost on their own, where r with alpha and a with b lie along a ridge. Where all
    customers stop with the same chance, a and b grow without bound at a fixed ratio; that is a
    model like any other, and a + b then stops at 10,000.

    Args:
        frequency: Repeat visits of each customer, that is visits less one.
        recency: Time from the first to the last visit (0 without a repeat visit).
        age: Time from the first visit to the end of the observation.

    Returns:
        The parameters; null when nobody came back, fewer than two customers are given, or the
        likelihood has no maximum inside 1e-3..1e3 (times in units of the mean age): use a
        simpler method then.

    Raises:
        ValueError: The arrays differ in length, a recency exceeds its age, or a number is negative.
    """
    x, t_x, t = _histories(frequency, recency, age)
    if len(x) < SMALLEST_FIT or not (x > 0).any() or not (t > 0).any():
        return None
    scale = float(t.mean())
    rows, times = np.unique(
        np.column_stack([x, t_x / scale, t / scale]), axis=0, return_counts=True
    )

    place = _fit(
        lambda place: _bgnbd_slopes(place, *rows.T), times, start=(0.0, 0.0, -1.0, 1.0), open_end=3
    )
    if place is None:
        return None
    r, alpha, a, b = _bgnbd(place)
    return BgNbd(r, alpha * scale, a, b)


def expected_purchases(
    params: BgNbd, t: float, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike
) -> Floats:
    """Return the visits expected of each customer in the time ahead.

    Equation 10 of Fader, Hardie and Lee (2005). A customer without a repeat visit is still one:
    the model lets a customer stop only after a repeat visit.

    Args:
        params: The model.
        t: How far to look ahead, in the unit of time of the fitted data.
        frequency: Repeat visits of each customer.
        recency: Time from the first to the last visit.
        age: Time from the first visit to the end of the observation.

    Raises:
        ValueError: As for `fit_bgnbd`, or the time ahead is negative.
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
    result: Floats = alive * special().expit(-_log_gone_odds(params, x, t_x, age_))
    return result


def fit_gamma_gamma(frequency: ArrayLike, mean_value: ArrayLike) -> GammaGamma | None:
    """Fit the gamma-gamma model to the values of visits by maximum likelihood.

    Customers without a repeat visit or without value are left out.

    Args:
        frequency: Visits behind each mean (repeat visits).
        mean_value: The customer's mean value of a visit, in money.

    Returns:
        The parameters; null when fewer than two customers remain, the likelihood has no maximum,
        or q <= 1 (the mean over all customers would be infinite).
    """
    x, m = np.broadcast_arrays(np.asarray(frequency, float), np.asarray(mean_value, float))
    used = (x > 0) & (m > 0)
    if int(used.sum()) < SMALLEST_FIT:
        return None
    # the median: a few very large values must not push the rest towards the bounds
    scale = float(np.median(m[used]))
    rows, times = np.unique(np.column_stack([x[used], m[used] / scale]), axis=0, return_counts=True)
    place = _fit(lambda place: _gamma_gamma_slopes(place, *rows.T), times, start=(1.0, 1.0, 0.0))
    if place is None:
        return None
    p, q, gamma = _gamma_gamma(place)
    return GammaGamma(p, q, gamma * scale) if q > 1 else None


def expected_value(params: GammaGamma, frequency: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Return the value expected of a visit of each customer, in money.

    p(gamma + x·m) / (p·x + q - 1); for x = 0 the mean over all customers, p·gamma / (q - 1).

    Args:
        params: The model.
        frequency: Repeat visits x of each customer.
        mean_value: Their mean value m, in money.
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


def _log_gone_odds(params: BgNbd, x: Floats, t_x: Floats, t: Floats) -> Floats:
    """Return the logarithm of the odds of having stopped."""
    logs = math.log(params.a) - np.log(params.b + np.maximum(x, 1) - 1)
    logs += (params.r + x) * (np.log(params.alpha + t) - np.log(params.alpha + t_x))
    return np.where(x > 0, logs, -np.inf)


def _bgnbd(place: Floats) -> tuple[float, float, float, float]:
    """Return r, alpha, a and b at a place (ln r, ln(alpha/r), logit(a/(a+b)), ln(a+b))."""
    r, wait, stop, whole = np.exp(place).tolist()
    return r, r * wait, whole * stop / (1 + stop), whole / (1 + stop)


def _bgnbd_slopes(place: Floats, x: Floats, t_x: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Return the log-likelihood of each customer, and its slopes along the four coordinates.

    Equation 6 of Fader, Hardie and Lee (2005).
    """
    gammaln, betaln, digamma, expit = (
        getattr(special(), name) for name in ("gammaln", "betaln", "digamma", "expit")
    )
    r, alpha, a, b = _bgnbd(place)
    odds = _log_gone_odds(BgNbd(r, alpha, a, b), x, t_x, t)
    late, since = np.log(alpha + t), np.log(alpha + t) - np.log(alpha + t_x)
    value = gammaln(r + x) - gammaln(r) + r * math.log(alpha) - (r + x) * late
    value += betaln(a, b + x) - betaln(a, b) + np.logaddexp(0, odds)
    gone, both = expit(odds), digamma(a + b) - digamma(a + b + x)
    by_r = digamma(r + x) - digamma(r) + math.log(alpha) - late + gone * since
    by_alpha = r / alpha - (r + x) / (alpha + t)
    by_alpha += gone * (r + x) * (1 / (alpha + t) - 1 / (alpha + t_x))
    by_a = both + gone / a
    by_b = both + digamma(b + x) - digamma(b) - gone / (b + np.maximum(x, 1) - 1)
    turn = a * b / (a + b) * (by_a - by_b)
    slopes = [r * by_r + alpha * by_alpha, alpha * by_alpha, turn, a * by_a + b * by_b]
    return value, np.stack(slopes)


def _gamma_gamma(place: Floats) -> tuple[float, float, float]:
    """Return p, q and gamma at a place (ln p, ln q, ln(p·gamma/q))."""
    p, q, level = np.exp(place).tolist()
    return p, q, level * q / p


def _gamma_gamma_slopes(place: Floats, x: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return each customer's log-likelihood, and its slopes along the three coordinates.

    Equation 1a of Fader and Hardie (2013).
    """
    gammaln, digamma = special().gammaln, special().digamma
    p, q, gamma = _gamma_gamma(place)
    px, spent, whole = p * x, np.log(mean * x), np.log(gamma + mean * x)
    value = gammaln(px + q) - gammaln(px) - gammaln(q) + q * math.log(gamma) - np.log(mean)
    value += px * spent - (px + q) * whole
    by_p = x * (digamma(px + q) - digamma(px) + spent - whole)
    by_q = digamma(px + q) - digamma(q) + math.log(gamma) - whole
    by_gamma = q / gamma - (px + q) / (gamma + mean * x)
    return value, np.stack(
        [p * by_p - gamma * by_gamma, q * by_q + gamma * by_gamma, gamma * by_gamma]
    )


def _fit(
    slopes: Callable[[Floats], tuple[Floats, Floats]],
    times: NDArray[np.intp],
    start: tuple[float, ...],
    open_end: int | None = None,
) -> Floats | None:
    """Return the place of the greatest likelihood; null when the search runs away.

    Args:
        slopes: Log-likelihoods of the distinct histories at a place, and their slopes.
        times: How many customers share each history.
        start: Where to begin.
        open_end: The coordinate that may run to its upper end.
    """
    weights = times / times.sum()

    def loss(place: Floats) -> tuple[float, Floats]:
        value, slope = slopes(place)
        return -float(weights @ value), -(slope @ weights)

    place = minimise(loss, start, EDGE)
    if place is None:
        return None
    last = np.array([EDGE if i == open_end else EDGE - RUNAWAY for i in range(len(place))])
    inside = (place > RUNAWAY - EDGE) & (place <= last)
    return np.round(place, SAME_EVERYWHERE) if inside.all() else None
