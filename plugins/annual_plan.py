"""年度计划: which items to raise at the least added resource, and the year against the plan.

Needs surveys of this year and the one before (table `surveys`), or call-backs with item scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.surveys.item_weights import item_weights
from reportgen_plugins.after_sales.surveys.plan_progress import PlanProgress, plan_progress
from reportgen_plugins.after_sales.surveys.survey_answers import NEEDS_ANY, WANTS
from reportgen_plugins.after_sales.surveys.survey_notes import left_out_note, no_surveys
from reportgen_plugins.after_sales.surveys.survey_scores import survey_scores
from reportgen_plugins.after_sales.surveys.year_plan import (
    COSTS,
    CostName,
    PlanCell,
    YearPlan,
    chosen_weights,
    year_plan,
)

from reportgen import (
    Block,
    Cell,
    Chart,
    Column,
    Data,
    Finding,
    Kpi,
    Kpis,
    Label,
    Month,
    Recommendation,
    Section,
    Series,
    Severity,
    Table,
    Text,
    Words,
    catalog,
    hookimpl,
    listing,
)

_ROWS = 24
"""Rows of the plan in Word; by judgement: six regions by four items."""
_STATES: Mapping[str, Severity] = {"missed": "bad", "within": "watch", "": "good"}
_NAMED = 4
"""Raises named in the conclusion; by judgement."""


class AnnualPlan(Section):
    """The least added resource for a target uplift, and the year to date against the plan."""

    type = "annual_plan"
    heading = Label("年度计划", "Annual plan")
    needs_any = NEEDS_ANY
    wants = WANTS
    phrases = catalog(__file__)
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("加权满意度", "Weighted satisfaction"): Label(
            "各项目得分按权重加权平均，权重之和为 1",
            "mean of the items' scores by their weights, which add up to 1",
        ),
    }

    uplift: float = Field(default=1.0, gt=0, le=100, description="points above the year before")
    cost: CostName = Field(
        default="headroom",
        description="headroom: dearer near 100; proportional: score in proportion to resource",
    )
    weights: dict[str, float] = Field(
        default_factory=dict,
        description="item: weight; else the published ones, else those of the answers",
    )
    most: float = Field(default=5.0, gt=0, le=100, description="points a part rises at most")

    def build(self, data: Data) -> Iterator[Block]:
        """Conclusion, key figures, course, plan, both cost models, findings, 小结."""
        scores = survey_scores(data)
        if scores is None:
            yield from no_surveys(data)
            return
        weights, basis = chosen_weights(scores, item_weights(scores, None), self.weights)
        plan = year_plan(scores, weights, basis, self.uplift, self.most)
        if plan is None:
            yield Text(data.say("headline.none", year=str(data.month.year - 1)), role="headline")
            yield Text(data.say("summary.none"), role="summary")
            return
        progress = plan_progress(plan)
        yield Text(_headline(data, plan, progress, self.cost), role="headline")
        yield _kpis(data, plan, progress)
        yield _chart(data, progress)
        yield from _table(data, plan, self.cost)
        yield from _models(data, plan, self.cost)
        yield from _findings(data, plan, progress)
        yield from left_out_note(data, scores.left_out)
        yield Text(_summary(data, plan, progress), role="summary")


def _headline(data: Data, plan: YearPlan, progress: PlanProgress, cost: CostName) -> Words:
    now, goal = progress.actual[data.month], progress.planned[data.month]
    month = data.month.text(data.language)
    if now.known:
        key = f"headline.{progress.lagging or 'kept'}"
        said = data.say(key, month=month, now=now, goal=goal, gap=progress.gap)
    else:
        said = data.say("headline.unknown", month=month, goal=goal)
    if not plan.feasible:
        return said + data.say("headline.infeasible", uplift=plan.uplift, most=plan.most)
    return said + data.say("headline.plan", uplift=plan.uplift, list=_raises(data, plan, cost))


def _raises(data: Data, plan: YearPlan, cost: CostName) -> Words:
    """The largest raises of a plan in words, and how many more there are."""
    raised = [cell for cell in plan.cells if cell.raised[cost].value]
    raised.sort(key=lambda cell: -(cell.share[cost].value or 0.0))
    said: Words = ()
    for cell in raised[:_NAMED]:
        part = data.say("raise", name=_name(data, plan, cell), points=cell.raised[cost])
        said += (data.say("list.separator") if said else ()) + part
    more = len(raised) - _NAMED
    return said + (data.say("raise.more", count=more) if more > 0 else ())


def _name(data: Data, plan: YearPlan, cell: PlanCell) -> str:
    if not plan.scores.below:
        return cell.item
    return data.text("cell.name", place=plan.scores.name(cell.place), item=cell.item)


def _kpis(data: Data, plan: YearPlan, progress: PlanProgress) -> Kpis:
    now, goal = progress.actual[data.month], progress.planned[data.month]
    course = tuple(progress.actual.values())
    state = _STATES[progress.lagging] if now.known else "info"
    return Kpis(
        (
            Kpi(now, data.text("tile.now"), target=goal, trend=course, severity=state),
            Kpi(progress.gap, data.text("tile.gap")),
            Kpi(plan.base, data.text("tile.base")),
            Kpi(plan.most, data.text("tile.most")),
        )
    )


def _chart(data: Data, progress: PlanProgress) -> Chart:
    key = f"chart.{progress.lagging or 'kept'}"
    now = progress.actual[data.month]
    title = data.say(key if now.known else "chart.unknown", gap=progress.gap)
    return Chart(
        id="surveys.plan",
        kind="line",
        title=title,
        caption=data.text("chart.caption", year=str(data.month.year)),
        categories=tuple(month.short(data.language) for month in progress.months),
        series=(
            Series(data.text("series.actual"), tuple(map(progress.actual.get, progress.months))),
            Series(
                data.text("series.plan"),
                tuple(progress.planned[month] for month in progress.months),
                role="target",
            ),
        ),
        unit="score",
    )


def _table(data: Data, plan: YearPlan, cost: CostName) -> Iterator[Block]:
    """The parts that a model raises, with the share of the resource by the chosen one."""
    other = next(name for name in COSTS if name != cost)
    cells = [c for c in plan.cells if c.raised[cost].value or c.raised[other].value]
    cells.sort(key=lambda cell: -(cell.share[cost].value or 0.0))
    rows: list[tuple[Cell, ...]] = [
        (
            plan.scores.name(cell.place),
            cell.item,
            cell.base,
            cell.raised[cost],
            cell.share[cost],
            plan.scores.score(cell.item, place=cell.place, months=_this_year(data, plan)),
            cell.raised[other],
            cell.share[other],
        )
        for cell in cells[:_ROWS]
    ]
    more = len(cells) - len(rows)
    yield Table(
        id="surveys.plan.parts",
        caption=data.text("table.caption", year=str(data.month.year)),
        columns=(
            Column(data.text("column.place"), weight=1.3),
            Column(data.text("column.item"), weight=1.2),
            Column(data.text("column.base", year=str(data.month.year - 1)), "score"),
            Column(data.text("column.raise", model=data.text(f"model.{cost}")), "number"),
            Column(data.text("column.share"), "percent"),
            Column(data.text("column.now"), "score"),
            Column(data.text("column.raise", model=data.text(f"model.{other}")), "number"),
            Column(data.text("column.share"), "percent"),
        ),
        rows=tuple(rows),
        note=data.say(f"table.note.{plan.basis}")
        + (data.say("table.more", count=more) if more > 0 else ()),
    )


def _this_year(data: Data, plan: YearPlan) -> tuple[Month, Month]:
    return max(Month(data.month.year, 1), plan.scores.first), data.month


def _models(data: Data, plan: YearPlan, cost: CostName) -> Iterator[Block]:
    """What each model comes to, and why."""
    if not plan.feasible:
        return
    for name in (cost, *(other for other in COSTS if other != cost)):
        said = {"cost": plan.cost[name], "list": _raises(data, plan, name)}
        yield Text(data.say(f"explain.{name}", **said))


def _findings(data: Data, plan: YearPlan, progress: PlanProgress) -> Iterator[Block]:
    if not plan.feasible:
        said = {"uplift": plan.uplift, "most": plan.most}
        title, text = data.say("infeasible.title", **said), data.say("infeasible.text", **said)
        yield Finding("surveys.plan.infeasible", "watch", title, text)
    if progress.lagging:
        yield from _behind(data, plan, progress)


def _behind(data: Data, plan: YearPlan, progress: PlanProgress) -> Iterator[Block]:
    now, goal = progress.actual[data.month], progress.planned[data.month]
    key = "surveys.plan.behind"
    sure = progress.lagging == "missed"
    title = data.say("behind.title", now=now, goal=goal, gap=progress.gap)
    text = data.say(f"behind.{progress.lagging}")
    if progress.pace.known:
        text += data.say("behind.pace", pace=progress.pace, steady=progress.steady)
    yield Finding(key, "bad" if sure else "watch", title, text, facts=(now, goal))
    if sure:
        items = listing(_furthest(plan), data.language)
        yield Recommendation(
            f"{key}.measure", key, title, data.say("behind.cause"),
            data.say("behind.measure", items=items), data.text("owner"), due(data),
            now.label, now, goal,
        )  # fmt: skip


def _furthest(plan: YearPlan) -> Sequence[str]:
    """The items that lag most behind their place in the plan, at most two."""
    scores, year = plan.scores, _this_year(plan.scores.data, plan)
    gaps: dict[str, float] = {}
    for cell in plan.cells:
        now = scores.score(cell.item, place=cell.place, months=year).value
        wanted = (cell.base.value or 0.0) + (cell.raised["headroom"].value or 0.0)
        if now is not None:
            gaps[cell.item] = gaps.get(cell.item, 0.0) + cell.weight * (now - wanted)
    return sorted(gaps, key=lambda item: gaps[item])[:2]


def _summary(data: Data, plan: YearPlan, progress: PlanProgress) -> Words:
    if not plan.feasible:
        return data.say("summary.infeasible", most=plan.most)
    if not progress.actual[data.month].known:
        return data.say("summary.unknown")
    return data.say(f"summary.{progress.lagging or 'kept'}")


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [AnnualPlan]
