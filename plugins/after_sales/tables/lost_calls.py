"""Churn survey: one row is one answered questionnaire of a lost customer."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    ADVISOR,
    CUSTOMER_ID,
    DEALER,
    VIN,
    column,
    private_text,
)

from reportgen import Label, TableContract

_QUESTIONS: Final = (
    ("q1", "是否保养", "Maintained", "一年内是否保养, 是否做过保养"),
    ("q2", "未保养原因", "Why not maintained", "没有保养的原因"),
    ("q3", "最近作业", "Last job", "最近一次做了什么, 作业内容"),
    ("q4", "保险公司推荐", "Insurer recommended", "是否保险公司推荐"),
    ("q5", "维修去处", "Went to", "在哪里维修, 竞争对手"),
    ("q6", "选择原因", "Why there", "为什么选择那里, 选择该处原因"),
    ("q7", "对方质量", "Quality there", "那里的质量, 维修质量评价"),
    ("q8", "质量好在哪里", "Why good", "好的原因"),
    ("q9", "流失主因", "Main reason", "流失原因, 不来的主要原因, 流失主要原因"),
)

LOST_CALLS: Final = TableContract(
    name="lost_calls",
    label=Label("流失调查", "Churn survey"),
    row=Label("一行为一份流失客户问卷", "one answered churn questionnaire"),
    key=("vin", "called_at"),
    date="called_at",
    owner="customer_id",
    columns=(
        DEALER,
        VIN,
        CUSTOMER_ID,
        column("called_at", "datetime", "调查日期", "Called", "调查时间, 回访日期, 电访日期"),
        ADVISOR,
        *(
            column(name, "text", zh, en, f"{name.upper()}, {more}")
            for name, zh, en, more in _QUESTIONS
        ),
        private_text("comment", "客户意见", "Comment", "备注, 客户建议, 其他意见"),
    ),
)
