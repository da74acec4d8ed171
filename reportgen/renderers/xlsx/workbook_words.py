"""What the workbook says of its own, besides the words of the frame."""

from __future__ import annotations

from typing import Final

from reportgen.labels import Label, Language

_WORDS: Final[dict[str, Label]] = {
    "back": Label("← 返回目录", "← Contents"),
    "rows": Label("{rows} 行", "{rows} rows"),
    "page": Label("第 &P 页", "Page &P"),
    "sheet": Label("工作表", "Sheet"),
    "what": Label("内容", "What it shows"),
    "sheets": Label("各工作表", "Sheets"),
    "kpis": Label("各章关键指标", "Key figures of every chapter"),
    "chapter": Label("章节", "Chapter"),
    "indicator": Label("指标", "Indicator"),
    "value": Label("本月", "This month"),
    "change": Label("较上月", "On last month"),
    "target": Label("目标", "Target"),
    "state": Label("状态", "State"),
    "trend": Label("走势", "Course"),
    "trend_data": Label("走势数据（由旧到新）", "Figures of the course (oldest first)"),
    "chart_data": Label("图表数据", "Chart data"),
    "category": Label("项目", "Item"),
    "alike": Label("{file} 等 {count} 个文件", "{file} and others (files: {count})"),
    "headline": Label("结论", "Conclusion"),
    "detail": Label("{table}：每行一条，可筛选", "{table}: one row each, can be filtered"),
    "no_rows": Label("本期没有数据", "No data for this period"),
    "quality_sheet": Label("数据质量与来源", "Data quality"),
    "quality_what": Label("读取、采用、剔除与修正的行数", "Rows read, used, left out and repaired"),
    "sources_what": Label(
        "每个数字的口径、公式与来源行", "Definition, formula and source rows of each figure"
    ),
    "summary_what": Label("本月主要发现", "Main findings of the month"),
    "recommendations_what": Label(
        "措施、责任人、期限与预期效果", "Measures, owners, deadlines and expected effect"
    ),
    "glossary_what": Label("报告用到的名词", "The terms the report uses"),
    "preface_what": Label("背景、目的与方法", "Background, purpose and approach"),
    "accounts": Label("逐个文件的行数", "Rows of every file"),
    "account_columns": Label("各文件的列对应", "Columns of every file"),
    "table": Label("数据表", "Table"),
    "file": Label("文件", "File"),
    "read": Label("读取", "Read"),
    "used": Label("采用", "Used"),
    "dropped": Label("剔除", "Left out"),
    "why": Label("剔除原因", "Why left out"),
    "repaired": Label("修正", "Repaired"),
    "examples": Label("示例", "Examples"),
    "unused": Label("未采用的列", "Columns not used"),
    "figure": Label("数值", "Value"),
    "fact": Label("数字", "Figure"),
    "where": Label("所在位置", "Where it stands"),
    "unit": Label("单位", "Unit"),
    "cases": Label("样本量", "Cases"),
    "formula": Label("计算方式", "How it is computed"),
    "kind": Label("算法", "By"),
    "definition": Label("口径", "Definition"),
    "basis": Label("依据", "Basis"),
    "source_rows": Label("来源数据", "Source data"),
    "live": Label("公式", "formula"),
    "computed": Label("由 reportgen 计算", "computed by reportgen"),
    "given": Label("固定值", "constant"),
    "id": Label("编号", "Id"),
    "encoding": Label("编码", "Encoding"),
    "sources_note": Label(
        "“公式”：随明细表重算的 Excel 公式。"
        "“由 reportgen 计算”：Excel 公式无法表达，按所述方法算好后写入。",
        "'formula': an Excel formula over the detail sheets. 'computed by reportgen': worked out "
        "by the method named, because no Excel formula says the same.",
    ),
    "table_rows": Label("{table}：{rows} 行", "{table} (rows: {rows})"),
    "files_rows": Label(
        "{table}：{files} 个文件，{rows} 行", "{table} (files: {files}, rows: {rows})"
    ),
    "no_value": Label("无数值的原因：", "Why there is no value: "),
    "dealer": Label("经销商", "Dealer"),
    "reference": Label("参照", "Reference"),
    "low": Label("区间下限", "Lower limit"),
    "high": Label("区间上限", "Upper limit"),
}


def say(key: str, language: Language, **values: object) -> str:
    """A word of the workbook in one language, its placeholders filled."""
    return _WORDS[key].in_(language).format(**values)
