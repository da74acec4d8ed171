from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from reportgen.extension.components import Place
from reportgen.sources import Excel
from reportgen.sources.cell_text import cell_text
from reportgen.sources.number_formats import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (123, "00000000", "00000123"),
        (7, '"RO"00000', "RO00007"),
        (7, '"RO"0', "RO7"),
        (0.925, "0.0%", "92.5%"),
        (0.07, "0%", "7%"),
        (0.92468, "0.0%", "92.468%"),  # nothing is rounded
        (1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "$1234.5"),
        (1234.5, "[$NT$-404]#,##0", "NT$1234.5"),
        (-5, "[$€-2] #,##0", "-€5"),
        (5, '_("¥"* #,##0.00_)', "¥5"),
        (1, "[$USD] #,##0", "USD1"),
        (5, "$#,##0", "$5"),
        (5, "#,##0.00", "5"),
        (7, "0", "7"),
        (-7, "000", "-7"),
        (7.5, "000", "7.5"),
        (1234567, '0!.0,"万"', "1234567"),
        (1, '#,##0;[Red]"$"0', "1"),
        (12, "General", "12"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(value: float, code: str, text: str) -> None:
    assert cell_text(shown(value, code), 10**15) == text


@given(st.integers(0, 10**12), st.integers(2, 12))
def test_zeros_before_a_code_are_kept(number: int, width: int) -> None:
    text = cell_text(shown(number, "0" * width))
    assert (int(text), len(text)) == (number, max(width, len(str(number))))


@given(st.floats(0, 10), st.integers(0, 4))
def test_a_percentage_is_a_hundred_times_its_number(number: float, digits: int) -> None:
    text = cell_text(shown(number, f"0.{'0' * digits}%" if digits else "0%"))
    assert float(text.removesuffix("%")) == pytest.approx(number * 100, rel=1e-12, abs=1e-12)


@given(st.text('0#.,%"$;[]\\_*-¥RO ', max_size=12), st.floats(-1e6, 1e6))
def test_any_format_gives_a_number_or_its_text(code: str, value: float) -> None:
    assert float(shown(value, code)) == value  # type: ignore[arg-type]


@pytest.mark.case("C28")
def test_c28_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编号", "日期", "评分", "金额", "长编号"])
    sheet.append([1, datetime(2026, 10, 5), 0.925, 150, 20261001000123456])
    sheet.append([2, datetime(2026, 10, 6), "91.0%", 1234.5, 123456789012345])
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "00000000"
        sheet.cell(row, 3).number_format = "0.0%"
        sheet.cell(row, 4).number_format = '"$"#,##0.00'
    file = io.BytesIO()
    book.save(file)
    (tmp_path / "a.xlsx").write_bytes(file.getvalue())

    [table] = Excel(path="a.xlsx").read(Place(tmp_path, ()))

    assert table.header == ("编号", "日期", "评分", "金额", "长编号")
    assert table.rows.to_numpy().tolist() == [
        ["00000001", "2026-10-05", "92.5%", "$150", "2.02610010001235E+16"],
        ["00000002", "2026-10-06", "91.0%", "$1234.5", "123456789012345"],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e15, "1.00000000000000E+15"), (999999999999999.0, "999999999999999"), (-2e16, "-2.0")],
)
def test_numbers_excel_has_rounded_are_no_codes(value: float, text: str) -> None:
    assert cell_text(value, 10**15).startswith(text)


@pytest.mark.parametrize("value", [float(2**53 - 1), 9.007e15])
def test_numbers_of_64_bits_are_exact_longer(value: float) -> None:
    assert cell_text(value) == str(int(value))


@pytest.mark.case("C28")
def test_c28_an_old_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for at, text in enumerate(("编号", "评分", "金额")):
        sheet.write(0, at, text)
    for row in (1, 2):
        for at, (value, code) in enumerate(((row, "00000000"), (0.925, "0.0%"), (5, '"$"#,##0'))):
            sheet.write(row, at, value, xlwt.easyxf(num_format_str=code))
    book.save(str(tmp_path / "a.xls"))

    [table] = Excel(path="a.xls").read(Place(tmp_path, ()))

    assert table.rows.to_numpy().tolist() == [
        ["00000001", "92.5%", "$5"],
        ["00000002", "92.5%", "$5"],
    ]
