"""The cars and customers of one invented store, and how long each stays with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.invented_names import (
    AGE_BANDS,
    COMPANIES,
    DISTRICTS,
    ELECTRIC,
    ELECTRIC_TRIMS,
    HOME_PLATES,
    SERIES,
    STRANGE_PLATES,
    TRIMS,
    DemoDealer,
    city_of,
    dealer,
    people,
    staff,
)
from reportgen_plugins.after_sales.demo.timeline import SampleMonths

from reportgen import DAYS_PER_MONTH

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OLDER, SOLD, MOVED_IN, PASSING, INTERNAL = range(5)

# A store of 400 orders a month sells 18 cars, gains 4 owners from elsewhere, sees 2 strangers.
_SOLD, _MOVED_IN, _PASSING, _INTERNAL_CARS = 18, 4, 2, 6
_ORDERS: Final = {5: 375, 6: 400, 7: 425}  # a month, by number of advisors
_RHYTHM: Final = (3.2, 5.2)  # months between two visits of a car in use
_YEARLY_LOSS: Final = 0.10
_EXTRA_LOSS: Final = 0.38  # on top, for the churning series
_EXTRA_SINCE: Final = 16.0  # months before the end
_NEVER_CAME: Final = 0.08
_VIN_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9,
    2, 3, 4, 5, 6, 7, 8, 9,
], strict=True))  # fmt: skip
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_YEARS: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 2010 … 2039
_VIN_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PLATE_LETTERS: Final = "-ABCEFGHJK"


def chance(rng: np.random.Generator, n: int, p: float) -> npt.NDArray[np.bool_]:
    """Draw `n` independent answers, each true with probability `p`."""
    return np.asarray(rng.random(n) < p)


@dataclass(frozen=True)
class Store:
    """One store: who works there and which three of them carry a planted effect.

    Attributes:
        dealer: Its names.
        index: Its position, 0 for SH001.
        seed: Seed of the whole sample.
        advisors: Service advisors, 5 to 7.
        technicians: Lead technicians, 8 to 10.
        sellers: Sales advisors.
        falling: Position of the advisor whose satisfaction falls.
        comeback: Position of the technician whose repairs come back.
        churning: Position of the series whose customers leave.
    """

    dealer: DemoDealer
    index: int
    seed: int
    advisors: tuple[str, ...]
    technicians: tuple[str, ...]
    sellers: tuple[str, ...]
    falling: int
    comeback: int
    churning: int

    def rng(self, topic: int) -> np.random.Generator:
        """Give the generator of one topic, independent of every other topic and store."""
        return np.random.default_rng([self.seed, self.index, topic])


def open_store(index: int, seed: int) -> Store:
    """Hire the people of store `index` and choose its planted effects."""
    rng = np.random.default_rng([seed, index, 0])
    n_advisors, n_technicians = int(rng.integers(5, 8)), int(rng.integers(8, 11))
    hired = staff(rng, n_advisors + n_technicians + 4)
    return Store(
        dealer=dealer(index, seed),
        index=index,
        seed=seed,
        advisors=tuple(hired[:n_advisors]),
        technicians=tuple(hired[n_advisors:-4]),
        sellers=tuple(hired[-4:]),
        falling=int(rng.integers(n_advisors)),
        comeback=int(rng.integers(n_technicians)),
        churning=(seed + index) % len(SERIES),
    )


def build_fleet(store: Store, span: SampleMonths) -> pd.DataFrame:
    """Draw every car the store has sold or served.

    Returns:
        One row per car: group, start, first_visit, leaves (days before the end of the sample,
        negative), gap (days between visits), km_at_start, km_per_day, series (position), model,
        vin, plate, customer (position in the customer table).
    """
    rng = store.rng(1)
    group, start = _arrivals(rng, store, span)
    n = len(group)
    series = rng.integers(len(SERIES), size=n)
    gap = rng.uniform(*_RHYTHM, size=n) * DAYS_PER_MONTH
    gap[group == INTERNAL] = 45.0
    age = np.where(group == SOLD, 0.0, rng.uniform(200, 2500, n))
    km_per_day = 5500.0 / gap
    return pd.DataFrame({
        "group": group,
        "start": start,
        "first_visit": _first_visit(rng, group, start, gap),
        "leaves": _leaves(rng, store, group, start, series),
        "gap": gap,
        "km_at_start": 20.0 + age * km_per_day,
        "km_per_day": km_per_day,
        "series": series,
        "model": _models(rng, series),
        "vin": _vins(rng, store, span.year_of(start - age)),
        "plate": _plates(rng, store, group, series),
        "customer": _owners(rng, group),
    })  # fmt: skip


def _arrivals(rng: np.random.Generator, store: Store, span: SampleMonths) -> tuple[Ints, Floats]:
    """Group and first day of every car; cars met before the sample start on its first day."""
    orders = _ORDERS[len(store.advisors)]
    size = orders / 400
    sale_months = -span.sales_begin / DAYS_PER_MONTH
    seen_months = -span.begin / DAYS_PER_MONTH
    sold = round(_SOLD * size * sale_months)
    still_here = 0.84 * _SOLD * size * (sale_months - seen_months)
    mean_rate = np.log(_RHYTHM[1] / _RHYTHM[0]) / (_RHYTHM[1] - _RHYTHM[0])
    counts = [
        round((orders - 12) / mean_rate - still_here), sold, round(_MOVED_IN * size * seen_months),
        round(_PASSING * seen_months), _INTERNAL_CARS,
    ]  # fmt: skip
    group = np.repeat(np.arange(5), counts)
    since = np.select([group == SOLD, group == OLDER], [span.sales_begin, 0.0], span.begin)
    start = np.floor(since * rng.random(len(group)))
    return group, np.where(np.isin(group, (OLDER, INTERNAL)), span.begin, start)


def _first_visit(rng: np.random.Generator, group: Ints, start: Floats, gap: Floats) -> Floats:
    n = len(group)
    anywhere = start + rng.random(n) * gap
    first_service = start + np.clip(rng.normal(95, 15, n), 60, 150)
    return np.select([group == SOLD, np.isin(group, (MOVED_IN, PASSING))],
                     [first_service, start], anywhere)  # fmt: skip


def _leaves(
    rng: np.random.Generator, store: Store, group: Ints, start: Floats, series: Ints
) -> Floats:
    """Day after which the car no longer comes."""
    n = len(group)
    last = start + rng.exponential(365.0 / _YEARLY_LOSS, n)
    extra = np.maximum(start, -_EXTRA_SINCE * DAYS_PER_MONTH)
    extra += rng.exponential(365.0 / _EXTRA_LOSS, n)
    last = np.where(series == store.churning, np.minimum(last, extra), last)
    last[(group == SOLD) & chance(rng, n, _NEVER_CAME)] = -np.inf
    last[group == PASSING] = start[group == PASSING] + 0.5
    last[group == INTERNAL] = np.inf
    return last


def _models(rng: np.random.Generator, series: Ints) -> list[str]:
    trims = rng.integers(len(TRIMS), size=len(series)).tolist()
    return [
        f"{SERIES[s]} {(ELECTRIC_TRIMS if s == ELECTRIC else TRIMS)[t]}"
        for s, t in zip(series.tolist(), trims, strict=True)
    ]


def _vins(rng: np.random.Generator, store: Store, year: Ints) -> list[str]:
    """Vehicle numbers with a valid check digit; the serial keeps stores apart."""
    codes = rng.integers(10000, 99999, size=len(year)).tolist()
    plant, block = divmod(store.index, 100)
    tail = _VIN_LETTERS[plant % len(_VIN_LETTERS)]
    return [
        _with_check_digit(f"LRG{code}0{_VIN_YEARS[y - 2010]}{tail}{block * 10000 + i:06d}")
        for i, (code, y) in enumerate(zip(codes, np.clip(year, 2010, 2039).tolist(), strict=True))
    ]


def _with_check_digit(vin: str) -> str:
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True)) % 11
    return f"{vin[:8]}{'X' if total == 10 else total}{vin[9:]}"  # noqa: PLR2004 - ISO 3779 writes ten as X


def _plates(rng: np.random.Generator, store: Store, group: Ints, series: Ints) -> list[str]:
    home = HOME_PLATES[city_of(store.index, store.seed)]
    # A passing car shows another province; electric cars carry the six-place plate.
    away = rng.integers(len(STRANGE_PLATES), size=len(group)).tolist()
    numbers = (rng.permutation(90000)[: len(group)] + 10000).tolist()
    return [
        (STRANGE_PLATES[a] if g == PASSING else home)
        + (f"D{no}" if s == ELECTRIC else f"{_PLATE_LETTERS[no // 10000]}{no % 10000:04d}")
        for g, s, no, a in zip(group.tolist(), series.tolist(), numbers, away, strict=True)
    ]


def _owners(rng: np.random.Generator, group: Ints) -> Ints:
    """Customer of every car: mostly one each, about one car in twenty is a second car."""
    own = np.arange(len(group))
    earlier = (own * rng.random(len(group))).astype(np.int64)
    second = chance(rng, len(group), 0.05) & np.isin(group, (OLDER, SOLD))
    second &= np.isin(group[earlier], (OLDER, SOLD))
    owner = np.where(second, earlier, own)
    return np.unique(owner, return_inverse=True)[1].astype(np.int64)


def build_customers(store: Store, fleet: pd.DataFrame) -> pd.DataFrame:
    """Draw the customers of these cars.

    Returns:
        One row per customer, position = `fleet.customer`: code, name, phone, kind, gender,
        age_band, district, since (days before the end), advisor (position).
    """
    rng = store.rng(2)
    first = fleet.groupby("customer").agg(group=("group", "first"), since=("start", "min"))
    group = first["group"].to_numpy()
    n = len(first)
    company = chance(rng, n, 0.06)
    names = np.array(people(rng, n), dtype=object)
    names[company] = rng.choice(np.array(COMPANIES, dtype=object), int(company.sum()))
    names[group == INTERNAL] = f"{store.dealer.city}试驾车"
    kind = np.select([group == INTERNAL, company], ["内部", "单位"], "个人")
    gender = np.where(chance(rng, n, 0.64), "男", "女")
    district = rng.choice(DISTRICTS, n, p=(0.3, 0.25, 0.2, 0.15, 0.1))
    since = first["since"].to_numpy() - np.where(group == OLDER, rng.uniform(0, 1500, n), 0.0)
    return pd.DataFrame({
        "code": [f"C{store.index + 1:03d}{i:05d}" for i in range(1, n + 1)],
        "name": names,
        "phone": [f"1990000{p:04d}" for p in rng.permutation(10000)[:n].tolist()],
        "kind": kind,
        "gender": np.where(kind == "个人", gender, ""),
        "age_band": np.where(
            kind == "个人", rng.choice(AGE_BANDS, n, p=(0.08, 0.36, 0.32, 0.17, 0.07)), ""
        ),
        "district": np.where(group == PASSING, "外地", district),
        "since": since,
        "advisor": rng.integers(len(store.advisors), size=n),
    })  # fmt: skip
