"""Why a row was left out, and what was repaired: the codes of the ledger and their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reportgen.labels import Label, Language

REASONS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "blank_row": Label("空行", "blank row"),
        "repeated_header": Label("重复的表头", "header repeated"),
        "total_row": Label("合计行", "total row"),
        "ragged_row": Label("列数与表头不符", "more or fewer cells than the header"),
        "stray_row": Label("远离表格的行", "row far from the table"),
        "not_reported": Label("未填报", "not reported"),
        "missing_required": Label("必填内容为空", "required value missing"),
        "impossible_date": Label("日期不成立", "impossible date"),
        "ambiguous_date": Label("日期的日、月顺序不明", "day and month cannot be told apart"),
        "impossible_number": Label("数字不成立", "impossible number"),
        "out_of_range": Label("超出合理范围", "out of range"),
        "duplicate": Label("重复", "duplicate"),
        "conflicting_key": Label("同一编号内容不同，取最后一行", "same key twice, last row kept"),
        "after_period": Label("晚于报告月份", "after the month of the report"),
        "other_dealer": Label("属于其他经销商", "another dealer's"),
    }
)
"""Reason code → name, in the order a report lists them."""

REPAIRS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "merged_cells": Label("合并单元格展开", "merged cells spread"),
        "stray_cells": Label("远离表格的单元格，未采用", "cells far beside the table left out"),
        "short_row": Label("行尾缺少空单元格，已补空", "row without its empty last cells"),
        "unended_row": Label(
            "最后一行没有换行符，文件可能在此中断，请核对",
            "last row without a line end: the file may have been cut off there, look at it",
        ),
        "error_value": Label(
            "公式错误值（#REF! 等），按空白处理", "error values such as #REF! left blank"
        ),
        "formula_without_value": Label(
            "公式没有保存结果，按空白处理（在 Excel 中打开并保存一次即可）",
            "formulas saved without a result left blank (open and save once in Excel)",
        ),
        "control_characters": Label("去除不可见字符", "invisible characters removed"),
        "lost_characters": Label(
            "导出前已丢失的字符（�），保留", "characters lost before the export (�), kept"
        ),
        "code_decimal": Label("编号去除“.0”", "'.0' removed from a code"),
        "number_format": Label("金额、数字写法换算", "number rewritten"),
        "date_format": Label("日期写法换算", "date rewritten"),
        "text_form": Label("全角、多余空格统一", "width and spaces made alike"),
        "phone_format": Label("电话写法统一", "phone rewritten"),
        "second_phone": Label("一格多个电话，取第一个", "several phones in a cell, first kept"),
        "plate_form": Label("车牌写法统一", "plate rewritten"),
        "vin_case": Label("车架号改为大写", "VIN in capital letters"),
        "rescaled": Label("按声明的分制换算", "rescaled as the source declares"),
        "lost_digits": Label(
            "编号被表格软件写成科学计数（1.38E+10），末位已丢失，该格留空",
            "code written as 1.38E+10 by a spreadsheet, its last digits lost, left blank",
        ),
        "blank_date": Label("日期不成立，该格留空", "impossible date left blank"),
        "blank_ambiguous_date": Label(
            "日期的日、月顺序不明，该格留空", "date with unclear day and month left blank"
        ),
        "blank_number": Label("数字不成立，该格留空", "impossible number left blank"),
        "blank_range": Label("超出合理范围，该格留空", "number out of range left blank"),
        "other_scale": Label(
            "评分疑为其他分制，整列未采用", "scores look like another scale, refused"
        ),
        "unknown_word": Label("未登记的类别，保留原文", "unknown word kept as it is"),
        "vin_form": Label("车架号不合规则，保留", "VIN that cannot be right, kept"),
        "negative_amount": Label("金额为负，保留", "negative amount, kept"),
        "absurd_amount": Label("金额远大于其他行，保留", "amount far above all others, kept"),
        "not_in_order": Label("前后日期矛盾，保留", "dates in the wrong order, kept"),
        "long_text": Label("文字过长，Excel 中截断", "text too long, cut in the workbook"),
    }
)
"""Kind of repair → name: what was rewritten, what was left blank, what was kept with a warning."""

BLANKED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "impossible_date": "blank_date",
        "ambiguous_date": "blank_ambiguous_date",
        "impossible_number": "blank_number",
        "out_of_range": "blank_range",
    }
)
"""Reason a row would be left out for → the repair it is in a column the row can do without."""

NOBODYS: Final = frozenset({"blank_row", "repeated_header", "total_row", "not_reported"})
"""Reasons of rows that hold no data of anybody."""
NO_DATA: Final = NOBODYS | {"duplicate", "after_period", "other_dealer"}
"""Reasons of rows that lose nothing: they hold no data, say it again, or belong elsewhere."""


def words_of(names: Mapping[str, Label], code: str, language: Language) -> str:
    """A reason or repair in words; an unknown code (a plugin's own) as it is."""
    return names[code].in_(language) if code in names else code.replace("_", " ")


REWRITTEN: Final = frozenset(
    {
        "control_characters", "code_decimal", "number_format", "date_format", "text_form",
        "phone_format", "second_phone", "plate_form", "vin_case", "rescaled",
    }
)  # fmt: skip
"""Repairs that lose nothing a reader has to know of."""
