"""The measures of churn, over the tables `vehicles`, `flow_months` and `recency_months`.

They are written for the usual profile; `profiles.under` moves them to another one. `{months}` in a
definition is the limit of loss.
"""

from __future__ import annotations

from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, RecencyClass
from reportgen_plugins.after_sales.vehicles.vehicle_rows import COHORT
from reportgen_plugins.after_sales.vehicles.vehicles_table import JOBS

from reportgen import (
    YEAR,
    Between,
    Count,
    Difference,
    Filled,
    In,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    Sum,
    Total,
    listing,
)

VEHICLES = Rows("vehicles", where=(Is("passing_by", value=False),))
"""Vehicles that came at least once, without those passing by."""
VEHICLES_KNOWN = Metric("churn.vehicles", Label("客户车辆", "Vehicles"), Count(VEHICLES), "count")
_FLOWS = Rows("flow_months", "month")
_SEEN = Rows("recency_months", "month")
_SOURCE = Label("4S 店客户流失统计口径", "churn statistics of Chinese dealers")

BASE = Metric(
    "churn.base",
    Label("有效客户车辆", "Vehicles in the base"),
    Sum(_FLOWS, "base"),
    "count",
    "higher",
    Label(
        "月末距上次进厂不超过 {months} 个月的车辆，不含过路车、PDI 与内部工单",
        "vehicles whose last visit is at most {months} months ago at the month's end, without "
        "passing-by vehicles, pre-delivery and internal orders",
    ),
    _SOURCE,
)
BASE_BEFORE = Metric(
    "churn.base_before",
    Label("月初有效车辆", "Base at the beginning"),
    Sum(_FLOWS, "base_before"),
    "count",
    source=_SOURCE,
)
NEW = Metric(
    "churn.new",
    Label("首次进厂", "New"),
    Sum(_FLOWS, "new"),
    "count",
    "higher",
    Label(
        "自数据开始以来第一次进厂的车辆", "vehicles that came for the first time since data began"
    ),
    _SOURCE,
)
REACTIVATED = Metric(
    "churn.reactivated",
    Label("重新进厂", "Back again"),
    Sum(_FLOWS, "reactivated"),
    "count",
    "higher",
    Label("月初已流失、当月又来的车辆", "vehicles lost before the month that came in it"),
    _SOURCE,
)
LOST = Metric(
    "churn.lost",
    Label("本月流失车辆", "Lost in the month"),
    Sum(_FLOWS, "lost"),
    "count",
    "lower",
    Label(
        "当月起距上次进厂超过 {months} 个月的车辆",
        "vehicles that went beyond {months} months without a visit in the month",
    ),
    _SOURCE,
)
LOST_SHARE = Metric(
    "churn.lost_share",
    Label("本月流失占月初有效车辆", "Vehicles lost, of the base"),
    Ratio(LOST.expr, BASE_BEFORE.expr),
    "share",
    "lower",
    Label("本月流失车辆 ÷ 月初有效车辆", "vehicles lost in the month ÷ base at its beginning"),
    _SOURCE,
)
GROWTH = Metric(
    "churn.growth",
    Label("净增长", "Net growth"),
    Difference(Total((NEW.expr, REACTIVATED.expr)), LOST.expr),
    "count",
    "higher",
    Label("首次进厂 + 重新进厂 − 流失", "new + back again − lost"),
    _SOURCE,
)

