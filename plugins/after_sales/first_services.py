"""First services against new-car sales: how many buyers come back for their first service here.

A period ratio, not a cohort: first services of the month ÷ mean new-car sales of the three months
before. It can exceed 100 % and reacts to swings of sales.

Works on rows (`repair_orders` with `work_type`, `vehicle_sales`) or on the monthly totals
`first_services` and `new_car_sales`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportgen_plugins.after_sales.monthly_figures import figure
from reportgen_plugins.after_sales.visits import visits

from reportgen import (
    Average,
    Count,
    Data,
    Expr,
    Fact,
    Given,
    Is,
    Label,
    Metric,
    Month,
    Ratio,
    Rows,
    Total,
    Unit,
    during,
)

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
class Course:
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
class Measures:
    """First services and new-car sales, by row or by monthly total."""

    serviced: Metric
    sold: Metric


def measures(data: Data) -> Measures:
    """Rows where there are repair orders with work types and sales, else the monthly totals."""
    serviced: Expr = figure(data, "first_services")
    sold: Expr = figure(data, "new_car_sales")
    if data.has("repair_orders", "opened_at", "vehicle", "work_type"):
        serviced = Count(visits(data).only(Is("first_service", value=True)))
    if data.has("vehicle_sales", "sold_at"):
        sold = Count(Rows("vehicle_sales", "sold_at"))
    return Measures(
        Metric("first_service.serviced", Label("首保台次", "First services"), serviced, "count"),
        Metric("first_service.sold", Label("新车销售台次", "New cars sold"), sold, "count"),
    )


def month_of(data: Data, found: Measures, month: Month) -> Course:
    """The figures of one month; a month without a figure is null with the reason `not_yet`.

    Ratio = first services / mean(sales of the three months before), over the months known.
    """
    held = [month - back for back in range(BEFORE, 0, -1)]
    sold = {when: _fact(data, "sold", when, _in_month(data, found.sold, when)) for when in held}
    mean = Average(tuple(_in_month(data, found.sold, when) for when in held))
    serviced = _in_month(data, found.serviced, month)
    mean_sold = _fact(data, "mean_sold", month, mean)
    ratio = _fact(data, "ratio", month, Ratio(serviced, mean))
    if not ratio.known:
        ratio = replace(ratio, reason="not_yet" if mean_sold.known else "no_denominator")
    return Course(
        month,
        _fact(data, "sold", month, _in_month(data, found.sold, month)),
        mean_sold,
        _fact(data, "serviced", month, serviced),
        ratio,
        sum(fact.known for fact in sold.values()),
    )


def pooled(data: Data, found: Measures, months: tuple[Month, ...]) -> Fact:
    """The ratio over several months: Σ first services / Σ mean sales, not the mean of ratios."""
    serviced = tuple(_in_month(data, found.serviced, month) for month in months)
    means = tuple(
        Average(tuple(_in_month(data, found.sold, month - back) for back in range(BEFORE, 0, -1)))
        for month in months
    )
    expr = Ratio(Total(serviced), Total(means))
    label = Label("今年累计首保内化率", "First-service ratio, year to date")
    definition = Label(
        "各月首保台次之和 ÷ 各月对应的前三个月月均销量之和",
        "sum of first services ÷ sum of the mean sales they are held against",
    )
    metric = Metric("first_service.pooled", label, expr, "percent", "higher", definition, _SOURCE)
    return data.combine(metric)


def _in_month(data: Data, metric: Metric, month: Month) -> Expr:
    """The metric in one month; null where the table has nothing at all for the month.

    A month without a single row was not exported yet or lies before the export: unknown, not 0.
    """
    if isinstance(metric.expr, Count) and not _covered(data, metric.expr.rows, month):
        return Given(None, Label("该月没有数据", "no data for the month"))
    return during(metric.expr, month)


def _covered(data: Data, rows: Rows, month: Month) -> bool:
    """Whether the month lies between the first and the last month of the table."""
    days = data.table(rows.table)[rows.date].dropna()
    return not days.empty and Month.of(days.min()) <= month <= Month.of(days.max())


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
    fact = data.combine(metric)
    return fact if fact.known else replace(fact, reason="not_yet")
