"""首保管理内化率: do new-car buyers come back for their first service?

Needs repair orders with work types and vehicle sales, or the monthly figures `first_services` and
`new_car_sales`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.first_service_metrics import (
    BEFORE,
    RATIO,
    FirstServiceMonth,
    first_service_figure,
    measures,
    month_of,
    sampled,
    year_to_date,
)
from reportgen_plugins.after_sales.missed_targets import missed_target, target_state
from reportgen_plugins.after_sales.visit_rows import Visits

from reportgen import (
    Block,
    Chart,
    Column,
    Data,
    Derivation,
    Fact,
    Finding,
    KeyFigure,
    Kpi,
    Kpis,
    Label,
    Recommendation,
    Section,
    Series,
    Table,
    Text,
    Verdict,
    Words,
    catalog,
    hookimpl,
)
from reportgen.stats import RELATIVE_STEPS, evidence, poisson_change, xmr

_KNOWN = 6
"""Earlier months needed to know the usual range."""
_DAYS = 60
"""Time to see an effect: buyers reach their first service two to three months after delivery."""


class FirstService(Section):
    """How many first services the store does for every new car it sells."""

    type = "first_service"
    heading = Label("首保管理内化率", "First services per new car")
    needs_any = (
        {
            "repair_orders": ["opened_at", "vehicle", "work_type"],
            "vehicle_sales": ["sold_at"],
        },
        {"monthly_figures": ["month", "indicator", "value"]},
    )
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("首保管理内化率", "First-service ratio"): Label(
            "当月首保台次 ÷ 前三个月新车月均销量，可能超过 100%",
            "first services of the month ÷ mean monthly new-car sales of the three months before; "
            "it may exceed 100 %",
        )
    }

    indicators = (RATIO,)

    target: float | None = Field(default=None, gt=0, description="target of the ratio, 0.8 is 80 %")

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the visits."""
        return (Visits(),)

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course with sales, findings, 小结."""
        known = measures(data)
        course = [month_of(data, known, month) for month in data.month.back(data.history)]
        now, before = course[-1], month_of(data, known, data.month - 1)
        move = _movement(data, now, before)
        wanted = data.set_target(RATIO, self.target)
        goal = None if wanted is None else data.target(now.ratio, wanted)
        yield Text(_headline(data, course, move, goal), role="headline")
        yield _kpis(data, course, before, year_to_date(data, known), goal)
        shown = _from_first(course)
        if shown:
            yield from _charts(data, shown, goal)
            yield _table(data, shown)
        found = list(_findings(data, course, goal))
        # a drop below the usual range is answered by a measure with the same target
        if all(block.id != "first_service.low" for block in found if isinstance(block, Finding)):
            found += _missed(data, now, goal)
        yield from found
        yield _summary(data, course, found)

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """The ratio."""
        yield first_service_figure(data, self.target)


def _headline(
    data: Data, course: Sequence[FirstServiceMonth], move: Words, goal: Fact | None
) -> Words:
    now, month = course[-1], data.month.text(data.language)
    if now.ratio.known:
        said = data.say(
            "headline", month=month, ratio=now.ratio, serviced=now.serviced, sold=now.mean_sold,
            move=move,
        )  # fmt: skip
        if goal is None:
            return said
        return said + data.say("headline.target", against=data.against(sampled(now), goal))
    said, known = _why_none(data, now), [c for c in course if c.ratio.known]
    if not known:
        return said
    last = known[-1]
    return said + data.say("headline.last", month=last.month.text(data.language), ratio=last.ratio)


def _why_none(data: Data, now: FirstServiceMonth) -> Words:
    month = now.month.text(data.language)
    if not now.mean_sold.known:
        return data.say("headline.no_sales", month=month)
    if now.serviced.known:
        return data.say("headline.open", month=month, serviced=now.serviced)
    return data.say("headline.not_yet", month=month)


def _movement(data: Data, now: FirstServiceMonth, before: FirstServiceMonth) -> Words:
    """The change in words; first services are counts, so they are compared as counts.

    The two months' counts are held against their mean sales: a conditional binomial test.
    """
    sides = (now.serviced.value, now.mean_sold.value, before.serviced.value, before.mean_sold.value)
    known = [value for value in sides if value is not None]
    word: Verdict = "unknown"
    if len(known) == len(sides) and now.ratio.known and before.ratio.known:
        test = poisson_change(round(known[2]), known[3], round(known[0]), known[1])
        change = (now.ratio.value or 0) - (before.ratio.value or 0)
        cases = round(min(known[0], known[2]))
        word = evidence(
            test.p_value if test else None,
            change,
            RELATIVE_STEPS[0],
            cases,
            large=RELATIVE_STEPS[1],
        )
    return data.movement(now.ratio, before.ratio, word)


def _kpis(
    data: Data,
    course: Sequence[FirstServiceMonth],
    before: FirstServiceMonth,
    year: Fact,
    goal: Fact | None,
) -> Kpis:
    now = course[-1]
    tiles = [
        Kpi(
            now.ratio,
            label=now.ratio.label,
            change=data.change(now.ratio, before.ratio),
            target=goal,
            trend=tuple(c.ratio for c in course),
            severity=target_state(data, sampled(now), goal),
        ),
        Kpi(
            now.serviced,
            label=now.serviced.label,
            change=data.change(now.serviced, before.serviced),
        ),
        Kpi(now.mean_sold, label=now.mean_sold.label),
        *([Kpi(year, label=year.label)] if year.known else []),
    ]
    return Kpis(tuple(tiles))


def _from_first(course: Sequence[FirstServiceMonth]) -> list[FirstServiceMonth]:
    """The months from the first with any figure on."""
    known = [c.month for c in course if c.serviced.known or c.sold.known]
    return [c for c in course if known and c.month >= known[0]]


def _charts(data: Data, course: Sequence[FirstServiceMonth], goal: Fact | None) -> Iterator[Chart]:
    """The ratio, and what it is made of: two pictures rather than two axes."""
    known = [c.ratio for c in course if c.ratio.settled]
    ends = sorted(known, key=lambda fact: fact.value or 0)
    title = data.say("chart.open")
    if len(known) == 1:
        title = data.say("chart.one", ratio=known[0])
    elif known:
        title = data.say("chart.title", count=len(known), low=ends[0], high=ends[-1])
    first, last = (c.month.text(data.language) for c in (course[0], course[-1]))
    months = tuple(c.month.short(data.language) for c in course)
    yield Chart(
        id="first_service.course",
        kind="line",
        title=title,
        caption=data.text("chart.caption", first=first, last=last),
        categories=months,
        series=(Series(course[-1].ratio.label, tuple(c.ratio for c in course)),),
        unit="percent",
        reference=goal,
        reference_label=data.text("chart.goal") if goal else "",
    )
    yield Chart(
        id="first_service.counts",
        kind="column",
        title=data.say("counts.title"),
        caption=data.text("counts.caption", first=first, last=last),
        categories=months,
        series=(
            Series(course[-1].sold.label, tuple(c.sold for c in course), role="other"),
            Series(course[-1].serviced.label, tuple(c.serviced for c in course)),
        ),
        unit="count",
    )


def _table(data: Data, course: Sequence[FirstServiceMonth]) -> Table:
    partial = [c for c in course if _partial(c)]
    note = data.say("table.note")
    if partial:
        names = data.text("list.separator").join(c.month.text(data.language) for c in partial)
        note += data.say("table.partial", months=names)
    return Table(
        id="first_service.months",
        caption=data.text("table.caption"),
        columns=(
            Column(data.text("column.month")),
            Column(course[-1].sold.label, "count"),
            Column(course[-1].mean_sold.label, "number", weight=1.4),
            Column(course[-1].serviced.label, "count"),
            Column(course[-1].ratio.label, "percent", weight=1.2),
        ),
        rows=tuple(
            (c.month.text(data.language), c.sold, c.mean_sold, c.serviced, c.ratio) for c in course
        ),
        note=note,
        marked=tuple(i for i, c in enumerate(course) if _partial(c)),
    )


def _partial(month: FirstServiceMonth) -> bool:
    return month.ratio.known and month.known < BEFORE


def _findings(
    data: Data, course: Sequence[FirstServiceMonth], goal: Fact | None
) -> Iterator[Block]:
    """A ratio outside its usual range, and one that rests on fewer months of sales."""
    now = course[-1]
    if _partial(now):
        yield Finding(
            id="first_service.partial",
            severity="info",
            title=data.say("partial.title"),
            text=data.say("partial.text", ratio=now.ratio, count=now.known),
        )
    earlier = [c.ratio for c in course[:-1] if c.ratio.known]
    limits = xmr([c.ratio.value for c in course[:-1]]) if len(earlier) >= _KNOWN else None
    if limits is None or now.ratio.value is None or now.ratio.value in limits.limits:
        return
    fell = now.ratio.value < limits.limits.low
    end = _limit(data, max(0.0, limits.limits.low) if fell else limits.limits.high, earlier)
    key = "low" if fell else "high"
    yield Finding(
        id=f"first_service.{key}",
        severity="bad" if fell else "good",
        title=data.say(f"{key}.title", ratio=now.ratio),
        text=data.say(f"{key}.text", ratio=now.ratio, limit=end, months=len(earlier)),
        impact=now.mean_sold,
    )
    if fell:
        yield _recommendation(data, now, goal or data.target(now.ratio, limits.centre))


def _missed(data: Data, now: FirstServiceMonth, goal: Fact | None) -> Iterator[Block]:
    """The ratio against the target of the spec."""
    if goal is None:
        return
    ratio = sampled(now)
    yield from missed_target(
        data,
        "first_service.target",
        ratio,
        goal,
        text=data.say(
            "target.text", serviced=now.serviced, sold=now.mean_sold,
            against=data.against(ratio, goal),
        ),
        cause=data.say("low.cause"),
        measure=data.say("low.measure"),
        owner=data.text("owner"),
        deadline=due(data, _DAYS),
        impact=now.mean_sold,
    )  # fmt: skip


def _limit(data: Data, value: float, earlier: Sequence[Fact]) -> Fact:
    label = Label("正常波动界限", "Limit of the usual range")
    method = Label(
        "此前各月均值 ± 2.66 × 平均移动极差（XmR 控制图）",
        "mean of the months before ± 2.66 × mean moving range (XmR chart)",
    )
    name, n = "first_service.usual", len(earlier)
    return data.given(name, label, value, "percent", method, n=n, over=earlier)


def _recommendation(data: Data, now: FirstServiceMonth, goal: Fact) -> Recommendation:
    return Recommendation(
        id="first_service.low.measure",
        finding="first_service.low",
        problem=data.say("low.title", ratio=now.ratio),
        cause=data.say("low.cause"),
        measure=data.say("low.measure"),
        owner=data.text("owner"),
        deadline=due(data, _DAYS),
        indicator=now.ratio.label,
        baseline=now.ratio,
        target=goal,
    )


def _summary(data: Data, course: Sequence[FirstServiceMonth], found: Sequence[Block]) -> Text:
    """What follows from the month's ratio; calm where no finding asks to look at it."""
    now = course[-1]
    if not now.ratio.known:
        return Text(data.say("summary.none"), role="summary")
    ids = {block.id for block in found if isinstance(block, Finding)}
    for key in ("low", "target", "high"):
        if f"first_service.{key}" in ids:
            return Text(data.say(f"summary.{key}"), role="summary")
    earlier = sum(c.ratio.known for c in course[:-1])
    if earlier < _KNOWN:
        return Text(data.say("summary.short"), role="summary")
    return Text(data.say("summary"), role="summary", calm=(now.ratio,))


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [FirstService]
