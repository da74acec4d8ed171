"""Visits, revenue, who paid, and what was booked: figures of the store no other chapter has.

Works on rows (`repair_orders`, `appointments`) or on the monthly totals `vehicles_received`,
`revenue` and `gross_profit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reportgen_plugins.after_sales.appointments.arrivals import BOOKED_SHARE, arrivals
from reportgen_plugins.after_sales.appointments.kept_appointments import (
    SHOWN_UP,
    kept_appointments,
)
from reportgen_plugins.after_sales.monthly_figures import figure, has_figure
from reportgen_plugins.after_sales.satisfaction.callback_metrics import received
from reportgen_plugins.after_sales.visits import NEEDS, RECEIVED

from reportgen import (
    Better,
    Count,
    Data,
    Expr,
    Filled,
    Indicator,
    Is,
    KeyFigure,
    Label,
    Metric,
    Ratio,
    Rows,
    Sum,
    Unit,
    key_figure,
)

_SOURCE: Final = Label("4S 店经营月报口径", "monthly business review of a dealer")
_ORDERS: Final = Rows("repair_orders", "opened_at")
_PAID_BY: Final = {
    "customer": Label("自费产值占比", "Customer-pay share"),
    "warranty": Label("索赔产值占比", "Warranty share"),
    "insurance": Label("保险产值占比", "Insurance share"),
    "internal": Label("内部产值占比", "Internal share"),
}

VISITS: Final = Indicator(RECEIVED.id, RECEIVED.label, RECEIVED.unit)
REVENUE: Final = Indicator("business.revenue", Label("产值", "Revenue"), "wan")
PER_VISIT: Final = Indicator("business.per_visit", Label("客单价", "Average repair order"), "yuan")
LABOUR_RATE: Final = Indicator(
    "business.labour_rate", Label("工时单价", "Effective labour rate"), "yuan"
)
HOURS: Final = Indicator("business.hours", Label("单均工时", "Hours per repair order"), "hours")
GROSS_PROFIT: Final = Indicator("business.gross_profit", Label("毛利", "Gross profit"), "wan")

BOOKED: Final = Indicator(BOOKED_SHARE.id, BOOKED_SHARE.label, BOOKED_SHARE.unit)
ARRIVED: Final = Indicator(SHOWN_UP.id, SHOWN_UP.label, SHOWN_UP.unit)
PAY_MIX: Final = tuple(
    Indicator(f"business.pay.{key}", label, "percent") for key, label in _PAID_BY.items()
)
BUSINESS: Final = (
    VISITS,
    REVENUE,
    PER_VISIT,
    LABOUR_RATE,
    HOURS,
    GROSS_PROFIT,
    *PAY_MIX,
    BOOKED,
    ARRIVED,
)


_WORDS: Final[Mapping[str, Label]] = {
    REVENUE.id: Label(
        "当月进厂台次的结算金额合计，不含 PDI 与内部工单；只有汇总数时为填报的产值",
        "amount billed for the month's visits, without pre-delivery and internal orders; the "
        "stated figure where there are totals only",
    ),
    PER_VISIT.id: Label(
        "产值 ÷ 接车台次，同一车辆同一天的多张工单计一次",
        "revenue ÷ vehicles received; several orders of one vehicle on one day count once",
    ),
    LABOUR_RATE.id: Label(
        "工时费 ÷ 结算工时（记有工时的工单）",
        "labour billed ÷ hours billed, of orders with hours",
    ),
    HOURS.id: Label("结算工时 ÷ 记有工时的工单", "hours billed ÷ repair orders with hours"),
    GROSS_PROFIT.id: Label("填报的毛利", "gross profit as stated"),
    **dict.fromkeys(
        (one.id for one in PAY_MIX),
        Label("该付费类型的结算金额 ÷ 全部结算金额", "billed to that payer ÷ all billed"),
    ),
}


def business_figures(data: Data) -> Iterator[KeyFigure]:
    """The figures the data hold, over rows or over monthly totals."""
    came = received(data)
    yield key_figure(data, VISITS, came)
    if revenue := _revenue(data):
        yield key_figure(data, REVENUE, _metric(REVENUE, revenue))
        per_visit = Ratio(revenue, came.expr)
        yield key_figure(data, PER_VISIT, _metric(PER_VISIT, per_visit))
    if has_figure(data, "gross_profit"):
        profit = figure(data, "gross_profit")
        yield key_figure(data, GROSS_PROFIT, _metric(GROSS_PROFIT, profit))
    yield from _labour(data)
    yield from _pay_mix(data)
    yield from _bookings(data)


def _revenue(data: Data) -> Expr | None:
    if all(data.has(table, *columns, "total") for table, columns in NEEDS.items()):
        return Sum(Rows("visits", "visited_at"), "total")
    return figure(data, "revenue") if has_figure(data, "revenue") else None


def _labour(data: Data) -> Iterator[KeyFigure]:
    """What an hour brings, and how many an order sells, where the orders say the hours."""
    if data.has("repair_orders", "opened_at", "hours"):
        timed = _ORDERS.only(Filled("hours"))
        hours = Sum(timed, "hours")
        yield key_figure(data, HOURS, _metric(HOURS, Ratio(hours, Count(timed))))
        if data.has("repair_orders", "labor"):
            rate = Ratio(Sum(timed, "labor"), hours)
            yield key_figure(data, LABOUR_RATE, _metric(LABOUR_RATE, rate))


def _pay_mix(data: Data) -> Iterator[KeyFigure]:
    """Who paid for the work of all orders, each kind of payer that occurs."""
    if not data.has("repair_orders", "opened_at", "pay_type", "total"):
        return
    paid = _ORDERS.only(Filled("pay_type"))
    occurs = set(data.table("repair_orders")["pay_type"].dropna())
    for indicator, key in zip(PAY_MIX, _PAID_BY, strict=True):
        if key in occurs:
            share = Ratio(Sum(paid.only(Is("pay_type", key)), "total"), Sum(paid, "total"))
            yield key_figure(data, indicator, _metric(indicator, share))


def _bookings(data: Data) -> Iterator[KeyFigure]:
    """How many visits were booked, and how many bookings were kept."""
    if data.has("repair_orders", *NEEDS["repair_orders"], "appointment"):
        arrivals(data)
        yield key_figure(data, BOOKED, BOOKED_SHARE)
    if kept_appointments(data):
        yield key_figure(data, ARRIVED, SHOWN_UP)


def _metric(indicator: Indicator, expr: Expr) -> Metric:
    unit: Unit = indicator.unit
    better: Better = "none" if indicator in PAY_MIX else "higher"
    return Metric(indicator.id, indicator.label, expr, unit, better, _WORDS[indicator.id], _SOURCE)
