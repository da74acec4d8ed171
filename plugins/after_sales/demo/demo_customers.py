"""The customers of one invented store."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_stores import Store
from reportgen_plugins.after_sales.demo.demo_vehicles import (
    FLEET,
    INTERNAL,
    OLDER,
    PASSING,
    chance,
)
from reportgen_plugins.after_sales.demo.invented_names import (
    AGE_BANDS,
    COMPANIES,
    DISTRICTS,
    FLEET_COMPANY,
    OCCUPATIONS,
    people,
)

_COMPANIES: Final = 0.06
_MEN: Final = 0.64
_DISTRICT_MIX: Final = (0.3, 0.25, 0.2, 0.15, 0.1)
_AGE_MIX: Final = (0.08, 0.36, 0.32, 0.17, 0.07)
_OCCUPATION_MIX: Final = (0.34, 0.2, 0.1, 0.08, 0.05, 0.12, 0.07, 0.04)


def build_customers(store: Store, fleet: pd.DataFrame) -> pd.DataFrame:
    """Draw the customers of these cars.

    Returns:
        One row per customer, position = `fleet.customer`: code, name, phone, kind, gender,
        age_band, occupation, district, since (days before the end), advisor (position).
    """
    rng = store.rng(2)
    first = fleet.groupby("customer").agg(
        group=("group", "first"), since=("start", "min"), advisor=("advisor", "first")
    )
    group = first["group"].to_numpy()
    n = len(first)
    company = chance(rng, n, _COMPANIES) & (group != INTERNAL)
    names = np.array(people(rng, n), dtype=object)
    names[company] = rng.choice(np.array(COMPANIES, dtype=object), int(company.sum()))
    names[group == INTERNAL] = f"{store.dealer.city}试驾车"
    names[group == FLEET] = FLEET_COMPANY
    company |= group == FLEET
    kind = np.select([group == INTERNAL, company], ["内部", "单位"], "个人")
    person = kind == "个人"
    district = _drawn(rng, DISTRICTS, _DISTRICT_MIX, n)
    since = first["since"].to_numpy() - np.where(group == OLDER, rng.uniform(0, 1500, n), 0.0)
    return pd.DataFrame({
        "code": [f"C{store.index + 1:03d}{i:05d}" for i in range(1, n + 1)],
        "name": names,
        "phone": [f"1990000{p:04d}" for p in rng.permutation(10000)[:n].tolist()],
        "kind": kind,
        "gender": np.where(person, np.where(chance(rng, n, _MEN), "男", "女"), ""),
        "age_band": np.where(person, _drawn(rng, AGE_BANDS, _AGE_MIX, n), ""),
        "occupation": np.where(person, _drawn(rng, OCCUPATIONS, _OCCUPATION_MIX, n), ""),
        "district": np.where(group == PASSING, "外地", district),
        "since": since,
        "advisor": first["advisor"].to_numpy(),
    })  # fmt: skip


def _drawn(
    rng: np.random.Generator, words: tuple[str, ...], usual: tuple[float, ...], n: int
) -> np.ndarray:
    """Draw words in shares that differ somewhat from store to store."""
    shares = np.array(usual) * rng.uniform(0.7, 1.3, len(usual))
    return np.asarray(rng.choice(words, n, p=shares / shares.sum()))
