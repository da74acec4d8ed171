"""Repair orders by hand and by simulation, for the tests of the vehicle base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from reportgen import Data, Dealer, Month, TableContract
from reportgen.labels import Language
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases

MONTH = Month(2026, 10)
TEXTS = ("vehicle", "customer_id", "series", "model", "advisor", "work_type", "_file")


def orders(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Repair orders; each row names vehicle and day, the rest has defaults."""
    usual = {"series": "甲", "model": "甲1", "advisor": "王", "work_type": "maintenance"}
    frame = pd.DataFrame([usual | {"total": 500.0, "mileage": np.nan} | dict(row) for row in rows])
    frame["opened_at"] = pd.to_datetime(frame.pop("day"), format="ISO8601")
    if "customer_id" not in frame:
        frame["customer_id"] = "C" + frame["vehicle"].astype(str)
    frame["_file"], frame["_row"] = "工单.csv", np.arange(2, len(frame) + 2)
    return frame.astype(dict.fromkeys(TEXTS, "str") | {"total": float, "mileage": float})


def visits_of(days: Mapping[str, Iterable[str]], **more: object) -> pd.DataFrame:
    """Maintenance orders: vehicle → days."""
    return orders({"vehicle": v, "day": d, **more} for v, each in days.items() for d in each)


def data_of(
    tables: pd.DataFrame | Mapping[str, pd.DataFrame],
    phrases: Phrases | None = None,
    month: Month = MONTH,
    language: Language = "zh",
    contracts: Iterable[TableContract] = (),
) -> Data:
    """A dealer with these repair orders, or these tables."""
    given = {"repair_orders": tables} if isinstance(tables, pd.DataFrame) else dict(tables)
    own = DealerTables(given, {contract.name: contract for contract in contracts})
    return Data(Dealer("D1"), month, language, own, phrases=phrases or Phrases({}, "test"))


def store(
    seed: int,
    *,
    vehicles: int = 1000,
    leave: float = 0.12,
    planted: float = 0.0,
    rhythm: bool = True,
) -> pd.DataFrame:
    """25 months of one store: four series, six advisors, everybody drawn alike.

    Args:
        seed: Of the random numbers.
        vehicles: How many there are.
        leave: Rate a year at which customers leave.
        planted: Added to it for series S0 over the last sixteen months.
        rhythm: Whether visits keep a rhythm of three to five months or come by chance.
    """
    rng = np.random.default_rng(seed)
    end, length = pd.Timestamp(MONTH.end), 760
    series, advisor = rng.integers(4, size=vehicles), rng.integers(6, size=vehicles)
    gone = rng.exponential(365 / leave, vehicles)
    if planted:
        extra = length - 486 + rng.exponential(365 / planted, vehicles)
        gone = np.where(series == 0, np.minimum(gone, extra), gone)
    gap = rng.uniform(95, 155, vehicles)[:, None]
    wait = rng.uniform(0.8, 1.2, (vehicles, 16)) if rhythm else rng.exponential(1, (vehicles, 16))
    wait[:, 0] = rng.random(vehicles)
    day = np.cumsum(gap * wait, axis=1)
    car, nth = np.nonzero((day < length) & (day < gone[:, None]))
    opened = end - pd.to_timedelta(length - np.floor(day[car, nth]), unit="D")
    kinds = rng.choice(["maintenance", "repair", "decoration"], len(car), p=[0.6, 0.35, 0.05])
    frame = pd.DataFrame({
        "vehicle": [f"V{c:05d}" for c in car],
        "customer_id": [f"C{c:05d}" for c in car],
        "series": [f"S{s}" for s in series[car]],
        "model": [f"S{s} M{c % 2}" for s, c in zip(series[car], car, strict=True)],
        "advisor": [f"A{a}" for a in advisor[car]],
        "work_type": kinds,
        "_file": "工单.csv",
    }).astype("str")  # fmt: skip
    return frame.assign(
        opened_at=opened,
        mileage=1000 + 45.0 * day[car, nth],
        total=np.round(rng.gamma(3, 200, len(car)), 2),
        _row=np.arange(2, len(car) + 2),
    )


def steady_store(
    seed: int, *, vehicles: int = 500, leave: float = 0.25, come: float = 1.0
) -> pd.DataFrame:
    """25 months of a store where as many customers come as leave, `come` times as many lately.

    Args:
        seed: Of the random numbers.
        vehicles: How many it has at any time.
        leave: Rate a year at which customers leave, and at which new ones come.
        come: By how much new ones are fewer or more in the last sixteen months.
    """
    rng = np.random.default_rng(seed)
    length, early, lately = 760, 6 * 365, 486
    births = leave * vehicles / 365
    old = rng.uniform(-early, length - lately, rng.poisson(births * (early + length - lately)))
    new = rng.uniform(length - lately, length, rng.poisson(births * come * lately))
    start = np.concatenate([old, new])
    stay = rng.exponential(365 / leave, len(start))
    waits = rng.uniform(95, 155, (len(start), 30))
    waits[:, 0] = 0
    since = np.cumsum(waits, axis=1)
    day = start[:, None] + since
    car, nth = np.nonzero((since < stay[:, None]) & (day >= 0) & (day < length))
    opened = pd.Timestamp(MONTH.end) - pd.to_timedelta(length - np.floor(day[car, nth]), unit="D")
    frame = orders({"vehicle": f"V{c:05d}", "day": "2026-01-01"} for c in car)
    return frame.assign(opened_at=opened)
