"""The cars of one invented store, and how long each stays with it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_stores import Store
from reportgen_plugins.after_sales.demo.invented_names import ELECTRIC, SERIES
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths
from reportgen_plugins.after_sales.demo.vehicle_numbers import models, plates, vins

from reportgen import DAYS_PER_MONTH

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OLDER, SOLD, MOVED_IN, PASSING, INTERNAL, FLEET = range(6)

# A store of 400 orders a month sells 18 cars and sees 2 strangers.
_SOLD, _PASSING, _INTERNAL_CARS, FLEET_CARS = 18, 2, 6, 40
_RHYTHM: Final = (3.2, 5.2)  # months between two visits of a car in use
_FLEET_GAP: Final = 22.0  # days: cars for hire come often, and are young
_MOST_KM: Final = 120.0  # a day
_EXTRA_SINCE: Final = 16.0  # months before the end: when those who leave on top begin to
_MOOD: Final = 5.0  # points by which owners differ, where the dissatisfied leave
_DISSATISFIED: Final = -5.0
_DISSATISFIED_LOSS: Final = 0.9


def chance(rng: np.random.Generator, n: int, p: float) -> npt.NDArray[np.bool_]:
    """Draw `n` independent answers, each true with probability `p`."""
    return np.asarray(rng.random(n) < p)


def anybody(store: Store, rng: np.random.Generator, n: int) -> Ints:
    """Draw the position of an advisor `n` times; one may receive more than the others."""
    share = store.plan.advisor_share
    drawn = rng.integers(len(store.advisors), size=n)
    return np.where(share and chance(rng, n, share), store.advisor, drawn).astype(np.int64)


def build_fleet(store: Store, span: SampleMonths) -> pd.DataFrame:
    """Draw every car the store has sold or served.

    Returns:
        One row per car: group, start, first_visit, leaves (days before the end of the sample,
        negative), gap (days between visits), km_at_start, km_per_day, series (position), model,
        vin, plate, customer (position in the customer table), advisor (position: the customer's
        own), mood (points the owner's answers lie above others').
    """
    rng = store.rng(1)
    group, start = _arrivals(rng, store, span)
    n = len(group)
    series = _series(rng, store, span, group, start)
    gap = rng.uniform(*_RHYTHM, size=n) * DAYS_PER_MONTH
    gap = np.select([group == INTERNAL, group == FLEET], [45.0, _FLEET_GAP], gap)
    age = rng.uniform(200, 2500, n) * np.select([group == SOLD, group == FLEET], [0.0, 0.3], 1.0)
    km_per_day = np.minimum(5500.0 / gap, _MOST_KM)
    customer = _owners(rng, group)
    advisor = anybody(store, rng, n)[customer]
    advisor[group == FLEET] = store.second
    mood = rng.normal(0.0, _MOOD, n) * store.plan.satisfied_stay
    leaves = _leaves(rng, store, span, group, start)
    leaves = _left_on_top(rng, store, start, leaves, series, advisor, mood)
    return pd.DataFrame({
        "group": group,
        "start": start,
        "first_visit": _first_visit(rng, store, group, start, gap),
        "leaves": leaves,
        "gap": gap,
        "km_at_start": 20.0 + age * km_per_day,
        "km_per_day": km_per_day,
        "series": series,
        "model": models(rng, series),
        "vin": vins(rng, store, span.year_of(start - age)),
        "plate": plates(rng, store, group == PASSING, series),
        "customer": customer,
        "advisor": advisor,
        "mood": mood,
    })  # fmt: skip


def _arrivals(rng: np.random.Generator, store: Store, span: SampleMonths) -> tuple[Ints, Floats]:
    """Group and first day of every car; cars met before the sample start on its first day."""
    plan = store.plan
    size = plan.orders / 400
    sale_months = -span.sales_begin / DAYS_PER_MONTH
    seen_months = -span.begin / DAYS_PER_MONTH
    sold = round(_SOLD * size * sale_months)
    still_here = 0.84 * _SOLD * size * (sale_months - seen_months)
    mean_rate = np.log(_RHYTHM[1] / _RHYTHM[0]) / (_RHYTHM[1] - _RHYTHM[0])
    counts = [
        round((plan.orders - 12) / mean_rate - still_here), sold,
        round(plan.moved_in * size * seen_months), round(_PASSING * seen_months), _INTERNAL_CARS,
        FLEET_CARS * bool(plan.fleet_left),
    ]  # fmt: skip
    group = np.repeat(np.arange(6), counts)
    since = np.select([group == SOLD, group == OLDER], [span.sales_begin, 0.0], span.begin)
    drawn = rng.random(len(group))
    # sales are steady: a week without one would look like an export that broke off
    drawn[group == SOLD] = (rng.permutation(sold) + drawn[group == SOLD]) / sold
    start = np.floor(since * np.where(group == SOLD, _leaning(drawn, plan.sales_trend), drawn))
    return group, np.where(np.isin(group, (OLDER, INTERNAL, FLEET)), span.begin, start)


def _leaning(drawn: Floats, trend: float) -> Floats:
    """Turn even chances into those of a density that is 1 + `trend` at 0 and 1 - `trend` at 1."""
    if not trend:
        return drawn
    return np.asarray(((1 + trend) - np.sqrt((1 + trend) ** 2 - 4 * trend * drawn)) / (2 * trend))


def _series(
    rng: np.random.Generator, store: Store, span: SampleMonths, group: Ints, start: Floats
) -> Ints:
    """The store's own mix; of the cars sold, more and more may be electric."""
    n = len(group)
    drawn = rng.choice(len(SERIES), n, p=store.series_mix)
    lately = np.where(group == SOLD, 1 - start / span.sales_begin, 0.0)
    electric = rng.random(n) < store.plan.electric_growth * lately
    return np.where(electric, ELECTRIC, drawn).astype(np.int64)


