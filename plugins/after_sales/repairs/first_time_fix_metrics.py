"""First-time fix: by survey and by operation, for the store and by technician.

Works on rows (`callbacks` and `repair_orders`, read as `repair_jobs`) or on monthly totals:
`first_time_fix_answered` and `first_time_fixed`, for the store and with a technician as subject.
The rate of a period is pooled over its jobs, never the mean of rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from reportgen_plugins.after_sales.customers_touched import touched
from reportgen_plugins.after_sales.monthly_figures import TABLE as FIGURES
from reportgen_plugins.after_sales.monthly_figures import figure, has_figure, has_figure_by_subject
from reportgen_plugins.after_sales.repairs.repair_jobs import TABLE

from reportgen import (
    Better,
    Count,
    Data,
    Difference,
    Expr,
    Fact,
    Filled,
    Is,
    Label,
    Metric,
    Month,
    Ratio,
    Rows,
    Sum,
    during,
    narrow,
    over,
)
from reportgen.stats import (
    PUBLISHED_FROM,
    SMALL_SAMPLE_BELOW,
    Homogeneity,
    funnel_flags,
    homogeneous,
)

Basis = Literal["survey", "operation"]

_SOURCE = Label("4S 店一次修复率回访口径", "first-time fix as asked in call-backs")
_CALLED = Rows(TABLE, "called_at", (Filled("fixed"),))
_FINISHED = Rows(TABLE, "finished_at")
_OVER = _FINISHED.only(Is("follow_up_complete", value=True))
QUARTER = 3
"""Months over which people are compared where more are not known, and in which an effect shows."""
_ANSWERED, _FIXED = "first_time_fix_answered", "first_time_fixed"


def _rate(name: str, label: Label, expr: Expr, better: Better, how: Label) -> Metric:
    return Metric(f"first_time_fix.{name}", label, expr, "share", better, how, _SOURCE)


def _count(name: str, label: Label, expr: Expr, better: Better, how: Label | None = None) -> Metric:
    return Metric(f"first_time_fix.{name}", label, expr, "count", better, how, _SOURCE)


FIXED = _rate(
    "fixed",
    Label("一次修复率", "First-time fix rate"),
    Ratio(Count(_CALLED.only(Is("fixed", value=True))), Count(_CALLED)),
    "higher",
    Label(
        "回访中答“一次修复”的台次 ÷ 已作答的台次（当月回访）",
        "customers who said it was fixed at the first visit ÷ customers who answered in the month",
    ),
)
NOT_FIXED = _rate(
    "not_fixed",
    Label("未修复率", "Not fixed first time"),
    Ratio(Count(_CALLED.only(Is("fixed", value=False))), Count(_CALLED)),
    "lower",
    Label("回访中答“未一次修复”的台次 ÷ 已作答的台次", "not fixed first time ÷ answers"),
)
MISSES = _count(
    "misses",
    Label("未一次修复", "Not fixed"),
    Count(_CALLED.only(Is("fixed", value=False))),
    "lower",
)
CAME_BACK = _rate(
    "came_back",
    Label("小修返修率", "Comebacks of minor repairs"),
    Ratio(
        Count(_OVER.only(Is("guarantee", "minor"), Is("comeback", value=True))),
        Count(_OVER.only(Is("guarantee", "minor"))),
    ),
    "lower",
    Label(
        "保证期内同一车辆同一故障再次进厂的工单 ÷ 保证期已满的工单（按首次维修的完工月份）",
        "jobs whose vehicle came back with the same fault within the guarantee ÷ jobs whose "
        "guarantee is over, by the month of the first job",
    ),
)
REWORKED = _count(
    "rework",
    Label("当日返工", "Reworked the same day"),
    Count(_FINISHED.only(Is("rework", value=True))),
    "lower",
    Label("完工当日同一车辆同一故障再次开单", "a second order for the same fault on the day"),
)
PROVISIONAL = _count(
    "provisional",
    Label("保证期未满的工单", "Jobs still under guarantee"),
    Count(_FINISHED.only(Is("follow_up_complete", value=False))),
    "none",
)


@dataclass(frozen=True, slots=True)
class TechnicianComparison:
    """Technicians compared over one period.

    Attributes:
        basis: Whether the survey or the operation says what was not fixed.
        metric: The rate of not fixed over the period.
        by: The column that tells the technicians apart.
        everybody: Everyone with a job, published or not.
        start: First month of the period.
        end: Last month of the period.
        months: How many months that is.
        store: The pooled rate of not fixed.
        people: Technician → rate: those outside the limits first, the others by name; nobody with
            too few jobs to be published.
        jobs: Technician → jobs; "" is the store.
        missed: Technician → not fixed; "" is the store.
        unpublished: How many technicians have too few jobs to be shown.
        test: Whether they differ by more than chance.
        worse: Those above the 99.8 % limits, when they differ.
        better: Those below.
    """

    basis: Basis
    metric: Metric
    by: str
    everybody: tuple[str, ...]
    start: Month
    end: Month
    months: int
    store: Fact
    people: Mapping[str, Fact]
    jobs: Mapping[str, Fact]
    missed: Mapping[str, Fact]
    unpublished: int
    test: Homogeneity
    worse: tuple[str, ...]
    better: tuple[str, ...]


def surveyed(data: Data) -> bool:
    """Whether customers were asked, by rows."""
    return data.has(TABLE, "called_at", "fixed")


def operated(data: Data) -> bool:
    """Whether there are repair orders to find comebacks in."""
    return data.has(TABLE, "finished_at", "comeback")


def fixed(data: Data) -> Metric | None:
    """The rate by survey, over rows or monthly totals; null where neither is there."""
    return _over_rows_or_totals(data, FIXED, figure(data, _FIXED))


def misses(data: Data) -> Metric:
    """How many were not fixed, over rows or monthly totals."""
    if surveyed(data):
        return MISSES
    return replace(MISSES, expr=Difference(figure(data, _ANSWERED), figure(data, _FIXED)))


def closed_month(month: Month, days: int) -> Month:
    """The last month whose jobs all have their guarantee of so many days behind them."""
    last = month
    while pd.Timestamp(last.end) + pd.Timedelta(days=days - 1) >= pd.Timestamp(month.end):
        last -= 1
    return last


def compared(data: Data, basis: Basis, months: int, days: int) -> TechnicianComparison | None:
    """The technicians over the last `months` months; null where nobody is named in the data.

    By survey the period ends with the month of the report, by operation with the last month whose
    guarantee of `days` days is over.
    """
    metric, by = _technician_rate(data, basis)
    if metric is None:
        return None
    end = closed_month(data.month, days) if basis == "operation" else data.month
    start = end - (months - 1)
    period = _fixed_period(metric, start, end, months)
    found = {name: f for name, f in data.family(period, by).items() if f.n}
    if not found:
        return None
    test = homogeneous(*_counts(found))
    worse, better = _outside(found) if test.may_rank else ((), ())
    shown = [name for name, fact in found.items() if (fact.n or 0) >= PUBLISHED_FROM]
    order = [*worse, *(name for name in shown if name not in worse)]
    ratio = period.expr
    assert isinstance(ratio, Ratio)  # noqa: S101 a rate is one
    return TechnicianComparison(
        basis=basis,
        metric=period,
        by=by,
        everybody=tuple(found),
        start=start,
        end=end,
        months=months,
        store=data.combine(_store(period, by)),
        people={name: found[name] for name in order},
        jobs=_parts(data, replace(period, id=f"{period.id}.jobs", expr=ratio.bottom), by, order),
        missed=_parts(data, replace(period, id=f"{period.id}.missed", expr=ratio.top), by, order),
        unpublished=len(found) - len(shown),
        test=test,
        worse=worse,
        better=better,
    )


def lately(data: Data, found: TechnicianComparison, name: str) -> tuple[Fact, Fact] | None:
    """A technician's rate in the last quarter, and in the months of the period before it.

    Null where the period is a quarter itself.
    """
    metric, by = _technician_rate(data, found.basis)
    if metric is None or found.months <= QUARTER:
        return None
    start = found.end - (QUARTER - 1)
    now = _fixed_period(metric, start, found.end, QUARTER)
    before = _fixed_period(metric, found.start, start - 1, found.months - QUARTER)
    own = Is(by, name)
    return data.fact(now, own, key=name), data.fact(before, own, key=name)


def jobs_of(data: Data, basis: Basis, name: str) -> Fact | None:
    """The month's jobs of one technician, of all visits."""
    metric, by = _technician_rate(data, basis)
    if metric is None:
        return None
    assert isinstance(metric.expr, Ratio)  # noqa: S101 a rate is one
    jobs = during(narrow(metric.expr.bottom, Is(by, name)), data.month)
    label = Label(f"{name}的维修任务占全店接车", f"Repairs of {name}, of all visits")
    return touched(data, f"jobs:{name}", label, jobs)


