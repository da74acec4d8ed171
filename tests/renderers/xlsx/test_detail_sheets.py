"""Detail sheets: every row, with its type, on as many sheets as it takes."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest

from reportgen.document.blocks import Cover, DetailTable, Document
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx import detail_sheets
from reportgen.renderers.xlsx.workbook import build
from reportgen.verify import detail_rows
from reportgen.verify.read_xlsx import Workbook

CONTRACT = TableContract(
    "orders",
    Label("工单", "Orders"),
    Label("一张工单", "One order"),
    (
        ColumnContract("no", "code", Label("编号", "No")),
        ColumnContract("day", "date", Label("日期", "Day")),
        ColumnContract("amount", "number", Label("编号", "No"), unit="yuan"),
    ),
)


def made_sheets(frame: pd.DataFrame) -> tuple[bytes, list[Any]]:
    cover = Cover("题", "d", "店", Month(2026, 10), "zh")
    data = build(Document(cover, (), (), (), details=(DetailTable(CONTRACT, "工单", frame),)))
    return data, openpyxl.load_workbook(io.BytesIO(data)).worksheets[5:]


def frame(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "no": [f"{number:04d}" for number in range(count)],
            "day": pd.Timestamp(2026, 10, 1) + pd.to_timedelta(range(count), unit="D"),
            "amount": [float(number) for number in range(count)],
        }
    )


@pytest.mark.case("C22")
def test_rows_beyond_a_sheet_go_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detail_sheets, "ROWS_PER_SHEET", 4)
    _, sheets = made_sheets(frame(9))
    assert [sheet.title for sheet in sheets] == ["工单", "工单 (2)", "工单 (3)"]
    assert [next(iter(s.tables.values())).ref for s in sheets] == ["A2:C6", "A2:C6", "A2:C3"]
    assert [name for s in sheets for name in s.tables] == [
        "tbl_orders", "tbl_orders_2", "tbl_orders_3",
    ]  # fmt: skip
    assert [r[0].value for s in sheets for r in s.iter_rows(min_row=3)] == list(frame(9)["no"])


def test_equal_labels_become_different_headers() -> None:
    _, (sheet,) = made_sheets(frame(1))
    assert [cell.value for cell in sheet[2]] == ["编号", "日期", "编号 (2)"]


@pytest.mark.case("C24")
def test_missing_and_infinite_values_are_empty_cells() -> None:
    rows = frame(4).assign(
        no=["", None, "a", "b"], amount=[math.nan, math.inf, -0.5, 1e-7], day=[pd.NaT] * 4
    )
    data, (sheet,) = made_sheets(rows)
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=3)] == [
        [None, None, None], [None, None, None], ["a", None, -0.5], ["b", None, 1e-7],
    ]  # fmt: skip
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet6.xml").decode()
    assert "nan" not in xml
    assert "inf" not in xml.replace("inlineStr", "")


@pytest.mark.case("C25")
def test_days_before_march_1900_stay_readable() -> None:
    rows = frame(2).assign(day=pd.to_datetime(["1899-05-05", "1900-03-01"]))
    _, (sheet,) = made_sheets(rows)
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == [
        "1899-05-05",
        datetime(1900, 3, 1),
    ]


def test_a_table_without_rows_still_shows_its_columns() -> None:
    _, (sheet,) = made_sheets(frame(0))
    assert [cell.value for cell in sheet[2]] == ["编号", "日期", "编号 (2)"]
    assert not sheet.tables
    assert sheet["B1"].value == "工单 · 0 行"


@pytest.mark.case("C19")
def test_markup_and_spaces_in_text_survive() -> None:
    texts = ["<b>&\"'", " a  b ", "一\n二"]
    _, (sheet,) = made_sheets(frame(3).assign(no=texts))
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == texts


def test_text_that_looks_like_an_escape_is_escaped_itself() -> None:
    data, _ = made_sheets(frame(2).assign(no=["_x0041_", "_x_"]))
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()
    assert "<si><t>_x005F_x0041_</t></si><si><t>_x_</t></si></sst>" in xml


def test_equal_texts_are_stored_once_and_counted() -> None:
    data, _ = made_sheets(frame(5).assign(no=["a", "a", "b", None, ""]))
    package = zipfile.ZipFile(io.BytesIO(data))
    strings = package.read("xl/sharedStrings.xml").decode()
    assert f'uniqueCount="{strings.count("<si>")}"' in strings
    assert strings.endswith("<si><t>a</t></si><si><t>b</t></si></sst>")


TO_FILL_IN = TableContract(
    "calls",
    Label("联系名单", "Calls"),
    Label("一位客户", "One customer"),
    (
        ColumnContract("who", "code", Label("客户", "Customer")),
        ColumnContract("on", "date", Label("日期", "Day"), filled_in=True),
        ColumnContract(
            "outcome",
            "category",
            Label("结果", "Outcome"),
            values={
                "coming": (Label("已约 <进厂>", "Will & may come"), ()),
                "no": (Label("拒绝", "Refused"), ()),
            },
            filled_in=True,
        ),
    ),
)


def calls(count: int) -> pd.DataFrame:
    return pd.DataFrame({"who": [f"K{n}" for n in range(count)], "on": None, "outcome": None})


def document(contract: TableContract, rows: pd.DataFrame) -> Document:
    cover = Cover("题", "d", "店", Month(2026, 10), "zh")
    return Document(cover, (), (), (), details=(DetailTable(contract, "联系名单", rows),))


def test_a_column_to_fill_in_is_empty_and_offers_its_words_on_every_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(build(document(TO_FILL_IN, calls(30)))))
    sheet = book["联系名单"]
    assert [cell.value for cell in sheet[3]] == ["K0", None, None]
    day, words = sheet.data_validations.dataValidation
    assert (day.type, str(day.sqref)) == ("date", "B3:B32")
    assert (words.type, str(words.sqref)) == ("list", "C3:C32")
    assert words.formula1 == '"已约 <进厂>,拒绝"'


def test_a_list_to_work_with_has_a_name_that_a_mail_merge_can_choose() -> None:
    book = openpyxl.load_workbook(io.BytesIO(build(document(TO_FILL_IN, calls(30)))))
    assert book.defined_names["list_calls"].attr_text == "'联系名单'!$A$2:$C$32"


@pytest.mark.parametrize(
    ("old", "new"), [("拒绝", "接受"), ("C3:C32", "C3:C31"), ("<dataValidations", "<gone")]
)
def test_another_drop_down_list_than_the_contract_names_is_found(old: str, new: str) -> None:
    whole = document(TO_FILL_IN, calls(30))
    sound = build(whole)
    assert not [*detail_rows.compare(whole, Workbook(Package.of(sound)))]
    parts = unpack(sound)
    (name,) = [n for n, part in parts.items() if b"<dataValidations" in part]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    (found,) = detail_rows.compare(whole, Workbook(Package.of(pack(parts))))
    assert "column '结果'" in str(found)
