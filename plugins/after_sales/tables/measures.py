"""Measures: one row is one measure agreed upon."""

from __future__ import annotations

from typing import Final

from reportgen_plugins.after_sales.tables.shared_columns import DEALER, category, column, required

from reportgen import Label, TableContract

MEASURES: Final = TableContract(
    name="measures",
    label=Label("整改措施", "Measures"),
    row=Label("一行为一项整改措施", "one measure"),
    key=("measure_id",),
    columns=(
        DEALER,
        required(column("measure_id", "code", "措施编号", "Measure", "编号, 整改编号, 序号")),
        column("finding", "text", "问题", "Finding", "发现问题, 问题描述, 存在问题"),
        column("indicator", "text", "指标", "Indicator", "对应指标, 考核指标"),
        column("action", "text", "整改措施", "Action", "措施, 改进措施, 行动"),
        column("owner", "text", "责任人", "Owner", "负责人, 执行人"),
        column("deadline", "date", "完成期限", "Deadline", "截止日期, 期限, 计划完成日期"),
        column("baseline", "number", "现状值", "Baseline", "基线, 基准值, 整改前"),
        column("target", "number", "目标值", "Target", "目标"),
        column("actual", "number", "实际值", "Actual", "实际, 完成值, 整改后"),
        category(
            "status",
            "状态",
            "Status",
            "完成情况, 进度, 整改状态",
            {
                "proposed": ("已提出", "Proposed", "待确认, 建议, 未开始"),
                "agreed": ("已确认", "Agreed", "已同意, 已批准"),
                "running": ("进行中", "Running", "执行中, 整改中, 处理中, In progress"),
                "done": ("已完成", "Done", "完成, 已关闭, Completed"),
                "cancelled": ("已取消", "Cancelled", "取消, 终止"),
            },
        ),
        column("evidence", "text", "完成证据", "Evidence", "证据, 完成说明, 备注"),
    ),
)
