"""Loyal customers: how often they come, what they bring, what is at risk, and whom to call first.

Needs repair orders with vehicle and day; amounts, mileage, the customer file and call-backs add to
it. Classes by yearly visits need twelve months of repair orders. There is no indicator in
`monthly_figures` that could stand in for vehicles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from pydantic import Field
from reportgen_plugins.after_sales.churn.churn_metrics import value_at_risk
from reportgen_plugins.after_sales.deadlines import due
from reportgen_plugins.after_sales.loyalty.customer_value import Profit, Turnover
from reportgen_plugins.after_sales.loyalty.first_calls import MOST_CALLS, first_calls
from reportgen_plugins.after_sales.loyalty.loyalty_blocks import (
    REGULAR_SPEND,
    CustomerValues,
    classes_chart,
    cross_table,
    own_turnover,
    rfm_table,
    top_share,
    trend_chart,
)
from reportgen_plugins.after_sales.loyalty.loyalty_metrics import (
    PER_VEHICLE,
    REGULARS,
    SPEND,
    VEHICLES,
    loyalty,
)
from reportgen_plugins.after_sales.loyalty.satisfaction_returns import CallReturns, returned
from reportgen_plugins.after_sales.loyalty.value_models import models_table
from reportgen_plugins.after_sales.standard_measures import MEASURES, MeasuresFile, read_measures
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES, ProfileName
from reportgen_plugins.after_sales.vehicles.customers_to_call import customers_to_call, to_call
from reportgen_plugins.after_sales.vehicles.expected_returns import with_returns
from reportgen_plugins.after_sales.vehicles.invitation_letters import LettersFile, read_letters
from reportgen_plugins.after_sales.vehicles.recency_months import compared, recency_months
from reportgen_plugins.after_sales.vehicles.vehicle_base import reach
from reportgen_plugins.after_sales.vehicles.vehicle_rows import VehicleRows
from reportgen_plugins.after_sales.visit_rows import Visits
from reportgen_plugins.after_sales.visits import NEEDS, no_visits

from reportgen import (
    YEAR,
    Block,
    Count,
    Data,
    Derivation,
    Fact,
    Finding,
    In,
    Kpi,
    Kpis,
    Label,
    Recommendation,
    Rows,
    Section,
    Severity,
    Text,
    catalog,
    hookimpl,
)
from reportgen.stats import MOVED

_CONCENTRATED = 0.5
"""Share of the spend from which it rests on the top fifth: half of it; by judgement."""


class LoyalCustomers(Section):
    """Visit classes, RFM, actual and expected spend, value at risk, and the call list."""

    type = "loyal_customers"
    heading = Label("忠诚客户价值", "Loyal customers")
    needs = NEEDS
    wants: ClassVar[Mapping[str, Sequence[str]]] = {
        "repair_orders": ["total", "series", "advisor", "mileage", "customer_id"],
        "customers": ["customer_id", "assigned_advisor"],
        "callbacks": ["vehicle", "called_at", "overall"],
    }
    phrases = catalog(Path(__file__).parent / "phrases" / "loyal_customers.yaml")
    terms: ClassVar[Mapping[Label, Label]] = {
        Label("年进厂分类", "Visit class"): Label(
            "按近 12 个月进厂次数：A 为 4 次及以上，B 为 2–3 次，C 为 1 次，D 为 0 次",
            "by visits in 12 months: A four or more, B two or three, C one, D none",
        ),
        Label("RFM", "RFM"): Label(
            "按最近进厂、进厂次数、年消费三项打分的客户分组",
            "groups by last visit, number of visits and yearly spend",
        ),
        Label("风险消费额", "Value at risk"): Label(
            "一年内来过但已不属最高级别的车辆，末次进厂前一年的消费合计",
            "what vehicles seen within a year, but no longer in the best class, spent in the year "
            "to their last visit",
        ),
    }

    profile: ProfileName = Field(default="greatwall", description="thresholds of the classes")
    service_km: float = Field(default=5000, gt=0, description="distance between services, km")
    satisfied: float = Field(default=80, ge=0, le=100, description="score from which satisfied")
    measures: MeasuresFile = Field(default=MEASURES, validate_default=True)
    letters: LettersFile | None = None
    turnover: Turnover = Field(default=Turnover(), description="turnover of a loyal customer")
    profit: Profit = Field(default=Profit(), description="profit of a loyal customer")

    def derivations(self) -> tuple[Derivation, ...]:
        """Return the visits, the vehicles under its profile, and the calls of half a year ago."""
        return (Visits(), VehicleRows(PROFILES[self.profile]), CallReturns(self.satisfied))

    def build(self, data: Data) -> Iterator[Block]:
        """The chapter; without visits this month or a year of data, what is left of it."""
        if none := no_visits(data):
            yield Text(data.say(f"headline.{none}"), role="headline")
        elif reach(data) < YEAR:
            yield Text(data.say("headline.short", months=reach(data)), role="headline")
            yield models_table(data, self.turnover, self.profit)
        else:
            yield from self._chapter(data)

    def _chapter(self, data: Data) -> Iterator[Block]:
        chosen = PROFILES[self.profile]
        made = loyalty(data, chosen)
        if not data.knows(Count(Rows(made.table))):
            yield Text(data.say("headline.unknown"), role="headline")
            yield models_table(data, self.turnover, self.profit)
            return
        recency_months(data, chosen)
        letters = read_letters(self.letters) if self.letters else None
        calls = customers_to_call(data, chosen, self.service_km, letters)
        ledger = CustomerValues(data, chosen, made, compared(data), calls)
        top, risk = top_share(ledger), _risk(ledger)
        yield _headline(ledger, top, risk)
        yield _kpis(ledger, top, risk)
        if ledger.has_money:
            yield classes_chart(ledger)
        yield from filter(None, (trend_chart(ledger), cross_table(ledger)))
        yield from filter(None, (rfm_table(ledger), first_calls(ledger)))
        yield models_table(data, self.turnover, self.profit, own_turnover(ledger))
        yield from _at_risk(ledger, risk, read_measures(self.measures).won_back)
        yield from _movement(ledger)
        yield from _top(ledger, top)
        satisfied = [*_satisfied(data, self.satisfied)]
        yield from satisfied
        yield _summary(ledger, risk, {finding.severity for finding in satisfied})


def _risk(ledger: CustomerValues) -> Fact | None:
    fact = ledger.fact(value_at_risk(ledger.profile))
    return fact if fact.value else None


def _headline(ledger: CustomerValues, top: Fact | None, risk: Fact | None) -> Text:
    data, regular = ledger.data, ledger.fact(REGULARS)
    said = (
        data.say("headline", regular=regular, top=top)
        if top
        else data.say("headline.plain", regular=regular)
    )
    if risk:
        said += data.say("headline.risk", classes=_classes(ledger), risk=risk)
    return Text(said, role="headline")


def _kpis(ledger: CustomerValues, top: Fact | None, risk: Fact | None) -> Kpis:
    tiles = [Kpi(ledger.fact(REGULARS))]
    course = ledger.loyal_trend
    if len(course) > 1:
        change = ledger.data.change(course[-1], course[-2])
        tiles.append(Kpi(course[-1], change=change, trend=course))
    if ledger.has_money:
        tiles += [Kpi(ledger.fact(SPEND)), Kpi(ledger.fact(PER_VEHICLE))]
    tiles += [Kpi(fact) for fact in (top, risk) if fact]
    return Kpis(tuple(tiles))


def _at_risk(ledger: CustomerValues, risk: Fact | None, won_back: float) -> Iterator[Block]:
    """The value at risk, and the list to call: as many return as can of those called."""
    if risk is None:
        return
    data, key = ledger.data, f"loyal.risk.{ledger.profile.id}"
    count, calls, classes = _count(ledger), to_call(data), _classes(ledger)
    said = data.say("finding.risk.text", classes=classes, count=count, risk=risk)
    yield Finding(
        id=key,
        severity="info",
        title=data.say("finding.risk.title", classes=classes, risk=risk),
        text=said,
    )
    loyal = ledger.loyal_trend[-1] if ledger.loyal_trend else None
    if loyal is None or not loyal.known or not calls.value:
        return
    yield Recommendation(
        id=f"{key}/call",
        finding=key,
        problem=data.say("recommend.problem", classes=classes, count=count, risk=risk),
        cause=data.say("recommend.cause"),
        measure=data.say("recommend.measure", top=min(MOST_CALLS, len(ledger.calls))),
        owner=data.text("owner"),
        deadline=due(data),
        indicator=loyal.label,
        baseline=loyal,
        target=with_returns(data, loyal, calls, won_back),
    )


def _movement(ledger: CustomerValues) -> Iterator[Finding]:
    """The loyal share against last month, if it moved by more than noise."""
    course = ledger.loyal_trend
    if len(course) < 2:  # noqa: PLR2004 a change has two months
        return
    data, now, before = ledger.data, course[-1], course[-2]
    if not data.proven(now, before):
        return
    rose = (now.value or 0.0) > (before.value or 0.0)
    name = data.pick(ledger.profile.classes[0].label)
    yield Finding(
        id=f"loyal.move.{ledger.profile.id}",
        severity="good" if rose else "watch",
        title=data.say("finding.up.title" if rose else "finding.down.title", name=name),
        text=data.say("finding.move.text", name=name, now=now, move=data.movement(now, before)),
        impact=_fewer(data, now, before),
    )


def _fewer(data: Data, now: Fact, before: Fact) -> Fact:
    """How many vehicles the change of the share comes to, of all vehicles seen in a year."""
    label = Label("忠诚车辆的增减", "Change of the loyal vehicles")
    method = Label("占比的变化 × 车辆数", "change of the share × vehicles")
    count = abs((now.value or 0.0) - (before.value or 0.0)) * (now.bottom or 0.0)
    return data.given("loyal.moved", label, round(count), "count", method, over=(now, before))


def _top(ledger: CustomerValues, top: Fact | None) -> Iterator[Finding]:
    if top is None or not top.n:
        return
    if (top.value or 0.0) < _CONCENTRATED:
        return
    yield Finding(
        id=f"loyal.top.{ledger.profile.id}",
        severity="info",
        title=ledger.data.say("finding.top.title", top=top),
        text=ledger.data.say("finding.top.high", spend=ledger.fact(SPEND), top=top),
    )


def _satisfied(data: Data, limit: float) -> Iterator[Finding]:
    """That satisfied customers return more often, or less; nothing where chance explains it."""
    found = returned(data, limit)
    if found is None:
        return
    high, low = found
    if data.verdict(high, low) not in MOVED:
        return
    more = (high.value or 0.0) > (low.value or 0.0)
    yield Finding(
        id="loyal.satisfied",
        severity="info" if more else "watch",
        title=data.say("finding.satisfied.title" if more else "finding.unsatisfied.title"),
        text=data.say("finding.satisfied.text", limit=round(limit), high=high, low=low),
    )


def _classes(ledger: CustomerValues) -> str:
    """The names of the classes at risk: 摇摆、短期流失."""
    names = [ledger.data.pick(each.label) for each in ledger.profile.within_year[1:]]
    return ledger.data.text("classes.between").join(names)


def _count(ledger: CustomerValues) -> Fact:
    """Vehicles that waver or left within a year."""
    levels = tuple(each.key for each in ledger.profile.within_year[1:])
    return ledger.fact(VEHICLES, In("recency", levels), key="at_risk")


def _summary(ledger: CustomerValues, risk: Fact | None, satisfied: Collection[Severity]) -> Text:
    """What comes first: scores that cannot be trusted, a share that moves, else whom to keep."""
    data = ledger.data
    if "watch" in satisfied:
        return Text(data.say("summary.unsatisfied"), role="summary")
    name = data.pick(ledger.profile.classes[0].label)
    moved = next(iter(_movement(ledger)), None)
    if moved and moved.severity == "watch":
        return Text(data.say("summary.loyal_down", name=name), role="summary")
    if not risk:
        said = data.say("summary.plain", regular=ledger.fact(REGULARS))
    elif moved:
        said = data.say("summary.loyal_up", name=name, spend=ledger.fact(REGULAR_SPEND))
    else:
        said = data.say("summary", spend=ledger.fact(REGULAR_SPEND))
    return Text(said, role="summary")


@hookimpl
def register_sections() -> list[type[Section]]:
    """The section of this file."""
    return [LoyalCustomers]
