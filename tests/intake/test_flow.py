from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_table import take_in

from reportgen.extension.components import RawTable
from reportgen.intake import REASONS, REPAIRS, VEHICLE, take_all
from reportgen.intake.convert import Converted, convert
from reportgen.intake.masking import Privacy
from reportgen.labels import Label
from reportgen.metric.table_contracts import FILE, ROW, ColumnContract, TableContract

HEADER = ("经销商", "单号", "日期", "车架号", "姓名", "电话", "类型", "返修", "金额", "意见")
ORDERS = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    key=("no",),
    date="day",
    columns=(
        ColumnContract("dealer", "code", Label("经销商", "Dealer")),
        ColumnContract("no", "code", Label("单号", "Order")),
        ColumnContract("day", "date", Label("日期", "Day"), required=True),
        ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),
        ColumnContract("name", "text", Label("姓名", "Name"), private="name"),
        ColumnContract("phone", "code", Label("电话", "Phone"), private="phone"),
        ColumnContract(
            "kind",
            "category",
            Label("类型", "Kind"),
            values={"repair": (Label("维修", "Repair"), ("修理",))},
        ),
        ColumnContract("comeback", "flag", Label("返修", "Comeback")),
        ColumnContract("total", "money", Label("金额", "Total"), low=-10_000, high=10_000),
        ColumnContract("comment", "text", Label("意见", "Comment"), private="text"),
    ),
)
SALES = TableContract(
    name="sales",
    label=Label("销售", "Sales"),
    row=Label("一行为一辆新车", "one car"),
    key=("vin",),
    columns=(ColumnContract("vin", "code", Label("车架号", "VIN"), private="vin"),),
)
VIN = "LSVAU218XN2183294"
GOOD = ("BJ001", "R1", "2024-03-05", VIN, "张三", "13800138000", "维修", "是", "100", "好")


def order(**changed: str) -> tuple[str, ...]:
    names = [column.name for column in ORDERS.columns]
    return tuple(changed.get(name, value) for name, value in zip(names, GOOD, strict=True))


def raw(
    *rows: Sequence[str], header: Sequence[str] = HEADER, file: str = "工单.csv", start: int = 2
) -> RawTable:
    frame = pd.DataFrame(
        list(rows), index=range(start, start + len(rows)), columns=range(len(header)), dtype="str"
    )
    return RawTable(file, tuple(header), frame)


def test_dtypes_and_columns_of_a_frame() -> None:
    frame = take_in(ORDERS, [raw(GOOD)]).frame
    assert frame.dtypes.astype(str).to_dict() == {
        "dealer": "str", "no": "str", "day": "datetime64[us]", "vin": "str", "name": "str",
        "phone": "str", "kind": "str", "comeback": "boolean", "total": "float64", "comment": "str",
        VEHICLE: "str", FILE: "str", ROW: "int64",
    }  # fmt: skip
    assert frame.iloc[0].tolist() == [
        "BJ001", "R1", pd.Timestamp("2024-03-05"), "LSV**********3294", "张*", "138****8000",
        "repair", True, 100.0, "好", "V000001", "工单.csv", 2,
    ]  # fmt: skip


def test_columns_the_file_lacks_are_absent_and_blank_cells_are_null() -> None:
    frame = take_in(ORDERS, [raw(("2024-03-05", "", ""), header=("日期", "单号", "金额"))]).frame
    assert list(frame) == ["no", "day", "total", FILE, ROW]
    assert frame[["no", "total"]].isna().all(axis=None)


def test_no_files_give_an_empty_frame_and_no_account() -> None:
    taken = take_in(ORDERS, [])
    assert (len(taken.frame), list(taken.frame), taken.accounts) == (0, [FILE, ROW], ())


@pytest.mark.case("D02")
def test_a_file_with_a_header_only_is_read_as_no_rows() -> None:
    taken = take_in(ORDERS, [raw()])
    assert len(taken.frame) == 0
    assert taken.frame["total"].dtype == np.float64
    assert (taken.accounts[0].read, taken.accounts[0].used) == (0, 0)


