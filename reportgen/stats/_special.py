"""Distribution functions, each loading scipy only when it is called.

scipy costs a few tenths of a second to import; a report without a single test must not pay that.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_ITERATIONS = 500


def special() -> Any:  # noqa: ANN401 - scipy has no stubs
    """Return the module ``scipy.special``."""
    return import_module("scipy.special")


def t_quantile(probability: float, df: float) -> float:
    """Return the quantile of Student's t."""
    return float(special().stdtrit(df, probability))


def chi_square_tail(statistic: float, df: float) -> float:
    """Return P(chi-square with ``df`` degrees of freedom >= ``statistic``)."""
    return float(special().chdtrc(df, statistic))


def f_tail(statistic: float, df1: float, df2: float) -> float:
    """Return P(F with ``df1`` and ``df2`` degrees of freedom >= ``statistic``)."""
    return float(special().fdtrc(df1, df2, statistic))


def binomial_cdf(k: float, n: int, p: float) -> float:
    """Return P(X <= ``k``) for a binomial X; 0 below the support."""
    return float(special().bdtr(k, n, p)) if k >= 0 else 0.0


def minimise(
    function: Callable[[NDArray[np.float64]], float],
    starts: Sequence[Sequence[float]],
    bounds: Sequence[tuple[float, float]],
) -> tuple[NDArray[np.float64], float] | None:
    """Return the best bounded minimum (place, value) over the starts, or None if none converged."""
    optimise = import_module("scipy.optimize")
    best: tuple[NDArray[np.float64], float] | None = None
    for start in starts:
        found = optimise.minimize(
            function, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": MAX_ITERATIONS}
        )
        if found.success and np.isfinite(found.fun) and (best is None or found.fun < best[1]):
            best = (found.x, float(found.fun))
    return best