_IN_YEAR = VEHICLES.only(Is("at_risk", value=True))
LOSS = Metric(
    "churn.loss",
    Label("近12个月流失率", "Loss rate, 12 months"),
    Ratio(Count(_IN_YEAR.only(Is("in_base", value=False))), Count(_IN_YEAR)),
    "share",
    "lower",
    Label(
        "近 12 个月内超过 {months} 个月未进厂且未返回的车辆 ÷ 12 个月前在册及此后进厂的车辆",
        "vehicles that went beyond {months} months without a visit within the last 12 months and "
        "did not return ÷ vehicles in the base 12 months ago or that came since",
    ),
    _SOURCE,
    window=YEAR,
)
LOST_IN_YEAR = Metric(
    "churn.lost_in_year",
    Label("近12个月流失车辆", "Lost, 12 months"),
    LOSS.expr.top,  # type: ignore[union-attr]
    "count",
    "lower",
    LOSS.definition,
    _SOURCE,
    window=YEAR,
)
_YEAR_BEFORE = VEHICLES.only(Between("visits_before", 1))
ANNUAL = Metric(
    "churn.annual",
    Label("年流失率", "Annual churn"),
    Ratio(Count(_YEAR_BEFORE.only(Is("visits_12m", 0))), Count(_YEAR_BEFORE)),
    "share",
    "lower",
    Label(
        "再前 12 个月来过、近 12 个月没有来的车辆 ÷ 再前 12 个月来过的车辆",
        "vehicles of the 12 months before that did not come in the last 12 ÷ vehicles of the 12 "
        "months before",
    ),
    Label("品牌年流失率通行口径", "annual brand churn as commonly counted"),
    window=YEAR,
)
_RECENT = VEHICLES.only(Between("months_away", 0, 2 * YEAR))
AWAY = Metric(
    "churn.away",
    Label("现已超过流失界限", "Away beyond the limit of loss"),
    Ratio(Count(_RECENT.only(Is("in_base", value=False))), Count(_RECENT)),
    "share",
    "lower",
    Label(
        "近 24 个月来过的车辆中，月末距末次进厂超过 {months} 个月的占比",
        "share of the vehicles seen within 24 months whose last visit is more than {months} months "
        "ago at the month's end",
    ),
    _SOURCE,
    window=2 * YEAR,
)
_COHORT = VEHICLES.only(Is("cohort", value=True))
COHORT_RATE = Metric(
    "churn.cohort",
    Label("六个月未返厂率", "Not back within six months"),
    Ratio(Count(_COHORT.only(Is("months_away", COHORT))), Count(_COHORT)),
    "share",
    "lower",
    Label(
        "六个月前当月进厂、此后没有再来的车辆 ÷ 六个月前当月进厂的车辆",
        "vehicles of the month six months ago that did not come again ÷ vehicles of that month",
    ),
    Label("六个月未返厂率通行口径", "six-month cohort rate as commonly counted"),
    window=COHORT,
)
PASSING = Metric(
    "churn.passing",
    Label("过路车", "Passing by"),
    Count(Rows("vehicles", where=(Is("passing_by", value=True),))),
    "count",
    definition=Label(
        "只来过一次、只做维修，且地址在外地或客户资料注明为过路的车辆，不计入流失",
        "came once, for a repair, from out of town or passing by in the customer file; not "
        "counted as lost",
    ),
    source=Label("过路车、停顿客户区分口径", "how passing-by and low-use vehicles are told apart"),
)
WIN_BACK_VALUE = Metric(
    "churn.win_back_value",
    Label("近12个月流失车辆的年消费", "Yearly spend of the vehicles lost in 12 months"),
    Sum(_IN_YEAR.only(Is("in_base", value=False)), "spend_last_year"),
    "wan",
    definition=Label(
        "近 12 个月流失车辆末次进厂前一年的结算金额合计",
        "amount billed in the year up to the last visit of the vehicles lost in 12 months",
    ),
    source=Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
    window=YEAR,
)


def class_share(each: RecencyClass) -> Metric:
    """A class as a share of the vehicles seen within a year, comparable month by month."""
    return Metric(
        f"churn.share.{each.key}",
        Label(f"{each.label.zh}占比", f"Share of {each.label.en} vehicles"),
        Ratio(Sum(_SEEN.only(Is("recency", each.key)), "vehicles"), Sum(_SEEN, "vehicles")),
        "share",
        definition=Label(
            "该级别车辆 ÷ 月末前 12 个月内来过的车辆",
            "vehicles of the class ÷ vehicles seen in the 12 months before the month's end",
        ),
        source=_SOURCE,
    )


