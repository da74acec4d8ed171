"""Do the advisors' figures and the store's add up? Contradictions are said, never smoothed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reportgen_plugins.after_sales.monthly_figures import figure, has_figure
from reportgen_plugins.after_sales.satisfaction.callback_metrics import Calls
from reportgen_plugins.after_sales.satisfaction.interviews import ITEMS
from reportgen_plugins.after_sales.satisfaction.satisfaction_scores import Scores, Survey
from reportgen_plugins.after_sales.satisfaction.store_changes import item_means

from reportgen import (
    Data,
    Difference,
    Expr,
    Fact,
    Filled,
    Finding,
    Label,
    Metric,
    Ratio,
    Unit,
    Words,
    narrow,
)

SAME_COUNT = 0.02
"""Relative difference of two counts that is not worth a sentence."""
SAME_SCORE = 2.0
"""The same for two scores."""


def contradictions(data: Data, measures: Survey, calls: Calls, month: Scores) -> Iterator[Finding]:
    """One finding for each pair of figures that should agree and does not."""
    yield from _counts(
        data, "vehicles", _of_advisors(data, measures, measures.vehicles),
        data.fact(measures.store_vehicles),
    )  # fmt: skip
    yield from _counts(
        data, "interviews", _of_advisors(data, measures, measures.interviews),
        data.fact(calls.success),
    )  # fmt: skip
    if has_figure(data, "vehicles_received") and measures.by == "advisor":
        printed = Metric(
            "csi.vehicles_printed",
            Label("月报接车台次", "Vehicles received in the monthly figures"),
            figure(data, "vehicles_received"),
            "count",
        )
        yield from _counts(data, "printed", data.fact(measures.store_vehicles), data.fact(printed))
    yield from _items(data, month)


def _of_advisors(data: Data, measures: Survey, metric: Metric) -> Fact:
    """The sum over all rows that name an advisor."""
    label = Label(f"各顾问{metric.label.zh}合计", f"{metric.label.en}, sum of advisors")
    own = replace(
        metric, id=f"{metric.id}.of_advisors", label=label,
        expr=narrow(metric.expr, Filled(measures.by)),
    )  # fmt: skip
    return data.fact(own)


def _counts(data: Data, name: str, parts: Fact, whole: Fact) -> Iterator[Finding]:
    if parts.value is None or not whole.value or parts.expr is None or whole.expr is None:
        return
    if abs(parts.value - whole.value) <= SAME_COUNT * whole.value:
        return
    low, high = sorted((parts, whole), key=lambda fact: fact.value or 0)
    gap = _fact(data, f"{name}_gap", Label("差额", "gap"), _minus(high, low), "count")
    share = _fact(
        data, f"{name}_gap_share", Label("差额占全店", "gap of the store"),
        Ratio(_minus(high, low), whole.expr), "percent",
    )  # fmt: skip
    more = ".more" if parts.value > whole.value else ""
    said = {"parts": parts, "whole": whole, "gap": gap, "share": share}
    yield Finding(
        id=f"csi.reconcile.{name}",
        severity="watch",
        title=data.say(f"reconcile.{name}.title"),
        text=data.say(f"reconcile.{name}.text{more}", **said),
    )


def _items(data: Data, month: Scores) -> Iterator[Finding]:
    """The store's own item table against the mean of the advisors' items."""
    own = item_means(data, month)
    pairs = {item: (own[item], _printed(data, item)) for item in own}
    apart = {
        item: pair
        for item, pair in pairs.items()
        if None not in (pair[0].value, pair[1].value)
        and abs((pair[0].value or 0) - (pair[1].value or 0)) > SAME_SCORE
    }
    if not apart:
        return
    yield Finding(
        id="csi.reconcile.items",
        severity="watch",
        title=data.say("reconcile.items.title"),
        text=data.say("reconcile.items.text", list=_listed(data, apart)),
    )


def _printed(data: Data, item: str) -> Fact:
    label = Label(f"{ITEMS[item].zh}（月报）", f"{ITEMS[item].en} (monthly figures)")
    expr = figure(data, f"item_{item}")
    metric = Metric(f"csi.item_printed.{item}", label, expr, "score", "higher")
    return data.fact(metric)


def _listed(data: Data, pairs: Mapping[str, tuple[Fact, Fact]]) -> Words:
    said: Words = ()
    for item, (advisors, store) in pairs.items():
        if said:
            said += data.say("list.separator")
        name = data.pick(ITEMS[item])
        said += data.say("reconcile.items.pair", item=name, advisors=advisors, store=store)
    return said


def _minus(one: Fact, other: Fact) -> Expr:
    assert one.expr is not None  # noqa: S101 checked by the caller
    assert other.expr is not None  # noqa: S101 as above
    return Difference(one.expr, other.expr)


def _fact(data: Data, name: str, label: Label, expr: Expr, unit: Unit) -> Fact:
    metric = Metric(f"csi.reconcile.{name}", label, expr, unit)
    return data.combine(metric)
