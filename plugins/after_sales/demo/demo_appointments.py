"""The bookings of one invented store: who came on time, late or not at all, and who is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_orders import CAMPAIGN
from reportgen_plugins.after_sales.demo.demo_vehicles import chance
from reportgen_plugins.after_sales.demo.export_cells import timed
from reportgen_plugins.after_sales.demo.staff_names import advisors

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

_LATE: Final = 0.18
_NO_SHOWS: Final = 0.08
_CANCELLED: Final = 0.05
_AWAITED_DAYS: Final = 21
_HALF_HOURS: Final = 48  # of a day: slots are given by the half hour


def appointments_table(world: SimulatedStore) -> pd.DataFrame:
    """预约 of the months of repair orders and of the three weeks to come, in order of booking."""
    came = _came(world)
    every = pd.concat([came, _missed(world, came), _awaited(world, came)], ignore_index=True)
    rng = world.store.rng(16)
    every["booked_at"] = every["slot"] - rng.uniform(0.5, 9, len(every))
    # nobody is booked for a later month after the end
    every["booked_at"] = np.minimum(every["booked_at"], -rng.uniform(0.1, 3, len(every)))
    every = every.sort_values("booked_at", kind="stable", ignore_index=True)
    numbers = np.append(world.orders["number"].to_numpy(dtype=object), "")
    span = world.span
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "预约编号": span.numbers("YY", every["booked_at"].to_numpy()),
        "预约登记时间": timed(span, every["booked_at"].to_numpy()),
        "预约时间": timed(span, every["slot"].to_numpy(), until=np.inf),
        "到店时间": timed(span, every["arrived"].to_numpy()),
        "预约类型": every["kind"],
        "预约状态": every["status"],
        "车架号": world.car("vin", every["car"]),
        "客户编号": world.owner("code", every["car"]),
        "工单号": numbers[every["order"].to_numpy()],
        "服务顾问": advisors(world, every["advisor"], every["slot"]),
    })  # fmt: skip


def _came(world: SimulatedStore) -> pd.DataFrame:
    """The bookings behind the orders that say so."""
    rng, orders = world.store.rng(14), world.orders
    begin = world.span.first_day(world.span.order_months)
    booked = orders[orders["booked"] & (orders["opened"] >= begin)]
    n = len(booked)
    arrived = booked["opened"].to_numpy() - rng.uniform(2, 12, n) / 1440
    late = chance(rng, n, _LATE)
    slot = np.where(late, _slot(arrived - 10 / 1440), _slot(arrived) + 1 / _HALF_HOURS)
    kind = np.where(booked["kind"] == CAMPAIGN, "活动预约", _kinds(rng, n))
    return pd.DataFrame({
        "order": booked.index, "car": booked["car"].to_numpy(), "slot": slot, "arrived": arrived,
        "kind": kind, "status": np.where(late, "迟到", "已到店"),
        "advisor": booked["advisor"].to_numpy(),
    })  # fmt: skip


def _missed(world: SimulatedStore, came: pd.DataFrame) -> pd.DataFrame:
    """Bookings of other days that nobody kept; of one advisor there may be more."""
    rng, plan = world.store.rng(15), world.store.plan
    own = (came["advisor"] == world.store.second) & (plan.no_shows > 0)
    rate = np.where(own, plan.no_shows, _NO_SHOWS) + _CANCELLED
    again = came[rng.random(len(came)) < rate / (1 - rate)]
    share = np.where(own[again.index], plan.no_shows, _NO_SHOWS)
    missed = rng.random(len(again)) < share / (share + _CANCELLED)
    return again.assign(
        order=-1,
        slot=again["slot"] - rng.integers(1, 9, len(again)),
        arrived=0.0,
        status=np.where(missed, "未到店", "已取消"),
    )


def _awaited(world: SimulatedStore, came: pd.DataFrame) -> pd.DataFrame:
    """Bookings for the weeks after the end."""
    rng = world.store.rng(17)
    late = came[came["slot"] >= world.span.first_day(2)]
    again = late[chance(rng, len(late), 0.35)]
    day = np.ceil(_AWAITED_DAYS * rng.random(len(again)) ** 2)
    return again.assign(order=-1, slot=again["slot"] % 1 + day, arrived=0.0, status="已预约")


def _slot(moment: Floats) -> Floats:
    return np.asarray(np.floor(moment * _HALF_HOURS) / _HALF_HOURS)


def _kinds(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.asarray(rng.choice(["主动预约", "被动预约", "活动预约"], n, p=(0.52, 0.41, 0.07)))