@pytest.mark.parametrize(
    ("reason", "row", "example"),
    [
        ("blank_row", ("", " ", "\u3000") + ("",) * 7, "row 3"),
        ("repeated_header", HEADER, "row 3"),
        ("total_row", ("合计", "", "", "", "", "", "", "", "5,000", ""), "row 3"),
        ("total_row", ("", "小 计：", "", "", "", "", "", "", "5,000", ""), "row 3"),
        ("missing_required", order(no="R2", day=""), "row 3: Day"),
        ("impossible_date", order(no="R2", day="2024-02-30"), "row 3: Day 2024-02-30"),
        ("ambiguous_date", order(no="R2", day="03/04/2024"), "row 3: Day 03/04/2024"),
        ("duplicate", GOOD, "row 3: Order R1"),
    ],
)
@pytest.mark.case("D16")
def test_every_dropped_row_has_one_reason_and_a_place(
    reason: str, row: Sequence[str], example: str
) -> None:
    account = take_in(ORDERS, [raw(GOOD, row)], language="en").accounts[0]
    assert (account.read, account.used, account.dropped) == (2, 1, {reason: 1})
    assert account.examples[reason] == (example,)
    assert account.balanced


FIGURES = TableContract(
    name="figures",
    label=Label("指标", "Figures"),
    row=Label("一行为一个指标", "one figure"),
    key=("no",),
    columns=(
        ColumnContract("no", "code", Label("编号", "No")),
        ColumnContract("value", "number", Label("数值", "Value"), required=True, high=10),
        ColumnContract("sent", "date", Label("日期", "Sent")),
        ColumnContract("more", "number", Label("其他", "More"), low=0, high=10),
        ColumnContract("score", "number", Label("得分", "Score"), low=0, high=100, unit="score"),
    ),
)


def figures(*rows: Sequence[str]) -> RawTable:
    return raw(*rows, header=("编号", "数值", "日期", "其他", "得分"), file="指标.csv")


@pytest.mark.parametrize(
    ("reason", "value", "example"),
    [
        ("missing_required", "", "row 3: Value"),
        ("impossible_number", "张三", "row 3: Value **"),
        ("out_of_range", "10.01", "row 3: Value 10.01"),
    ],
)
def test_a_row_without_a_value_it_needs_is_left_out(reason: str, value: str, example: str) -> None:
    table = figures(("1", "1", "", "", ""), ("2", value, "", "", ""))
    account = take_in(FIGURES, [table], language="en").accounts[0]
    assert (account.used, account.dropped) == (1, {reason: 1})
    assert account.examples == {reason: (example,)}


@pytest.mark.parametrize(
    ("kind", "row", "column", "example"),
    [
        ("blank_date", ("2", "1", "2024-02-30", "", ""), "sent", "row 3: Sent 2024-02-30"),
        (
            "blank_ambiguous_date",
            ("2", "1", "03/04/2024", "", ""),
            "sent",
            "row 3: Sent 03/04/2024",
        ),
        ("blank_number", ("2", "1", "", "张三", ""), "more", "row 3: More **"),
        ("blank_range", ("2", "1", "", "-1", ""), "more", "row 3: More -1"),
        ("blank_range", ("2", "1", "", "", "101"), "score", "row 3: Score 101"),
    ],
)
def test_nonsense_in_a_column_a_row_can_do_without_is_left_blank(
    kind: str, row: Sequence[str], column: str, example: str
) -> None:
    taken = take_in(FIGURES, [figures(("1", "1", "", "", ""), row)], language="en")
    account = taken.accounts[0]
    assert (account.used, account.dropped, account.repaired) == (2, {}, {kind: 1})
    assert account.examples == {kind: (example,)}
    assert taken.frame[column].isna().all()


def test_a_row_with_several_faults_counts_once_for_the_first() -> None:
    account = take_in(ORDERS, [raw(order(day="x", no="R1", total="y"))]).accounts[0]
    assert (account.dropped, account.repaired) == ({"impossible_date": 1}, {})


def test_a_customer_or_a_code_named_like_a_total_is_no_total_row() -> None:
    assert len(take_in(ORDERS, [raw(order(name="合计"), order(no="Total"))]).frame) == 2


def test_of_one_key_the_last_content_counts_where_it_stood_first() -> None:
    first, second = order(total="1"), order(total="2")
    taken = take_in(ORDERS, [raw(first, second, second)], language="en")
    assert taken.frame[["total", ROW]].to_numpy().tolist() == [[2.0, 3]]
    assert taken.accounts[0].dropped == {"duplicate": 1, "conflicting_key": 1}
    assert taken.accounts[0].examples["conflicting_key"] == ("row 2: Order R1",)


