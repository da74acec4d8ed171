"""Distribution functions, each loading scipy only when it is called.

scipy costs a few tenths of a second to import; a report without a single test must not pay that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MAX_ITERATIONS: Final = 500
"""The models fitted here take about 15 on the CDNOW data; a search that needs more is lost."""
FLAT: Final = 1e-6
"""A slope that moves the mean log-likelihood by less than a millionth."""


def special() -> Any:  # noqa: ANN401 - scipy has no stubs
    """Return the module `scipy.special`."""
    return import_module("scipy.special")


def t_quantile(probability: float, df: float) -> float:
    """Return the quantile of Student's t with `df` degrees of freedom."""
    return float(special().stdtrit(df, probability))


def chi_square_tail(statistic: float, df: float) -> float:
    """Return P(chi-square with `df` degrees of freedom >= `statistic`)."""
    return float(special().chdtrc(df, statistic))


def f_tail(statistic: float, df1: float, df2: float) -> float:
    """Return P(F with `df1` and `df2` degrees of freedom >= `statistic`)."""
    return float(special().fdtrc(df1, df2, statistic))


def poisson_limit(count: float, probability: float) -> float:
    """Return the mean of the Poisson at which P(X <= `count`) is 1 - `probability`."""
    return float(special().gammaincinv(count + 1, probability))


def binomial_cdf(k: float, n: int, p: float) -> float:
    """Return P(X <= `k`) for a binomial X; 0 below the support."""
    return float(special().bdtr(k, n, p)) if k >= 0 else 0.0


def minimise(
    function: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]],
    start: Sequence[float],
    edge: float,
) -> NDArray[np.float64] | None:
    """Return the place of the minimum of a function within limits.

    Whether the search has arrived is told by the slopes: the value alone stops changing on a long
    flat way, on one processor sooner than on another.

    Args:
        function: Gives its value and its slopes at a place.
        start: Where to begin.
        edge: How far from 0 each coordinate is looked for.

    Returns:
        The place; null where the slope is not 0 there.
    """
    found = import_module("scipy.optimize").minimize(
        function,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-edge, edge)] * len(start),
        options={"maxiter": MAX_ITERATIONS, "ftol": 0.0, "gtol": FLAT / 1000, "maxls": 50},
    )
    place: NDArray[np.float64] = found.x
    # where the edge is in the way, the slope may point outwards
    free = np.clip(place - found.jac, -edge, edge) - place
    return place if np.abs(free).max() < FLAT else None
