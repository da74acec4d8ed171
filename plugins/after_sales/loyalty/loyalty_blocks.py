"""Charts and tables of the chapter on loyal customers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from reportgen_plugins.after_sales.churn.churn_metrics import class_share
from reportgen_plugins.after_sales.loyalty.customer_value import MODEL_FROM
from reportgen_plugins.after_sales.loyalty.loyalty_metrics import (
    CLASSES,
    EXPECTED,
    GROUPS,
    LOYALTY,
    PER_VEHICLE,
    REGULAR,
    REGULARS,
    SPEND,
    VEHICLES,
    Loyalty,
    spend_share,
    vehicle_share,
)
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, under

from reportgen import (
    YEAR,
    Cell,
    Chart,
    Column,
    Condition,
    Count,
    Data,
    Fact,
    In,
    Is,
    Label,
    Metric,
    Ratio,
    Series,
    Sum,
    Table,
    Unit,
    Words,
)

_TOP_SHARE = 0.2
IN_GROUP = Metric(
    "loyal.group", Label("RFM 分组车辆", "Vehicles by RFM group"), Count(LOYALTY), "count",
    source=Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
)  # fmt: skip
GROUP_SPEND = Metric(
    "loyal.group_spend", Label("RFM 分组消费", "Spend by RFM group"),
    Sum(LOYALTY, "spend_12m"), "wan",
    source=Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
)  # fmt: skip
REGULAR_SPEND = Metric(
    "loyal.regular_spend", Label("A+B 类消费占比", "Share of spend of A and B"),
    Ratio(
        Sum(LOYALTY.only(In("visit_class", REGULAR)), "spend_12m"), Sum(LOYALTY, "spend_12m")
    ),
    "percent",
)  # fmt: skip


_REGULAR = LOYALTY.only(In("visit_class", REGULAR))
_MEASURED = Label("近12个月进厂 2 次及以上的车辆", "vehicles with two or more visits in 12 months")
OWN_SPEND = Metric(
    "loyal.own_spend", Label("本店单次消费", "Spend a visit in this store"),
    Ratio(Sum(_REGULAR, "spend_12m"), Sum(_REGULAR, "visits_12m")), "yuan", "higher", _MEASURED,
    window=YEAR,
)  # fmt: skip
OWN_VISITS = Metric(
    "loyal.own_visits", Label("本店年进厂次数", "Visits a year in this store"),
    Ratio(Sum(_REGULAR, "visits_12m"), Count(_REGULAR)), "number", "higher", _MEASURED,
    window=YEAR,
)  # fmt: skip
OWN_YEARLY = Metric(
    "loyal.own_yearly", Label("本店一年营业额", "Turnover a year in this store"),
    Ratio(Sum(_REGULAR, "spend_12m"), Count(_REGULAR)), "yuan", "higher", _MEASURED,
    window=YEAR,
)  # fmt: skip


@dataclass(frozen=True)
class CustomerValues:
    """One dealer's customer values under one profile.

    Attributes:
        data: The dealer's tables.
        profile: The recency classes.
        loyalty: The derived table.
        compared: Months, the report's last, with a year of visits behind them.
        calls: Whom to call first, in order.
    """

    data: Data
    profile: ChurnProfile
    loyalty: Loyalty
    compared: int
    calls: pd.DataFrame

    @property
    def has_money(self) -> bool:
        """Whether anything was billed in the last twelve months."""
        return bool(self.fact(SPEND).value)

    def fact(self, metric: Metric, *conditions: Condition, key: str = "") -> Fact:
        """A metric under the profile."""
        return self.data.fact(under(metric, self.profile), *conditions, key=key)

    @cached_property
    def loyal_trend(self) -> tuple[Fact, ...]:
        """The share of the best recency class, oldest first; empty without a year of data."""
        metric = under(class_share(self.profile.classes[0]), self.profile)
        if not self.compared:
            return ()
        return tuple(self.data.trend(metric, months=self.compared).values())

    @property
    def month(self) -> str:
        """The report's month as a reader says it."""
        return self.data.month.text(self.data.language)


def top_share(ledger: CustomerValues) -> Fact | None:
    """The share of the spend the top fifth of customers brought; null without spend.

    The fifth is a whole number of customers, rounded half up, so that it can be counted off a list.
    """
    rows = ledger.loyalty.rows
    if not ledger.has_money:
        return None
    owner = rows["vehicle"]
    if "customer_id" in rows:
        owner = rows["customer_id"].fillna(owner)
    spent = rows["spend_12m"].groupby(owner).sum()
    spent = spent[spent > 0].sort_values(ascending=False)
    top = math.floor(_TOP_SHARE * len(spent) + 0.5)
    if not top:
        return None
    return ledger.data.given(
        under(REGULARS, ledger.profile).id.replace("regular", "top"),
        Label("前20%客户消费占比", "Spend of the top 20% of customers"),
        math.fsum(spent.head(top)) / math.fsum(spent),
        "percent",
        Label(
            f"近 12 个月有消费的 {len(spent):,} 位客户中，消费最多的 {top:,} 位"
            "（20%，四舍五入）的消费 ÷ 全部消费",
            f"spend of the {top:,} customers who spent most (20 %, rounded) of the {len(spent):,} "
            "with spend in 12 months ÷ all spend",
        ),
        n=len(spent),
        over=[ledger.fact(SPEND)],
    )


