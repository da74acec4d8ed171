"""一次修复率: was the car fixed at the first visit? The customer answers, and the records.

By survey: the answers to "fixed at the first visit?". By operation: comebacks within the guarantee.
Technicians are compared only when they differ by more than chance, and then only those outside
the 99.8 % limits are named.

Instead of rows it can use the monthly figures `first_time_fix_answered` and `first_time_fixed`,
for the store and with the technician as subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, Literal

from pydantic import Field
from reportgen_plugins.after_sales.customers_touched import touched
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.missed_targets import missed_target, target_state
from reportgen_plugins.after_sales.repairs.comebacks import GUARANTEES, Guarantee
from reportgen_plugins.after_sales.repairs.fault_by_technician import (
    FaultRates,
    fault_rates,
    fault_table,
)
from reportgen_plugins.after_sales.repairs.first_time_fix_blocks import (
    by_guarantee,
    causes,
    funnel,
    key_cases,
    notes,
    people,
    trend,
)
from reportgen_plugins.after_sales.repairs.first_time_fix_metrics import (
    CAME_BACK,
    QUARTER,
    REWORKED,
    Basis,
    TechnicianComparison,
    closed_month,
    compared,
    fixed,
    misses,
    operated,
)
from reportgen_plugins.after_sales.repairs.repair_jobs import ELIGIBLE, TABLE, RepairJobs, jobs
from reportgen_plugins.after_sales.repairs.technician_findings import (
    TechnicianReview,
    technician_findings,
)
from reportgen_plugins.after_sales.slow_declines import slow_decline
from reportgen_plugins.after_sales.standard_measures import (
    MEASURES,
    MeasureLibrary,
    MeasuresFile,
    read_measures,
    said_measures,
)

from reportgen import (
    Block,
    Data,
    Derivation,
    Fact,
    Finding,
    Indicator,
    KeyFigure,
    Kpi,
    Kpis,
    Label,
    Section,
    Strict,
    Text,
    Words,
    catalog,
    hookimpl,
    key_figure,
    listing,
)
from reportgen.stats import COUNTS_ONLY_BELOW

_RATE: Final = Indicator(
    "first_time_fix.fixed", Label("一次修复率", "First-time fix rate"), "share"
)


class Window(Strict):
    """A guarantee: so many days or kilometres, whichever is over first."""

    days: int = Field(ge=1, description="days from delivery")
    km: int = Field(ge=1, description="kilometres from delivery")


class FirstTimeFix(Section):
    """First-time fix by survey and by comebacks, by technician, with causes and key cases."""

    type = "first_time_fix"
    heading = Label("一次修复率", "First-time fix")
    needs_any = (
        {"callbacks": ["called_at", "first_time_fixed"]},
        {"repair_orders": ["ro_no", "opened_at", "vehicle", "work_type"]},
        {"monthly_figures": ["month", "indicator", "value"]},
    )
    wants: ClassVar = {
        "repair_orders": ["technician", "fault", "mileage", "delivered_at", "comeback"],
        "complaints": ["unresolved_reason"],
    }
    phrases = catalog(__file__)
    terms: ClassVar = {
        Label("一次修复率", "First-time fix rate"): Label(
            "一次进厂就修好的比例；越高越好", "share of repairs that held after one visit"
        ),
        Label("返修", "Comeback"): Label(
            "交车后在质量保证期内因同一故障再次进厂",
            "the vehicle is back with the same fault within the guarantee",
        ),
    }

    indicators = (_RATE,)

    target: float = Field(default=0.95, gt=0, lt=1, description="target of the first-time fix rate")
    measures: MeasuresFile = Field(default=MEASURES, validate_default=True)
    months: Literal[3, 12] = Field(default=12, description="months over which people are compared")
    technicians_by: Basis = Field(default="survey", description="survey or operation")
    work_types: tuple[str, ...] = Field(default=ELIGIBLE, description="kinds of work that count")
    windows: dict[Literal["major", "second_maintenance", "minor"], Window] = Field(
        default_factory=dict, description="guarantees that replace the legal ones"
    )

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the repair jobs under its guarantees."""
        return (RepairJobs(self.work_types, tuple(self._guarantees().items())),)

    def _guarantees(self) -> dict[str, Guarantee]:
        guarantees = dict(GUARANTEES)
        guarantees |= {kind: Guarantee(w.days, w.km) for kind, w in self.windows.items()}
        return guarantees

    def build(self, data: Data) -> Iterator[Block]:
        """Yield the blocks, the conclusion first."""
        guarantees = self._guarantees()
        jobs(data, self.work_types, guarantees)
        days = guarantees["minor"].days
        comparison = self._compared(data, days)
        faults = fault_rates(data, comparison) if comparison else None
        yield Text((*self._headline(data, days), *self._who(data, comparison)), role="headline")
        if tiles := self._tiles(data, days):
            yield Kpis(tiles)
        yield from trend(data, self._goal(data), days)
        if comparison:
            yield from funnel(data, comparison)
            yield from people(data, comparison)
            yield from fault_table(data, comparison, faults)
        yield from by_guarantee(data, guarantees)
        yield from causes(data)
        yield from key_cases(data)
        yield from notes(data, days)
        found = [*self._findings(data, comparison, faults)]
        yield from found
        yield self._summary(data, comparison, [b for b in found if isinstance(b, Finding)])

    def key_figures(self, data: Data) -> Iterator[KeyFigure]:
        """The rate by survey."""
        if metric := fixed(data):
            yield key_figure(data, _RATE, metric, self.target)

    def _goal(self, data: Data) -> float:
        return data.set_target(_RATE, self.target)

    def _compared(self, data: Data, days: int) -> TechnicianComparison | None:
        """The technicians over the months the spec says; over a quarter where no more is known."""
        other: Basis = "operation" if self.technicians_by == "survey" else "survey"
        ways = [(b, m) for m in (self.months, QUARTER) for b in (self.technicians_by, other)]
        found = (compared(data, basis, months, days) for basis, months in dict.fromkeys(ways))
        return next(filter(None, found), None)

    def _headline(self, data: Data, days: int) -> Words:
        metric = fixed(data)
        rate = data.fact(metric) if metric else None
        if metric and rate and rate.n:
            if rate.n < COUNTS_ONLY_BELOW:
                return data.say("headline.few", rate=rate, missed=data.fact(misses(data)))
            move = data.movement(rate, data.fact(metric, month=data.month - 1))
            against = data.against(rate, data.target(rate, self._goal(data)))
            return data.say("headline", rate=rate, move=move, against=against)
        if operated(data):
            month = closed_month(data.month, days)
            back = data.fact(CAME_BACK, month=month)
            if back.n:
                move = data.movement(back, data.fact(CAME_BACK, month=month - 1))
                name = month.text(data.language)
                return data.say("headline.operation", month=name, rate=back, move=move)
        return data.say("headline.none")

    def _who(self, data: Data, comparison: TechnicianComparison | None) -> Words:
        """The second half of the conclusion: who stands out, if anybody."""
        if comparison is None or not comparison.worse:
            return ()
        return data.say("headline.who", names=listing(comparison.worse, data.language))

    def _tiles(self, data: Data, days: int) -> tuple[Kpi, ...]:
        tiles = []
        metric = fixed(data)
        if metric:
            rate = data.fact(metric)
            change = data.change(rate, data.fact(metric, month=data.month - 1))
            goal = data.target(rate, self._goal(data))
            tiles.append(
                Kpi(
                    rate,
                    change=change,
                    target=goal,
                    trend=tuple(data.trend(metric).values()),
                    severity=target_state(data, rate, goal),
                )
            )
            tiles.append(Kpi(data.fact(misses(data))))
        if operated(data):
            month = closed_month(data.month, days)
            back = data.fact(CAME_BACK, month=month)
            label = data.text("tile.came_back", month=month.short(data.language))
            change = data.change(back, data.fact(CAME_BACK, month=month - 1))
            tiles.append(Kpi(back, label=label, change=change))
            again = data.fact(REWORKED)
            tiles += [Kpi(again)] if again.known else []
        return tuple(tiles)

    def _findings(
        self, data: Data, comparison: TechnicianComparison | None, faults: FaultRates | None
    ) -> Iterator[Block]:
        metric, library = fixed(data), read_measures(self.measures)
        rate = data.fact(metric) if metric else None
        if metric and rate and rate.n:
            yield from self._store(data, rate, library)
            course = tuple(data.trend(metric).values())
            impact = _touched(data, data.fact(misses(data)))
            yield from slow_decline(data, "first_time_fix.slow", course, impact)
        if comparison:
            review = TechnicianReview(comparison, faults, library, 1 - self._goal(data))
            yield from technician_findings(data, review)

    def _store(self, data: Data, rate: Fact, library: MeasureLibrary) -> Iterator[Block]:
        """The store against its target, where the interval leaves no doubt."""
        goal, missed = data.target(rate, self._goal(data)), data.fact(misses(data))
        standard = said_measures(data, library.on_topics(["repair"]))
        yield from missed_target(
            data,
            "first_time_fix.target",
            rate,
            goal,
            text=data.say("below.text", rate=rate, missed=missed),
            cause=data.say("cause.unknown"),
            measure=data.say("below.measure", missed=missed, standard=standard),
            owner=data.text("owner"),
            deadline=due(data),
            impact=_touched(data, missed),
        )
        if data.standing(rate, goal) == "clear":
            title = data.say("above.title", rate=rate, target=goal)
            text = data.say("above.text", rate=rate)
            yield Finding("first_time_fix.target", "good", title, text, facts=(rate, goal))

    def _summary(
        self, data: Data, comparison: TechnicianComparison | None, found: Sequence[Finding]
    ) -> Text:
        """What to do first, by what was found; calm only where nothing asks to be looked at."""
        metric = fixed(data)
        rate = data.fact(metric) if metric else None
        severities = {finding.id: finding.severity for finding in found}
        missed = data.fact(misses(data)) if rate and rate.n else None
        said: Words = ()
        if missed and severities.get("first_time_fix.target") in {"bad", "watch"}:
            said = data.say("summary.missed", missed=missed)
        elif "first_time_fix.slow" in severities:
            said = data.say("summary.slow")
        if comparison and comparison.worse:
            said += data.say("summary.worse", names=listing(comparison.worse, data.language))
        elif watched := [f for f in found if f.id.startswith("first_time_fix.fault.")]:
            said += data.say("summary.fault", first=watched[0].title)
        if said:
            return Text(said, role="summary")
        if comparison is None:
            named = data.has(TABLE, "technician")
            key = ("short" if named else "store") if rate and rate.n else "none"
            return Text(data.say(f"summary.{key}"), role="summary")
        if rate is None or not missed:
            return Text(data.say("summary.alike"), role="summary")
        key = "unrecorded" if missed.value else "calm"
        given = {"missed": missed} if missed.value else {}
        return Text(data.say(f"summary.{key}", **given), role="summary", calm=(rate,))


def _touched(data: Data, missed: Fact) -> Fact | None:
    """The customers of the month whose repair did not hold."""
    if missed.expr is None:
        return None
    label = Label("未一次修复占全店接车", "Repairs that did not hold, of all visits")
    return touched(data, "not_fixed", label, missed.expr)


@hookimpl
def register_sections() -> list[type[Section]]:
    """Return the section of this file."""
    return [FirstTimeFix]
