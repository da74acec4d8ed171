"""The rows of the derived table `visits`: the repair orders of one vehicle on one day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among
from reportgen_plugins.after_sales.tables.callbacks import ATTEMPTED

from reportgen import Derivation, TablesByDealer

NO_VISIT = ("pdi", "internal")
"""Work types that bring no customer to the counter."""

WORK = {
    "maintenance": ("first_service", "maintenance"),
    "repair": ("repair", "warranty", "campaign"),
    "body": ("body_paint",),
    "decoration": ("decoration",),
}
"""What a visit was for: flag of the visit → work types of its repair orders."""


_LINKED = 0.95
"""Share of calls that must find their order; by judgement: the first month's are about orders of
the month before its export."""

CALLS = {"called": ATTEMPTED, "reached": ("success",)}
"""How the customer of a visit was called back: flag of the visit → outcomes of its orders' calls.

Calls follow visits: the customers of a month's last days are called in the next one.
"""
_FIRST = ("customer_id", "series", "model", "advisor", "mileage")
"""What the first order of a visit that says so tells of it."""


@dataclass(frozen=True, slots=True)
class Visits(Derivation):
    """One row a vehicle and day: the first order's advisor and place in the file, sums of money.

    An order of nobody knows which vehicle is a visit of its own.
    """

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the visits; whether they were called is blank where a dealer cannot know."""
        rows = dealers.table("repair_orders")
        kind = rows["work_type"] if "work_type" in rows else pd.Series("", index=rows.index)
        ours = ~_any_of(kind, NO_VISIT) & rows["opened_at"].notna().to_numpy()
        rows, kind = rows[ours].reset_index(drop=True), kind[ours]
        linked = _linked(dealers)
        flags = {"first_service": _any_of(kind, ("first_service",))}
        flags |= {flag: _any_of(kind, types) for flag, types in WORK.items()}
        called = _called(dealers, rows, linked)
        grouped = _Grouped.of(rows, pd.factorize(dealers.key(rows, "vehicle"), sort=True))
        found = pd.DataFrame({
            "dealer": grouped.first(rows["dealer"]),
            "visited_at": grouped.first(rows["opened_at"]).dt.normalize(),
            "vehicle": grouped.first(rows["vehicle"]),
            **{name: grouped.first(rows[name]) for name in _FIRST if name in rows},
            "_file": grouped.first(rows["_file"]),
            "_row": grouped.first(rows["_row"]),
            "orders": grouped.total(pd.Series(1.0, rows.index)),
            **({"total": grouped.total(rows["total"])} if "total" in rows else {}),
            **{flag: grouped.any_of(marked) for flag, marked in (flags | called).items()},
        })  # fmt: skip
        known = found["dealer"].isin(linked)
        return found.assign(**{c: found[c].astype("boolean").where(known) for c in called})


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Orders by dealer, day and vehicle, in a group by time.

    As `groupby` has it, ten times as fast where most groups have one row.

    Attributes:
        order: The places of the rows in that order.
        starts: Where in it each group begins.
    """

    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, rows: pd.DataFrame, vehicles: tuple[npt.NDArray[np.intp], pd.Index]) -> _Grouped:
        """Group the rows; one that names no vehicle is a group of its own, behind the others."""
        car, names = vehicles
        car = np.where(car < 0, len(names) + np.arange(len(car)), car)
        dealer, file = (pd.factorize(rows[c], sort=True)[0] for c in ("dealer", "_file"))
        opened = rows["opened_at"].to_numpy()
        day = opened.astype("M8[D]")
        order = np.lexsort((rows["_row"].to_numpy(), file, opened, car, day, dealer))
        parts = np.ones(len(order), dtype=bool)
        parts[1:] = np.logical_or.reduce([np.diff(c[order]) != 0 for c in (dealer, car)])
        parts[1:] |= np.diff(day[order]) != np.timedelta64(0)
        return cls(order, np.flatnonzero(parts))

    def first(self, values: pd.Series) -> pd.Series:
        """The first known value of each group."""
        known = values.notna().to_numpy()[self.order]
        if known.all():
            return values.take(self.order[self.starts]).reset_index(drop=True)
        none = len(known)
        at = np.minimum.reduceat(np.where(known, np.arange(none), none), self.starts)
        where = np.where(at == none, -1, np.append(self.order, -1)[at])
        return pd.Series(values.array.take(where, allow_fill=True))

    def total(self, values: pd.Series) -> pd.Series:
        """The sum of each group; what is not known counts as nothing."""
        group = np.zeros(len(self.order), dtype=np.intp)
        group[self.starts[1:]] = 1
        numbers = values.take(self.order).reset_index(drop=True)
        return numbers.groupby(np.cumsum(group)).sum()

    def any_of(self, marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Whether a row of each group is marked."""
        return np.logical_or.reduceat(marked[self.order], self.starts)


def _any_of(kind: pd.Series, kinds: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which rows are of one of the kinds; few words stand in many rows."""
    codes, words = pd.factorize(kind)
    return np.append(words.isin(list(kinds)), False)[codes]


def _linked(dealers: TablesByDealer) -> pd.Index:
    """The dealers whose call-backs of two months tell which order they are about.

    Where the numbers are missing or written another way nobody was called, it would seem.
    """
    if not dealers.has("callbacks", "ro_no", "outcome", "called_at"):
        return pd.Index([])
    if not dealers.has("repair_orders", "ro_no"):
        return pd.Index([])
    calls = dealers.table("callbacks")
    begin = pd.Timestamp((dealers.month - 1).first)
    tried = calls[(calls["called_at"] >= begin) & calls["outcome"].isin(ATTEMPTED)]
    numbers = dealers.key(dealers.table("repair_orders"), "ro_no")
    shares = among(dealers.key(tried, "ro_no"), numbers).groupby(tried["dealer"]).mean()
    return shares.index[shares >= _LINKED]


def _called(
    dealers: TablesByDealer, orders: pd.DataFrame, linked: pd.Index
) -> dict[str, npt.NDArray[np.bool_]]:
    """Which orders were called back, and which customers reached; nothing where nobody knows."""
    if linked.empty:
        return {}
    calls, numbers = dealers.table("callbacks"), dealers.key(orders, "ro_no")
    called = dealers.key(calls, "ro_no")
    return {
        flag: among(numbers, called[calls["outcome"].isin(outcomes)]).to_numpy()
        for flag, outcomes in CALLS.items()
    }
