"""What the first report of a store must show, counted from what truly happened there.

A second opinion in slow, plain Python: it reads no export and nothing of reportgen, only the
definitions printed in the reports. Labels are in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import floor, fsum
from typing import Final

import numpy as np
from invented_store import ITEMS, Call, Order, Store, Vehicle

AUGUST: Final = date(2026, 8, 1)
START: Final = date(2026, 9, 1)
END: Final = date(2026, 10, 1)
REPAIRS: Final = {"repair", "warranty", "body_paint"}
_GUARANTEE: Final = (10, 2000)
Visits = Mapping[tuple[Vehicle, date], list[Order]]


def headlines(store: Store) -> dict[tuple[str, str], float]:
    """Every headline figure of September 2026: its label in Chinese and English → its value."""
    orders = [o for o in store.orders if not o.cancelled]
    visits = _visits(orders)
    return {
        **_satisfaction(store.calls, visits),
        **_call_backs(store.calls, orders),
        **_drivers(store.calls),
        **_first_time_fix(store.calls, orders),
        **_complaints(store, visits),
        **_churn(visits),
        **_loyalty(visits),
        **_first_service(store, visits),
    }


def _visits(orders: Iterable[Order]) -> Visits:
    """One vehicle on one day is one visit; work before the sale is none."""
    ours = [o for o in orders if o.work != "pdi"]
    found: dict[tuple[Vehicle, date], list[Order]] = {}
    for order in sorted(ours, key=lambda o: o.opened):
        found.setdefault((order.vehicle, order.opened.date()), []).append(order)
    return found


def _satisfaction(calls: list[Call], visits: Visits) -> dict[tuple[str, str], float]:
    month = [c for c in calls if START <= c.day < END]
    answered = [c for c in month if c.scores]
    advisors = sorted({c.order.advisor for c in answered})
    score = {a: _score([c for c in answered if c.order.advisor == a]) for a in advisors}
    came = {a: sum(own[0].advisor == a for _, own in _in(visits, START, END)) for a in advisors}
    called = {c.order.number for c in month}
    reached = {c.order.number for c in month if c.outcome == "success"}
    overall = [10 * c.overall for c in answered if c.overall is not None]
    return {
        ("全店满意度", "Store satisfaction"): fsum(score.values()) / len(score),
        ("按接车台次加权", "Weighted by vehicles"): (
            fsum(score[a] * came[a] for a in advisors) / sum(came.values())
        ),
        ("总体满意度", "Overall satisfaction"): sum(overall) / len(overall),
        ("回访成功率", "Call-back success"): len(reached) / len(called),
    }


def _call_backs(calls: list[Call], orders: list[Order]) -> dict[tuple[str, str], float]:
    """Of August's customers: who was called within three days, and reached at the first call."""
    august = [o for o in orders if o.work != "pdi" and o.opened.date().replace(day=1) == AUGUST]
    first: dict[int, Call] = {}
    for call in sorted(calls, key=lambda c: c.day):
        first.setdefault(call.order.number, call)
    called = [first[o.number] for o in august if o.number in first]
    early = [c for c in called if (c.day - c.order.opened.date()).days <= 3]
    return {
        ("3日回访率（8月交车）", "Called within 3 days (Aug)"): len(early) / len(august),
        ("首次拨打成功率（8月交车）", "Reached at first (Aug)"): (
            sum(c.outcome == "success" for c in called) / len(called)
        ),
    }


def _drivers(calls: list[Call]) -> dict[tuple[str, str], float]:
    """Complete answers of a year, and how much of the overall one the items explain."""
    whole = [c for c in calls if c.scores and c.overall is not None]
    overall = np.array([10.0 * (c.overall or 0) for c in whole])
    items = np.array([[1.0, *(10.0 * score for score in c.scores)] for c in whole])
    left = overall - items @ np.linalg.lstsq(items, overall)[0]
    spread = overall - overall.mean()
    return {
        ("完整问卷（份）", "Complete surveys"): len(whole),
        ("总体满意度（近一年）", "Overall satisfaction (a year)"): float(overall.mean()),
        ("各项目可解释的差异", "Variance the items explain"): float(
            1 - (left @ left) / (spread @ spread)
        ),
    }


def _score(calls: list[Call]) -> float:
    items = [fsum(10 * c.scores[at] for c in calls) / len(calls) for at in range(len(ITEMS))]
    return fsum(items) / len(items)


def _first_time_fix(calls: list[Call], orders: list[Order]) -> dict[tuple[str, str], float]:
    asked = [c for c in calls if START <= c.day < END and c.fixed is not None]
    jobs = [o for o in orders if o.work in REPAIRS]
    minor = [
        o for o in jobs if o.work != "body_paint" and (o.opened.year, o.opened.month) == (2026, 8)
    ]
    back = {origin.number for o in orders if o.comeback if (origin := _origin(o, jobs))}
    return {
        ("一次修复率", "First-time fix rate"): sum(c.fixed is True for c in asked) / len(asked),
        ("未一次修复", "Not fixed"): sum(c.fixed is False for c in asked),
        ("8月小修返修率", "Comebacks, Aug"): sum(o.number in back for o in minor) / len(minor),
    }


