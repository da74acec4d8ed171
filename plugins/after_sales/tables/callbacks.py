"""Call-backs after a visit: one row is one call-back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import (
    ADVISOR,
    DEALER,
    RO_NO,
    VIN,
    category,
    column,
    private_text,
    score,
)

from reportgen import Label, TableContract

FAILED: Final = ("wrong_number", "not_sender", "unreachable", "refused", "broken_off")
"""Outcomes of a call that did not reach the customer."""
ATTEMPTED: Final = ("success", *FAILED)
"""Outcomes that count as an attempt; a pending or unwanted call is none."""

CALLBACKS: Final = TableContract(
    name="callbacks",
    label=Label("回访", "Call-backs"),
    row=Label("一行为一次回访", "one call-back"),
    key=("ro_no", "channel", "called_at"),
    date="called_at",
    columns=(
        DEALER,
        RO_NO,
        VIN,
        ADVISOR,
        column(
            "called_at",
            "datetime",
            "回访日期",
            "Called",
            "回访时间, 跟踪日期, 电访日期, 调查日期, 访问日期, Call Date, Survey Date",
        ),
        column("type", "text", "回访类型", "Type", "跟踪类型, 回访类别, Call Type"),
        category(
            "channel",
            "回访方式",
            "Channel",
            "跟踪方式, 访问方式, 调查方式, Contact Method",
            {
                "phone": ("电访", "Phone", "电话, 电话回访, 电话访问, Telephone, Call"),
                "face": (
                    "面访",
                    "In person",
                    "当面, 面谈, 现场, 店内面访, 上门, Face to face, Face",
                ),
            },
        ),
        replace(
            column("attempts", "number", "拨打次数", "Attempts", "回访次数, 拨打数, Call Attempts"),
            low=0,
            high=1000,
            unit="count",
        ),
        category(
            "outcome",
            "回访结果",
            "Outcome",
            "通话情况, 接收回访, 回访状态, 拨打结果, Call Status, Result, Call Result",
            {
                "success": (
                    "成功",
                    "Success",
                    "回访成功, 已接通, 接通, 完成, Connected, Completed",
                ),
                "wrong_number": ("号码错误", "Wrong number", "错号, 空号, 号码有误, 号码不符"),
                "not_sender": (
                    "非本人送修",
                    "Not the person who came",
                    "非送修人, 非本人, 非车主, Not the sender",
                ),
                "unreachable": (
                    "无法接通",
                    "Unreachable",
                    (
                        "无人接听, 未接通, 关机, 停机, 占线, 忙音, 不在服务区, Not connected, "
                        "Busy, "
                        "Ringing, No answer"
                    ),
                ),
                "refused": ("拒绝回访", "Refused", "拒访, 拒绝, 拒接, 不愿接受"),
                "broken_off": ("中途中断", "Broken off", "中断, 中途挂断, 挂断, 未完成"),
                "pending": ("待回访", "Pending", "未回访, 待跟踪, 稍后再拨, Call back"),
                "opted_out": ("不再回访", "Opted out", "免打扰, 要求不回访, Do not call"),
            },
        ),
        score("attitude", "服务态度", "Attitude", "态度, 服务态度得分, 接待态度, Service attitude"),
        score("reception", "及时接待", "Prompt reception", "接待及时, 接待及时性, 接待, Reception"),
        score("quote", "预先报价", "Advance quote", "事先报价, 维修前报价, 报价, Quote"),
        score("bill", "解释账单", "Bill explained", "账单解释, 费用解释, 解释帐单, Bill"),
        score(
            "overall",
            "满意度",
            "Overall score",
            "总体满意度, 总体评价, 总体回访评价, 综合满意度, 评分, 总分, Score, Satisfaction",
        ),
        column(
            "first_time_fixed",
            "flag",
            "一次修复",
            "Fixed first time",
            "是否一次修复, 一次修好, 是否修好, 一次性修复, Fixed Right First Time",
        ),
        private_text(
            "comment",
            "客户意见",
            "Comment",
            "客户建议, 用户建议及意见, 信息反馈, 意见建议, 备注, 客户反馈, Comments, Feedback",
        ),
        column("source", "text", "数据来源", "Source", "来源, 回访来源, 调查来源"),
    ),
)