def test_repeats_are_found_across_files_and_counted_where_they_stand() -> None:
    one, two = raw(order(no="R0"), GOOD, file="a.csv"), raw(GOOD, file="b.csv")
    taken = take_in(ORDERS, [one, two])
    assert [account.dropped for account in taken.accounts] == [{}, {"duplicate": 1}]
    assert taken.frame[FILE].tolist() == ["a.csv", "a.csv"]


def test_one_number_in_two_dealers_is_no_repeat() -> None:
    assert len(take_in(ORDERS, [raw(GOOD, order(dealer="BJ002"))]).frame) == 2


def test_rows_without_a_key_are_never_repeats() -> None:
    assert len(take_in(ORDERS, [raw(order(no=""), order(no=""))]).frame) == 2
    same = ("2024-03-05", "好")
    assert len(take_in(ORDERS, [raw(same, same, header=("日期", "意见"))]).frame) == 2


def test_a_phone_that_differs_only_where_it_is_masked_is_still_a_conflict() -> None:
    taken = take_in(ORDERS, [raw(GOOD, order(phone="13811118000"))])
    assert taken.accounts[0].dropped == {"conflicting_key": 1}


@pytest.mark.parametrize("word", ["-", "—", "N/A", "null", "#N/A", "空", "\u3000", "ＮＵＬＬ"])
def test_missing_words_are_null_for_every_kind_but_text(word: str) -> None:
    row = order(vin=word, phone=word, kind=word, comeback=word, total=word, name=word)
    taken = take_in(ORDERS, [raw(row)])
    columns = ["vin", "phone", "kind", "comeback", "total", VEHICLE]
    assert taken.frame[columns].isna().all(axis=None)
    assert taken.accounts[0].repaired == {}


def test_a_customer_named_null_stays() -> None:
    taken = take_in(ORDERS, [raw(order(name="Null"))], privacy=Privacy(frozenset({"name"})))
    assert taken.frame["name"].tolist() == ["Null"]


@pytest.mark.parametrize(
    ("text", "flag"),
    [("是", True), ("有", True), ("Y", True), ("１", True), ("TRUE", True), ("√", True),
     ("否", False), ("无", False), ("n", False), ("0", False), ("false", False)],
)  # fmt: skip
def test_flag_words(text: str, flag: bool) -> None:  # noqa: FBT001
    taken = take_in(ORDERS, [raw(order(comeback=text))])
    assert bool(taken.frame["comeback"][0]) is flag


@pytest.mark.parametrize(
    ("kind", "row", "column", "value", "example"),
    [
        ("code_decimal", order(no="7001.0"), "no", "7001", "Order 7001.0"),
        ("number_format", order(total="¥1,234.50"), "total", 1234.5, "Total ¥1,234.50"),
        ("date_format", order(day="45356"), "day", pd.Timestamp("2024-03-05"), "Day 45356"),
        ("unknown_word", order(kind="拖车"), "kind", "拖车", "Kind 拖车"),
        ("control_characters", order(comment="好\x07的\u202e"), "comment", "好的", "Comment 好的"),
        ("control_characters", order(comment="好\ufffe"), "comment", "好", "Comment 好"),
    ],
)
def test_repairs_are_made_and_counted(
    kind: str, row: Sequence[str], column: str, value: object, example: str
) -> None:
    taken = take_in(ORDERS, [raw(row)], language="en")
    assert taken.frame[column][0] == value
    assert taken.accounts[0].repaired == {kind: 1}
    assert taken.accounts[0].examples == {kind: (f"row 2: {example}",)}


def test_lone_surrogates_of_other_sources_are_removed_and_counted() -> None:
    table = raw(GOOD)
    rows = table.rows.astype(object)
    rows.loc[2, 9] = "好\ud83d"
    taken = take_in(ORDERS, [RawTable("x", HEADER, rows)])
    assert taken.frame["comment"].tolist() == ["好"]
    assert taken.accounts[0].repaired == {"control_characters": 1}


def test_repairs_of_dropped_rows_are_not_counted() -> None:
    account = take_in(ORDERS, [raw(order(day="x", total="¥1"))]).accounts[0]
    assert account.repaired == {}


