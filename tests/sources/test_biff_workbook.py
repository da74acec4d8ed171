"""Workbooks of Excel 95 to 2003: .xls."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Excel

xlwt = pytest.importorskip("xlwt", reason="xlwt, which writes real .xls files, is missing")
LAST = (65_535, 255)
PLAIN = xlwt.easyxf("")


def book(more: Callable[[xlwt.Worksheet], object] = id) -> bytes:
    """Nine orders below a header, and what `more` writes."""
    workbook, file = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = workbook.add_sheet("工单")
    for column, text in enumerate(["工单号", "开单日期", "金额"]):
        sheet.write(0, column, text)
    days = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for row in range(1, 10):
        sheet.write(row, 0, f"R{row}")
        sheet.write(row, 1, date(2026, 10, row), days)
        sheet.write(row, 2, row / 2)
    more(sheet)
    workbook.save(file)
    return file.getvalue()


def read(folder: Path, content: bytes) -> RawTable:
    (folder / "工单.xls").write_bytes(content)
    [table] = Excel(path="工单.xls").read(Place(folder, ()))
    return table


@pytest.mark.case("D20")
def test_d20_excel_95_is_read_by_the_code_page_it_names(tmp_path: Path) -> None:
    content = (Path(__file__).parent / "excel_95_in_gbk.xls").read_bytes()
    table = read(tmp_path, content)
    assert table.file == "工单.xls › 工单"
    assert table.header == ("工单号", "开单日期", "服务顾问", "结算金额")
    assert table.rows.to_numpy().tolist() == [
        ["R1", "2026-10-05", "张伟", "100"],
        ["R2", "2026-10-06", "李娜", "200"],
    ]


@pytest.mark.parametrize(("far", "cell"), [([LAST], "IV65536"), ([(60_000, 0), (5, 200)], "GS6")])
@pytest.mark.case("D23")
def test_d23_a_sheet_with_a_far_cell_is_refused_with_its_place(
    tmp_path: Path, far: list[tuple[int, int]], cell: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, book(lambda sheet: [sheet.write(*place, "x") for place in far]))
    assert f"工单.xls › 工单: cell {cell} stands far from the table (A1:C" in str(error.value)


@pytest.mark.case("D23")
def test_d23_a_sheet_with_nearly_nothing_everywhere_is_refused(tmp_path: Path) -> None:
    def scattered(sheet: xlwt.Worksheet) -> None:
        for row in range(900, 65_000, 900):
            sheet.write(row, row // 900 * 3, "x")

    with pytest.raises(SourceError) as error:
        read(tmp_path, book(scattered))
    assert str(error.value) == (
        "工单.xls › 工单: the sheet reaches to row 64801 and column 217 and is nearly empty; "
        "delete what stands far from the table (Ctrl+End in Excel goes there) and save"
    )


@pytest.mark.case("D25")
def test_d25_errors_are_empty_and_counted(tmp_path: Path) -> None:
    def more(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 3, "工时")
        sheet.row(4).set_cell_error(3, "#REF!", PLAIN)
        sheet.write(5, 3, 2)

    table = read(tmp_path, book(more))
    assert table.rows[3].tolist()[3:5] == ["", "2"]
    assert dict(table.repaired) == {"error_value": 1}


def test_formats_without_content_are_no_rows(tmp_path: Path) -> None:
    table = read(tmp_path, book(lambda sheet: [sheet.write(n, 9, None) for n in range(5, 40)]))
    assert (len(table.rows), len(table.header)) == (9, 3)


def test_merged_cells_and_times_are_read(tmp_path: Path) -> None:
    def more(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 3, "时间")
        sheet.write_merge(1, 2, 3, 3, 0.5, xlwt.easyxf(num_format_str="HH:MM"))
        sheet.write(3, 3, -5, xlwt.easyxf(num_format_str="YYYY-MM-DD"))

    table = read(tmp_path, book(more))
    assert table.rows[3].tolist()[:3] == ["12:00:00", "12:00:00", "-5"]


@pytest.mark.case("D20")
@pytest.mark.parametrize("at", range(30, 5_600, 371))
def test_d20_a_damaged_file_is_refused_and_never_ends_the_program(tmp_path: Path, at: int) -> None:
    content = bytearray(book())
    content[at : at + 8] = b"\xff" * 8
    for damaged in (bytes(content), bytes(book()[:at])):
        try:
            read(tmp_path, damaged)
        except SourceError as error:
            assert "工单.xls" in str(error)  # noqa: PT017 what the bytes mean may also be a table
