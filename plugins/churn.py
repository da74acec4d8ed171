"""Churn: who stays, who wavers, who left, what it costs, and whom to call.

Needs repair orders with vehicle and day; series, advisor, mileage, amounts, the customer file
(district, responsible advisor) and the churn survey add to it. A store with monthly totals only
gives `new_vehicles`, `reactivated_vehicles` and `lost_vehicles` by series in `monthly_figures`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field
from reportgen_plugins.after_sales.churn.base_over_a_year import base_over_a_year
from reportgen_plugins.after_sales.churn.churn_charts import (
    kpis,
    returns_chart,
    said_growth,
    series_chart,
    shares_chart,
)
from reportgen_plugins.after_sales.churn.churn_figures import (
    LOSS_RATE,
    LOST_VEHICLES,
    NET_GROWTH,
    churn_figures,
)
from reportgen_plugins.after_sales.churn.churn_findings import findings, moved
from reportgen_plugins.after_sales.churn.churn_from_totals import (
    has_totals,
    total_metrics,
    totals,
)
from reportgen_plugins.after_sales.churn.churn_metrics import (
    ANNUAL,
    AWAY,
    BASE,
    COHORT_RATE,
    GROWTH,
    LOSS,
    LOST,
    PASSING,
    VEHICLES_KNOWN,
)
from reportgen_plugins.after_sales.churn.churn_tables import (
    advisor_table,
    class_table,
    reasons_table,
    series_table,
    win_back_table,
)
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.churn.lost_cross_table import lost_cells, lost_cells_table
from reportgen_plugins.after_sales.churn.lost_groups import lost_groups
from reportgen_plugins.after_sales.churn.return_time import return_times
from reportgen_plugins.after_sales.missed_targets import target_state
from reportgen_plugins.after_sales.standard_measures import (
    MEASURES,
    MeasureLibrary,
    MeasuresFile,
    read_measures,
)
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES, ProfileName
from reportgen_plugins.after_sales.vehicles.customers_to_call import to_call
from reportgen_plugins.after_sales.vehicles.invitation_letters import LettersFile, read_letters
from reportgen_plugins.after_sales.vehicles.vehicle_rows import COHORT, VehicleRows
from reportgen_plugins.after_sales.visit_rows import Visits
from reportgen_plugins.after_sales.visits import NEEDS, no_visits

from reportgen import (
    YEAR,
    Block,
    Data,
    Derivation,
    Fact,
    KeyFigure,
    Label,
    Month,
    Section,
    Text,
    Words,
    catalog,
    hookimpl,
    key_figure,
)

_CROSSED = 2
"""Series and advisors whose losses are broken down in print; by judgement."""
_FIRST_ASSESSED = {"calendar": 7, "elapsed": 6}
"""Months since the last visit at which the monthly assessment begins, by how they are counted."""


class Churn(Section):
    """Which vehicles stay away, of which series and advisor, and whom to win back first."""

    type = "churn"
    heading = Label("流失分析", "Churn")
    needs_any = (NEEDS, {"monthly_figures": ["month", "indicator", "value"]})
    wants: ClassVar[Mapping[str, Sequence[str]]] = {
        "repair_orders": ["series", "model", "advisor", "work_type", "mileage", "total"],
        "customers": ["customer_id", "district", "assigned_advisor"],
        "lost_calls": ["called_at", "q1", "q2", "q5", "q9"],
        "monthly_figures": ["month", "indicator", "value"],
    }
    phrases = catalog(Path(__file__).parent / "phrases" / "churn.yaml")
    terms: ClassVar[Mapping[Label, Label]] = {
        BASE.label: Label(
            "月末距上次进厂未超过流失界限的车辆",
            "vehicles whose last visit is within the limit of loss at the month's end",
        ),
        LOSS.label: Label(
            "近一年在册的车辆中，已超过流失界限未进厂且未返回的比例",
            "share of the vehicles in the base within a year that stay away beyond the limit",
        ),
        ANNUAL.label: ANNUAL.definition or ANNUAL.label,
        COHORT_RATE.label: COHORT_RATE.definition or COHORT_RATE.label,
        PASSING.label: PASSING.definition or PASSING.label,
        GROWTH.label: GROWTH.definition or GROWTH.label,
    }

    indicators = (LOSS_RATE, LOST_VEHICLES, NET_GROWTH)

    profile: ProfileName = Field(default="greatwall", description="thresholds of the classes")
    service_km: float = Field(default=5000, gt=0, description="distance between services, km")
    measures: MeasuresFile = Field(default=MEASURES, validate_default=True)
    letters: LettersFile | None = None
    clock: Literal["calendar", "elapsed"] = Field(
        default="calendar", description="how the months of the assessment are counted"
    )
    target_loss: float | None = Field(
        default=None, ge=0, le=1, description="target of the loss rate; default: all others' rate"
    )

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the visits, and the vehicles under its profile."""
        return (Visits(), VehicleRows(PROFILES[self.profile]))

    def build(self, data: Data) -> Iterator[Block]:
        """The chapter over vehicles, or over monthly totals where there are no rows."""
        if not data.has("repair_orders", *NEEDS["repair_orders"]):
            if has_totals(data):
                yield from totals(data)
            return
        if none := no_visits(data):
            yield Text(data.say(f"headline.{none}"), role="headline")
            return
        first = _FIRST_ASSESSED[self.clock]
        goal = data.set_target(LOSS_RATE, self.target_loss)
        letters = read_letters(self.letters) if self.letters else None
        view = ChurnView.of(data, self.profile, self.service_km, goal, first, letters)
        if not view.fact(VEHICLES_KNOWN).known:
            yield Text(data.say("headline.unknown"), role="headline")
            return
        library = read_measures(self.measures)
        yield from _chapter(view, library) if view.covered else _too_short(view)

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """Vehicles lost in the month, net growth and the loss rate of a year."""
        if not data.has("repair_orders", *NEEDS["repair_orders"]):
            found = total_metrics(data) if has_totals(data) else {}
            known = (one for one in (LOST_VEHICLES, NET_GROWTH) if one.id in found)
            yield from (key_figure(data, one, found[one.id]) for one in known)
        elif not no_visits(data):
            first = _FIRST_ASSESSED[self.clock]
            view = ChurnView.of(data, self.profile, self.service_km, None, first)
            yield from churn_figures(view, self.target_loss)


