"""Surveys of several sources: one row is one item's score, answered or published."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import category, column, required

from reportgen import Label, TableContract

_SPARSE: Final = frozenset(
    ["survey_no", "level", "region", "province", "city", "store", "scale", "weight", "sample"]
)
"""Columns that answered surveys have and published scores have not, or the other way round."""

SURVEYS: Final = TableContract(
    name="surveys",
    label=Label("满意度调查", "Satisfaction surveys"),
    row=Label(
        "一行为一份问卷中一个项目的打分，或一个已公布的得分",
        "the score of one item: of one answered survey, or published",
    ),
    key=("survey_no", "item", "surveyed_at"),
    date="surveyed_at",
    shared=True,
    columns=tuple(
        replace(each, sparse=each.name in _SPARSE)
        for each in (
            column(
                "survey_no", "code", "问卷编号", "Survey", "问卷号, 样本编号, 答卷编号, Response ID"
            ),
            required(
                category(
                    "source",
                    "调查来源",
                    "Source",
                    "来源, 数据来源, 调查机构, Survey Source",
                    {
                        "own": ("自店调查", "Own survey", "自店, 本店, 电访, 店内调查, Own"),
                        "oem": ("厂家调查", "Manufacturer's survey", "厂家, 主机厂, 总部, OEM"),
                        "third_party": (
                            "第三方调查",
                            "Third-party survey",
                            "第三方, 第三方机构, J.D. Power, JD Power, 神秘客, Third party",
                        ),
                        "lost": (
                            "流失客户调查",
                            "Survey of lost customers",
                            "流失客户, 流失调查, Lost customers, Lost",
                        ),
                    },
                )
            ),
            required(
                column(
                    "surveyed_at",
                    "date",
                    "调查日期",
                    "Surveyed",
                    "调查时间, 调查月份, 期间, 访问日期, 公布日期, Survey Date, Period",
                )
            ),
            category(
                "level",
                "层级",
                "Level",
                "统计层级, 级别",
                {
                    "total": ("全国", "Total", "总体, 全部, 合计层, All, National"),
                    "region": ("大区", "Region", "区域, 片区"),
                    "province": ("省份", "Province", "省"),
                    "city": ("城市", "City", "市"),
                    "store": ("门店", "Store", "店, 经销商, Dealer"),
                },
            ),
            column("region", "text", "大区", "Region", "区域, 片区, 所属大区"),
            column("province", "text", "省份", "Province", "省, 所属省份"),
            column("city", "text", "城市", "City", "市, 所在城市"),
            column(
                "store",
                "code",
                "门店代码",
                "Store",
                "门店, 经销商代码, 经销商, 服务站代码, dealer, Dealer Code, Dealer",
            ),
            required(column("item", "text", "项目", "Item", "指标, 调查项目, 题目, 因子, Factor")),
            required(
                replace(
                    column("score", "number", "得分", "Score", "分数, 打分, 评分, 满意度得分"),
                    low=0,
                    high=1000,
                )
            ),
            replace(
                column("scale", "number", "满分", "Scale", "分制, 最高分, 量表, Best score"),
                low=1,
                high=1000,
            ),
            replace(column("weight", "number", "权重", "Weight", "项目权重, Factor Weight"), low=0),
            replace(
                column("sample", "number", "样本量", "Sample", "样本数, 有效样本, n, Sample Size"),
                low=0,
                unit="count",
            ),
        )
    ),
)
