"""What the blocks of the churn chapter share: the data, the profile, and what the data can tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from reportgen_plugins.after_sales.churn.churn_metrics import (
    LOSS,
    LOST,
    LOST_IN_YEAR,
    REACTIVATED,
    VEHICLES,
    assessed,
)
from reportgen_plugins.after_sales.funnel_outliers import bad_outliers
from reportgen_plugins.after_sales.vehicles.churn_profiles import (
    PROFILES,
    ChurnProfile,
    ProfileName,
    under,
)
from reportgen_plugins.after_sales.vehicles.customers_to_call import customers_to_call
from reportgen_plugins.after_sales.vehicles.invitation_letters import InvitationTexts
from reportgen_plugins.after_sales.vehicles.recency_months import (
    compared,
    covered,
    flow_months,
    recency_months,
)
from reportgen_plugins.after_sales.vehicles.vehicle_base import base, reach

from reportgen import (
    YEAR,
    Condition,
    Count,
    Data,
    Fact,
    In,
    Is,
    Label,
    Metric,
    Month,
    Ratio,
    during,
    narrow,
)

QUARTER = 3
"""Months of a quarter: long enough for a count of lost vehicles, short enough to see a course."""


class Standout(NamedTuple):
    """A series or an advisor whose customers leave more often than chance explains."""

    kind: Literal["series", "advisor"]
    column: Literal["series", "responsible"]
    name: str


@dataclass(frozen=True)
class ChurnView:
    """One dealer's vehicles under one profile.

    Attributes:
        data: The dealer's tables.
        profile: The recency classes and the limit of loss.
        service_km: Distance between two services.
        target: Target of the loss rate; null where the spec sets none.
        first_assessed: First of the six months since the last visit that are assessed.
    """

    data: Data
    profile: ChurnProfile
    service_km: float
    target: float | None
    first_assessed: int

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 the options of the section
        cls,
        data: Data,
        profile: ProfileName,
        service_km: float,
        target: float | None,
        first_assessed: int,
        letters: InvitationTexts | None = None,
    ) -> ChurnView:
        """The view, with the derived tables made."""
        chosen = PROFILES[profile]
        base(data, chosen)
        flow_months(data, chosen)
        recency_months(data, chosen)
        view = cls(data, chosen, service_km, target, first_assessed)
        if view.covered:
            customers_to_call(data, chosen, service_km, letters)
        return view

    @cached_property
    def table(self) -> str:
        """The name of the vehicle table."""
        return base(self.data, self.profile).table

    @cached_property
    def reach(self) -> int:
        """Months of visits up to the report's, included."""
        return reach(self.data)

    @cached_property
    def covered(self) -> int:
        """Months, the report's last, in which vehicles can have been lost."""
        return covered(self.data, self.profile)

    @cached_property
    def compared(self) -> int:
        """Months, the report's last, with a year of visits behind them."""
        return compared(self.data)

    @property
    def knows_loss(self) -> bool:
        """Whether the data reaches back far enough for the loss rate of a year."""
        return self.reach >= self.profile.lost_after + YEAR

    @property
    def goal(self) -> Fact | None:
        """The target of the loss rate; null where none is set or the rate is not known."""
        if self.target is None or not self.knows_loss:
            return None
        return self.data.target(self.fact(LOSS), self.target)

    @property
    def knows_series(self) -> bool:
        """Whether anything says of which series a vehicle is."""
        return self.data.has("repair_orders", "series")

    @cached_property
    def series(self) -> dict[str, Fact]:
        """Series → loss rate of a year; empty where the data is too short or names none."""
        return self.family(LOSS, "series") if self.knows_loss and self.knows_series else {}

    @cached_property
    def advisors(self) -> dict[str, Fact]:
        """Responsible advisor → loss rate of a year; empty where the data is too short."""
        return self.family(LOSS, "responsible", key="responsible") if self.knows_loss else {}

    @cached_property
    def worse_series(self) -> tuple[str, ...]:
        """The series that lose more than chance explains."""
        return bad_outliers(self.series)

    @cached_property
    def worse_advisors(self) -> tuple[str, ...]:
        """The advisors whose customers leave more often than chance explains."""
        return bad_outliers(self.advisors)

    @property
    def standouts(self) -> tuple[Standout, ...]:
        """The series and advisors that lose more than chance explains."""
        series = (Standout("series", "series", name) for name in self.worse_series)
        advisors = (Standout("advisor", "responsible", name) for name in self.worse_advisors)
        return (*series, *advisors)

    @property
    def assessed(self) -> Metric:
        """The vehicles under monthly assessment."""
        return assessed(self.first_assessed)

    def fact(
        self, metric: Metric, *conditions: Condition, key: str = "", month: Month | None = None
    ) -> Fact:
        """A churn metric under the profile."""
        return self.data.fact(under(metric, self.profile), *conditions, key=key, month=month)

    def family(self, metric: Metric, by: str, *, key: str = "") -> dict[str, Fact]:
        """A churn metric under the profile for every value of a column."""
        found = self.data.family(under(metric, self.profile), by, key=key)
        name = self.data.pick(metric.label)
        return {value: replace(fact, label=f"{name} · {value}") for value, fact in found.items()}

    def trend(self, metric: Metric, months: int) -> tuple[Fact, ...]:
        """A churn metric over the last months, oldest first; empty for none."""
        if not months:
            return ()
        return tuple(self.data.trend(under(metric, self.profile), months=months).values())

    def rest(self, rates: dict[str, Fact], name: str, column: str) -> Fact:
        """The loss rate of all others together: what `name` is held against."""
        others = In(column, tuple(sorted(set(rates) - {name})))
        label = self.data.text("row.others", name=name)
        metric = under(LOSS, self.profile)
        return self.data.fact(metric, others, key=f"{column}!={name}", label=label)

    def lost_of(self, column: str, name: str) -> Fact:
        """The vehicles of a series or an advisor lost in the month, of all lost in it."""
        lost = VEHICLES.only(Is("months_away", self.profile.lost_after))
        label = Label(f"{name}占本月流失车辆", f"Vehicles of {name}, of those lost in the month")
        ratio = Ratio(Count(lost.only(Is(column, name))), Count(lost))
        metric = Metric(f"churn.lost_of:{column}={name}", label, ratio, "share")
        return self.data.combine(under(metric, self.profile))

    def quarters(self, series: str) -> tuple[Fact, Fact] | None:
        """Vehicles of a series lost in the last three months, and in the three before.

        Null where the data does not reach back over both.
        """
        if self.covered < 2 * QUARTER:
            return None
        last = self.data.month - (QUARTER - 1)
        return self._quarter(series, last), self._quarter(series, last - QUARTER)

    def part_of_lost(self, of: Standout) -> Fact:
        """Which part of all vehicles lost within a year is a series' or an advisor's."""
        lost = under(LOST_IN_YEAR, self.profile)
        expr = Ratio(narrow(lost.expr, Is(of.column, of.name)), lost.expr)
        label = Label("占全店流失", "Part of the store's losses")
        metric = Metric(f"{lost.id}.part", label, expr, "share", window=YEAR)
        return self.data.combine(metric, key=f"{of.column}={of.name}")

    def returned(self, of: Standout) -> Fact:
        """Vehicles of a series or an advisor that came back in the month after being lost."""
        back = Is("reactivated", value=True)
        metric = replace(REACTIVATED, expr=Count(VEHICLES.only(back)), id="churn.back")
        label = f"{self.data.pick(metric.label)} · {of.name}"
        made = self.fact(metric, Is(of.column, of.name), key=f"{of.column}={of.name}")
        return replace(made, label=label)

    def _quarter(self, series: str, start: Month) -> Fact:
        lost = under(LOST, self.profile)
        expr = during(narrow(lost.expr, Is("series", series)), start, start + (QUARTER - 1))
        metric = replace(
            lost,
            id=f"{lost.id}_in_quarter",
            label=Label("三个月流失车辆", "Lost in three months"),
            expr=expr,
            window=QUARTER,
        )
        made = self.data.combine(metric, key=f"{series}@{start}")
        return replace(made, label=f"{self.data.pick(metric.label)} · {series}")