def _parts(data: Data, part: Metric, by: str, names: Sequence[str]) -> dict[str, Fact]:
    """One side of the rate, for each person and (key "") for the store."""
    counted = replace(part, unit="count", better="none")
    own = {name: data.fact(counted, Is(by, name), key=name) for name in names}
    return {**own, "": data.combine(_store(counted, by))}


def _store(period: Metric, by: str) -> Metric:
    """All rows that name somebody: the store of a comparison is the sum of its people."""
    named = over(period.expr, lambda rows: rows.only(Filled(by)))
    return replace(period, id=f"{period.id}.store", expr=named)


def _over_rows_or_totals(data: Data, metric: Metric, top: Expr) -> Metric | None:
    if surveyed(data):
        return metric
    if has_figure(data, _ANSWERED) and has_figure(data, _FIXED):
        return replace(metric, expr=Ratio(top, figure(data, _ANSWERED)))
    return None


def _technician_rate(data: Data, basis: Basis) -> tuple[Metric | None, str]:
    """The rate of not fixed and the column that tells the technicians apart."""
    if basis == "operation" and operated(data) and data.has(TABLE, "technician"):
        return CAME_BACK, "technician"
    if basis == "survey" and surveyed(data) and data.has(TABLE, "technician"):
        return NOT_FIXED, "technician"
    if basis == "survey" and has_figure_by_subject(data, _ANSWERED):
        answered = Sum(_subjects(_ANSWERED), "value")
        missed = Difference(answered, Sum(_subjects(_FIXED), "value"))
        return replace(NOT_FIXED, expr=Ratio(missed, answered)), "subject"
    return None, ""


