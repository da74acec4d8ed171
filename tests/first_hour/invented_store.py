"""A small store, invented from a fixed seed: what truly happened there, before any system wrote it.

The exports of the three kinds of system are written from it, and so are the figures a first report
must show (`headline_figures`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

LAST: Final = date(2026, 9, 30)
"""The last day of the exports: the report is about its month."""
FIRST: Final = date(2025, 7, 1)
ITEMS: Final = ("attitude", "reception", "quote", "bill")
WORK: Final = ("maintenance", "maintenance", "repair", "repair", "body_paint", "first_service")
UNREACHED: Final = ("unreachable", "refused", "wrong_number")
CAUSES: Final = ("service", "quality", "price")
REACTIONS: Final = ("satisfied", "satisfied", "satisfied", "reserved", "dissatisfied")
_CALLED_FROM: Final = date(2026, 7, 1)
_VALUES: Final = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
               strict=True)),
}  # fmt: skip
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Vehicle:
    number: int
    vin: str
    sold: date


@dataclass(frozen=True)
class Order:
    """One repair order; an amount in whole hundreds, a distance in whole hundreds of km."""

    number: int
    opened: datetime
    vehicle: Vehicle
    advisor: int
    technician: int
    work: str
    total: int
    km: int
    comeback: bool = False
    cancelled: bool = False


@dataclass(frozen=True)
class Call:
    """One call after a visit; scores from 1 to 10 where the customer was reached."""

    order: Order
    day: date
    outcome: str
    scores: tuple[int, ...] = ()
    overall: int | None = None
    fixed: bool | None = None


@dataclass(frozen=True)
class Case:
    number: int
    received: date
    closed: date | None
    vehicle: Vehicle
    cause: str
    owner: int
    reaction: str = ""


@dataclass
class Store:
    """Everything that happened, in the order it did."""

    vehicles: list[Vehicle] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def invent(seed: int) -> Store:
    """Invent fifteen months of a store with 94 vehicles, 3 advisors and 3 technicians."""
    dice = random.Random(seed)  # noqa: S311 no secret
    store = Store()
    for number in range(94):
        sold = date(2024, 6, 1) + timedelta(days=number * 9 + dice.randrange(9))
        store.vehicles.append(Vehicle(number, vin_of(number), sold))
    visits = sorted(
        ((day, vehicle) for vehicle in store.vehicles for day in _days(dice, vehicle)),
        key=lambda visit: (visit[0], visit[1].number),
    )
    seen: set[Vehicle] = set()
    for day, vehicle in visits:
        work = dice.choice(WORK[:-1]) if vehicle in seen else "first_service"
        if vehicle.sold < FIRST and work == "first_service":
            work = "maintenance"
        _visit(dice, store, day, vehicle, "pdi" if day == vehicle.sold else work)
        if day != vehicle.sold:
            seen.add(vehicle)
    _ask(dice, store)
    for number in range(90):
        received = date(2026, 4, 1) + timedelta(days=number * 2 + dice.randrange(2))
        closed = received + timedelta(days=3 + dice.randrange(25))
        done = closed <= LAST
        vehicle = dice.choice(store.vehicles)
        reaction = dice.choice(REACTIONS) if done else ""
        store.cases.append(
            Case(
                number, received, closed if done else None, vehicle, dice.choice(CAUSES),
                dice.randrange(2), reaction,
            )
        )  # fmt: skip
    return store


def vin_of(number: int) -> str:
    """Return a vehicle's VIN, its check digit right."""
    bare = f"LSVAA418_E2{100_000 + number * 37:06}"
    rest = sum(_VALUES.get(c, 0) * w for c, w in zip(bare, _WEIGHTS, strict=True)) % 11
    return bare.replace("_", "X" if rest == 10 else str(rest))


def _days(dice: random.Random, vehicle: Vehicle) -> list[date]:
    """The days a vehicle came: some stop coming, all come within the days of the exports."""
    days = [vehicle.sold] if vehicle.sold >= FIRST else []
    day = vehicle.sold + timedelta(days=dice.randrange(20, 60))
    if day < FIRST:
        day = FIRST + timedelta(days=dice.randrange(60))
    end = LAST - timedelta(days=dice.choice((0, 0, 0, 120, 240)))
    while day <= end:
        days.append(day)
        day += timedelta(days=dice.choice((4, 30, 55, 70, 95)))
    return [day for day in days if day <= LAST]


def _visit(dice: random.Random, store: Store, day: date, vehicle: Vehicle, work: str) -> None:
    """Add the order of a visit; sometimes a second one of the day, or a cancelled one."""
    at = datetime(day.year, day.month, day.day, 8 + dice.randrange(9), 5 * dice.randrange(12))
    km = max(0, (day - vehicle.sold).days) * 40 // 100 * 100
    before = [o for o in store.orders if o.vehicle is vehicle and o.work == "repair"]
    advisor = dice.randrange(3)
    back = bool(before) and work == "repair" and (day - before[-1].opened.date()).days < 9
    for again in range(2 if dice.random() < 0.06 else 1):
        store.orders.append(
            Order(
                len(store.orders) + 1, at + timedelta(minutes=30 * again), vehicle,
                advisor, dice.randrange(3), "warranty" if again else work,
                100 * dice.randrange(2, 40), km, comeback=back and not again,
            )
        )  # fmt: skip
    if dice.random() < 0.06:
        void = Order(
            len(store.orders) + 1, at + timedelta(hours=1), dice.choice(store.vehicles),
            dice.randrange(3), dice.randrange(3), "repair", 9900, km, cancelled=True,
        )  # fmt: skip
        store.orders.append(void)


def _ask(dice: random.Random, store: Store) -> None:
    """Call after every visit from July 2026 on; who was not reached is sometimes called again."""
    for order in store.orders:
        day = order.opened.date() + timedelta(days=2)
        asked = order.work != "pdi" and not order.cancelled
        if not asked or not _CALLED_FROM <= day <= LAST:
            continue
        if dice.random() < 0.25:
            store.calls.append(Call(order, day, dice.choice(UNREACHED)))
            day += timedelta(days=1)
            if dice.random() < 0.5 or day > LAST or day.day == 1:
                continue
        scores = tuple(dice.randrange(6, 11) for _ in ITEMS)
        fixed = dice.random() < 0.9 if order.work in {"repair", "warranty", "body_paint"} else None
        store.calls.append(Call(order, day, "success", scores, dice.randrange(6, 11), fixed))
