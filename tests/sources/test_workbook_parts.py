"""The parts of a workbook may have any name and stand anywhere: all of them are found."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from xlsb_book import xlsb

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Excel

RELS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def book(far: str = "") -> dict[str, bytes]:
    """The parts of a workbook of Excel's names, with a cell far away if asked for."""
    workbook, file = openpyxl.Workbook(), io.BytesIO()
    sheet = workbook.worksheets[0]
    for row in (
        ["工单号", "开单日期", "客户"],
        *([f"R{n}", date(2026, 10, 5), "张三"] for n in range(9)),
    ):
        sheet.append(row)
    if far:
        sheet[far] = "x"
    workbook.save(file)
    return parts_of(file.getvalue())


def moved(parts: dict[str, bytes], names: dict[str, str], **texts: str) -> bytes:
    """The workbook with other names for parts, and other texts in the relationships."""
    found = {names.get(name, name): content for name, content in parts.items()}
    for name in [name for name in found if name.endswith(".rels")]:
        for old, new in texts.items():
            found[name] = found[name].replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    return packed(found)


def read(folder: Path, content: bytes, name: str = "工单.xlsx") -> RawTable:
    (folder / name).write_bytes(content)
    [table] = Excel(path=name).read(Place(folder, ()))
    return table


BOOK = {"xl/workbook.xml": "xl/workbook2.xml", RELS: "xl/_rels/workbook2.xml.rels"}
ROOT = {"xl/workbook.xml": "workbook.xml", RELS: "_rels/workbook.xml.rels"}
DEEP = {"xl/workbook.xml": "a/b/book.xml", RELS: "a/b/_rels/book.xml.rels"}
STYLES = {"xl/styles.xml": "xl/formats/st.xml"}
PLAIN = f"/{SHEET}"
WAYS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({}, {}),
    (BOOK, {"xl/workbook.xml": "xl/workbook2.xml"}),
    (ROOT, {"xl/workbook.xml": "workbook.xml", "styles.xml": "xl/styles.xml"}),
    (DEEP, {"xl/workbook.xml": "/a/b/book.xml", "styles.xml": "../../xl/styles.xml"}),
    (STYLES, {"styles.xml": "formats/st.xml"}),
    ({SHEET: "xl/s/1.xml"}, {PLAIN: "s/1.xml"}),
    ({SHEET: "xl/s/1.xml"}, {PLAIN: "./x/../s/1.xml"}),
    ({SHEET: "s/1.dat"}, {PLAIN: "../s/1.dat"}),
    ({SHEET: "s/1.xml"}, {PLAIN: "/s/1.xml"}),
    ({SHEET: "xl/s/1.xml"}, {PLAIN: "S\\1.XML"}),
    ({SHEET: "xl/styled.xml"}, {PLAIN: "xl/styled.xml"}),
]


@pytest.mark.parametrize(("names", "texts"), WAYS)
@pytest.mark.parametrize("far", ["", "XFD1048576"])
@pytest.mark.case("D20", "D23")
def test_d20_d23_a_part_is_found_by_the_relationships(
    tmp_path: Path, names: dict[str, str], texts: dict[str, str], far: str
) -> None:
    content = moved(book(far), names, **texts)
    if far:
        with pytest.raises(SourceError, match="cell XFD1048576 stands far from the table"):
            read(tmp_path, content)
        return
    table = read(tmp_path, content)
    assert table.header == ("工单号", "开单日期", "客户")
    assert table.rows.to_numpy().tolist() == [[f"R{n}", "2026-10-05", "张三"] for n in range(9)]


def rows(*written: str, head: str = "", prefix: str = "") -> bytes:
    p = prefix
    return (
        f"{head}<{p}worksheet xmlns{':' + p[:-1] if p else ''}="
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<{p}sheetData>{''.join(written)}</{p}sheetData></{p}worksheet>"
    ).encode("utf-16" if head else "utf-8")


