"""A report with every kind of block, its facts computed by the oracle."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import oracle
import pandas as pd

from reportgen.document.blocks import (
    Chapter,
    Chart,
    Column,
    Cover,
    DetailTable,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, words
from reportgen.document.ledger import Account, Ledger
from reportgen.labels import Label, Language
from reportgen.metric.expressions import (
    Average,
    Condition,
    Count,
    Difference,
    Expr,
    Given,
    In,
    Is,
    Mean,
    Metric,
    Ratio,
    Rows,
    Sum,
    during,
    narrow,
)
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.metric.units import Unit
from reportgen.periods import Month

MONTH = Month(2026, 10)
ADVISORS = ("乔丹", "李娜", "王建国", "Ann*a", "赵=1")
_KINDS = {
    "maintenance": (Label("保养", "Maintenance"), ()),
    "repair": (Label("一般维修", "Repair"), ()),
    "body": (Label("钣喷", "Body & paint"), ()),
}
ORDERS = TableContract(
    "repair_orders",
    Label("工单", "Repair orders"),
    Label("一张工单", "One repair order"),
    (
        ColumnContract("ro_no", "code", Label("工单号", "RO number")),
        ColumnContract("opened_at", "datetime", Label("开单时间", "Opened at")),
        ColumnContract("delivered", "date", Label("交车日期", "Delivered")),
        ColumnContract("advisor", "text", Label("服务顾问", "Advisor")),
        ColumnContract("work_type", "category", Label("维修类型", "Work type"), values=_KINDS),
        ColumnContract("fixed", "flag", Label("一次修复", "Fixed first time")),
        ColumnContract("total", "money", Label("产值（元）", "Total (CNY)"), unit="yuan"),
        ColumnContract("score", "number", Label("满意度", "Score"), unit="score"),
        ColumnContract("mileage", "number", Label("里程", "Mileage"), unit="km"),
        ColumnContract("plate", "text", Label("车牌", "Plate"), private="plate"),
        ColumnContract("comment", "text", Label("客户意见", "Comment"), private="text"),
        ColumnContract("hidden", "number", Label("内部", "Internal"), shown=False),
    ),
    key=("ro_no",),
    date="opened_at",
)
_FIRST = datetime(2025, 10, 1)
_COMMENTS = (None, '=HYPERLINK("x")', "-5 元", "@某人", "等太久\x0b了", "好", "+86 139****0000")


def records(count: int = 400, seed: int = 7) -> list[dict[str, Any]]:
    """Rows of the detail table, as plain records."""
    rnd = random.Random(seed)  # noqa: S311 invented rows
    found = []
    for number in range(count):
        opened = _FIRST + timedelta(minutes=rnd.randrange(396 * 24 * 60))
        fixed = rnd.choice([True, True, True, False, None])
        found.append(
            {
                "ro_no": f"{number:06d}",
                "opened_at": opened,
                "delivered": opened.date() + timedelta(days=rnd.randrange(3)),
                "advisor": rnd.choice(ADVISORS),
                "work_type": rnd.choice([*_KINDS, "未登记类型"]),
                "fixed": fixed,
                "total": round(rnd.uniform(80, 9000), 2),
                "score": rnd.choice([None, 80.0, 90.0, 95.0, 100.0]),
                "mileage": float(rnd.randrange(1000, 200000)),
                "plate": "苏A****1",
                "comment": rnd.choice(_COMMENTS),
                "hidden": 1.0,
                "_file": "工单_2026-10.csv",
                "_row": number + 2,
            }
        )
    return found


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The same rows with the types sections see."""
    made = pd.DataFrame(rows)
    made["fixed"] = made["fixed"].astype("boolean")
    made["delivered"] = pd.to_datetime(made["delivered"])
    return made


