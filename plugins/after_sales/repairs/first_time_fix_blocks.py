"""Charts and tables of the first-time fix: trend, funnel, technicians, causes, key cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from reportgen_plugins.after_sales.repairs.comebacks import Guarantee
from reportgen_plugins.after_sales.repairs.first_time_fix_metrics import (
    CAME_BACK,
    MISSES,
    PROVISIONAL,
    TechnicianComparison,
    closed_month,
    fixed,
    misses,
    operated,
    surveyed,
)
from reportgen_plugins.after_sales.repairs.repair_jobs import GUARANTEE_NAMES, TABLE
from reportgen_plugins.after_sales.small_rates import rate_and_interval, rate_or_counts

from reportgen import (
    YEAR,
    Between,
    Block,
    Chart,
    Column,
    Condition,
    Count,
    Data,
    Empty,
    Fact,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    Series,
    Table,
    Text,
    Words,
    listing,
)
from reportgen.stats import MOVED

_ROWS_PRINTED = 10
AGAIN = 2


def trend(data: Data, target: float, days: int) -> Iterator[Block]:
    """The rate month by month: by survey, else the comebacks of closed months."""
    metric = fixed(data)
    if metric:
        course = data.trend(metric)
        goal: Fact | None = data.target(data.fact(metric), target)
        key = "trend.survey"
    elif operated(data):
        last = closed_month(data.month, days)
        course = {m: data.fact(CAME_BACK, month=m) for m in last.back(data.history)}
        goal, key = None, "trend.operation"
        metric = CAME_BACK
    else:
        return
    known = {month: fact for month, fact in course.items() if fact.n and fact.settled}
    if len(known) < AGAIN:
        return
    last_known = max(known)
    before = data.fact(metric, month=last_known - 1)
    said = {"rate": known[last_known], "move": data.movement(known[last_known], before)}
    moved = data.verdict(known[last_known], before) in MOVED
    yield Chart(
        id="first_time_fix.trend",
        kind="line",
        title=data.say(f"{key}.title", month=last_known.text(data.language), **said),
        caption=data.text(f"{key}.caption"),
        categories=tuple(month.short(data.language) for month in course),
        series=(Series(metric.label.in_(data.language), tuple(course.values())),),
        unit="share",
        highlight=(last_known.short(data.language),) if moved else (),
        reference=goal,
        reference_label=data.text("target") if goal else "",
    )


def funnel(data: Data, found: TechnicianComparison) -> Iterator[Block]:
    """Rate against number of jobs with limits: who stands out, if anybody."""
    if len(found.people) < AGAIN:
        return
    key = "worse" if found.worse else "alike"
    yield Chart(
        id="first_time_fix.funnel",
        kind="funnel",
        title=data.say(f"funnel.{key}", names=listing(found.worse, data.language)),
        caption=_period(data, "funnel.caption", found),
        categories=tuple(found.people),
        series=(Series(data.text(f"basis.{found.basis}"), tuple(found.people.values())),),
        unit="share",
        highlight=(*found.worse, *found.better),
        reference=found.store,
        reference_label=data.text("store"),
        axis=data.text("funnel.axis"),
        note=_test(data, found),
    )


def people(data: Data, found: TechnicianComparison) -> Iterator[Block]:
    """The technicians with their intervals; those who stand out first, the others by name."""
    rows = [
        (name, found.jobs[name], found.missed[name], *rate_and_interval(rate))
        for name, rate in found.people.items()
    ]
    store = (data.text("store"), found.jobs[""], found.missed[""], *rate_and_interval(found.store))
    columns = ("technician", "jobs", "missed", "rate", "interval")
    note = data.say("people.order")
    if found.unpublished:
        note += data.say("people.hidden", count=found.unpublished)
    yield Table(
        id="first_time_fix.technicians",
        caption=_period(data, "people.caption", found),
        columns=tuple(
            Column(data.text(f"column.{c}"), "text" if c in {"technician", "interval"} else "count")
            for c in columns
        ),
        rows=(*rows, store),
        note=note,
        total=True,
        marked=tuple(i for i, name in enumerate(found.people) if name in found.worse),
    )


def by_guarantee(data: Data, guarantees: Mapping[str, Guarantee]) -> Iterator[Block]:
    """Comebacks of the last 12 months by the guarantee that applies."""
    if not operated(data):
        return
    rows = []
    for kind, (days, km) in guarantees.items():
        jobs, back, rate = _of_guarantee(data, kind)
        if jobs.value:
            span = data.text("guarantee.span", days=days, km=f"{km:,}")
            shown = rate_or_counts(rate)
            rows.append((GUARANTEE_NAMES[kind].in_(data.language), span, jobs, back, shown))
    if not rows:
        return
    names = ("guarantee", "span", "done", "back", "back_rate")
    yield Table(
        id="first_time_fix.guarantees",
        caption=data.text("guarantee.caption"),
        columns=tuple(
            Column(data.text(f"column.{n}"), "text" if n in {"guarantee", "span"} else "count")
            for n in names
        ),
        rows=tuple(rows),
        note=data.say("guarantee.note"),
    )


def causes(data: Data) -> Iterator[Block]:
    """Why jobs did not hold, from recorded reasons alone."""
    missed = data.fact(misses(data))
    if not missed.value:
        return
    known = data.family(MISSES, "reason") if surveyed(data) and data.has(TABLE, "reason") else {}
    if not known:
        yield Text(data.say("causes.none", missed=missed))
        return
    unknown = data.fact(MISSES, Empty("reason"), key="reason=")
    ranked = sorted(known.items(), key=lambda item: -(item[1].value or 0))
    rows = [
        *ranked[:_ROWS_PRINTED],
        *([(data.text("causes.blank"), unknown)] if unknown.value else []),
    ]
    yield Table(
        id="first_time_fix.causes",
        caption=data.text("causes.caption"),
        columns=(Column(data.text("column.cause")), Column(data.text("column.missed"), "count")),
        rows=tuple(rows),
    )


def key_cases(data: Data) -> Iterator[Block]:
    """Vehicles that came back twice or more within 12 months, with what to do."""
    if not operated(data):
        return
    jobs = data.table(TABLE)
    since = pd.Timestamp((data.month - (YEAR - 1)).first)
    back = jobs[jobs["comeback"].fillna(value=False) & (jobs["finished_at"] >= since)]
    times = back["vehicle"].value_counts()
    chosen = sorted(times[times >= AGAIN].items(), key=lambda item: (-item[1], item[0]))
    if not chosen:
        if data.knows(_of_year(data, Is("comeback", value=True))):
            yield Text(data.say("cases.none"))
        return
    rows = [_case(data, str(vehicle), back) for vehicle, _ in chosen[:_ROWS_PRINTED]]
    more = len(chosen) - len(rows)
    yield Table(
        id="first_time_fix.cases",
        caption=data.text("cases.caption"),
        columns=(
            Column(data.text("column.vehicle"), weight=1.2),
            Column(data.text("column.back"), "count", weight=0.8),
            Column(data.text("column.faults"), weight=2.0),
            Column(data.text("column.last"), weight=1.6),
            Column(data.text("column.advice"), weight=3.0),
        ),
        rows=tuple(rows),
        note=data.say("cases.more", count=more) if more else (),
    )


def notes(data: Data, days: int) -> Iterator[Block]:
    """What the figures by operation cannot say yet, or not at all."""
    if not operated(data):
        if fixed(data):
            key = "no_faults" if data.has("repair_orders", "opened_at") else "survey_only"
            yield Text(data.say(f"note.{key}"), role="note")
        return
    under = data.fact(PROVISIONAL)
    if under.value:
        month = closed_month(data.month, days).text(data.language)
        yield Text(data.say("note.provisional", under=under, month=month), role="note")
    blind = Metric(
        "first_time_fix.no_km",
        Label("没有里程的工单", "Jobs without mileage"),
        Count(Rows(TABLE, "finished_at", (Is("km_known", value=False),))),
        "count",
    )
    without = data.fact(blind)
    if without.value:
        yield Text(data.say("note.no_km", jobs=without), role="note")


def _period(data: Data, key: str, found: TechnicianComparison) -> str:
    return data.text(
        key,
        start=found.start.text(data.language),
        end=found.end.text(data.language),
        basis=data.text(f"basis.{found.basis}"),
    )


def _test(data: Data, found: TechnicianComparison) -> Words:
    """The test of the technicians, where it says that they are alike."""
    if found.test.may_rank or found.test.p_value is None:
        return ()
    method = data.text("test.method")
    p = data.given(
        "first_time_fix.test",
        Label("差异检验的 p 值", "p of the test"),
        found.test.p_value,
        "number",
        Label(method, method),
        over=[*found.people.values()],
    )
    return data.say("test", p=p)


def _of_guarantee(data: Data, kind: str) -> tuple[Fact, Fact, Fact]:
    """Jobs whose guarantee is over, comebacks and their rate, over 12 months."""
    over = (Is("follow_up_complete", value=True), Is("guarantee", kind))
    done = _of_year(data, *over)
    back = _of_year(data, *over, Is("comeback", value=True))
    name = GUARANTEE_NAMES[kind]
    made = [
        data.combine(Metric(f"first_time_fix.{part}.{kind}", name, expr, "count"))
        for part, expr in (("jobs", done), ("back", back))
    ]
    rate = Metric(f"first_time_fix.back_rate.{kind}", name, Ratio(back, done), "share", "lower")
    return made[0], made[1], data.combine(rate)


def _of_year(data: Data, *conditions: Condition) -> Count:
    """How many jobs of the last 12 months meet the conditions."""
    since = Between("finished_at", (data.month - (YEAR - 1)).first, data.month.end)
    return Count(Rows(TABLE, "", (since, *conditions)))


def _case(data: Data, vehicle: str, back: pd.DataFrame) -> tuple[str, Fact, str, str, str]:
    own = back[back["vehicle"] == vehicle].sort_values("finished_at", kind="stable")
    expr = _of_year(data, Is("vehicle", vehicle), Is("comeback", value=True))
    label = Label("返修次数", "Comebacks")
    times = data.combine(Metric(f"first_time_fix.case.{vehicle}", label, expr, "count", "lower"))
    faults = list(dict.fromkeys(own["fault_family"].dropna()))
    many = "several" if faults else "again"
    advice = data.text(f"advice.{'same' if len(faults) == 1 else many}")
    last = own["comeback_ro"].dropna()
    shown = listing(faults[:3], data.language)
    return _plate(data, vehicle), times, shown or "—", last.iloc[-1] if len(last) else "—", advice


def _plate(data: Data, vehicle: str) -> str:
    """The masked plate, and the key under which the workbook lists the vehicle."""
    orders = data.table("repair_orders")
    if "plate" not in orders:
        return vehicle
    plates = orders.loc[orders["vehicle"] == vehicle, "plate"].dropna()
    if not len(plates):
        return vehicle
    plate = plates.iloc[-1]
    return data.text("vehicle", plate=plate, vehicle=vehicle)
