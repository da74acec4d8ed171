"""The repair orders of one invented store: who came when, for what, served by whom."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_stores import Store
from reportgen_plugins.after_sales.demo.demo_vehicles import (
    INTERNAL,
    OLDER,
    SOLD,
    Floats,
    Ints,
    anybody,
    chance,
)
from reportgen_plugins.after_sales.demo.invented_names import BODY_FAULTS, FAULTS
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

from reportgen import DAYS_PER_MONTH

KINDS: Final = ("首保", "保养", "一般维修", "钣金喷漆", "精品装饰", "索赔", "服务活动", "内部")
FIRST, MAINTENANCE, REPAIR, BODY, DECORATION, WARRANTY, CAMPAIGN, IN_HOUSE = range(8)
REPAIRS: Final = (REPAIR, BODY, WARRANTY)  # the kinds that can fail to fix

_MIX: Final = np.array([0.0, 0.52, 0.25, 0.09, 0.025, 0.085, 0.03, 0.0])
_HOURS: Final = np.array([1.2, 1.6, 3.5, 40.0, 2.0, 4.0, 1.0, 2.0])  # median time in the shop
_LABOUR: Final = np.array([80.0, 150.0, 260.0, 620.0, 120.0, 240.0, 60.0, 100.0])  # median yuan
_PARTS: Final = np.array([180.0, 420.0, 480.0, 780.0, 900.0, 650.0, 40.0, 150.0])
_PAY: Final = np.array(
    ["厂家", "自费", "自费", "保险", "自费", "索赔", "厂家", "内部"], dtype=object
)
_HOUR_LOAD: Final = (0.16, 0.20, 0.15, 0.09, 0.04, 0.09, 0.10, 0.09, 0.06, 0.02)  # from 8 o'clock
_AT_PEAK: Final = 0.15  # share of the visits that the store's peak hour gains
_OWN_ADVISOR: Final = 0.6
_WARRANTY_DAYS: Final = 3 * 365
_LEMON_REPAIRS: Final = 7
_CAME_TO_EVENT: Final = 0.8
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
    visits = pd.concat([_visits(rng, store, span, fleet), _event(rng, store, span, fleet)])
    visits = visits.reset_index(drop=True)
    n = len(visits)
    preferred = customers["advisor"].to_numpy()[fleet["customer"].to_numpy()[visits["car"]]]
    anyone = anybody(store, rng, n)
    visits["advisor"] = np.where(rng.random(n) < _OWN_ADVISOR, preferred, anyone)
    visits["technician"] = rng.integers(len(store.technicians), size=n)
    visits["fault"] = _faults(rng, visits["kind"].to_numpy())
    if store.plan.many_repairs:
        visits = pd.concat([visits, _lemon(fleet, visits)], ignore_index=True)
    kind = visits["kind"].to_numpy()
    visits["failed"] = _failed(rng, visits, store)
    visits["origin"] = -1
    visits["delivered"] = _delivered(rng, visits["opened"].to_numpy(), kind)
    orders = pd.concat([visits, _comebacks(rng, store, visits)], ignore_index=True)
    orders = _sorted(orders[orders["opened"] < 0])
    return _priced(rng, store, span, fleet, orders)


def _visits(
    rng: np.random.Generator, store: Store, span: SampleMonths, fleet: pd.DataFrame
) -> pd.DataFrame:
    """Let every car return in its own rhythm until it leaves."""
    gap, first = fleet["gap"].to_numpy(), fleet["first_visit"].to_numpy()
    most = np.ceil(-span.sales_begin / (gap * 0.8)).astype(np.int64) + 1
    car = np.repeat(np.arange(len(fleet)), most)
    begin = np.repeat(np.cumsum(most) - most, most)
    nth = np.arange(len(car)) - begin
    steps = gap[car] * rng.uniform(0.8, 1.2, len(car))
    steps[nth == 0] = 0.0
    passed = np.cumsum(steps)
    day = first[car] + passed - passed[begin]
    inside = (day < fleet["leaves"].to_numpy()[car]) & (day < 0) & (day >= span.begin)
    car, nth, day = car[inside], nth[inside], day[inside]
    kind = _kinds(rng, store, fleet, car, day)
    group = fleet["group"].to_numpy()[car]
    kind = np.where((group == SOLD) & (nth == 0) & chance(rng, len(car), 0.85), FIRST, kind)
    kind = np.where(group == INTERNAL, IN_HOUSE, kind)
    # the store's season; a buyer's first service keeps its distance from the sale
    moved = np.where(nth == 0, day, span.seasonal(day, store.plan.season))
    opened = _opened(rng, store, span, moved)
    return pd.DataFrame({"car": car, "opened": opened, "kind": kind})


def _kinds(
    rng: np.random.Generator, store: Store, fleet: pd.DataFrame, car: Ints, day: Floats
) -> Ints:
    """The store's own mix of work; nobody has a claim once the warranty is over."""
    mix = _MIX * store.rng(10).uniform(0.8, 1.2, len(_MIX))
    kind = rng.choice(len(KINDS), len(car), p=mix / mix.sum())
    cars = fleet.iloc[car]
    driven = (cars["km_at_start"] / cars["km_per_day"]).to_numpy()
    old = driven + day - cars["start"].to_numpy() > _WARRANTY_DAYS
    return np.where((kind == WARRANTY) & old, REPAIR, kind)


