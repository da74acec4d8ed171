from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Excel
from reportgen.sources.file_type import inspect
from reportgen.sources.sheet_grid import header_position
from reportgen.sources.workbook_guard import guarded

ROWS = [
    ["工单号", "开单日期", "结算金额", "返修", "电话"],
    ["007", datetime(2026, 10, 5, 9, 30), 1234.5, True, 13800138000],
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


@pytest.mark.case("D26")
def test_the_first_sheet_with_rows_is_read_unless_one_is_named(tmp_path: Path) -> None:
    content = book(说明=[], 工单=ROWS, 回访=[["a"], ["1"]])
    assert read(tmp_path, content).file == "工单.xlsx › 工单"
    assert read(tmp_path, content, sheet="回访").header == ("a",)


@pytest.mark.case("D27")
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


def without_end(part: str) -> bytes:
    """A workbook one part of which stops in the middle; the archive itself is whole."""
    with zipfile.ZipFile(io.BytesIO(book(a=[["x"], ["1"]]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed({**parts, part: parts[part][: len(parts[part]) * 3 // 4]})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "a web page (HTML) without a table, not a work"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "XML of Excel 2003"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x00\x01\x02", "this is no workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (packed({"word/document.xml": b"<w/>"}), "a Word document, not a workbook"),
        (packed({"ppt/x.xml": b"<w/>"}), "a PowerPoint file, not a workbook"),
        (packed({"工单.csv": b"a"}), "a zip archive, not a workbook; unpack it first"),
        (book(a=[["x"]])[:-300], "the workbook is damaged"),
        (packed({"xl/workbook.xml": b"<a/>"}), "the workbook is damaged"),
        (without_end("xl/workbook.xml"), "the workbook is damaged"),
        (without_end("xl/worksheets/sheet1.xml"), "the workbook is damaged"),
    ],
)  # fmt: skip
@pytest.mark.case("D19", "D20")
def test_a_file_that_is_no_workbook_says_what_it_is(
    tmp_path: Path, content: bytes, message: str
) -> None:
    assert message in refused(tmp_path, content, "工单.xls")


@pytest.mark.case("D21")
def test_an_archive_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = packed({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b" " * 20_000_000})
    with pytest.raises(SourceError, match=r"MB that unpack to 19 MB; no export looks like this"):
        inspect(bomb, "a.xlsx")


@pytest.mark.case("D21")
def test_an_archive_of_too_many_parts_is_refused() -> None:
    many = packed({"xl/workbook.xml": b"", **{f"p{n}": b"" for n in range(2000)}})
    with pytest.raises(SourceError, match="2001 parts in one workbook, at most 2000"):
        inspect(many, "a.xlsx")


@pytest.mark.case("D22")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    with pytest.raises(SourceError, match="declares a document type; save it in Excel"):
        guarded(packed({"xl/workbook.xml": b"<a/>", "xl/any": part.encode(encoding)}), "a.xlsx")


# --- how people lay sheets out --------------------------------------------------------------------


def laid_out(rows: list[list[object]], *merged: str) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "工单"
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.case("D13")
def test_d13_two_header_rows_are_joined_below_a_merged_banner(tmp_path: Path) -> None:
    rows = [
        ["售后工单明细", None, None, None, None],
        ["工单号", "结算金额", None, "客户", None],
        [None, "工时", "配件", "姓名", "电话"],
        ["007", 120, 30.5, "张三", "138"],
    ]
    table = read(tmp_path, laid_out(rows, "A1:E1", "A2:A3", "B2:C2", "D2:E2"))
    assert table.header == ("工单号", "结算金额/工时", "结算金额/配件", "客户/姓名", "客户/电话")
    assert table.rows.to_numpy().tolist() == [["007", "120", "30.5", "张三", "138"]]
    assert table.rows.index.tolist() == [4]
    assert dict(table.repaired) == {}


@pytest.mark.case("D13")
def test_d13_two_header_rows_without_merged_cells(tmp_path: Path) -> None:
    rows = [["工单号", "金额", None, "备注"], [None, "工时", "配件", None], ["1", 2, 3, "x"]]
    table = read(tmp_path, laid_out(rows))
    assert table.header == ("工单号", "金额/工时", "金额/配件", "备注")
    assert table.rows.index.tolist() == [3]


@pytest.mark.case("D13")
def test_d13_a_row_of_groups_above_a_complete_header_is_left_out(tmp_path: Path) -> None:
    header = ["工单号", "客户", "工时费", "配件费"]
    rows = [["基本信息", None, "费用", None], header, ["1", "x", 2, 3]]
    table = read(tmp_path, laid_out(rows, "A1:B1", "C1:D1"))
    assert (table.header, table.rows.index.tolist()) == (tuple(header), [3])


def test_a_row_of_texts_with_gaps_is_no_second_header(tmp_path: Path) -> None:
    table = read(
        tmp_path, laid_out([["工单号", "客户", "备注"], ["R1", None, "好"], ["R2", "李", ""]])
    )
    assert table.header == ("工单号", "客户", "备注")
    assert table.rows.index.tolist() == [2, 3]


def test_merged_cells_below_the_header_are_filled_and_counted(tmp_path: Path) -> None:
    rows = [["门店", "工单号"], ["A", "1"], [None, "2"], [None, "3"], ["B", "4"]]
    table = read(tmp_path, laid_out(rows, "A2:A4"))
    assert table.rows[0].tolist() == ["A", "A", "A", "B"]
    assert dict(table.repaired) == {"merged_cells": 2}


@pytest.mark.case("D26")
def test_d26_all_sheets_or_several_are_read_by_name(tmp_path: Path) -> None:
    content = book(九月=ROWS, 空=[], 十月=[["a"], ["1"]])
    (tmp_path / "a.xlsx").write_bytes(content)

    def files(sheet: str | list[str]) -> list[str]:
        return [t.file for t in Excel(path="a.xlsx", sheet=sheet).read(Place(tmp_path, ()))]

    assert files("*") == ["a.xlsx › 九月", "a.xlsx › 十月"]
    assert files(["十月", "九月"]) == ["a.xlsx › 十月", "a.xlsx › 九月"]
    with pytest.raises(SourceError, match="no sheet '十'; it has 九月, 空, 十月"):
        files(["九月", "十"])


@pytest.mark.case("D26")
def test_d26_hidden_rows_are_read(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(工单=ROWS)))
    workbook["工单"].row_dimensions[2].hidden = True
    file = io.BytesIO()
    workbook.save(file)
    assert len(read(tmp_path, file.getvalue()).rows) == 2


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a text of its first sheet replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new)
    return packed(parts)


@pytest.mark.case("D24")
def test_d24_a_wrong_dimension_hides_no_rows(tmp_path: Path) -> None:
    content = rewritten(book(工单=ROWS), b'<dimension ref="A1:E3"', b'<dimension ref="A1"')
    assert read(tmp_path, content).rows.shape == (2, 5)


@pytest.mark.case("D25")
def test_d25_errors_and_formulas_without_value_are_empty_and_counted(tmp_path: Path) -> None:
    content = book(工单=[["a", "b"], ["1", "=1/0"], ["2", "=A1"], ["3", "x"]])
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook["工单"]["B4"].value, workbook["工单"]["B4"].data_type = "#REF!", "e"
    file = io.BytesIO()
    workbook.save(file)
    table = read(tmp_path, file.getvalue())
    assert table.rows[1].tolist() == ["", "", ""]
    assert dict(table.repaired) == {"error_value": 1, "formula_without_value": 2}


def test_dates_of_the_1904_system_are_the_days_excel_shows(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.worksheets[0].append(["日期"])
    workbook.worksheets[0].append([date(2026, 10, 5)])
    file = io.BytesIO()
    workbook.save(file)
    assert read(tmp_path, file.getvalue()).rows[0].tolist() == ["2026-10-05"]


def old_book(*, mac: bool = False, stream: str = "Workbook") -> bytes:
    """A workbook of Excel 97; its container names the part with the cells `stream`."""
    xlwt = pytest.importorskip("xlwt", reason="xlwt, which writes real .xls files, is missing")
    workbook = xlwt.Workbook(encoding="utf-8")
    workbook.dates_1904 = mac
    sheet = workbook.add_sheet("工单")
    for at, text in enumerate(["工单号", "开单日期", "金额"]):
        sheet.write(0, at, text)
    days = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    serial = 46_300 - (1462 if mac else 0)
    for at, (value, *style) in enumerate([("007",), (serial, days), (1200.0,)]):
        sheet.write(1, at, value, *style)
    file = io.BytesIO()
    workbook.save(file)
    names = ["Workbook".encode("utf-16-le"), stream.encode("utf-16-le")]
    assert file.getvalue().count(names[0]) == 1
    return file.getvalue().replace(*names)


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.case("D20")
def test_d20_a_real_xls_is_read(tmp_path: Path, *, mac: bool) -> None:
    table = read(tmp_path, old_book(mac=mac), "工单.xls")
    assert table.header == ("工单号", "开单日期", "金额")
    assert table.rows.to_numpy().tolist() == [["007", "2026-10-05", "1200"]]


@pytest.mark.case("D20")
def test_d20_the_names_in_the_container_may_be_in_capitals(tmp_path: Path) -> None:
    table = read(tmp_path, old_book(stream="WORKBOOK"), "工单.xls")
    assert table.rows.to_numpy().tolist() == [["007", "2026-10-05", "1200"]]
    message = refused(tmp_path, old_book(stream="WordDocu"), "工单.xls")
    assert message == "工单.xls: this is an old Office file, but no workbook; export as .xlsx"


@pytest.mark.case("D20")
def test_d20_an_ods_is_read(tmp_path: Path) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in (["工单号", "客户"], ["007", "张三"])
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="工单">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></m:manifest>'
    )
    parts = {"mimetype": mime, "META-INF/manifest.xml": manifest.encode()}
    table = read(tmp_path, packed({**parts, "content.xml": content.encode()}), "工单.ods")
    assert (table.header, table.rows.to_numpy().tolist()) == (("工单号", "客户"), [["007", "张三"]])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.case("D20")
def test_d20_a_web_page_named_xls_is_read(tmp_path: Path, encoding: str) -> None:
    page = """<html><body><table><tr><td>菜单</td></tr></table>
    <table border=1><tr><th rowspan=2>工单号</th><th colspan=2>金额</th></tr>
    <tr><th>工时</th><th>配件</th></tr>
    <tr><td>007</td><td>1,200.00</td><td>  3 &amp; <b>4</b></td></tr>
    <tr><td rowspan="2">008</td><td>5</td><td></td></tr><tr><td>6</td><td>7</td></tr>
    </table></body></html>"""
    table = read(tmp_path, page.encode(encoding), "工单.xls")
    assert table.header == ("工单号", "金额/工时", "金额/配件")
    assert table.rows.to_numpy().tolist() == [
        ["007", "1,200.00", "3 & 4"], ["008", "5", ""], ["008", "6", "7"],
    ]  # fmt: skip
    assert (table.file, table.rows.index.tolist()) == ("工单.xls", [3, 4, 5])


@pytest.mark.case("D20")
def test_d20_a_text_file_named_xls_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, "工单号\t客户\n007\t张三\n".encode("gb18030"), "工单.xls")
    assert (table.header, table.encoding) == (("工单号", "客户"), "gb18030")
    assert table.rows.to_numpy().tolist() == [["007", "张三"]]


@pytest.mark.case("D21")
def test_d21_a_part_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    content = bytearray(
        packed({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 9999})
    )
    size = (9999).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = bytes(content).replace(size, (10).to_bytes(4, "little"))
    assert "the workbook is damaged" in refused(tmp_path, lying)


@pytest.mark.case("D21")
def test_d21_an_archive_inside_a_workbook_is_never_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(book(工单=ROWS))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    nested = packed({**parts, "xl/embeddings/bomb.zip": b"PK\x03\x04" + b"\0" * 100})
    assert len(read(tmp_path, nested).rows) == 2


@pytest.mark.case("D22")
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml"])
def test_d22_entities_and_files_named_in_a_part_are_refused(tmp_path: Path, part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    with zipfile.ZipFile(io.BytesIO(book(工单=ROWS))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    message = refused(tmp_path, packed({**parts, part: bomb}))
    assert message == f"工单.xlsx: {part} declares a document type; save it in Excel"


@pytest.mark.case("D26")
def test_d26_several_sheets_with_tables_have_to_be_named(tmp_path: Path) -> None:
    assert refused(tmp_path, book(九月=ROWS, 说明=[["仅供内部"]], 十月=ROWS)) == (
        "工单.xlsx: several sheets hold tables (九月, 十月); name one with `sheet: 九月`, several "
        'with a list, or all with `sheet: "*"`'
    )


@pytest.mark.case("D26")
def test_d26_notes_and_hidden_sheets_are_passed_over(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(
        io.BytesIO(
            book(说明=[["工单导出"], ["请勿修改"]], 代码=[["a", "b"], ["1", "2"]], 工单=ROWS)
        )
    )
    workbook["代码"].sheet_state = "hidden"
    file = io.BytesIO()
    workbook.save(file)
    assert read(tmp_path, file.getvalue()).file == "工单.xlsx › 工单"
    assert read(tmp_path, file.getvalue(), sheet="代码").header == ("a", "b")


@pytest.mark.case("D28")
def test_d28_links_commands_and_macros_are_never_followed(tmp_path: Path) -> None:
    rows = [*ROWS, ["009", date(2026, 10, 7), "=cmd|'/c calc'!A0", False, "='[other.xlsx]a'!A1"]]
    with zipfile.ZipFile(io.BytesIO(book(工单=rows))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    parts |= {"xl/externalLinks/externalLink1.xml": link, "xl/vbaProject.bin": OLE}
    table = read(tmp_path, packed(parts), "工单.xlsm")
    assert table.rows.iloc[2].tolist() == ["009", "2026-10-07", "", "false", ""]
    assert dict(table.repaired) == {"formula_without_value": 2}
