"""The figures of churn a month is judged by, each unknown where the data does not reach back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reportgen_plugins.after_sales.churn.churn_metrics import GROWTH, LOSS, LOST
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.vehicles.churn_profiles import under

from reportgen import Fact, Indicator, KeyFigure, Label, Metric, Month, key_figure, year_so_far

LOSS_RATE, LOST_VEHICLES, NET_GROWTH = (
    Indicator(metric.id, metric.label, metric.unit) for metric in (LOSS, LOST, GROWTH)
)
_TOO_EARLY = Label("数据不够早，无法判断", "the data does not reach back far enough")
_AT_THE_END = Label("只在报告月末计算", "computed at the end of the report's month only")


def churn_figures(view: ChurnView, target: float | None) -> Iterator[KeyFigure]:
    """Vehicles lost and net growth of every month in which some can be lost, and the loss rate."""
    if not view.covered:
        return
    for indicator, metric in ((LOST_VEHICLES, LOST), (NET_GROWTH, GROWTH)):
        figure = key_figure(view.data, indicator, under(metric, view.profile))
        whole = view.covered >= len(year_so_far(view.data.month))
        yield replace(
            figure,
            of=_since(view, metric, view.covered, _TOO_EARLY),
            to_date=figure.to_date if whole else None,
        )
    if view.knows_loss:
        yield KeyFigure(LOSS_RATE, _since(view, LOSS, 1, _AT_THE_END), target=target)


def _since(view: ChurnView, metric: Metric, months: int, why: Label) -> Callable[[Month], Fact]:
    """The figure of the last months; of an earlier one it is not known."""

    def of(month: Month) -> Fact:
        if month > view.data.month - months:
            return view.fact(metric, month=month)
        name = f"{metric.id}.before@{month}"
        return view.data.given(name, metric.label, None, metric.unit, why, better=metric.better)

    return of
