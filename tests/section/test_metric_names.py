"""A misspelt name in a metric costs its chapter, with the nearest right one; it is never 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from reportgen import (
    Between,
    ColumnContract,
    Count,
    Data,
    Dealer,
    Empty,
    Filled,
    In,
    Is,
    Label,
    Mean,
    Metric,
    Month,
    Ratio,
    Rows,
    Sum,
    TableContract,
)
from reportgen.errors import SectionError
from reportgen.metric.expressions import Condition, Expr
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.phrases import Phrases

ORDERS = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    date="day",
    columns=(
        ColumnContract("day", "date", Label("日期", "Day")),
        ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
        ColumnContract("advisor", "text", Label("服务顾问", "Advisor")),
        ColumnContract("booked", "flag", Label("预约", "Booked")),
        ColumnContract("total", "money", Label("金额", "Total")),
        ColumnContract(
            "outcome",
            "category",
            Label("结果", "Outcome"),
            values={
                "success": (Label("成功", "Success"), ("已接通",)),
                "failed": (Label("失败", "Failed"), ()),
            },
        ),
    ),
)
ROWS = Rows("orders", "day")
FRAME = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-10-01", "2026-10-02"]),
        "booked": pd.array([True, False], "boolean"),
        "total": [1.0, 2.0],
        "outcome": pd.array(["success", "稍后"], "str"),
        "_file": "o.csv",
        "_row": [2, 3],
    }
)


def data() -> Data:
    tables = DealerTables({"orders": FRAME}, {"orders": ORDERS})
    return Data(Dealer("D1"), Month(2026, 10), "zh", tables, phrases=Phrases({}))


def metric(expr: Expr, **more: Any) -> Metric:  # noqa: ANN401 fields of a metric
    return Metric("m", Label("指标", "Metric"), expr, "count", **more)


WRONG: list[tuple[Expr, str]] = [
    (Count(Rows("order", "day")), "there is no table 'order'; did you mean 'orders'?"),
    (Count(Rows("orders", "days")), "there is no column 'days' in 'orders'; did you mean 'day'?"),
    (
        Count(Rows("orders", "advisor")),
        "the column 'advisor' of 'orders' is of kind text: it holds no dates",
    ),
    (
        Count(ROWS.only(Filled("advisr"))),
        "there is no column 'advisr' in 'orders'; did you mean 'advisor'?",
    ),
    (
        Count(ROWS.only(Empty("xyz"))),
        (
            "there is no column 'xyz' in 'orders'; there are day, booked, total, outcome, vehicle, "
            "vin, advisor"
        ),
    ),
    (
        Count(ROWS.only(Is("booked", "是"))),
        "'是' is no value of 'orders.booked', which is of kind flag: write True or False",
    ),
    (
        Count(ROWS.only(Is("total", "5"))),
        "'5' is no value of 'orders.total', which is of kind money: write a number",
    ),
    (
        Count(ROWS.only(Is("day", "2026-10-01"))),
        "'2026-10-01' is no value of 'orders.day', which is of kind date: write a date",
    ),
    (
        Count(ROWS.only(Is("outcome", "succes"))),
        "there is no value of 'orders.outcome' 'succes'; did you mean 'success'?",
    ),
    (
        Count(ROWS.only(In("outcome", ("failed", "成功")))),
        "there is no value of 'orders.outcome' '成功'; did you mean 'success'?",
    ),
    (
        Count(ROWS.only(Between("advisor", 1, 2))),
        "the column 'advisor' of 'orders' is of kind text: no range",
    ),
    (Sum(ROWS, "totl"), "there is no column 'totl' in 'orders'; did you mean 'total'?"),
    (
        Mean(ROWS, "advisor"),
        "the column 'advisor' of 'orders' is of kind text: it holds no numbers",
    ),
    (
        Ratio(Count(ROWS), Count(Rows("oders"))),
        "there is no table 'oders'; did you mean 'orders'?",
    ),
]


@pytest.mark.parametrize(("expr", "fault"), WRONG)
def test_a_wrong_name_is_told_with_its_place(expr: Expr, fault: str) -> None:
    view = data()
    for use in (view.fact, view.trend, view.combine):
        with pytest.raises(SectionError) as told:
            use(metric(expr))
        place, _, said = str(told.value).partition(": ")
        assert place.startswith("test_metric_names.py:")
        assert said == f"metric 'm': {fault}"


@pytest.mark.parametrize(
    "condition",
    [
        Is("booked", value=True), Is("total", 1), Is("day", date(2026, 10, 1)), Filled("vehicle"),
        Is("outcome", "failed"), Is("outcome", "稍后"), Between("total", 1), Filled("_row"),
        Between("day", date(2026, 10, 1)), Is("advisor", "张伟"), Empty("vin"),
    ],
)  # fmt: skip
def test_a_right_name_is_used_though_the_file_lacks_the_column(condition: Condition) -> None:
    assert data().fact(metric(Count(ROWS)), condition, key="own").value in {None, 0.0, 1.0, 2.0}


def test_a_grouping_is_looked_up() -> None:
    with pytest.raises(SectionError, match="column 'advisors' in 'orders'; did you mean 'advisor'"):
        data().family(metric(Count(ROWS)), "advisors")
    assert data().family(metric(Count(ROWS)), "outcome")["稍后"].value == 1


def test_conditions_of_a_use_are_looked_up() -> None:
    with pytest.raises(SectionError, match="write True or False"):
        data().fact(metric(Count(ROWS)), Is("booked", "yes"), key="booked")


def test_rows_of_a_selection_are_looked_up() -> None:
    with pytest.raises(SectionError, match="did you mean 'booked'"):
        data().rows(ROWS.only(Filled("booke")))


def test_a_direction_of_good_is_looked_up() -> None:
    with pytest.raises(SectionError, match="there is no `better` 'high'; did you mean 'higher'"):
        data().fact(metric(Count(ROWS), better="high"))


def test_a_unit_is_looked_up() -> None:
    with pytest.raises(SectionError, match="there is no unit 'cont'; did you mean 'count'"):
        data().fact(Metric("m", Label("指标", "Metric"), Count(ROWS), "cont"))  # type: ignore[arg-type]


def test_a_derived_table_is_known_once_it_is_there() -> None:
    view = data()
    with pytest.raises(SectionError, match="no table 'visits'"):
        view.fact(metric(Count(Rows("visits"))))
    view.derive(
        TableContract("visits", Label("进厂", "Visits"), Label("一次", "one"), ()), FRAME[["total"]]
    )
    assert view.fact(metric(Sum(Rows("visits"), "total"))).value == 3


def test_the_parts_of_a_metric_are_what_they_should_be() -> None:
    named = replace(metric(Count(ROWS)), label="Orders")  # type: ignore[arg-type]
    with pytest.raises(SectionError) as told:
        data().fact(named)
    assert str(told.value).endswith("metric 'm'.label: str 'Orders'; expected Label(zh, en)")
