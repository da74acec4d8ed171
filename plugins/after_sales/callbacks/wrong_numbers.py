"""Wrong numbers by the advisor who opened the order: who lets them through more than the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen_plugins.after_sales.callbacks.delivered_orders import (
    CALLED,
    DELIVERED,
    WRONG,
    WRONG_NUMBERS,
)
from reportgen_plugins.after_sales.funnel_outliers import bad_outliers
from reportgen_plugins.after_sales.recent_months import recent_fact, recent_start

from reportgen import Data, Expr, Fact, Is, Label, Metric, Ratio, name_order, narrow
from reportgen.stats import PUBLISHED_FROM


@dataclass(frozen=True, slots=True)
class WrongNumbers:
    """Orders called and wrong numbers of the last months, and who stands out.

    Attributes:
        store: Orders called, wrong numbers, and their share.
        advisors: The same by advisor, by name; those with fewer than five calls are left out.
        worse: Whose share is higher than the others' by more than chance, the highest first.
    """

    store: tuple[Fact, Fact, Fact]
    advisors: Mapping[str, tuple[Fact, Fact, Fact]]
    worse: tuple[str, ...]


def wrong_numbers(data: Data) -> WrongNumbers | None:
    """The wrong numbers of the last months; null where nobody knows of any."""
    store = _of(data, "", ())
    if not store[1].value:
        return None
    orders = data.table(DELIVERED.name)
    recent = orders["delivered_at"] >= recent_start(data)
    named = orders.loc[recent & orders["called"], "advisor"].dropna().unique()
    names = sorted(named, key=name_order)
    found = {name: _of(data, name, (Is("advisor", name),)) for name in names}
    shown = {name: own for name, own in found.items() if (own[0].value or 0) >= PUBLISHED_FROM}
    return WrongNumbers(store, shown, bad_outliers({name: own[2] for name, own in shown.items()}))


def _of(data: Data, name: str, own: tuple[Is, ...]) -> tuple[Fact, Fact, Fact]:
    """Calls, wrong numbers and their share of an advisor, or of the store."""

    def recent(metric: Metric, expr: Expr) -> Fact:
        return recent_fact(data, metric, narrow(expr, *own), name and f"advisor={name}")

    called = Metric("callbacks.orders_called", Label("回访工单", "Orders called"), CALLED, "count")
    wrong = Metric(
        "callbacks.orders_wrong",
        Label("号码错误", "Wrong numbers"),
        WRONG_NUMBERS,
        "count",
        "lower",
    )
    return (
        recent(called, CALLED),
        recent(wrong, WRONG_NUMBERS),
        recent(WRONG, Ratio(WRONG_NUMBERS, CALLED)),
    )