def _subjects(indicator: str) -> Rows:
    return Rows(FIGURES, "month", (Is("indicator", indicator), Filled("subject")))


def _fixed_period(metric: Metric, start: Month, end: Month, months: int) -> Metric:
    """The metric over a period that no longer moves with the month of the report."""
    still = over(during(metric.expr, start, end), lambda rows: replace(rows, date=""))
    label = Label(f"{metric.label.zh}（{months}个月）", f"{metric.label.en} ({months} months)")
    return replace(metric, id=f"{metric.id}.{months}m", label=label, expr=still, window=months)


def _counts(facts: Mapping[str, Fact]) -> tuple[list[int], list[int]]:
    return (
        [round(f.top or 0) for f in facts.values()],
        [round(f.bottom or 0) for f in facts.values()],
    )


def _outside(facts: Mapping[str, Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who lies above the 99.8 % limits of the pooled rate, and who below, with jobs enough.

    One bad rate lifts the pooled rate, and against that equals look good; so the good ones are
    sought among the others, and only if those still differ.
    """
    worse = _beyond(facts, "above")
    rest = {name: fact for name, fact in facts.items() if name not in worse}
    if not homogeneous(*_counts(rest)).may_rank:
        return worse, ()
    return worse, _beyond(rest, "below")


def _beyond(facts: Mapping[str, Fact], wanted: Literal["above", "below"]) -> tuple[str, ...]:
    funnel = funnel_flags(*_counts(facts))
    units = funnel.units if funnel else ()
    return tuple(
        name
        for (name, fact), unit in zip(facts.items(), units, strict=True)
        if unit.side == wanted and (fact.n or 0) >= SMALL_SAMPLE_BELOW
    )