ROWS = Rows("repair_orders", "opened_at")
VISITS = Metric(
    "visits",
    Label("进厂台次", "Visits"),
    Count(ROWS),
    "count",
    "higher",
    Label("当月开单的工单数", "Repair orders opened in the month"),
    "售后月报口径",
)
VALUE = Metric("value", Label("产值", "Turnover"), Sum(ROWS, "total"), "wan", "higher")
SCORE = Metric("score", Label("满意度", "Satisfaction"), Mean(ROWS, "score"), "score", "higher")
FIXED = Metric(
    "fixed",
    Label("一次修复率", "First-time fix rate"),
    Ratio(Count(ROWS.only(Is("fixed", value=True))), Count(ROWS.only(In("fixed", (True, False))))),
    "share",
    "higher",
    Label("一次修复的工单 ÷ 已回答的工单", "Fixed orders ÷ answered orders"),
)


class Sample:
    """Makes facts from the rows, and a document from the facts."""

    def __init__(self, language: Language = "zh", count: int = 400) -> None:
        self.language = language
        self.rows = records(count)

    def fact(self, metric: Metric, expr: Expr, key: str = "", unit: Unit | None = None) -> Fact:
        """A fact whose value the oracle computed."""
        found = oracle.value(expr, {"repair_orders": self.rows})
        label = metric.label.in_(self.language) + (f" · {key}" if key else "")
        return Fact(
            f"{metric.id}:{key}" if key else metric.id,
            found,
            unit or metric.unit,
            label,
            n=12,
            low=None if found is None else found * 0.9,
            high=None if found is None else found * 1.1,
            better=metric.better,
            metric=metric,
            expr=expr,
            reason="no_data" if found is None else None,
        )

    def now(self, metric: Metric, key: str = "", *conditions: Condition) -> Fact:
        """The metric this month."""
        return self.fact(metric, narrow(during(metric.expr, MONTH), *conditions), key)

    def kpi(self, metric: Metric, factor: float = 1.0, unit: Unit | None = None) -> Kpi:
        """A key figure with change, target and course."""
        months = MONTH.back(13)
        trend = tuple(self.fact(metric, during(metric.expr, m), f"@{m}") for m in months)
        change = Difference(during(metric.expr, MONTH), during(metric.expr, MONTH - 1), factor)
        target = None
        if metric is SCORE:
            method = Label("年度目标", "Target of the year")
            target = Fact("score.target", 92.0, "score", "目标", expr=Given(92.0, method))
        return Kpi(
            self.now(metric),
            change=self.fact(metric, change, "change", unit),
            target=target,
            trend=trend,
            severity={"fixed": "bad", "score": "watch"}.get(metric.id, "good"),  # type: ignore[arg-type]
        )

    def by_advisor(self) -> Table:
        """A table of facts with bars, a total and a null."""
        columns = (
            Column("服务顾问" if self.language == "zh" else "Advisor"),
            Column("进厂台次" if self.language == "zh" else "Visits", "count", bar=True),
            Column("产值" if self.language == "zh" else "Turnover", "wan", bar=True),
            Column("满意度" if self.language == "zh" else "Satisfaction", "score"),
            Column("一次修复率" if self.language == "zh" else "First-time fix rate", "share"),
            Column("最近一单" if self.language == "zh" else "Last order", "date"),
            Column("备注" if self.language == "zh" else "Remark"),
        )
        rows: list[tuple[Any, ...]] = []
        for name in (*ADVISORS, "新人"):
            facts = [
                self.now(metric, name, Is("advisor", name))
                for metric in (VISITS, VALUE, SCORE, FIXED)
            ]
            note: Any = words("共 ", facts[0], " 单") if name == "乔丹" else "=1+1 不是公式，" * 6
            rows.append((name, *facts, date(2026, 10, 30), note if name in ADVISORS[:2] else None))
        total = [self.now(metric, "store") for metric in (VISITS, VALUE, SCORE, FIXED)]
        scores = tuple(row[3] for row in rows[:3])
        average = Average(tuple(fact.expr for fact in scores))
        mean = self.fact(SCORE, average, "unweighted")
        rows.append(("合计", *total[:2], mean, total[3], None, None))
        caption = "服务顾问 10 月表现" if self.language == "zh" else "Advisors in October"
        return Table(
            "advisors",
            caption,
            columns,
            tuple(rows),
            note=words("满意度合计为前三人的简单平均：", mean, "。"),
            total=True,
            marked=(1,),
        )

    def charts(self) -> tuple[Chart, ...]:
        """Native charts over facts, one with gaps and a reference."""
        months = MONTH.back(13)
        visits = tuple(self.fact(VISITS, during(VISITS.expr, m), f"@{m}") for m in months)
        score = tuple(self.fact(SCORE, during(SCORE.expr, m), f"@{m}") for m in months)
        names = tuple(m.short(self.language) for m in months)
        by_advisor = tuple(self.now(SCORE, name, Is("advisor", name)) for name in ADVISORS)
        return (
            Chart(
                "combo",
                "combo",
                words("台次稳定，满意度 ", score[-1]),
                "近 13 个月进厂台次与满意度",
                names,
                (Series("进厂台次", visits), Series("满意度", score, line=True)),
                "count",
            ),
            Chart(
                "scores",
                "bar",
                words("乔丹的满意度为 ", by_advisor[0]),
                "各服务顾问 10 月满意度（分）",
                ADVISORS,
                (Series("满意度", (*by_advisor[:-1], None)),),
                "score",
                highlight=("乔丹",),
                reference=self.now(SCORE, "store"),
                reference_label="全店",
            ),
        )

    def document(self) -> Document:
        """The whole report."""
        fixed, kpis = self.now(FIXED), [self.kpi(VISITS), self.kpi(VALUE), self.kpi(SCORE)]
        kpis.append(self.kpi(FIXED, 100.0, "points"))
        finding = Finding(
            "fix.low",
            "bad",
            words("一次修复率 ", fixed, "，低于目标"),
            words("本月 ", fixed, "；返修集中在钣喷，建议先看钣喷派工。" * 4),
        )
        chapter = Chapter(
            "overview",
            "月度概览: 10/2026 [全店]" if self.language == "zh" else "Overview: 10/2026",
            (
                Text(
                    words("本月进厂 ", self.now(VISITS), " 台次，一次修复率 ", fixed, "。"),
                    "headline",
                ),
                Kpis(tuple(kpis)),
                finding,
                Finding("ok", "good", words("产值正常"), words("与上月基本持平。")),
                Heading("服务顾问"),
                self.by_advisor(),
                *self.charts(),
                Text(words("小结：先改善一次修复率。"), "summary"),
                Text(words("仅供参考。"), "note"),
            ),
        )
        failed = Chapter("broken", "投诉", (), failed="ValueError: 没有投诉表")
        advice = Recommendation(
            "a1",
            "fix.low",
            words("一次修复率 ", fixed),
            words("钣喷派工不当"),
            words("每周复盘返修工单，责任到人。" * 3),
            "王建国",
            date(2026, 11, 30),
            "一次修复率",
            fixed,
            Fact("fixed.target", 0.9, "share", "目标"),
        )
        return Document(
            Cover(
                "示范店 2026年10月 客户服务月度分析报告",
                "D001",
                "示范店 & 分店",
                MONTH,
                self.language,
                department="客户关系部",
                author="客户经理",
                report_date=date(2026, 11, 3),
            ),
            preface=(Heading("背景"), Text(words("本报告根据业务系统导出数据编制。"))),
            summary=(Text(words("本月需要先看的事：")), finding),
            chapters=(chapter, failed),
            recommendations=(advice,),
            glossary=(Term("一次修复率", "一次修好、无需返修的工单占已回答工单的比例。"),),
            thanks=(words("感谢客户关系部提供数据。"),),
            quality=(Text(words("共读取 ", str(len(self.rows) + 2), " 行。"), "headline"),),
            details=(DetailTable(ORDERS, ORDERS.label.in_(self.language), frame(self.rows)),),
            ledger=Ledger(
                (
                    Account(
                        "repair_orders",
                        "工单_2026-10.csv",
                        len(self.rows) + 2,
                        len(self.rows),
                        dropped={"duplicate": 2},
                        repaired={"date_format": 5},
                        examples={"duplicate": ("row 12: 000010",)},
                        columns={"ro_no": "工单编号"},
                        unused=("备用列",),
                        encoding="gb18030",
                    ),
                )
            ),
        )
