from __future__ import annotations

import pandas as pd
import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import RawTable
from reportgen.intake import match_headers, normalise
from reportgen.intake.headers import shown_headers
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract

ORDERS = TableContract(
    name="orders",
    label=Label("工单", "Orders"),
    row=Label("一行为一张工单", "one order"),
    columns=(
        ColumnContract("no", "code", Label("工单号", "Order"), ("工单号", "单号", "R/O No")),
        ColumnContract(
            "opened_at",
            "date",
            Label("开单日期", "Opened"),
            ("开单日期", "进厂日期"),
            required=True,
        ),
        ColumnContract("parts", "money", Label("配件费", "Parts"), ("配件费", "配件金额")),
        ColumnContract("plate", "code", Label("车牌号", "Plate"), ("车牌号码",)),
    ),
)


def raw(*header: str) -> RawTable:
    return RawTable("工单.csv", header, pd.DataFrame(columns=range(len(header)), dtype="str"))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("工单号", "no"), (" 工 单 号 ", "no"), ("r/o no", "no"), ("Ｒ／Ｏ Ｎｏ", "no"),
        ("no", "no"), ("配件金额(元)", "parts"), ("配件费（含税）", "parts"), ("車牌號碼", "plate"),
        ("Parts", "parts"), ("车牌号码\u200b", "plate"), ("车牌_号码", "plate"),
    ],
)  # fmt: skip
@pytest.mark.case("D12")
def test_headers_match_whatever_their_width_case_or_brackets(header: str, column: str) -> None:
    assert match_headers(ORDERS, raw("开单日期", header), {}).positions[column] == 1


def test_the_exact_header_wins_then_the_alias_listed_first() -> None:
    matched = match_headers(ORDERS, raw("进厂日期", "单号", "开单日期", "工单号", "备注", ""), {})
    assert matched.positions == {"no": 3, "opened_at": 2}
    assert matched.unused == ("进厂日期", "单号", "备注")


def test_a_mapping_goes_before_every_alias() -> None:
    matched = match_headers(ORDERS, raw("开单日期", "到店日"), {"opened_at": "到店日"})
    assert matched.positions == {"opened_at": 1}


@pytest.mark.case("D14")
def test_a_missing_required_column_names_file_column_aliases_and_nearest() -> None:
    with pytest.raises(SourceError) as error:
        match_headers(ORDERS, raw("单号", "开单日"), {})
    assert str(error.value) == (
        "工单.csv: 工单 (orders) needs a column 'opened_at' (开单日期); known headers: 开单日期, "
        "进厂日期; the file has 单号, 开单日; did you mean '开单日'? write "
        "`mapping: {opened_at: <header>}` under the source"
    )


def test_without_a_near_header_the_message_still_says_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"the file has 甲, 乙; write `mapping: \{opened_at"):
        match_headers(ORDERS, raw("甲", "乙"), {})


@pytest.mark.case("D12")
def test_a_used_header_that_stands_twice_is_refused() -> None:
    with pytest.raises(SourceError) as error:
        match_headers(ORDERS, raw("开单日期", "配件费", "配件费"), {})
    assert str(error.value) == (
        "工单.csv: the header '配件费' stands in columns 2, 3, so 'parts' of orders is not clear; "
        "rename all but one in the file"
    )


@pytest.mark.case("D12")
def test_an_unused_header_may_stand_twice() -> None:
    assert match_headers(ORDERS, raw("开单日期", "Gross", "Gross"), {}).unused == ("Gross", "Gross")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"plat": "x"}, "mapping: orders has no column 'plat'; did you mean 'plate'?"),
        ({"zzz": "x"}, "its columns are no, opened_at, parts, plate"),
        ({"plate": "开单日"}, "plate: there is no header '开单日'; did you mean '开单日期'?"),
        ({"plate": "x"}, "plate: there is no header 'x'; the file has 开单日期"),
    ],
)
def test_a_wrong_mapping_says_what_is_right(mapping: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError) as error:
        match_headers(ORDERS, raw("开单日期"), mapping)
    assert message in str(error.value)


def test_normalise_keeps_what_tells_headers_apart() -> None:
    assert normalise("结算日期") != normalise("送修日期")
    assert normalise("ＶＩＮ 碼") == "vin码"


@pytest.mark.case("D13")
def test_a_file_without_a_header_names_nobody() -> None:
    with pytest.raises(SourceError) as caught:
        match_headers(ORDERS, raw("R1", "王小明", "13912345678", "2026-10-05", "京A12345"), {})
    assert str(caught.value).endswith(
        "the file has R*, 王*, 139****5678, 2026-10-05, 京A***45, which looks like data: set "
        "`header_row`, or write `mapping: {opened_at: <header>}` under the source"
    )


def test_names_of_a_row_of_data_are_not_headers_of_anything() -> None:
    header = raw("R1", "2026-10-01", "欧阳娜娜", "Mary Jones", "13912345678", "'张三丰'").header
    assert header == ("R1", "2026-10-01", "欧*", "M*", "139****5678", "'*")
    assert raw("'李小明'", "姓名=张三丰", "余额", "2026").header == (
        "'李*'",
        "姓名=张*",
        "余额",
        "2026",
    )


def test_a_file_none_of_whose_headers_is_known_is_refused() -> None:
    """Its rows would be counted and say nothing."""
    free = TableContract("calls", ORDERS.label, ORDERS.row, columns=(ORDERS.column("no"),))
    with pytest.raises(SourceError) as caught:
        match_headers(free, raw("甲"), {})
    assert str(caught.value) == (
        "工单.csv: no header is known for 工单 (calls); known headers: 工单号; the file has 甲; "
        "write a `mapping` under the source"
    )


@pytest.mark.case("D08")
@pytest.mark.parametrize("mark", [";", "^", "~", "|"])
def test_d08_a_header_in_one_cell_points_at_the_delimiter(mark: str) -> None:
    with pytest.raises(SourceError) as caught:
        match_headers(ORDERS, raw(mark.join(("工单号", "开单日期", "配件费"))), {})
    assert f"工单号{mark}开单日期{mark}配件费, all in one cell: set `delimiter`, or write" in str(
        caught.value
    )


@pytest.mark.parametrize(
    "line",
    ["DMS_PASSWORD=s3cret", "root:$6$s3cret:19000:0:7:::", "user@s3cret", "C:\\s3cret"],
)
def test_a_line_of_a_file_that_is_no_table_is_never_shown(line: str) -> None:
    assert shown_headers([line]) == [f"a line of {len(line)} characters that is no header"]
    assert shown_headers([line, "开单日期"])[1] == "开单日期"
    assert shown_headers(["工单号^开单日期"]) == ["工单号^开单日期"]
