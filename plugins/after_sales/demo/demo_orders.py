"""The repair orders of one invented store: who came when, for what, served by whom."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.fleet import INTERNAL, SOLD, Floats, Ints, Store, chance
from reportgen_plugins.after_sales.demo.invented_names import BODY_FAULTS, FAULTS
from reportgen_plugins.after_sales.demo.timeline import SampleMonths

from reportgen import DAYS_PER_MONTH

KINDS: Final = ("首保", "保养", "一般维修", "钣金喷漆", "精品装饰", "索赔", "服务活动", "内部")
FIRST, MAINTENANCE, REPAIR, BODY, DECORATION, WARRANTY, CAMPAIGN, IN_HOUSE = range(8)
REPAIRS: Final = (REPAIR, BODY, WARRANTY)  # the kinds that can fail to fix

_MIX: Final = (0.0, 0.52, 0.27, 0.09, 0.025, 0.065, 0.03, 0.0)
_HOURS: Final = np.array([1.2, 1.6, 3.5, 40.0, 2.0, 4.0, 1.0, 2.0])  # median time in the shop
_LABOUR: Final = np.array([80.0, 150.0, 260.0, 620.0, 120.0, 240.0, 60.0, 100.0])  # median yuan
_PARTS: Final = np.array([180.0, 420.0, 480.0, 780.0, 900.0, 650.0, 40.0, 150.0])
_PAY: Final = np.array(
    ["厂家", "自费", "自费", "保险", "自费", "索赔", "厂家", "内部"], dtype=object
)
_HOUR_LOAD: Final = (0.16, 0.20, 0.15, 0.09, 0.04, 0.09, 0.10, 0.09, 0.06, 0.02)  # from 8 o'clock
_OWN_ADVISOR: Final = 0.6
_FAILS: Final = 0.03
_FAILS_PLANTED: Final = 0.15
_BACK_WITHIN: Final = (1.5, 8.5)  # days; the quality guarantee of a small repair is 10 days


def build_orders(
    store: Store, span: SampleMonths, fleet: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    """Draw all repair orders from a month before the first file up to the end.

    Returns:
        One row per order in order of opening: car (position), opened, settled, delivered (days
        before the end; settled and delivered may be 0 or more: still in the shop), kind, advisor,
        technician (positions), fault, failed (the repair did not hold), origin (position of
        the order this one repeats, -1: none), pay, labour, parts (yuan), mileage (km), booked,
        number.
    """
    rng = store.rng(3)
    visits = _visits(rng, span, fleet)
    n = len(visits)
    preferred = customers["advisor"].to_numpy()[fleet["customer"].to_numpy()[visits["car"]]]
    anyone = rng.integers(len(store.advisors), size=n)
    visits["advisor"] = np.where(rng.random(n) < _OWN_ADVISOR, preferred, anyone)
    visits["technician"] = rng.integers(len(store.technicians), size=n)
    kind = visits["kind"].to_numpy()
    visits["fault"] = _faults(rng, kind)
    visits["failed"] = _failed(rng, visits, store.comeback)
    visits["origin"] = -1
    visits["delivered"] = _delivered(rng, visits["opened"].to_numpy(), kind)
    orders = pd.concat([visits, _comebacks(rng, store, visits)], ignore_index=True)
    orders = _sorted(orders[orders["opened"] < 0])
    return _priced(rng, span, fleet, orders)


def _visits(rng: np.random.Generator, span: SampleMonths, fleet: pd.DataFrame) -> pd.DataFrame:
    """Let every car return in its own rhythm until it leaves."""
    gap, first = fleet["gap"].to_numpy(), fleet["first_visit"].to_numpy()
    most = int(-span.sales_begin / (gap.min() * 0.8)) + 1
    steps = gap[:, None] * rng.uniform(0.8, 1.2, (len(fleet), most))
    steps[:, 0] = 0.0
    day = first[:, None] + np.cumsum(steps, axis=1)
    inside = (day < fleet["leaves"].to_numpy()[:, None]) & (day < 0) & (day >= span.begin)
    car, nth = np.nonzero(inside)
    n, group = len(car), fleet["group"].to_numpy()[car]
    kind = rng.choice(len(KINDS), n, p=_MIX)
    kind = np.where((group == SOLD) & (nth == 0) & chance(rng, n, 0.85), FIRST, kind)
    kind = np.where(group == INTERNAL, IN_HOUSE, kind)
    return pd.DataFrame({"car": car, "opened": _opened(rng, span, day[inside]), "kind": kind})


def _opened(rng: np.random.Generator, span: SampleMonths, day: Floats) -> Floats:
    """Move part of Monday and Tuesday to Saturday and give every visit a likely hour."""
    date = np.floor(day)
    weekday = (span.at(date).astype("datetime64[D]").astype(np.int64) + 3) % 7  # 0 = Monday
    later = np.where((weekday < 2) & chance(rng, len(day), 0.3), 5 - weekday, 0)  # noqa: PLR2004
    date = np.where(date + later < 0, date + later, date)
    hour = 8 + rng.choice(len(_HOUR_LOAD), len(day), p=_HOUR_LOAD) + rng.random(len(day))
    return date + hour / 24


def _faults(rng: np.random.Generator, kind: Ints) -> npt.NDArray[np.object_]:
    repair = rng.choice(np.array(FAULTS, dtype=object), len(kind))
    body = rng.choice(np.array(BODY_FAULTS, dtype=object), len(kind))
    plain = np.array(
        ["首次保养", "常规保养", "", "", "加装精品", "", "服务活动检查", "整备"], dtype=object
    )
    return np.select([np.isin(kind, (REPAIR, WARRANTY)), kind == BODY], [repair, body], plain[kind])


def _delivered(rng: np.random.Generator, opened: Floats, kind: Ints) -> Floats:
    """Add a skewed time in the shop; what would end at night ends next morning."""
    ready = opened + _HOURS[kind] / 24 * rng.lognormal(0.0, 0.35, len(kind))
    night = (ready % 1) * 24 > 18  # noqa: PLR2004 - the shop closes at 18:00
    early = (ready % 1) * 24 < 8  # noqa: PLR2004 - and opens at 8:00
    morning = np.floor(ready) + night + 8.2 / 24 + rng.random(len(kind)) / 12
    return np.where(night | early, morning, ready)


def _failed(rng: np.random.Generator, visits: pd.DataFrame, planted: int) -> npt.NDArray[np.bool_]:
    """Let some repairs not hold: by chance, and at even steps for the planted technician."""
    repair = np.isin(visits["kind"].to_numpy(), REPAIRS)
    failed = repair & chance(rng, len(visits), _FAILS)
    own = np.flatnonzero(repair & (visits["technician"].to_numpy() == planted))
    own = own[np.argsort(visits["opened"].to_numpy()[own], kind="stable")]
    # Drawn by chance, the effect would be too weak to find in one store out of ten.
    steps = np.floor(np.arange(len(own) + 1) * _FAILS_PLANTED + rng.random())
    failed[own] = np.diff(steps) > 0
    return failed


def _comebacks(rng: np.random.Generator, store: Store, visits: pd.DataFrame) -> pd.DataFrame:
    """The same car, fault and kind of work again, soon after a repair that did not hold."""
    again = visits[visits["failed"]].copy()
    n = len(again)
    again["origin"] = again.index.to_numpy()
    date = np.floor(again["delivered"].to_numpy() + rng.uniform(*_BACK_WITHIN, n))
    again["opened"] = date + (8 + 8 * rng.random(n)) / 24
    again["technician"] = rng.integers(len(store.technicians), size=n)
    again["failed"] = False
    again["delivered"] = _delivered(rng, again["opened"].to_numpy(), again["kind"].to_numpy())
    return again


def _sorted(orders: pd.DataFrame) -> pd.DataFrame:
    """Order by opening and let `origin` follow."""
    ranked = orders.sort_values("opened", kind="stable")
    place = pd.Series(np.arange(len(ranked)), index=ranked.index)
    moved = ranked["origin"].map(place).fillna(-1).astype(np.int64)
    return ranked.assign(origin=moved).reset_index(drop=True)


def _priced(
    rng: np.random.Generator, span: SampleMonths, fleet: pd.DataFrame, orders: pd.DataFrame
) -> pd.DataFrame:
    """Add what does not steer anything else: money, mileage, booking and order number."""
    n = len(orders)
    kind, opened = orders["kind"].to_numpy(), orders["opened"].to_numpy()
    cars = fleet.iloc[orders["car"].to_numpy()]
    share = np.where(orders["origin"] >= 0, 0.3, 1.0)
    driven = (opened - cars["start"].to_numpy()) * cars["km_per_day"].to_numpy()
    own_pay = (kind == BODY) & chance(rng, n, 0.3)
    return orders.assign(
        pay=np.where(own_pay, "自费", _PAY[kind]),
        labour=np.round(_LABOUR[kind] * share * rng.lognormal(0.0, 0.4, n), 2),
        parts=np.round(_PARTS[kind] * share * rng.lognormal(0.0, 0.6, n), 2),
        mileage=np.floor(cars["km_at_start"].to_numpy() + driven).astype(np.int64),
        booked=chance(rng, n, 0.22),  # about what dealers report
        number=span.numbers("WX", opened),
    )


def literal_customer(fleet: pd.DataFrame, orders: pd.DataFrame) -> int:
    """Choose a private customer of the last month, whose name will need escaping."""
    last = orders[(orders["opened"] >= -DAYS_PER_MONTH + 3) & (orders["kind"] == MAINTENANCE)]
    return int(fleet["customer"].to_numpy()[last["car"].to_numpy()[0]])
