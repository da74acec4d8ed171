"""First services against new-car sales: how many buyers come back for their first service here.

A period ratio, not a cohort: first services of the month ÷ mean new-car sales of the three months
before. It can exceed 100 % and reacts to swings of sales.

Works on rows (`repair_orders` with `work_type`, `vehicle_sales`) or on the monthly totals
`first_services` and `new_car_sales`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile

from reportgen_plugins.after_sales.monthly_figures import figure
from reportgen_plugins.after_sales.visits import visits

from reportgen import (
    Average,
    Count,
    Data,
    Expr,
    Fact,
    Indicator,
    Is,
    KeyFigure,
    Label,
    Metric,
    Month,
    Ratio,
    Rows,
    Total,
    Unit,
    during,
)
from reportgen.stats import poisson_interval

RATIO = Indicator("first_service.ratio", Label("首保管理内化率", "First-service ratio"), "percent")
BEFORE = 3
"""Months of sales a month's first services are held against."""

_SOURCE = Label("4S 店首保管理月报口径", "first-service sheet of a dealer's monthly review")
_DEFINITION = Label(
    "当月首保台次 ÷ 前三个月新车月均销量",
    "first services ÷ mean monthly sales of the 3 months before",
)


_SHOWN: dict[str, tuple[Label, Unit]] = {
    "sold": (Label("新车销售台次", "New cars sold"), "count"),
    "mean_sold": (Label("前三个月月均销量", "Mean sales of the 3 months before"), "times"),
    "serviced": (Label("首保台次", "First services"), "count"),
    "ratio": (Label("首保管理内化率", "First-service ratio"), "percent"),
}


@dataclass(frozen=True, slots=True)
class FirstServiceMonth:
    """One month: what was sold, serviced, and their ratio.

    `known` is how many of the three months before have a sales figure; below three the ratio rests
    on fewer months.
    """

    month: Month
    sold: Fact
    mean_sold: Fact
    serviced: Fact
    ratio: Fact
    known: int


@dataclass(frozen=True, slots=True)
class FirstServiceMetrics:
    """First services and new-car sales, by row or by monthly total."""

    serviced: Metric
    sold: Metric


def measures(data: Data) -> FirstServiceMetrics:
    """Rows where there are repair orders with work types and sales, else the monthly totals."""
    serviced: Expr = figure(data, "first_services")
    sold: Expr = figure(data, "new_car_sales")
    if data.has("repair_orders", "opened_at", "vehicle", "work_type"):
        serviced = Count(visits(data).only(Is("first_service", value=True)))
    if data.has("vehicle_sales", "sold_at"):
        sold = Count(Rows("vehicle_sales", "sold_at"))
    return FirstServiceMetrics(
        Metric("first_service.serviced", Label("首保台次", "First services"), serviced, "count"),
        Metric("first_service.sold", Label("新车销售台次", "New cars sold"), sold, "count"),
    )


def month_of(data: Data, found: FirstServiceMetrics, month: Month) -> FirstServiceMonth:
    """The figures of one month.

    Ratio = first services / mean(sales of the three months before), over the months known.
    """
    held = [month - back for back in range(BEFORE, 0, -1)]
    sold = {when: _fact(data, "sold", when, during(found.sold.expr, when)) for when in held}
    mean, serviced = _mean_sold(found, month), during(found.serviced.expr, month)
    return FirstServiceMonth(
        month,
        _fact(data, "sold", month, during(found.sold.expr, month)),
        _fact(data, "mean_sold", month, mean),
        _fact(data, "serviced", month, serviced),
        _fact(data, "ratio", month, Ratio(serviced, mean)),
        sum(fact.settled for fact in sold.values()),
    )


def first_service_figure(data: Data, target: float | None = None) -> KeyFigure:
    """The ratio as a figure a month is judged by."""
    found = measures(data)

    def of(month: Month) -> Fact:
        return sampled(month_of(data, found, month))

    return KeyFigure(RATIO, of, lambda: year_to_date(data, found), target)


def sampled(month: FirstServiceMonth) -> Fact:
    """The ratio with its 95 % interval: first services are a count, sales are taken as they are."""
    count, sold = month.serviced.value, month.mean_sold.value
    if count is None or not sold:
        return month.ratio
    found = poisson_interval(round(count))
    return replace(month.ratio, low=found.low / sold, high=found.high / sold)


def _mean_sold(found: FirstServiceMetrics, month: Month) -> Average:
    before = (month - back for back in range(BEFORE, 0, -1))
    return Average(tuple(during(found.sold.expr, when) for when in before))


def year_to_date(data: Data, found: FirstServiceMetrics) -> Fact:
    """The ratio since January: Σ first services / Σ mean sales, not the mean of ratios.

    It ends with the last month before one without a ratio, and then is named by it; without a
    ratio of January it is null. How far back the report's trends look has no say in it.
    """
    year = [Month(data.month.year, number) for number in range(1, data.month.number + 1)]
    known = takewhile(lambda month: month_of(data, found, month).ratio.settled, year)
    months = tuple(known) or tuple(year)
    serviced = tuple(during(found.serviced.expr, month) for month in months)
    expr = Ratio(Total(serviced), Total(tuple(_mean_sold(found, month) for month in months)))
    label = Label("今年累计首保内化率", "First-service ratio, year to date")
    if months[-1] < data.month:
        zh, en = (months[-1].short(language) for language in ("zh", "en"))
        label = Label(f"{label.zh}（至{zh}）", f"First-service ratio, year to {en}")
    definition = Label(
        "各月首保台次之和 ÷ 各月对应的前三个月月均销量之和",
        "sum of first services ÷ sum of the mean sales they are held against",
    )
    metric = Metric("first_service.pooled", label, expr, "percent", "higher", definition, _SOURCE)
    return data.combine(metric)


def _fact(data: Data, name: str, month: Month, expr: Expr) -> Fact:
    label, unit = _SHOWN[name]
    suffix = "" if month == data.month else f"@{month}"
    metric = Metric(
        f"first_service.{name}{suffix}",
        label,
        expr,
        unit,
        "higher" if name == "ratio" else "none",
        _DEFINITION if name == "ratio" else None,
        _SOURCE,
        digits=1 if name == "mean_sold" else None,
    )
    return data.combine(metric)