@pytest.mark.parametrize("code", ["007", "1E05", "110105194912310021", "20240429145554505552"])
def test_codes_stay_as_written(code: str) -> None:
    assert take_in(ORDERS, [raw(order(no=code))]).frame["no"].tolist() == [code]


def test_customer_text_stays_literal() -> None:
    texts = ["<VIP>", "A&B", "{{x}}", "=cmd|x", "第一行\n第二行", "𠮷😀👨‍👩‍👧", "x" * 40_000]
    rows = [order(no=f"R{n}", comment=text) for n, text in enumerate(texts)]
    assert take_in(ORDERS, [raw(*rows)]).frame["comment"].tolist() == texts


def test_a_dealer_is_filled_only_where_the_file_gives_none() -> None:
    both = raw(order(dealer=""), order(no="R2"))
    assert take_in(ORDERS, [both], dealer_default="X").frame["dealer"].tolist() == ["X", "BJ001"]
    bare = raw(("2024-03-05",), header=("日期",))
    assert take_in(ORDERS, [bare], dealer_default="X").frame["dealer"].tolist() == ["X"]
    assert (
        "dealer" not in take_in(SALES, [raw((VIN,), header=("车架号",))], dealer_default="X").frame
    )


def test_at_most_five_examples_of_one_kind_in_the_language_of_the_report() -> None:
    rows = [order(no=f"R{n}", day="x") for n in range(9)]
    account = take_in(ORDERS, [raw(*rows)]).accounts[0]
    assert len(account.examples["impossible_date"]) == 5
    assert account.examples["impossible_date"][0] == "第 2 行：日期 *"


def test_rows_the_source_left_out_are_in_the_account() -> None:
    table = raw(GOOD)
    taken = take_in(
        ORDERS, [RawTable(table.file, table.header, table.rows, {"ragged_row": [3, 9]}, "gb18030")]
    )
    account = taken.accounts[0]
    assert (account.read, account.used, account.dropped) == (3, 1, {"ragged_row": 2})
    assert account.examples["ragged_row"] == ("第 3 行", "第 9 行")
    assert account.encoding == "gb18030"
    assert account.columns["total"] == "金额"


def test_one_car_has_one_vehicle_in_all_tables_of_a_run() -> None:
    orders = raw(order(vin=f" {VIN.lower()}"), order(no="R2", vin="LSVAAA"), order(no="R3", vin=""))
    sales = raw((VIN,), ("LSVZZZ",), header=("车架号",), file="销售.csv")
    frames, ledger = take_all([ORDERS, SALES], {"orders": [orders], "sales": [sales]})
    assert frames["orders"][VEHICLE].tolist()[:2] == ["V000002", "V000001"]
    assert frames["orders"][VEHICLE].isna().tolist() == [False, False, True]
    assert frames["sales"][VEHICLE].tolist() == ["V000002", "V000003"]
    assert [account.table for account in ledger.accounts] == ["orders", "sales"]
    assert ledger.balanced


def test_tables_without_a_source_are_passed_over() -> None:
    frames, _ = take_all([ORDERS, SALES], {"sales": [raw((VIN,), header=("车架号",))]})
    assert list(frames) == ["sales"]


def test_an_opened_column_reaches_the_sections_raw() -> None:
    taken = take_in(ORDERS, [raw(GOOD)], privacy=Privacy(frozenset({"phone"})))
    assert taken.frame.loc[0, ["phone", "name"]].tolist() == ["13800138000", "张*"]


FAULTY = st.fixed_dictionaries(
    {},
    optional={
        "no": st.sampled_from(["R1", "R2", "", "R3.0"]),
        "day": st.sampled_from(["2024-02-30", "", "45356", "03/04/2024", "2024/3/6", "x"]),
        "total": st.sampled_from(["x", "99999", "1.2万", "¥5", "-", ""]),
        "kind": st.sampled_from(["拖车", "修理", ""]),
        "comment": st.text(max_size=8),
        "dealer": st.sampled_from(["合计", "", "经销商"]),
    },
)
ROWS = st.lists(
    st.one_of(FAULTY.map(lambda changed: order(**changed)), st.just(("",) * 10), st.just(HEADER)),
    max_size=12,
)