def _event(
    rng: np.random.Generator, store: Store, span: SampleMonths, fleet: pd.DataFrame
) -> pd.DataFrame:
    """Most of those who had stayed away for up to a year came once more, to an event."""
    begin, end = (span.first_day(max(store.plan.event - i, 0)) for i in range(2))
    left = fleet["group"].isin((OLDER, SOLD)) & fleet["leaves"].between(begin - 365, begin)
    came = left & (store.plan.event > 0) & chance(rng, len(fleet), _CAME_TO_EVENT)
    car = np.flatnonzero(came)
    day = rng.uniform(begin, end, len(car))
    opened = _opened(rng, store, span, day)
    return pd.DataFrame({"car": car, "opened": opened, "kind": np.full(len(car), CAMPAIGN)})


def _lemon(fleet: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """The same fault of a car not two years old, again and again, lately in the last month."""
    young = (fleet["group"] == SOLD) & fleet["start"].between(-600, -400)
    car = int(np.flatnonzero(young & (fleet["leaves"] > 0))[0])
    days = -12.0 - 45.0 * np.arange(_LEMON_REPAIRS) + 10 / 24
    like = visits.iloc[:_LEMON_REPAIRS]
    return like.assign(car=car, opened=days, kind=WARRANTY, fault=FAULTS[3])


def _opened(rng: np.random.Generator, store: Store, span: SampleMonths, day: Floats) -> Floats:
    """Move part of Monday and Tuesday to Saturday and give every visit a likely hour."""
    date = np.floor(day)
    weekday = (span.at(date).astype("datetime64[D]").astype(np.int64) + 3) % 7  # 0 = Monday
    later = np.where((weekday < 2) & chance(rng, len(day), 0.3), 5 - weekday, 0)  # noqa: PLR2004
    date = np.where(date + later < 0, date + later, date)
    hour = 8 + rng.choice(len(_HOUR_LOAD), len(day), p=_HOUR_LOAD)
    hour = np.where(chance(rng, len(day), _AT_PEAK), store.peak_hour, hour)
    return date + (hour + rng.random(len(day))) / 24


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


def _failed(rng: np.random.Generator, visits: pd.DataFrame, store: Store) -> npt.NDArray[np.bool_]:
    """Let some repairs not hold: by chance, and at even steps for the planted technician."""
    (before, now), planted = store.plan.repairs_fail, store.plan.technician_fails
    opened = visits["opened"].to_numpy()
    repair = np.isin(visits["kind"].to_numpy(), REPAIRS)
    failed = repair & (rng.random(len(visits)) < np.interp(opened, [-365, 0], [before, now]))
    if planted:
        own = np.flatnonzero(repair & (visits["technician"].to_numpy() == store.technician))
        own = own[np.argsort(opened[own], kind="stable")]
        # Drawn by chance, the effect would be too weak to find in one store out of ten.
        steps = np.floor(np.arange(len(own) + 1) * planted + rng.random())
        failed[own] = np.diff(steps) > 0
    return np.asarray(failed)


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
    rng: np.random.Generator,
    store: Store,
    span: SampleMonths,
    fleet: pd.DataFrame,
    orders: pd.DataFrame,
) -> pd.DataFrame:
    """Add what does not steer anything else: money, mileage, booking and order number."""
    n = len(orders)
    kind, opened = orders["kind"].to_numpy(), orders["opened"].to_numpy()
    cars = fleet.iloc[orders["car"].to_numpy()]
    share = np.where(orders["origin"] >= 0, 0.3, 1.0) * store.prices
    driven = (opened - cars["start"].to_numpy()) * cars["km_per_day"].to_numpy()
    own_pay = (kind == BODY) & chance(rng, n, 0.3)
    return orders.assign(
        pay=np.where(own_pay, "自费", _PAY[kind]),
        labour=np.round(_LABOUR[kind] * share * rng.lognormal(0.0, 0.4, n), 2),
        parts=np.round(_PARTS[kind] * share * rng.lognormal(0.0, 0.6, n), 2),
        mileage=np.floor(cars["km_at_start"].to_numpy() + driven).astype(np.int64),
        booked=chance(rng, n, store.booked_share),
        number=span.numbers("WX", opened),
    )


def literal_customer(fleet: pd.DataFrame, orders: pd.DataFrame) -> int:
    """Choose a private customer of the last month, whose name will need escaping."""
    last = orders[(orders["opened"] >= -DAYS_PER_MONTH + 3) & (orders["kind"] == MAINTENANCE)]
    return int(fleet["customer"].to_numpy()[last["car"].to_numpy()[0]])
