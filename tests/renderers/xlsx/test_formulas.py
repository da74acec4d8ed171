"""Formulas say what the expressions say: compared with a plain reading and another engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import oracle
import pandas as pd
import pytest
import recalculate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.document.blocks import Cover, DetailTable
from reportgen.document.formats import NULL
from reportgen.labels import Label
from reportgen.metric.expressions import (
    Average,
    Between,
    Condition,
    Count,
    Difference,
    Empty,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Ratio,
    Rows,
    Sum,
    Total,
    Value,
)
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.renderers.xlsx import detail_sheets, package
from reportgen.renderers.xlsx.detail_columns import TableNames
from reportgen.renderers.xlsx.formulas import LONGEST, formula
from reportgen.renderers.xlsx.sheet_register import Book

WORDS = (
    "乔丹", "a*b", "a?b", "a~b", "<5", ">=1", "=x", "<>", "Ann", "ANN", "5", "0005", "1e3", "50%",
    "2026-10-01", "10月", "TRUE", "#N/A", "ＡＮＮ", 'a"b', "a'b", "x y ", " ", "*", "May 5",
    "SUM(1)", "长" * 300, "a\nb", "—", "保养",
)  # fmt: skip
KINDS = {"m": (Label("保养", "M"), ()), "r": (Label("维修", "R"), ()), "x": (Label("Ann", "X"), ())}
ORDERS = TableContract(
    "orders",
    Label("工单", "Orders"),
    Label("一张工单", "One order"),
    (
        ColumnContract("who", "text", Label("服务顾问", "Advisor")),
        ColumnContract("kind", "category", Label("类型: [x]", "Kind"), values=KINDS),
        ColumnContract("ok", "flag", Label("一次修复", "Fixed")),
        ColumnContract("amount", "money", Label("产值（元）", "Amount")),
        ColumnContract("at", "datetime", Label("时间", "At")),
        ColumnContract("secret", "number", Label("内部", "Internal"), shown=False),
    ),
    date="at",
)
_START = datetime(2026, 9, 1)
ALL = Rows("orders", "at")


def frame(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The records with the types sections see."""
    made = pd.DataFrame(records, columns=["who", "kind", "ok", "amount", "at", "secret"])
    made["ok"] = made["ok"].astype("boolean")
    made["who"] = made["who"].astype("str")
    made["at"] = pd.to_datetime(made["at"])
    return made.assign(_file="a.csv", _row=range(2, len(made) + 2))


def workbook(
    records: Sequence[Mapping[str, Any]], expressions: Sequence[Expr]
) -> tuple[list[str | None], bytes]:
    """The formula of each expression, and a workbook with the formulas in column A."""
    book = Book(Cover("题", "d", "店", Month(2026, 10), "zh"))
    front, sheet = book.sheet("测试"), book.sheet("工单")
    part = detail_sheets.write(book, DetailTable(ORDERS, "工单", frame(records)), [sheet])[0]
    tables: TableNames = {"orders": part.columns} if part.rows else {}
    found = [formula(expr, tables, {}) for expr in expressions]
    for row, text in enumerate(found):
        if text:
            front.formula(row, 0, text, 0, book.styles.of("data"))
    return found, package.finish(book.close(), {"xl/worksheets/sheet2.xml": part}, "zh")


def one(condition: Condition, *records: Mapping[str, Any]) -> str | None:
    """The formula that counts the records meeting a condition."""
    return workbook(records or [RECORD], [Count(ALL.only(condition))])[0][0]


RECORD = {"who": "乔丹", "kind": "m", "ok": True, "amount": 1.5, "at": _START, "secret": 1.0}

