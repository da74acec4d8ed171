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
        "control_characters": Label("去除不可见字符", "invisible characters removed"),
        "code_decimal": Label("编号去除“.0”", "'.0' removed from a code"),
        "number_format": Label("金额、数字写法换算", "number rewritten"),
        "date_format": Label("日期写法换算", "date rewritten"),
        "unknown_word": Label("未登记的类别，保留原文", "unknown word kept as it is"),
    }
)
"""Kind of repair → name."""


def words_of(names: Mapping[str, Label], code: str, language: Language) -> str:
    """A reason or repair in words; an unknown code (a plugin's own) as it is."""
    return names[code].in_(language) if code in names else code.replace("_", " ")