def class_size(each: RecencyClass) -> Metric:
    """How many vehicles of the whole base a class holds."""
    return Metric(
        f"churn.class.{each.key}",
        each.label,
        Count(VEHICLES.only(Is("recency", each.key))),
        "count",
        source=_SOURCE,
    )


def low_use(profile: ChurnProfile, service_km: float) -> Metric:
    """Vehicles away longer than the first class but, by their daily km, not due for service."""
    away = VEHICLES.only(Between("months_away", profile.boundaries[0], YEAR))
    return Metric(
        "churn.low_use",
        Label("推算未到保养里程", "Not due yet by mileage"),
        Count(away.only(Between("km_since", None, service_km))),
        "count",
        definition=Label(
            f"一年内来过、已超过 {profile.boundaries[0]} 个月未进厂，但按日均里程推算"
            f"末次进厂后未满 {service_km:g} 公里的车辆",
            f"seen within a year, away for more than {profile.boundaries[0]} months, but by the "
            f"daily distance less than {service_km:g} km driven since the last visit",
        ),
        source=Label(
            "过路车、停顿客户区分口径", "how passing-by and low-use vehicles are told apart"
        ),
    )


def waiting(profile: ChurnProfile) -> Metric:
    """Vehicles away longer than the first class and seen within a year."""
    away = VEHICLES.only(Between("months_away", profile.boundaries[0], YEAR))
    return Metric(
        "churn.waiting",
        Label("久未进厂车辆", "Vehicles away for long"),
        Count(away),
        "count",
        definition=Label(
            f"一年内来过、已超过 {profile.boundaries[0]} 个月未进厂的车辆",
            f"seen within a year, away for more than {profile.boundaries[0]} months",
        ),
        source=_SOURCE,
    )


def assessed(first: int) -> Metric:
    """Vehicles in the six months of the monthly assessment, `first` to `first + 5` months away."""
    return Metric(
        "churn.assessed",
        Label("考核期车辆", "Under assessment"),
        Count(VEHICLES.only(Between("months_away", first, first + 6))),
        "count",
        "lower",
        Label(
            f"末次进厂后第 {first} 至 {first + 5} 个月仍未返厂的车辆，按月考核负责顾问",
            f"vehicles away for {first} to {first + 5} months, assessed monthly by advisor",
        ),
        Label("服务顾问客户责任制考核口径", "assessment of advisors by their own customers"),
    )


def partial(kind: str) -> Metric:
    """Vehicles that still come but had no work of one kind for a year."""
    job = JOBS[kind]
    return Metric(
        f"churn.partial.{kind}",
        Label(f"{job.zh}流失率", f"Lost for {job.en}"),
        Ratio(
            Count(VEHICLES.only(Is(f"no_{kind}", value=True))),
            Count(VEHICLES.only(Filled(f"no_{kind}"))),
        ),
        "share",
        "lower",
        Label(
            f"仍进厂但 12 个月未做{job.zh}的车辆 ÷ 近一年来过、以前做过{job.zh}的老客户车辆",
            f"vehicles that still come but had no {job.en} for 12 months ÷ vehicles of a year or "
            f"more that still come and had {job.en} before",
        ),
        Label("单项业务流失口径", "partial churn by kind of work"),
    )


def value_at_risk(profile: ChurnProfile) -> Metric:
    """The yearly spend of vehicles that waver or left within a year."""
    keys = tuple(each.key for each in profile.within_year[1:])
    labels = [each.label for each in profile.within_year[1:]]
    names = Label(
        listing((name.zh for name in labels), "zh"), listing((name.en for name in labels), "en")
    )
    return Metric(
        "churn.value_at_risk",
        Label("风险消费额", "Value at risk"),
        Sum(VEHICLES.only(In("recency", keys)), "spend_last_year"),
        "wan",
        "lower",
        Label(
            f"{names.zh}车辆末次进厂前一年的结算金额合计",
            f"amount billed in the year up to the last visit of vehicles that are {names.en}",
        ),
        Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
    )
