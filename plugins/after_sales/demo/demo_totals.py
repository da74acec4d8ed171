"""The monthly totals of a store that keeps no rows, added up from the rows nobody gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_books import book_figures, figures_table
from reportgen_plugins.after_sales.demo.demo_orders import FIRST
from reportgen_plugins.after_sales.demo.demo_surveys import ITEMS, OUTCOMES, SUCCESS
from reportgen_plugins.after_sales.demo.demo_vehicles import SOLD
from reportgen_plugins.after_sales.demo.invented_names import SERIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

_LOST_AFTER: Final = 6  # months without a visit, as in the 3/6/12-month profile
_MISREAD: Final = 1.06  # what a careless hand makes of the vehicles received


def totals_table(world: SimulatedStore) -> pd.DataFrame:
    """月度指标 of a store with totals only: the store's figures, then those of its people."""
    whole = figures_table(world, {**store_figures(world), **book_figures(world)})
    parts = pd.DataFrame(list(_parts(world)), columns=["月份", "指标", "对象", "数值"])
    parts.insert(0, "经销商代码", world.store.dealer.id)
    return pd.concat([whole, parts], ignore_index=True)


def misread_figures(world: SimulatedStore) -> Mapping[str, Floats]:
    """What a careless store's own list says of figures that its rows give as well."""
    true = store_figures(world)
    asked = ("上期遗留", "本月新增", "本月新增已解决", "遗留已解决", "回访台次", "成功台次")
    failed = OUTCOMES[SUCCESS + 1 :]
    return {
        **{name: true[name] for name in (*asked, *failed)},
        "接车台次": np.round(true["接车台次"] * _MISREAD),
        "期末未决": true["期末未决"] + 2,
        "回访台次": true["回访台次"] + 11,
        **{item: true[item] + 3 for item in ITEMS},
    }


def store_figures(world: SimulatedStore) -> dict[str, Floats]:
    """Indicator → the store's value in every month of repair orders, oldest first."""
    orders, calls, fleet = world.orders, world.surveys, world.fleet
    outcomes = {
        name: world.monthly(calls["called"], calls["outcome"] == place)
        for place, name in enumerate(OUTCOMES)
    }
    reached = calls["outcome"] == SUCCESS
    return {
        "接车台次": world.monthly(orders["opened"]),
        "新车销售台次": world.monthly(fleet["start"], fleet["group"] == SOLD),
        "首保台次": world.monthly(orders["opened"], orders["kind"] == FIRST),
        "回访台次": world.monthly(calls["called"]),
        "成功台次": outcomes.pop(OUTCOMES[SUCCESS]),
        **outcomes,
        "电访台次": world.monthly(calls["called"], reached & calls["phone"]),
        "面访台次": world.monthly(calls["called"], reached & ~calls["phone"]),
        **{item: _mean(world, item) for item in ITEMS},
        "满意度": _mean(world, "overall"),
        "一次修复作答数": world.monthly(calls["called"], calls["fixed"] != ""),
        "一次修复数": world.monthly(calls["called"], calls["fixed"] == "是"),
        **_complaints(world),
    }


def _mean(world: SimulatedStore, score: str) -> Floats:
    calls = world.surveys
    answered = calls[score].notna()
    total = world.monthly(calls["called"], calls[score].fillna(0.0))
    answers = np.maximum(world.monthly(calls["called"], answered), 1.0)
    return np.asarray(np.round(total / answers, 1))


def _complaints(world: SimulatedStore) -> dict[str, Floats]:
    """The bridge: carried in + new - resolved = open, and what the customers said."""
    cases, months = world.complaints, world.span.order_months
    came = world.span.month_of(cases["received"].to_numpy())
    gone = np.where(cases["is_open"], months, world.span.month_of(cases["closed"].to_numpy()))
    reaction = cases["reaction"].to_numpy()
    every = range(months)

    def count(chosen: list[np.ndarray]) -> Floats:
        return np.array([float(one.sum()) for one in chosen])

    return {
        "上期遗留": count([(came < m) & (gone >= m) for m in every]),
        "本月新增": count([came == m for m in every]),
        "本月新增已解决": count([(came == m) & (gone == m) for m in every]),
        "遗留已解决": count([(came < m) & (gone == m) for m in every]),
        "期末未决": count([(came <= m) & (gone > m) for m in every]),
        "解决后满意": count([(gone == m) & (reaction == "满意") for m in every]),
        "解决后保留意见": count([(gone == m) & (reaction == "保留意见") for m in every]),
        "解决后不满意": count([(gone == m) & (reaction == "不满意") for m in every]),
    }


def _parts(world: SimulatedStore) -> Iterator[tuple[str, str, str, str]]:
    """Figures by advisor and by series."""
    months = world.span.files(world.span.order_months)
    for name, subject, values in (*_by_advisor(world), *_by_series(world)):
        for month, value in zip(months, values.tolist(), strict=True):
            yield month, name, subject, f"{value:.12g}"


def _by_advisor(world: SimulatedStore) -> Iterator[tuple[str, str, Floats]]:
    orders, calls = world.orders, world.surveys
    whose = orders["advisor"].to_numpy()[calls["order"].to_numpy()]
    reached = (calls["outcome"] == SUCCESS).to_numpy()
    for place, name in enumerate(world.store.advisors):
        own = reached & (whose == place)
        yield "接车台次", name, world.monthly(orders["opened"], orders["advisor"] == place)
        yield "电访台次", name, world.monthly(calls["called"], own & calls["phone"])
        yield "面访台次", name, world.monthly(calls["called"], own & ~calls["phone"])
        answers = np.maximum(world.monthly(calls["called"], own), 1)
        for item in ITEMS:
            total = world.monthly(calls["called"], calls[item].where(own, 0.0))
            yield item, name, np.round(total / answers, 1)


def _by_series(world: SimulatedStore) -> Iterator[tuple[str, str, Floats]]:
    """New, come again and lost, by the months between one visit of a car and the next."""
    orders = world.orders.sort_values(["car", "opened"], kind="stable")
    month = pd.Series(world.span.month_of(orders["opened"].to_numpy()), orders.index)
    by_car = month.groupby(orders["car"])
    since, until = month - by_car.shift(), by_car.shift(-1) - month
    series = world.fleet["series"].to_numpy()[orders["car"].to_numpy()]
    flows = {
        "首次进厂": (month, since.isna()),
        "重新进厂": (month, since > _LOST_AFTER),
        "流失车辆": (month + _LOST_AFTER, until.isna() | (until > _LOST_AFTER)),
    }
    for name, (when, chosen) in flows.items():
        for place, label in enumerate(SERIES):
            counted = when[
                chosen & (series == place) & when.between(0, world.span.order_months - 1)
            ]
            yield name, label, np.bincount(counted, minlength=world.span.order_months).astype(float)