@settings(max_examples=60)
@given(st.lists(ROWS, min_size=1, max_size=3), st.lists(st.integers(2, 99), max_size=3))
def test_no_row_vanishes_uncounted(files: list[list[tuple[str, ...]]], ragged: list[int]) -> None:
    raws = []
    for number, rows in enumerate(files):
        plain = raw(*rows, file=f"{number}.csv")
        raws.append(RawTable(plain.file, HEADER, plain.rows, {"ragged_row": ragged}))
    taken = take_in(ORDERS, raws)
    assert sum(account.used for account in taken.accounts) == len(taken.frame)
    for account, rows in zip(taken.accounts, files, strict=True):
        assert account.read == len(rows) + len(ragged)
        assert account.balanced
        assert set(account.dropped) <= set(REASONS)
        assert set(account.repaired) <= set(REPAIRS)


@settings(max_examples=40)
@given(
    st.text("0123456789", min_size=9, max_size=9),
    st.sampled_from(["no", "day", "total", "comeback", "kind", "dealer", "comment", "phone"]),
)
def test_no_raw_phone_leaves_the_intake(tail: str, column: str) -> None:
    phone = f"13{tail}"
    bad = order(phone=phone, vin=f"LSV{tail}AB123", no="R9")
    stray = order(**{"no": phone, column: f"{phone} 来电"})
    taken = take_in(ORDERS, [raw(bad, bad, order(no="R9", phone=phone, total="1"), stray)])
    examples = str([account.examples for account in taken.accounts])
    assert phone not in examples
    private = taken.frame[["vin", "name", "phone", "comment"]]
    assert phone not in private.to_csv()
    assert f"LSV{tail}AB123" not in private.to_csv() + examples


def test_the_order_of_files_and_a_second_run_change_nothing() -> None:
    tables = [raw(GOOD, order(no="R2", vin="LSVB"), file="a"), raw(order(no="R3"), file="b")]
    one, two = take_in(ORDERS, tables), take_in(ORDERS, list(tables))
    pd.testing.assert_frame_equal(one.frame, two.frame)
    turned = take_in(ORDERS, tables[::-1]).frame
    keys = ["no", VEHICLE]
    assert sorted(map(tuple, turned[keys].to_numpy())) == sorted(
        map(tuple, one.frame[keys].to_numpy())
    )


def test_files_keep_their_order_whichever_headers_they_share() -> None:
    short = ("日期", "单号")
    tables = [
        raw(GOOD, file="a"),
        raw(("2024-03-06", "R2"), ("2024-02-30", "R3"), header=short, file="b"),
        raw(order(no="R4", day="x"), order(no="R5"), file="c"),
    ]
    taken = take_in(ORDERS, tables)
    assert taken.frame[[FILE, ROW, "no"]].to_numpy().tolist() == [
        ["a", 2, "R1"], ["b", 2, "R2"], ["c", 3, "R5"],
    ]  # fmt: skip
    assert [(account.file, account.read, account.used) for account in taken.accounts] == [
        ("a", 1, 1), ("b", 2, 1), ("c", 2, 1),
    ]  # fmt: skip
    assert taken.accounts[2].examples["impossible_date"] == ("第 2 行：日期 *",)


def test_what_the_reader_repaired_stands_in_the_account() -> None:
    found = replace(raw(order()), repaired={"error_value": 2, "merged_cells": 3})

    (account,) = take_in(ORDERS, [found]).accounts

    assert account.repaired["error_value"] == 2
    assert account.repaired["merged_cells"] == 3
    assert account.balanced
    assert {"error_value", "merged_cells", "formula_without_value"} <= set(REPAIRS)


def test_text_nobody_holds_is_gone_before_values_are_made_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[weakref.ref[pd.DataFrame]] = []
    alive: list[bool] = []

    def files() -> Iterator[RawTable]:
        for number in "12":
            made = raw(order(no=number), file=number)
            held.append(weakref.ref(made.rows))
            yield made

    def converted(*column: Any, **options: Any) -> Converted:  # noqa: ANN401
        gc.collect()
        alive.extend(frame() is not None for frame in held)
        return convert(*column, **options)

    monkeypatch.setattr("reportgen.intake.flow.convert", converted)
    frames, ledger = take_all([ORDERS], {"orders": files()})
    assert (len(frames["orders"]), len(ledger.accounts), any(alive)) == (2, 2, False)
    assert alive