def _chapter(view: ChurnView, library: MeasureLibrary) -> Iterator[Block]:
    yield from _headline(view)
    yield kpis(view)
    yield shares_chart(view) or class_table(view)
    if view.knows_series:
        yield series_chart(view)
        yield series_table(view)
    yield from filter(None, (advisor_table(view),))
    cells = {of: made for of in view.standouts[:_CROSSED] if (made := lost_cells(view, of))}
    yield from (lost_cells_table(view, made) for made in cells.values())
    yield from _returns(view)
    yield from filter(None, (win_back_table(view), reasons_table(view.data, library)))
    lost_groups(view)
    yield from findings(view, library, cells)
    yield from _notes(view)
    yield _summary(view)


def _summary(view: ChurnView) -> Text:
    """What to do next: find out why where somebody stands out, and whom to call."""
    data, calls = view.data, to_call(view.data)
    names = [*view.worse_series]
    names += [data.text("summary.customers", advisor=name) for name in view.worse_advisors]
    calm: tuple[Fact, ...] = ()
    flow = base_over_a_year(view)
    if names:
        said = data.say("summary.act", name=data.text("list.separator").join(names))
    elif target_state(data, view.fact(LOSS), view.goal) in {"bad", "watch"}:
        said = data.say("summary.missed")
    elif moved(view) not in {"info", "good"}:
        said = data.say("summary.rose", lost=view.fact(LOST))
    elif flow and flow.shrinks:
        said = data.say("summary.shrinking", change=flow.change)
    else:
        said, calm = data.say("summary"), (view.fact(LOST), view.fact(LOSS))
    if calls.known:
        said += data.say("summary.calls" if calls.value else "summary.nobody", calls=calls)
    return Text(said, role="summary", calm=calm)


def _headline(view: ChurnView) -> Iterator[Text]:
    data = view.data
    lost = view.fact(LOST)
    # A second covered month is needed before last month's 0 lost vehicles mean anything.
    before = view.fact(LOST, month=data.month - 1) if view.covered > 1 else None
    move = data.movement(lost, before) if before else data.say("movement.unknown")
    said = data.say(
        "headline",
        lost=lost,
        move=move,
        base=view.fact(BASE),
        growth=said_growth(data, view.fact(GROWTH)),
    )
    if view.worse_series:
        name = view.worse_series[0]
        rest = view.rest(view.series, name, "series")
        said += data.say("headline.series", series=name, rate=view.series[name], rest=rest)
    elif len(view.series) > 1:
        said += data.say("headline.even")
    yield Text(said, role="headline")


def _returns(view: ChurnView) -> Iterator[Block]:
    table = view.data.table(view.table)
    vehicles = table["vehicle"][~table["passing_by"]]
    found = return_times(view.data, vehicles, view.fact(VEHICLES_KNOWN))
    if not found:
        return
    yield returns_chart(view, found)
    away, loss = view.fact(AWAY), view.fact(LOSS)
    if view.knows_loss and away.known and loss.known:
        limit = view.profile.lost_after
        yield Text(view.data.say("returns.note", limit=limit, away=away, loss=loss), role="note")


def _notes(view: ChurnView) -> Iterator[Text]:
    data = view.data
    said = data.say(
        "note.base",
        profile=data.pick(view.profile.label),
        limit=view.profile.lost_after,
        start=_start(view).text(data.language),
    )
    parts: Words = ()
    for metric, months in ((ANNUAL, 2 * YEAR), (COHORT_RATE, COHORT + 1)):
        fact = view.fact(metric)
        if view.reach >= months and fact.bottom:
            comma = (data.text("list.separator"),) if parts else ()
            parts += comma + data.say("note.other.one", name=fact.label, rate=fact)
    if parts:
        said += data.say("note.other", list=parts)
    passing = view.fact(PASSING)
    if passing.value:
        said += data.say("note.passing", passing=passing)
    yield Text(said, role="note")


def _too_short(view: ChurnView) -> Iterator[Block]:
    """What is left where the data does not reach back beyond the limit of loss: the classes."""
    yield Text(
        view.data.say(
            "headline.short",
            start=_start(view).text(view.data.language),
            months=view.reach,
            limit=view.profile.lost_after,
        ),
        role="headline",
    )
    yield class_table(view)


def _start(view: ChurnView) -> Month:
    return view.data.month - (view.reach - 1)


@hookimpl
def register_sections() -> list[type[Section]]:
    """The section of this file."""
    return [Churn]
