"""Cells far from the table: nobody can say what they belong to, so the sheet is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from xlsb_book import xlsb, xlsb_at

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Excel
from reportgen.sources.file_type import inspect
from reportgen.sources.workbook_guard import guarded

HEADER = ["工单号", "开单日期", "结算金额", None, "客户"]
LAST = (1_048_576, 16_384)


def book(*far: tuple[int, int], rows: int = 60) -> bytes:
    """A merged banner, a header of two rows, data with merged cells, and cells far away."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "工单"
    for row in (["工单明细"], HEADER, [None, None, "工时", "配件", None]):
        sheet.append(row)
    for number in range(rows):
        sheet.append([f"R{number}", datetime(2026, 10, 5, 9, 30), number + 0.5, 2, "张三"])
    for area in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "E4:E6"):
        sheet.merge_cells(area)
    for row, column in far:
        sheet.cell(row, column, "x")
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read(folder: Path, content: bytes, name: str = "工单.xlsx") -> RawTable:
    (folder / name).write_bytes(content)
    [table] = Excel(path=name).read(Place(folder, ()))
    return table


def refused(folder: Path, content: bytes, name: str) -> str:
    with pytest.raises(SourceError) as error:
        read(folder, content, name)
    return str(error.value)


@pytest.mark.parametrize(
    ("far", "cell"),
    [
        ([LAST], "XFD1048576"),
        ([(1_048_576, 1)], "A1048576"),
        ([(5, 16_384)], "XFD5"),
        ([(1, 16_384), (4, 16_383), (5, 9_000)], "XFD1"),
        ([(900_000, 1), LAST], "A900000"),
    ],
)
@pytest.mark.case("D23")
def test_a_sheet_with_a_far_cell_is_refused_with_its_place(
    tmp_path: Path, far: list[tuple[int, int]], cell: str
) -> None:
    assert refused(tmp_path, book(*far), "工单.xlsx") == (
        f"工单.xlsx › 工单: cell {cell} stands far from the table (A1:E63), and whether it belongs "
        "to it nobody can say; delete what stands there (Ctrl+End in Excel goes to the last cell) "
        "and save"
    )


@pytest.mark.case("D23")
def test_a_note_near_the_table_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, book((70, 40)))
    assert (len(table.header), len(table.rows)) == (40, 67)


def test_formatted_cells_without_content_are_no_strays(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book()))
    for row, column in ((1_048_576, 3), (7, 16_384), LAST):
        workbook["工单"].cell(row, column).number_format = "0.00"
    file = io.BytesIO()
    workbook.save(file)

    table = read(tmp_path, file.getvalue())

    assert len(table.rows) == 60
    assert (dict(table.dropped), dict(table.repaired)) == ({}, {"merged_cells": 2})


def test_an_ordinary_workbook_is_not_touched() -> None:
    content = book(rows=200)
    assert guarded(content, "a.xlsx").content == content


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet is written by hand."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(rows=1))) as whole, zipfile.ZipFile(file, "w") as package:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = content.index(b"<sheetData>") + len("<sheetData>")
                content = content[:start] + rows.encode() + b"</sheetData></worksheet>"
            package.writestr(name, content)
    return file.getvalue()


def inline(text: str, place: str = "") -> str:
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_that_do_not_say_where_they_stand_follow_one_another(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{inline(a)}{inline(b)}</row>'
        for n, a, b in ((1, "工单号", "客户"), (2, "R1", "张三"))
    )
    table = read(tmp_path, sheet_of(rows))
    assert (table.header, table.rows.to_numpy().tolist()) == (("工单号", "客户"), [["R1", "张三"]])
    far = sheet_of(rows + f'<row r="1048576">{inline("x", "XFD1048576")}</row>')
    assert "cell XFD1048576 stands far from the table (A1:B2)" in refused(
        tmp_path, far, "工单.xlsx"
    )


@pytest.mark.case("D23")
def test_a_sheet_without_a_table_to_be_found_is_refused(tmp_path: Path) -> None:
    """A filled row every 900 rows and a filled column every 90 columns: no part stands apart."""
    down = "".join(f'<row r="{n}">{inline("x", f"A{n}")}</row>' for n in range(2, 1_048_576, 900))
    names = [openpyxl.utils.get_column_letter(n) for n in range(1, 16_384, 90)]
    across = f'<row r="1">{"".join(inline("x", f"{name}1") for name in names)}</row>'
    message = refused(tmp_path, sheet_of(across + down), "工单.xlsx")
    assert message == (
        "工单.xlsx: xl/worksheets/sheet1.xml reaches to row 1048502 and column 16381, more cells "
        "than fit in memory; delete what stands far from the table (Ctrl+End in Excel goes there) "
        "and save"
    )


@pytest.mark.case("D20")
def test_an_xlsb_is_read(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        xlsb([["工单号", "开单日期", "结算金额", "返修"], ["007", "2026-10-05", 1234.5, True]]),
        "工单.xlsb",
    )
    assert table.header == ("工单号", "开单日期", "结算金额", "返修")
    assert table.rows.to_numpy().tolist() == [["007", "2026-10-05", "1234.5", "true"]]
    assert table.file == "工单.xlsb › 工单"


def ods(row: int, column: int) -> bytes:
    """A cell in the last row and column, written as LibreOffice does: with repeats."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    text = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="{}"/>'
    body = (
        f"<table:table-row>{text}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{row - 2}">{empty.format(column)}'
        f"</table:table-row><table:table-row>{empty.format(column - 1)}{text}</table:table-row>"
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="工单">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr("content.xml", content)
    return file.getvalue()


@pytest.mark.parametrize("row", [30, 1_048_576])
@pytest.mark.case("D23")
def test_other_workbooks_with_a_far_cell_are_refused_before_they_fill_the_memory(
    tmp_path: Path, row: int
) -> None:
    binary = xlsb_at({(0, 0): "工单号", (row - 1, 16_383 if row == LAST[0] else 19): "x"})
    if row == LAST[0]:
        reach = f"reaches to row {row} and column 16384, more cells than fit in memory"
        assert f"sheet1.bin {reach}" in refused(tmp_path, binary, "工单.xlsb")
        assert f"content.xml {reach}" in refused(tmp_path, ods(*LAST), "工单.ods")
    else:
        assert len(read(tmp_path, binary, "工单.xlsb").rows) == row - 1
        assert len(read(tmp_path, ods(row, 20), "工单.ods").rows) == row - 1


@pytest.mark.parametrize("name", ["content.xml", "xl/worksheets/sheet1.bin"])
@pytest.mark.case("D20")
def test_a_damaged_part_is_refused_as_damage(tmp_path: Path, name: str) -> None:
    content = ods(30, 20) if name == "content.xml" else xlsb([["工单号"], ["1"]])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(file, "w") as package:
        for part in whole.namelist():
            package.writestr(part, whole.read(part)[: 40 if part == name else None])
    inspect(file.getvalue(), "工单.ods")
    assert "the workbook is damaged" in refused(tmp_path, file.getvalue(), "工单.ods")