def own_turnover(ledger: CustomerValues) -> tuple[Fact, Fact, Fact] | None:
    """Spend a visit, visits a year and yearly spend of a regular customer's vehicle."""
    if not ledger.has_money or not ledger.fact(REGULARS).top:
        return None
    return ledger.fact(OWN_SPEND), ledger.fact(OWN_VISITS), ledger.fact(OWN_YEARLY)


def classes_chart(ledger: CustomerValues) -> Chart:
    """Every class's share of the vehicles beside its share of the spend."""
    data = ledger.data
    vehicles = [ledger.fact(vehicle_share(key)) for key in CLASSES]
    spend = [ledger.fact(spend_share(key)) for key in CLASSES]
    return Chart(
        id=f"loyal.classes.{ledger.profile.id}",
        kind="column",
        title=data.say(
            "classes.title", share=ledger.fact(REGULARS), spend=ledger.fact(REGULAR_SPEND)
        ),
        caption=data.text("classes.caption", month=ledger.month, n=f"{round(_all(ledger)):,}"),
        categories=tuple(data.pick(label) for label in CLASSES.values()),
        series=(
            Series(data.text("column.share"), tuple(vehicles), role="other"),
            Series(data.text("column.spend_share"), tuple(spend)),
        ),
        unit="share",
    )


def trend_chart(ledger: CustomerValues) -> Chart | None:
    """The share of loyal vehicles month by month; null without two months to compare."""
    data, course = ledger.data, ledger.loyal_trend
    if len(course) < 2:  # noqa: PLR2004 a course has two points
        return None
    months, name = data.month.back(len(course)), data.pick(ledger.profile.classes[0].label)
    move = data.movement(course[-1], course[-2])
    first, last = (month.text(data.language) for month in (months[0], months[-1]))
    return Chart(
        id=f"loyal.trend.{ledger.profile.id}",
        kind="line",
        title=data.say("trend.title", name=name, now=course[-1], move=move),
        caption=data.text("trend.caption", name=name, first=first, last=last),
        categories=tuple(month.short(data.language) for month in months),
        series=(Series(name, course),),
        unit="share",
    )


def cross_table(ledger: CustomerValues) -> Table:
    """How many vehicles of each visit class are in which recency class, and what they spent."""
    data, classes = ledger.data, ledger.profile.classes
    money: dict[str, tuple[Metric, Unit]] = {}
    if ledger.has_money:
        money = {"spend": (SPEND, "wan"), "each": (PER_VEHICLE, "yuan")}
        if ledger.loyalty.expected.spend is not None:
            money["expected"] = (EXPECTED, "wan")
    rows: list[tuple[Cell, ...]] = []
    for key, label in CLASSES.items():
        own = Is("visit_class", key)
        cells = [
            ledger.fact(VEHICLES, own, Is("recency", each.key), key=f"{key}/{each.key}")
            for each in classes
        ]
        whole = (VEHICLES, *(metric for metric, _ in money.values()))
        rows.append((data.pick(label), *cells, *(ledger.fact(m, own, key=key) for m in whole)))
    totals = [ledger.fact(VEHICLES, Is("recency", each.key), key=each.key) for each in classes]
    spent = [ledger.fact(metric) for metric, _ in money.values()]
    rows.append((data.text("row.total"), *totals, ledger.fact(VEHICLES), *spent))
    return Table(
        id=f"loyal.cross.{ledger.profile.id}",
        caption=data.text("cross.caption", month=ledger.month),
        columns=(
            Column(data.text("column.class"), weight=1.3),
            *(Column(data.pick(each.label).capitalize(), "count") for each in classes),
            Column(data.text("row.total"), "count"),
            *(Column(data.text(f"column.{n}"), unit, weight=1.2) for n, (_, unit) in money.items()),
        ),
        rows=tuple(rows),
        note=expected_note(ledger) if money else (),
        total=True,
    )


def expected_note(ledger: CustomerValues) -> Words:
    """What is expected of the next twelve months, or why nothing is."""
    method = ledger.loyalty.expected.method
    if method == "model":
        return ledger.data.say("expected.model", expected=ledger.fact(EXPECTED))
    if method == "few":
        return ledger.data.say("expected.few", count=MODEL_FROM)
    return ledger.data.say(f"expected.{method}")


def rfm_table(ledger: CustomerValues) -> Table:
    """The RFM groups: vehicles and spend of twelve months."""
    data = ledger.data
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            data.pick(label),
            ledger.fact(IN_GROUP, Is("rfm", key), key=key),
            *([ledger.fact(GROUP_SPEND, Is("rfm", key), key=key)] if ledger.has_money else []),
        )
        for key, label in GROUPS.items()
    )
    spend = [Column(data.text("column.spend"), "wan")] if ledger.has_money else []
    return Table(
        id=f"loyal.rfm.{ledger.profile.id}",
        caption=data.text("rfm.caption", month=ledger.month),
        columns=(
            Column(data.text("column.group")),
            Column(data.text("column.vehicles"), "count"),
            *spend,
        ),
        rows=rows,
    )


def _all(ledger: CustomerValues) -> float:
    return ledger.fact(VEHICLES).value or 0.0