def _first_visit(
    rng: np.random.Generator, store: Store, group: Ints, start: Floats, gap: Floats
) -> Floats:
    n = len(group)
    anywhere = start + rng.random(n) * gap
    first_service = start + np.clip(rng.normal(95, 15, n), 60, 150)
    times = store.plan.first_services
    soon = (first_service >= 0) & (first_service < DAYS_PER_MONTH * (times - 1))
    first_service = np.where(soon, -DAYS_PER_MONTH * rng.random(n), first_service)
    late = (first_service >= -DAYS_PER_MONTH) & (rng.random(n) > times)
    first_service = np.where(late, first_service + 35, first_service)
    return np.select([group == SOLD, np.isin(group, (MOVED_IN, PASSING))],
                     [first_service, start], anywhere)  # fmt: skip


def _leaves(
    rng: np.random.Generator, store: Store, span: SampleMonths, group: Ints, start: Floats
) -> Floats:
    """Day after which the car no longer comes, without what is planted."""
    n = len(group)
    last = start + rng.exponential(365.0 / store.plan.yearly_loss, n)
    last[(group == SOLD) & chance(rng, n, store.plan.never_came)] = -np.inf
    last[group == PASSING] = start[group == PASSING] + 0.5
    last[group == INTERNAL] = np.inf
    last[group == FLEET] = span.first_day(store.plan.fleet_left)
    return last


def _left_on_top(  # noqa: PLR0913, PLR0917 what leaving may depend on
    rng: np.random.Generator,
    store: Store,
    start: Floats,
    leaves: Floats,
    series: Ints,
    advisor: Ints,
    mood: Floats,
) -> Floats:
    """Let the planted groups leave at a higher rate in the last months."""
    plan = store.plan
    groups = (
        (series == store.churning, plan.series_loss),
        (advisor == store.advisor, plan.advisor_loss),
        (mood < _DISSATISFIED, _DISSATISFIED_LOSS * plan.satisfied_stay),
    )
    since = np.maximum(start, -_EXTRA_SINCE * DAYS_PER_MONTH)
    for chosen, rate in groups:
        if rate:
            sooner = np.minimum(leaves, since + rng.exponential(365.0 / rate, len(start)))
            leaves = np.where(chosen & np.isfinite(leaves), sooner, leaves)
    return leaves


def _owners(rng: np.random.Generator, group: Ints) -> Ints:
    """Customer of every car: mostly one each, about one car in twenty is a second car."""
    own = np.arange(len(group))
    earlier = (own * rng.random(len(group))).astype(np.int64)
    second = chance(rng, len(group), 0.05) & np.isin(group, (OLDER, SOLD))
    second &= np.isin(group[earlier], (OLDER, SOLD))
    owner = np.where(second, earlier, own)
    owner[group == FLEET] = own[group == FLEET][:1]
    return np.unique(owner, return_inverse=True)[1].astype(np.int64)
