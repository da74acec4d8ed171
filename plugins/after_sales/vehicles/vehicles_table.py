"""The columns of the derived table `vehicles`: one vehicle at the end of the report's month."""

from __future__ import annotations

from reportgen import ColumnContract, Label, TableContract

JOBS = {
    "maintenance": Label("保养", "maintenance"),
    "repair": Label("维修", "repair"),
    "body": Label("钣金喷漆", "body and paint"),
    "decoration": Label("精品装饰", "accessories"),
}
"""What a visit was for; a visit for several things counts as the first that applies."""

PARTS = ("maintenance", "repair", "decoration")
"""Kinds of work a vehicle can stop coming for while it still comes for others."""


def _code(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(name, "code", Label(zh, en))


def _text(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(name, "text", Label(zh, en))


def _date(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(name, "date", Label(zh, en))


def _count(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(name, "number", Label(zh, en), unit="count")


def _yuan(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(
        name, "money", Label(zh, en), unit="yuan", made_from=("visits.total",), back=None
    )


def _flag(name: str, zh: str, en: str) -> ColumnContract:
    return ColumnContract(name, "flag", Label(zh, en))


VEHICLES = TableContract(
    name="vehicles",
    label=Label("车辆档案", "Vehicles"),
    row=Label("一行为一辆来过的车，截至报告月末", "one vehicle, at the end of the month"),
    key=("vehicle",),
    made_from=("visits",),
    back=None,
    per=("vehicle",),
    columns=(
        _code("vehicle", "车辆号", "Vehicle"),
        _code("customer_id", "客户编号", "Customer ID"),
        _text("series", "车系", "Series"),
        _text("model", "车型", "Model"),
        _text("advisor", "最近服务顾问", "Last advisor"),
        _text("responsible", "负责顾问", "Responsible advisor"),
        _text("district", "区域", "District"),
        _date("first_visit", "首次进厂", "First visit"),
        _date("last_visit", "最近进厂", "Last visit"),
        _count("visits", "进厂次数", "Visits"),
        _count("visits_12m", "近12个月进厂次数", "Visits, 12 months"),
        _count("visits_before", "再前12个月进厂次数", "Visits, 12 months before"),
        _yuan("spend_12m", "近12个月消费", "Spend, 12 months"),
        _yuan("spend_last_year", "末次进厂前一年消费", "Spend in the year to the last visit"),
        _count("months_away", "距最近进厂月数", "Calendar months since the last visit"),
        ColumnContract(
            "last_job", "category", Label("末次作业", "Last job"),
            values={key: (label, ()) for key, label in JOBS.items()},
        ),
        _text("recency", "客户分级", "Recency class"),
        _text("recency_before", "上月末分级", "Class a month ago"),
        _flag("in_base", "有效客户车辆", "In the base"),
        _flag("at_risk", "近一年在册", "In the base within a year"),
        _flag("new", "本月首次进厂", "New this month"),
        _flag("reactivated", "本月重新进厂", "Back this month"),
        _flag("lost", "本月流失", "Lost this month"),
        _flag("passing_by", "过路车", "Passing by"),
        _flag("cohort", "六个月前进厂", "Visited six months before"),
        ColumnContract(
            "km_since", "number", Label("推算末次进厂后里程", "Projected km since"), unit="km"
        ),
        *(_date(f"last_{k}", f"最近{JOBS[k].zh}", f"Last {JOBS[k].en}") for k in PARTS),
        *(_flag(f"no_{k}", f"12个月无{JOBS[k].zh}", f"No {JOBS[k].en} for a year") for k in PARTS),
    ),
)  # fmt: skip
