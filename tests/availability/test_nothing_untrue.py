"""Take anything away from the demo's store: every number is the true one, or "—".

The truth of a number is its own expression over the whole data. So what is shown of less is either
what the whole says, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import cycle, zip_longest
from typing import Final, TypeAlias

import pandas as pd
import pytest
from less_data import MONTH, Told, cut, exports, silent, told, untrue

from reportgen.document.blocks import Table
from reportgen.labels import LANGUAGES, Language

Change: TypeAlias = Callable[[str, str, pd.DataFrame], pd.DataFrame | None]

_ABOUT_THE_DATA: Final = ("complaints.undated", "first_time_fix.no_km")
"""Numbers that count what is missing."""
_OTHER_MEASURE: Final[Mapping[str, str]] = {
    "工单号": "without numbers nobody can tell that an order or a call stands twice",
    "维修类型": "without kinds of work every order is a visit, as the definition of a visit says",
    "故障描述": "comebacks are then those the orders call so",
    "返修": "comebacks are then those with the same fault",
    "客户编号": "who passes by is then told by staying away, not by the address",
    "车架号": "vehicles are then told by their plates, and numbered anew",
    "车系": "all vehicles are then of one series, 未归类",
    "行驶里程": "nobody is then known not to be due: the list of customers to call holds them too",
}
"""Columns without which a chapter measures something else, and says so in its definition."""


_TABLES: Final = ("repair_orders", "callbacks", "complaints")


@cache
def whole(language: Language) -> Told:
    return told(language=language)


def _columns(table: str) -> list[str]:
    found = dict.fromkeys(c for name, _, text in exports() if name == table for c in text)
    return [column for column in found if column not in _OTHER_MEASURE]


def _blanked(table: str, *columns: str, month: str = "") -> Change:
    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        here = name == table and (not month or when == month)
        return text.assign(**dict.fromkeys(columns, "")) if here else text

    return change


def _renamed(table: str, column: str, word: str) -> Change:
    def change(name: str, _: str, text: pd.DataFrame) -> pd.DataFrame:
        if name != table:
            return text
        return text.assign(**{column: text[column].replace(word, f"某{word}")})

    return change


def _unreadable(table: str, column: str) -> Change:
    """Half of the month's cells hold what nobody can read."""

    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        if name != table or when != str(MONTH):
            return text
        spoilt = text[column].where(text.index % 2 == 0, "约" + text[column])
        return text.assign(**{column: spoilt})

    return change


def _dropped(table: str, month: str) -> Change:
    return lambda name, when, text: None if (name, when) == (table, month) else text


CASES: Final[Mapping[str, Change]] = {
    "no call-backs in the month": _dropped("callbacks", "2026-10"),
    "no call-backs before": _dropped("callbacks", "2026-09"),
    "no orders in the month": _dropped("repair_orders", "2026-10"),
    "no orders before": _dropped("repair_orders", "2026-09"),
    "a hole in March": _dropped("repair_orders", "2026-03"),
    "no complaints in the month": _dropped("complaints", "2026-10"),
    "no complaints before": _dropped("complaints", "2026-09"),
    "orders end on the 12th": cut("repair_orders", "开单日期", "2026-10-13"),
    "orders of September end on the 20th": cut("repair_orders", "开单日期", "2026-09-21"),
    "call-backs end on the 12th": cut("callbacks", "回访日期", "2026-10-13"),
    "a kind of work is unknown": _renamed("repair_orders", "维修类型", "保养"),
    "an outcome is unknown": _renamed("callbacks", "回访结果", "成功"),
    "a channel is unknown": _renamed("callbacks", "回访方式", "面访"),
    "an answer is unknown": _renamed("callbacks", "一次修复", "否"),
    "a status is unknown": _renamed("complaints", "状态", "已关闭"),
    "a reaction is unknown": _renamed("complaints", "客户反应", "满意"),
    "amounts cannot be read": _unreadable("repair_orders", "结算金额"),
    "scores cannot be read": _unreadable("callbacks", "服务态度"),
    "no outcomes before": _blanked("callbacks", "回访结果", month="2026-09"),
    "no days of call-backs in the month": _blanked("callbacks", "回访日期", month="2026-10"),
    "no channel": _blanked("callbacks", "回访方式"),
    "no answers": _blanked("callbacks", "一次修复"),
    "no reactions": _blanked("complaints", "客户反应"),
    "no closing dates": _blanked("complaints", "关闭时间"),
    "no amounts": _blanked("repair_orders", "结算金额"),
    "no advisors": _blanked("repair_orders", "服务顾问"),
    "neither faults nor comebacks": _blanked("repair_orders", "故障描述", "返修", "原工单号"),
}
COLUMNS: Final = [
    [(table, column) for table, column in zip(_TABLES, columns, strict=True) if column]
    for columns in zip_longest(*map(_columns, _TABLES))
]
"""One column of each table at once, until every column had its turn."""


def _says(change: Change, language: Language) -> tuple[Told, list[str]]:
    left = told(change, language)
    found = untrue(left, whole(language))
    return left, [said for said in found if not said.startswith(_ABOUT_THE_DATA)]


@pytest.mark.parametrize(("case", "language"), list(zip(CASES, cycle(LANGUAGES))), ids=str)
def test_a_number_is_the_true_one_or_unknown(case: str, language: Language) -> None:
    left, wrong = _says(CASES[case], language)

    assert wrong == []
    assert silent(left, whole(language)) == []
    assert not [chapter.failed for chapter in left.chapters if chapter.failed]


@pytest.mark.parametrize(("columns", "language"), list(zip(COLUMNS, cycle(LANGUAGES))), ids=str)
def test_any_column_may_be_blank(columns: list[tuple[str, str]], language: Language) -> None:
    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        for table, column in columns:
            text = _blanked(table, column)(name, when, text)  # type: ignore[assignment]
        return text

    left, wrong = _says(change, language)

    assert wrong == []
    assert not [chapter.failed for chapter in left.chapters if chapter.failed]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_nothing_stands_in_makes_no_table_of_one_nameless_row(language: Language) -> None:
    def change(name: str, when: str, text: pd.DataFrame) -> pd.DataFrame:
        for table, column in (("repair_orders", "车系"), ("complaints", "投诉类型")):
            text = _blanked(table, column)(name, when, text)  # type: ignore[assignment]
        return text

    left = told(change, language, ("churn", "complaints"))

    ids = {getattr(b, "id", "").split(".greatwall")[0] for c in left.chapters for b in c.blocks}
    assert not ids & {"churn.series", "churn.flows", "churn.loss", "complaints.causes"}
    assert {"churn.advisors", "complaints.bridge"} & ids
    nameless = ("未归类", "未分类", "Not classified")
    tables = [b for c in left.chapters for b in c.blocks if isinstance(b, Table)]
    assert not [t.id for t in tables if [r for r in t.rows if r[0] in nameless]]
