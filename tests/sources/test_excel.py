from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from reportgen.components import Place, RawTable
from reportgen.errors import SourceError
from reportgen.sources import Excel
from reportgen.sources.excel import header_position
from reportgen.sources.preflight import inspect

ROWS = [
    ["工单号", "开单日期", "结算金额", "返修", "电话"],
    ["007", datetime(2026, 10, 5, 9, 30), 1234.5, True, 13800138000],  # noqa: DTZ001
    ["008", date(2026, 10, 6), 1200, False, None],
]


def book(**sheets: list[list[object]]) -> bytes:
    file = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(file)
    return file.getvalue()


def read(folder: Path, content: bytes, name: str = "工单.xlsx", **options: object) -> RawTable:
    (folder / name).write_bytes(content)
    [table] = Excel(path=name, **options).read(Place(folder, ()))  # type: ignore[arg-type]
    return table


def refused(folder: Path, content: bytes, name: str = "工单.xlsx", **options: object) -> str:
    with pytest.raises(SourceError) as error:
        read(folder, content, name, **options)
    return str(error.value)


def test_cells_become_text_as_excel_shows_them(tmp_path: Path) -> None:
    table = read(tmp_path, book(工单=ROWS))
    assert table.header == tuple(ROWS[0])
    assert table.rows.to_numpy().tolist() == [
        ["007", "2026-10-05 09:30:00", "1234.5", "true", "13800138000"],
        ["008", "2026-10-06", "1200", "false", ""],
    ]
    assert table.rows.index.tolist() == [2, 3]
    assert (table.file, table.encoding) == ("工单.xlsx › 工单", "")
    assert set(table.rows.dtypes.astype(str)) == {"str"}


def test_sums_of_floats_read_as_excel_prints_them(tmp_path: Path) -> None:
    assert read(tmp_path, book(a=[["x"], [0.1 + 0.2]])).rows.iloc[0, 0] == "0.3"


def test_the_header_is_found_below_banner_rows(tmp_path: Path) -> None:
    rows = [["工单明细表"], ["2026年10月", None, 3], [], *ROWS]
    table = read(tmp_path, book(工单=rows))
    assert table.header == tuple(ROWS[0])
    assert table.rows.index.tolist() == [5, 6]


def test_a_given_header_row_is_obeyed(tmp_path: Path) -> None:
    table = read(tmp_path, book(工单=[["a", "b"], ["c", "d"], ["1", "2"]]), header_row=2)
    assert (table.header, table.rows.index.tolist()) == (("c", "d"), [3])


def test_a_header_row_beyond_the_sheet_is_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, book(工单=ROWS), header_row=9)
    assert (
        message == "工单.xlsx › 工单: there is no header in row 9; the sheet has 3 rows, "
        "set `header_row`"
    )


def test_the_first_sheet_with_rows_is_read_unless_one_is_named(tmp_path: Path) -> None:
    content = book(说明=[], 工单=ROWS, 回访=[["a"], ["1"]])
    assert read(tmp_path, content).file == "工单.xlsx › 工单"
    assert read(tmp_path, content, sheet="回访").header == ("a",)


def test_a_wrong_sheet_lists_the_right_ones(tmp_path: Path) -> None:
    assert refused(tmp_path, book(工单明细=ROWS, 回访=[]), sheet="工单明") == (
        "工单.xlsx: there is no sheet '工单明'; it has 工单明细, 回访; did you mean '工单明细'?"
    )


def test_empty_sheets_are_no_table(tmp_path: Path) -> None:
    assert "every sheet is empty (a, b)" in refused(tmp_path, book(a=[], b=[]))
    assert "there is no header" in refused(tmp_path, book(a=[]), sheet="a")


def test_unpivot_works_on_sheets_too(tmp_path: Path) -> None:
    rows = [["月份", "接车台次"], ["2008-07", 1140], ["2008-08", None]]
    table = read(tmp_path, book(a=rows), unpivot={"keep": ["月份"]}, constants={"dealer": "B"})
    assert table.rows.to_numpy().tolist() == [["2008-07", "接车台次", "1140", "B"]]
    assert dict(table.dropped) == {"not_reported": [3]}


def test_the_first_filled_row_is_the_header_when_none_reads_like_one() -> None:
    assert header_position([[], ["", ""], [1.0, 2.0], [3.0, 4.0]]) == 2
    assert header_position([[""]]) is None


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page (HTML), not a workbook"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "a web page (HTML), not a workbook"),
        ("工单号,金额\nR1,2\n".encode("gb18030"), "a text file (CSV), not a workbook"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "XML of Excel 2003"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x00\x01\x02", "this is no workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "an old Office file, but no workbook"),
        (packed({"word/document.xml": b"<w/>"}), "a Word document, not a workbook"),
        (packed({"ppt/x.xml": b"<w/>"}), "a PowerPoint file, not a workbook"),
        (packed({"工单.csv": b"a"}), "a zip archive, not a workbook; unpack it first"),
        (book(a=[["x"]])[:-300], "the workbook is damaged"),
        (packed({"xl/workbook.xml": b"<a/>"}), "the workbook is damaged"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_says_what_it_is(
    tmp_path: Path, content: bytes, message: str
) -> None:
    assert message in refused(tmp_path, content, "工单.xls")


def test_an_archive_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = packed({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b" " * 20_000_000})
    with pytest.raises(SourceError, match=r"MB that unpack to 19 MB; no export looks like this"):
        inspect(bomb, "a.xlsx")


def test_an_archive_of_too_many_parts_is_refused() -> None:
    many = packed({"xl/workbook.xml": b"", **{f"p{n}": b"" for n in range(2000)}})
    with pytest.raises(SourceError, match="2001 parts in one workbook, at most 2000"):
        inspect(many, "a.xlsx")


def test_a_document_type_is_refused() -> None:
    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    with pytest.raises(SourceError, match="declares a document type; save it in Excel"):
        inspect(packed({"xl/workbook.xml": part}), "a.xlsx")


def far_cell(row: int, column: int) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("a")
        assert sheet.write_string(0, 0, "x") == 0
        assert sheet.write_string(row, column, "stray") == 0
    return file.getvalue()


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 100)])
def test_a_stray_cell_far_away_is_refused(row: int, column: int) -> None:
    with pytest.raises(SourceError) as error:
        inspect(far_cell(row, column), "a.xlsx")
    assert str(error.value) == (
        f"a.xlsx: xl/worksheets/sheet1.xml reaches to row {row + 1} and column {column + 1}; "
        "delete the stray cell at its end (Ctrl+End in Excel) and save"
    )


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 9), (9, 16_383)])
def test_long_and_wide_sheets_pass(row: int, column: int) -> None:
    content = far_cell(row, column)
    inspect(content, "a.xlsx")
    assert content.startswith(b"PK")
