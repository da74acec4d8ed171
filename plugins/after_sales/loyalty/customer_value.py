"""What a customer is worth: the two textbook models, RFM scores, and expected spend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from reportgen import DAYS_PER_MONTH, YEAR, Strict
from reportgen.stats import expected_purchases, expected_value, fit_bgnbd, fit_gamma_gamma

Floats = npt.NDArray[np.float64]
Method: TypeAlias = Literal["model", "few", "too_regular", "dependent"]
"""Whether expected spend was estimated; if not: too few vehicles, no maximum, spend per visit
depends on the number of visits."""

MODEL_FROM = 100
"""Vehicles the model needs."""
_DEPENDENT = 0.3  # correlation of visits and spend a visit from which gamma-gamma does not hold
_REGULAR = 0.25  # irregularity below which visits keep a rhythm rather than come by chance
_GAPS = 3


class Turnover(Strict):
    """The turnover a loyal customer brings, referrals included: the product of all factors.

    An illustration with stated parameters, in yuan of turnover; source: a dealer's worked
    example, 54,000.
    """

    spend_per_visit: float = Field(default=300, gt=0)
    visits_per_year: float = Field(default=6, gt=0)
    years: float = Field(default=3, gt=0)
    factor: float = Field(default=2, gt=0)
    customers: float = Field(default=5, gt=0)

    @property
    def factors(self) -> tuple[float, ...]:
        """All factors, in the order they are printed."""
        return (
            self.spend_per_visit,
            self.visits_per_year,
            self.years,
            self.factor,
            self.customers,
        )

    @property
    def value(self) -> float:
        """Yuan of turnover."""
        return math.prod(self.factors)


class Profit(Strict):
    """The first-year profit of a loyal customer, direct and by referral, in yuan of profit.

    Referral = ⌊direct × referral⌋; source: a dealer's worked example, 1,837 + 2,755 = 4,592.
    """

    parts: tuple[float, ...] = Field(default=(1246, 223, 93, 275), min_length=1)
    referral: float = Field(default=1.5, ge=0)

    @property
    def direct(self) -> float:
        """Yuan of the customer's own profit."""
        return math.fsum(self.parts)

    @property
    def by_referral(self) -> float:
        """Yuan of profit from customers referred, whole yuan."""
        return float(math.floor(self.direct * self.referral))

    @property
    def value(self) -> float:
        """Both."""
        return self.direct + self.by_referral


def visit_class(visits: pd.Series) -> pd.Series:
    """A for four visits a year or more, B for 2 or 3, C for one, D for none (S3)."""
    place = np.searchsorted((1, 2, 4), visits.to_numpy(dtype=float), side="right")
    return pd.Series(np.array(list("DCBA"), dtype=object)[place], visits.index, dtype="str")


def score(values: pd.Series) -> pd.Series:
    """A score of 1 to 5 by fifths of the ranks, high values high; NaN stays NaN.

    Equal values share their mean rank, so they get one score; if all are equal, that is 3.
    """
    ranks = (values.rank(method="average") - 0.5) / max(1, values.notna().sum())
    return (ranks * 5 // 1 + 1).clip(upper=5)


@dataclass(frozen=True, slots=True)
class ExpectedSpend:
    """Expected spend of every vehicle in the next twelve months, in yuan; null without a model."""

    method: Method
    spend: Floats | None = None


def irregularity(vehicles: pd.Series, days: pd.Series) -> float | None:
    """How irregular the visits of a vehicle are: Σ(n - 1)·CV² / Σ(n - 1) over its n gaps.

    About 0.8 where visits come by chance (exponential gaps), 0 where they keep a strict rhythm;
    null where no vehicle has three gaps. One entry a visit, sorted by day.
    """
    codes = pd.factorize(vehicles)[0]
    order = np.argsort(codes, kind="stable")
    code, day = codes[order], days.to_numpy("M8[D]").astype(np.int64)[order]
    same = np.diff(code) == 0
    owner, gap = code[1:][same], np.diff(day)[same].astype(float)
    n = np.bincount(owner) if len(owner) else np.zeros(0)
    used = n >= _GAPS
    if not used.any():
        return None
    total, squares = np.bincount(owner, gap)[used], np.bincount(owner, gap * gap)[used]
    mean = total / n[used]
    spread = np.maximum(squares - total * mean, 0.0)
    return float((spread / mean**2).sum() / (n[used] - 1).sum())


def expected_spend(  # noqa: PLR0913, PLR0917 one argument a column
    visits: pd.Series,
    first: pd.Series,
    last: pd.Series,
    spent: pd.Series,
    end: pd.Timestamp,
    irregular: float | None = None,
) -> ExpectedSpend:
    """BG/NBD visits × gamma-gamma spend a visit; every argument has one entry a vehicle.

    Args:
        visits: Number of visits.
        first: Day of the first visit.
        last: Day of the last visit.
        spent: Amount billed over all visits, in yuan.
        end: The day after the observation.
        irregular: As `irregularity` measures it; visits in a rhythm do not fit the model.
    """
    if len(visits) < MODEL_FROM:
        return ExpectedSpend("few")
    if irregular is not None and irregular < _REGULAR:
        return ExpectedSpend("too_regular")
    repeats = visits.to_numpy(dtype=float) - 1
    # Whole months: thousands of vehicles then share few histories, and the fit is quick.
    recency = np.round((last - first).dt.days.to_numpy() / DAYS_PER_MONTH)
    age = np.maximum(np.round((end - first).dt.days.to_numpy() / DAYS_PER_MONTH), recency)
    mean = spent.to_numpy(dtype=float) / visits.to_numpy(dtype=float)
    if _dependent(repeats, mean):
        return ExpectedSpend("dependent")
    frequency = fit_bgnbd(repeats, recency, age)
    money = fit_gamma_gamma(repeats, mean) if frequency else None
    if frequency is None or money is None:
        return ExpectedSpend("too_regular")
    coming = expected_purchases(frequency, YEAR, repeats, recency, age)
    return ExpectedSpend("model", np.round(coming * expected_value(money, repeats, mean), 2))


def _dependent(repeats: Floats, mean: Floats) -> bool:
    """Whether spend a visit goes with the number of visits, which gamma-gamma rules out."""
    used = (repeats > 0) & (mean > 0)
    if used.sum() < MODEL_FROM or not repeats[used].std() or not mean[used].std():
        return False
    return bool(abs(np.corrcoef(repeats[used], mean[used])[0, 1]) > _DEPENDENT)
