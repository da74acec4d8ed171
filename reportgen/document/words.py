"""The words of the frame: what every report says around its sections, in both languages."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from reportgen.document.blocks import Kpi, Severity
from reportgen.labels import Label, Language
from reportgen.metric.expressions import Reason

Word: TypeAlias = Literal[
    "contents", "figures", "tables", "figure", "table",
    "preface", "summary", "recommendations", "quality", "glossary", "thanks",
    "details", "definitions",
    "problem", "cause", "measure", "advice", "planned", "see",
    "owner", "deadline", "effect", "indicator",
    "baseline", "target", "status", "finding", "change", "term", "meaning",
    "wrap_up", "finding_begins", "proposed", "agreed", "running", "done",
    "better", "worse", "flat", "few", "course", "on_last_month", "null_note",
    "failed", "no_data", "more_rows", "no_recommendations",
    "period", "department", "author", "date", "page", "of_pages", "pages",
]  # fmt: skip

FRAME: Final[dict[Word, Label]] = {
    "contents": Label("目录", "Contents"),
    "figures": Label("图目录", "Figures"),
    "tables": Label("表目录", "Tables"),
    "figure": Label("图", "Figure"),
    "table": Label("表", "Table"),
    "preface": Label("前言", "Preface"),
    "summary": Label("摘要", "Summary"),
    "recommendations": Label("改进建议", "Recommendations"),
    "quality": Label("数据来源与质量", "Data sources and quality"),
    "glossary": Label("名词解释", "Glossary"),
    "thanks": Label("致谢", "Acknowledgements"),
    "details": Label("明细", "Details"),
    "definitions": Label("口径与来源", "Definitions and sources"),
    "problem": Label("问题", "Problem"),
    "cause": Label("原因", "Cause"),
    "measure": Label("措施", "Measure"),
    "advice": Label("建议", "Recommended"),
    "planned": Label("（{owner}，{deadline} 前）。", " ({owner}, by {deadline})."),
    "see": Label("（见{label}）", " (see {label})"),
    "owner": Label("责任人", "Owner"),
    "deadline": Label("期限", "Deadline"),
    "effect": Label("预期效果", "Expected effect"),
    "indicator": Label("指标", "Indicator"),
    "baseline": Label("现状", "Now"),
    "target": Label("目标", "Target"),
    "status": Label("状态", "Status"),
    "finding": Label("发现", "Finding"),
    "change": Label("较上月", "On last month"),
    "term": Label("名词", "Term"),
    "meaning": Label("含义", "Meaning"),
    "finding_begins": Label("【{severity}】", "{severity}: "),
    "wrap_up": Label("小结", "In short"),
    "proposed": Label("待确认", "proposed"),
    "agreed": Label("已确认", "agreed"),
    "running": Label("进行中", "under way"),
    "done": Label("已完成", "done"),
    "better": Label("好转", "better"),
    "worse": Label("变差", "worse"),
    "flat": Label("持平", "no real change"),
    "few": Label("样本少", "few cases"),
    "course": Label("{label}走势：{first} → {last}", "Course of {label}: {first} → {last}"),
    "on_last_month": Label("▲▼ 为较上月的变化。", "▲▼ show the change on last month."),
    "null_note": Label("“—”：{reasons}。", "“—”: {reasons}."),
    "failed": Label("本章未能生成", "This chapter could not be built"),
    "no_data": Label("本期没有可用数据", "No data for this period"),
    "more_rows": Label("其余 {count} 行见 Excel。", "{count} more rows are in the workbook."),
    "no_recommendations": Label("本期没有改进建议。", "No recommendations this period."),
    "period": Label("报告期间", "Period"),
    "department": Label("编制部门", "Department"),
    "author": Label("编制人", "Author"),
    "date": Label("编制日期", "Date"),
    "page": Label("第 ", "Page "),
    "of_pages": Label(" 页 / 共 ", " of "),
    "pages": Label(" 页", " pages"),
}

SEVERITY: Final[dict[Severity, Label]] = {
    "bad": Label("需整改", "Act"),
    "watch": Label("关注", "Watch"),
    "good": Label("良好", "Good"),
    "info": Label("说明", "Note"),
}

REASON: Final[dict[Reason, Label]] = {
    "no_denominator": Label("分母为零", "nothing to divide by"),
    "not_yet": Label("期间未结束", "the period is not over"),
    "small_sample": Label("样本过少", "too few cases"),
    "no_data": Label("没有数据", "no data"),
}


def say(word: Word, language: Language, **values: object) -> str:
    """A word of the frame in one language, its placeholders filled."""
    return FRAME[word].in_(language).format(**values)


def course(tile: Kpi) -> Literal["better", "worse", "flat", "few", "moved", ""]:
    """How a key figure moved: better or worse only where the change is more than chance.

    `moved` has no good direction, or no test fits; empty when there is no earlier figure.
    """
    change = tile.change
    if change is None or change.value is None:
        return ""
    if not change.value or change.evidence == "flat":
        return "flat"
    if change.evidence in {"counts_only", "small_sample"}:
        return "few"
    better = change.better if change.better != "none" else tile.fact.better
    if better == "none" or change.evidence == "untested":
        return "moved"
    return "better" if (change.value > 0) == (better == "higher") else "worse"