_records = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.none() | st.sampled_from(WORDS),
            "kind": st.none() | st.sampled_from(["m", "r", "x", "自定义"]),
            "ok": st.none() | st.booleans(),
            "amount": st.none() | st.integers(-900, 900).map(lambda cents: cents / 100),
            "at": st.none() | st.integers(0, 90 * 24).map(lambda h: _START + timedelta(hours=h)),
            "secret": st.just(1.0),
        }
    ),
    max_size=8,
)
_days = st.none() | st.integers(0, 90).map(lambda n: date(2026, 9, 1) + timedelta(days=n))
_condition = st.one_of(
    st.builds(Is, st.just("who"), st.sampled_from(WORDS)),
    st.builds(Is, st.just("kind"), st.sampled_from(["m", "r", "x", "自定义", "无"])),
    st.builds(Is, st.just("ok"), st.booleans()),
    st.builds(Is, st.just("amount"), st.sampled_from([0.0, 1.25, -3.0])),
    st.builds(In, st.just("who"), st.lists(st.sampled_from(WORDS), max_size=3).map(tuple)),
    st.builds(In, st.just("kind"), st.lists(st.sampled_from(["m", "r"]), max_size=2).map(tuple)),
    st.builds(Between, st.just("amount"), st.none() | st.just(-1.5), st.none() | st.just(4.25)),
    st.builds(Between, st.just("at"), _days, _days),
    st.builds(Filled, st.sampled_from(["who", "kind", "ok", "amount", "at"])),
    st.builds(Empty, st.sampled_from(["who", "kind", "ok", "amount", "at"])),
)
_rows = st.lists(_condition, max_size=3).map(lambda found: ALL.only(*found))
_leaf = st.one_of(
    st.builds(Count, _rows),
    st.builds(Sum, _rows, st.just("amount")),
    st.builds(Mean, _rows, st.just("amount")),
    st.builds(Value, _rows, st.just("amount")),
    st.builds(Given, st.sampled_from([None, 2.0, -0.5]), st.none()),
)
_expr = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds(Ratio, inner, inner, st.sampled_from([1.0, 100.0])),
        st.builds(Difference, inner, inner, st.sampled_from([1.0, 100.0])),
        st.builds(Total, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(
            lambda pairs, weighted, known: Average(
                tuple(p for p, _ in pairs), tuple(w for _, w in pairs) if weighted else (), known
            ),
            st.lists(st.tuples(inner, inner), min_size=1, max_size=3),
            st.booleans(),
            st.booleans(),
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_records, st.lists(_expr, min_size=1, max_size=12))
def test_a_formula_computes_what_the_expression_says(
    records: list[dict[str, Any]], expressions: list[Expr]
) -> None:
    texts, book = workbook(records, expressions)
    found = recalculate.by_formualizer(book)
    for row, (expr, text) in enumerate(zip(expressions, texts, strict=True), start=1):
        if text is None:
            continue
        wanted = oracle.value(expr, {"orders": records})
        got = found["测试", f"A{row}"]
        assert recalculate.same(got, NULL if wanted is None else wanted), (text, got, wanted)


def test_plain_words_have_a_formula_and_stay_words() -> None:
    records = [RECORD | {"who": word} for word in ("乔丹", "a*b", "axb", "a?b", "<5", "=x", '"')]
    expressions = [Count(ALL.only(Is("who", word["who"]))) for word in records]
    texts, book = workbook(records, expressions)
    assert texts[1] == '=COUNTIFS(tbl_orders[服务顾问],"=a~*b")'
    assert texts[4] == '=COUNTIFS(tbl_orders[服务顾问],"=<5")'
    assert texts[6] == '=COUNTIFS(tbl_orders[服务顾问],"=""")'
    assert list(recalculate.by_formualizer(book).values()) == [1] * len(records)


@pytest.mark.parametrize(
    "word",
    ["5", "0005", "1e3", "50%", "2026-10-01", "10月", "5 May", "TRUE", "#N/A", "１２", "长" * 300,
     "a\nb", " ", "SUM(1)"],
)  # fmt: skip
def test_text_a_spreadsheet_would_misread_has_no_formula(word: str) -> None:
    assert one(Is("who", word)) is None


def test_words_that_differ_in_case_or_width_only_have_no_formula() -> None:
    ann = RECORD | {"who": "Ann"}
    assert one(Is("who", "Ann"), ann) == '=COUNTIFS(tbl_orders[服务顾问],"=Ann")'
    assert one(Is("who", "Ann"), ann, RECORD | {"who": "ANN"}) is None
    assert one(Is("who", "Ann"), ann, RECORD | {"who": "Ａnn"}) is None
    assert one(In("who", ("Ann", "ANN"))) is None


def test_categories_and_flags_are_compared_with_the_words_shown() -> None:
    assert one(Is("ok", value=False)) == '=COUNTIFS(tbl_orders[一次修复],"=否")'
    # a header with brackets is read differently by spreadsheets, its cells are not
    assert one(Is("kind", "m")) == "=COUNTIFS('工单'!$B$3:$B$3,\"=保养\")"


def test_two_keys_shown_alike_have_no_formula() -> None:
    assert one(Is("kind", "m"), RECORD, RECORD | {"kind": "保养"}) is None


def test_one_of_several_is_a_sum_over_combinations() -> None:
    both = In("ok", (True, False))
    assert (
        one(both) == '=(COUNTIFS(tbl_orders[一次修复],"=是")+COUNTIFS(tbl_orders[一次修复],"=否"))'
    )
    many = [In("who", tuple("甲乙丙丁戊己庚辛壬癸")) for _ in range(3)]
    assert workbook([RECORD], [Count(ALL.only(*many))])[0] == [None]


def test_months_are_half_open_ranges_of_days() -> None:
    october = Between("at", date(2026, 10, 1), date(2026, 11, 1))
    assert one(october) == (
        '=COUNTIFS(tbl_orders[时间],">="&DATE(2026,10,1),tbl_orders[时间],"<"&DATE(2026,11,1))'
    )
    noon = Between("at", datetime(2026, 10, 1, 12))
    assert one(noon) is None


@pytest.mark.parametrize(
    "expr",
    [
        Count(Rows("complaints")),
        Count(ALL.only(Is("nowhere", 1.0))),
        Count(ALL.only(Is("secret", 1.0))),
        Count(ALL.only(Is("who", 5.0))),
        Count(ALL.only(Is("amount", "5"))),
        Count(ALL.only(Is("ok", "是"))),
        Sum(ALL, "secret"),
        Sum(ALL, "ok"),
        Mean(ALL, "who"),
        Given(5.0, Label("法", "method")),
    ],
)
def test_what_the_details_do_not_hold_has_no_formula(expr: Expr) -> None:
    assert workbook([RECORD], [expr])[0] == [None]


def test_a_table_without_rows_has_no_formula() -> None:
    assert workbook([], [Count(ALL)])[0] == [None]


def test_text_left_empty_is_not_taken_for_filled() -> None:
    assert one(Filled("who"), RECORD) == '=COUNTIFS(tbl_orders[服务顾问],"<>")'
    assert one(Filled("who"), RECORD, RECORD | {"who": ""}) is None
    assert one(Empty("who"), RECORD, RECORD | {"who": ""}) is None


def test_days_before_the_calendar_of_spreadsheets_have_no_formula() -> None:
    old = RECORD | {"at": datetime(1899, 5, 5)}
    assert one(Between("at", date(2026, 1, 1)), RECORD, old) is None


def test_a_part_that_stands_in_a_cell_is_read_from_there() -> None:
    top, bottom = Count(ALL.only(Is("ok", value=True))), Count(ALL)
    cells: dict[Expr, str] = {top: "B5", bottom: "C5"}
    assert formula(Ratio(top, bottom), {}, cells) == f'=IFERROR((B5/C5),"{NULL}")'
    assert formula(top, {}, cells) == "=B5"


def test_a_formula_that_would_be_too_long_is_none() -> None:
    whole = Total(tuple(Count(ALL.only(Is("who", "甲" * n))) for n in range(1, 200)))
    texts, _ = workbook([RECORD], [whole, Total(whole.parts[:5])])
    assert texts[0] is None
    assert texts[1] is not None
    assert len(texts[1]) < LONGEST