ONE = '<row r="1"><c r="A1" t="str"><v>工单号</v></c><c r="B1" t="str"><v>客户</v></c></row>'
TWO = '<row r="2"><c r="A2" t="str"><v>R1</v></c><c r="B2"><v>5</v></c></row>'


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r = 'XFD1048576' ><v>1</v></c></row>",
        '<row><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="3"><c r="XFD3"><v>1</v></c></row><row r="999999"><c><v>1</v></c></row>',
        '<row r="4294967298"><c r="A4294967298"><v>1</v></c></row>',
        '<row\n\tspans="1:2"\nr="1048576"><c\ns="0"\nr="XFD1048576"\n><v>1</v></c></row>',
        '<row r="1048576"><c r="xfd1048576"><is><t>x</t></is></c></row>',
        '<!-- <row r="2"> --><row r="1048576"><c r="XFD1048576"><f>A1</f><v>1</v></c></row>',
    ],
)
@pytest.mark.case("D23")
def test_d23_however_a_far_cell_is_written_it_is_found(tmp_path: Path, far: str) -> None:
    with pytest.raises(SourceError, match=r"cell [A-Z]+\d+ stands far from the table \(A1:B"):
        read(tmp_path, packed({**book(), SHEET: rows(ONE, TWO, far)}))


@pytest.mark.case("D23")
def test_d23_prefixes_hide_nothing(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    plain = re.sub(r"<(/?)(?=\w)", r"<\1x:", ONE + TWO + far)
    with pytest.raises(SourceError, match="cell XFD1048576 stands far from the table"):
        read(tmp_path, packed({**book(), SHEET: rows(plain, prefix="x:")}))


@pytest.mark.case("D23")
def test_d23_a_sheet_in_utf_16_is_no_way_round(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    content = packed({**book(), SHEET: rows(ONE, TWO, far, head=head)})
    with pytest.raises(SourceError, match="cell XFD1048576 stands far from the table"):
        read(tmp_path, content)


@pytest.mark.parametrize("start", [b"abc", b"<?xml version='1.0'?><a/>", b"<a b=c></a>"])
@pytest.mark.parametrize("part", [SHEET, "xl/s/1.bin"])
@pytest.mark.case("D23")
def test_d23_a_sheet_that_is_no_xml_is_no_way_round(
    tmp_path: Path, start: bytes, part: str
) -> None:
    parts = book("XFD1048576")
    parts[part] = start + parts.pop(SHEET)
    names = {} if part == SHEET else {PLAIN: f"/{part}"}
    with pytest.raises(SourceError, match=f"the workbook is damaged .{part} is no XML"):
        read(tmp_path, moved(parts, {}, **names))


@pytest.mark.case("D20")
def test_d20_a_part_with_the_usual_name_is_not_taken_for_the_one_that_is_named(
    tmp_path: Path,
) -> None:
    parts = book()
    parts |= {"xl/old.xml": parts["xl/workbook.xml"], "xl/_rels/old.xml.rels": parts[RELS]}
    parts |= {"xl/workbook.xml": b"<workbook/>", RELS: b"<Relationships/>"}
    table = read(tmp_path, moved(parts, {}, **{"xl/workbook.xml": "xl/old.xml"}))
    assert len(table.rows) == 9


@pytest.mark.case("D23")
def test_d23_merged_areas_on_each_other_are_damage(tmp_path: Path) -> None:
    parts = book()
    areas = "".join(f'<mergeCell ref="A1:C{n}"/>' for n in range(2, 3_000))
    end = f'</sheetData><mergeCells count="2998">{areas}</mergeCells>'.encode()
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", end)
    with pytest.raises(SourceError, match=r"the workbook is damaged \(merged cells overlap\)"):
        read(tmp_path, packed(parts))


@pytest.mark.case("D20")
def test_d20_two_parts_of_one_name_are_damage(tmp_path: Path) -> None:
    parts = {**book(), SHEET.upper(): book("XFD1048576")[SHEET]}
    with pytest.raises(SourceError, match=r"the workbook is damaged \(two parts xl/work"):
        read(tmp_path, packed(parts))


@pytest.mark.case("D26")
def test_d26_a_chart_sheet_is_no_sheet(tmp_path: Path) -> None:
    content = xlsb([["工单号", "客户"], ["R1", "张三"]], chart="图表")
    table = read(tmp_path, content, "工单.xlsb")
    assert (table.file, len(table.rows)) == ("工单.xlsb › 工单", 1)
    with pytest.raises(SourceError, match="no sheet '图表'; it has 工单"):
        list(Excel(path="工单.xlsb", sheet="图表").read(Place(tmp_path, ())))
