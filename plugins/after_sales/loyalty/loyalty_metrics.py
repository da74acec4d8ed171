"""One row a vehicle with its visit class, RFM scores and expected spend, and measures over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.loyalty.customer_value import (
    ExpectedSpend,
    expected_spend,
    irregularity,
    score,
    visit_class,
)
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, table_of
from reportgen_plugins.after_sales.vehicles.vehicle_base import base

from reportgen import (
    ColumnContract,
    Count,
    Data,
    In,
    Is,
    Label,
    Metric,
    Ratio,
    Rows,
    Sum,
    TableContract,
)

CLASSES = {
    "A": Label("A（≥4次）", "A (4 or more)"),
    "B": Label("B（2–3次）", "B (2 or 3)"),
    "C": Label("C（1次）", "C (1)"),
    "D": Label("D（0次）", "D (none)"),
}
"""Classes by visits of the last twelve months."""

GROUPS = {
    "best": Label("重点客户", "Best customers"),
    "save": Label("重点挽留", "To be kept"),
    "grow": Label("可发展", "To be developed"),
    "other": Label("一般客户", "Others"),
}
"""RFM groups: recent, frequent and high (all ≥ 4); high but long ago (R ≤ 2, M ≥ 4); recent but
low (R ≥ 4, M ≤ 3); the rest."""

_HIGH, _LOW = 4, 2
_SHARED = (
    "vehicle", "customer_id", "series", "responsible", "first_visit", "last_visit", "recency",
    "visits_12m", "spend_12m", "spend_last_year", "months_away", "km_since",
)  # fmt: skip
_OWN = (
    ColumnContract(
        "visit_class", "category", Label("年进厂分类", "Visit class"),
        values={key: (label, ()) for key, label in CLASSES.items()},
    ),
    ColumnContract("r_score", "number", Label("R 得分", "R score"), unit="count"),
    ColumnContract("f_score", "number", Label("F 得分", "F score"), unit="count"),
    ColumnContract("m_score", "number", Label("M 得分", "M score"), unit="count"),
    ColumnContract(
        "rfm", "category", Label("RFM 分组", "RFM group"),
        values={key: (label, ()) for key, label in GROUPS.items()},
    ),
    ColumnContract("expected", "money", Label("预期年消费", "Expected yearly spend"), unit="yuan"),
)  # fmt: skip

LOYALTY = Rows("loyalty")
ACTIVE = ("A", "B", "C")
"""Classes with a visit in the last twelve months."""
REGULAR = ("A", "B")

VEHICLES = Metric(
    "loyal.vehicles",
    Label("客户车辆", "Vehicles"),
    Count(LOYALTY),
    "count",
    definition=Label("来过的全部车辆，不含过路车", "all vehicles that came, without passing by"),
    source=Label("4S 店忠诚客户统计口径", "loyal-customer statistics of Chinese dealers"),
)
REGULARS = Metric(
    "loyal.regular",
    Label("常来客户占比（A+B）", "Regular customers (A+B)"),
    Ratio(Count(LOYALTY.only(In("visit_class", REGULAR))), Count(LOYALTY)),
    "share",
    "higher",
    Label(
        "近 12 个月进厂 2 次及以上的车辆 ÷ 来过的全部车辆",
        "vehicles with two or more visits in 12 months ÷ all vehicles that came",
    ),
    Label("按年进厂次数的 A、B、C、D 客户分类", "classes A to D by visits a year"),
)
SPEND = Metric(
    "loyal.spend",
    Label("近12个月消费", "Spend, 12 months"),
    Sum(LOYALTY, "spend_12m"),
    "wan",
    "higher",
    Label("近 12 个月结算金额合计", "amount billed in the last 12 months"),
    Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
)
PER_VEHICLE = Metric(
    "loyal.per_vehicle",
    Label("车均年消费", "Spend per vehicle"),
    Ratio(
        Sum(LOYALTY.only(In("visit_class", ACTIVE)), "spend_12m"),
        Count(LOYALTY.only(In("visit_class", ACTIVE))),
    ),
    "yuan",
    "higher",
    Label(
        "近 12 个月结算金额 ÷ 近 12 个月来过的车辆",
        "amount billed in 12 months ÷ vehicles that came in them",
    ),
    Label("4S 店客户价值统计口径", "customer value statistics of Chinese dealers"),
)
EXPECTED = Metric(
    "loyal.expected",
    Label("预期未来12个月消费", "Expected spend, next 12 months"),
    Sum(LOYALTY, "expected"),
    "wan",
    "higher",
    Label(
        "BG/NBD 模型预期的进厂次数 × Gamma-Gamma 模型预期的单次消费，逐车相加",
        "visits expected by BG/NBD × spend a visit expected by gamma-gamma, summed over vehicles",
    ),
    "Fader, Hardie and Lee 2005; Fader and Hardie 2013",
)


def vehicle_share(key: str) -> Metric:
    """A class's part of all vehicles."""
    return Metric(
        f"loyal.share.{key}",
        Label("车辆占比", "Share of vehicles"),
        Ratio(Count(LOYALTY.only(Is("visit_class", key))), Count(LOYALTY)),
        "share",
        source=Label("二八法则；Lorenz 1905", "80/20 rule; Lorenz 1905"),
    )