def _origin(again: Order, jobs: list[Order]) -> Order | None:
    """The latest job of an earlier day, if its guarantee still held."""
    day = again.opened.date()
    before = [o for o in jobs if o.vehicle is again.vehicle and o.opened.date() < day]
    last = max(before, key=lambda o: o.opened, default=None)
    if last is None:
        return None
    away = (day - last.opened.date()).days
    return last if away <= _GUARANTEE[0] and again.km - last.km <= _GUARANTEE[1] else None


def _complaints(store: Store, visits: Visits) -> dict[tuple[str, str], float]:
    new = sum(START <= c.received < END for c in store.cases)
    closed = [c for c in store.cases if c.closed and START <= c.closed < END]
    return {
        ("新受理投诉", "New complaints"): new,
        ("每千台次投诉", "Complaints per 1,000 visits"): (
            1000 * new / len(_in(visits, START, END))
        ),
        ("本月解决", "Resolved"): len(closed),
        ("月末未结", "Open at month end"): sum(c.closed is None for c in store.cases),
        ("解决后满意", "Satisfied afterwards"): (
            sum(c.reaction == "satisfied" for c in closed) / len(closed)
        ),
    }


def _churn(visits: Visits) -> dict[tuple[str, str], float]:
    days = _days(visits)
    base = {v for v, own in days.items() if any(date(2026, 4, 1) <= d < END for d in own)}
    before = {v for v, own in days.items() if any(date(2026, 3, 1) <= d < START for d in own)}
    new = [v for v, own in days.items() if min(own) >= START]
    risk = [v for v, own in days.items() if date(2025, 10, 1) <= max(own) < date(2026, 7, 1)]
    at_risk = [
        sum(o.total for o in own)
        for (vehicle, day), own in visits.items()
        if vehicle in risk and (max(days[vehicle]) - day).days < 365
    ]
    return {
        ("有效客户车辆", "Vehicles in the base"): len(base),
        ("本月流失车辆", "Lost in the month"): len(before - base),
        ("首次进厂", "New"): len(new),
        ("风险消费额", "Value at risk"): sum(at_risk),
    }


def _loyalty(visits: Visits) -> dict[tuple[str, str], float]:
    days, year = _days(visits), _in(visits, date(2025, 10, 1), END)
    came = {v: sum(d >= date(2025, 10, 1) for d in own) for v, own in days.items()}
    seen = [v for v in days if came[v]]
    spent: dict[Vehicle, int] = {}
    for (vehicle, _), own in year:
        spent[vehicle] = spent.get(vehicle, 0) + sum(o.total for o in own)
    most = sorted(spent.values(), reverse=True)
    whole = floor(len(most) / 5 + 0.5)
    top = sum(most[:whole])
    loyal = [v for v in seen if max(days[v]) >= date(2026, 7, 1)]
    return {
        ("常来客户占比（A+B）", "Regular customers (A+B)"): (
            sum(n >= 2 for n in came.values()) / len(came)
        ),
        ("忠诚占比", "Share of loyal vehicles"): len(loyal) / len(seen),
        ("近12个月消费", "Spend, 12 months"): sum(spent.values()),
        ("车均年消费", "Spend per vehicle"): sum(spent.values()) / len(seen),
        ("前20%客户消费占比", "Spend of the top 20% of customers"): top / sum(most),
    }


def _first_service(store: Store, visits: Visits) -> dict[tuple[str, str], float]:
    first = {month: _first(visits, month) for month in range(1, 10)}
    means = {month: _mean_sold(store, month) for month in range(1, 10)}
    return {
        ("首保管理内化率", "First-service ratio"): first[9] / means[9],
        ("首保台次", "First services"): first[9],
        ("前三个月月均销量", "Mean sales of the 3 months before"): means[9],
        ("今年累计首保内化率", "First-service ratio, year to date"): (
            sum(first.values()) / fsum(means.values())
        ),
    }


def _first(visits: Visits, month: int) -> int:
    begin = date(2026, month, 1)
    return sum(
        any(o.work == "first_service" for o in own)
        for (_, day), own in visits.items()
        if (day.year, day.month) == (begin.year, begin.month)
    )


def _mean_sold(store: Store, month: int) -> float:
    end = date(2026, month, 1)
    months = []
    for _ in range(3):
        last = end - timedelta(days=1)
        end = last.replace(day=1)
        months.append(sum(end <= v.sold <= last for v in store.vehicles))
    return sum(months) / 3


def _in(visits: Visits, first: date, end: date) -> list[tuple[tuple[Vehicle, date], list[Order]]]:
    return [(key, own) for key, own in visits.items() if first <= key[1] < end]


def _days(visits: Visits) -> dict[Vehicle, list[date]]:
    found: dict[Vehicle, list[date]] = {}
    for vehicle, day in visits:
        found.setdefault(vehicle, []).append(day)
    return found