def spend_share(key: str) -> Metric:
    """A class's part of the spend of twelve months."""
    return Metric(
        f"loyal.spend_share.{key}",
        Label("消费占比", "Share of spend"),
        Ratio(Sum(LOYALTY.only(Is("visit_class", key)), "spend_12m"), Sum(LOYALTY, "spend_12m")),
        "percent",
        source=Label("二八法则；Lorenz 1905", "80/20 rule; Lorenz 1905"),
    )


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The derived table's name, its rows, and how expected spend was found."""

    table: str
    rows: pd.DataFrame
    expected: ExpectedSpend


def loyalty(data: Data, profile: ChurnProfile) -> Loyalty:
    """The vehicles with class, scores and expected spend as a derived table."""
    source = base(data, profile).table
    known = data.contracts[source]
    vehicles = data.table(source)
    vehicles = vehicles[~vehicles["passing_by"]]
    shared = [c for c in _SHARED if c in vehicles]
    expected = _expected(data, vehicles)
    rows = vehicles[[*shared, "_file", "_row"]].assign(
        visit_class=visit_class(vehicles["visits_12m"]), **_scores(vehicles)
    )
    rows["expected"] = np.nan if expected.spend is None else expected.spend
    name = table_of(LOYALTY.table, profile)
    contract = TableContract(
        name=name,
        label=Label("客户价值", "Customer value"),
        row=Label("一行为一辆车，截至报告月末", "one vehicle, at the end of the month"),
        key=("vehicle",),
        columns=tuple(_of(column, source) for column in (*map(known.column, _SHARED), *_OWN)),
        made_from=(source,),
        per=("vehicle",),
    )
    data.derive(contract, rows)
    return Loyalty(name, rows, expected)


def _of(column: ColumnContract, source: str) -> ColumnContract:
    """A column as it is made from the vehicles."""
    spend = {"m_score": "spend_last_year", "rfm": "spend_last_year", "expected": "spend_12m"}
    name = spend.get(column.name, column.name if column.made_from else "")
    return replace(column, made_from=(f"{source}.{name}",) if name else (), back=0)


def _scores(vehicles: pd.DataFrame) -> dict[str, pd.Series]:
    """R from the last visit, F from all visits, M from the spend of the last active year."""
    r, f = score(vehicles["last_visit"]), score(vehicles["visits"])
    spend = vehicles.get("spend_last_year", pd.Series(np.nan, vehicles.index))
    m = score(spend)
    high = (r >= _HIGH) & (f >= _HIGH) & (m >= _HIGH)
    rules = [high, (r <= _LOW) & (m >= _HIGH), (r >= _HIGH) & (m < _HIGH)]
    group = np.select(rules, ["best", "save", "grow"], "other")
    rfm = pd.Series(group, vehicles.index, dtype="str")
    return {"r_score": r, "f_score": f, "m_score": m, "rfm": rfm}


def _expected(data: Data, vehicles: pd.DataFrame) -> ExpectedSpend:
    visits = data.table("visits").dropna(subset=["vehicle"])
    if "total" not in visits:
        return ExpectedSpend("few")
    spent = visits["total"].fillna(0.0).groupby(visits["vehicle"]).sum()
    return expected_spend(
        vehicles["visits"],
        vehicles["first_visit"],
        vehicles["last_visit"],
        vehicles["vehicle"].map(spent),
        pd.Timestamp(data.month.end),
        irregularity(visits["vehicle"], visits["visited_at"]),
    )
