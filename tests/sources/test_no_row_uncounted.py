"""Whatever becomes of a file on its way: every row is accounted for, or the file is refused."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsb_book import xlsb

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Csv, Excel

HEADER = ["工单号", "开单日期", "车架号", "备注", "结算金额"]
REMARKS = ["", "空调异响", "换机油,机滤", 'say "x"', "第一行\n第二行", "<b>急</b>"]
LOGIN = (
    '<!DOCTYPE html>\n<html lang="zh"><head><title>登录</title></head>\n<body><form><table><tr>'
    "<td>用户名</td><td><input></td></tr><tr><td>密码</td><td><input></td></tr></table></form>"
    "</body></html>\n"
)
Rows = list[list[str]]
Writer = Callable[[Rows], bytes]


def text(encoding: str, delimiter: str = ",", end: str = "\r\n") -> Writer:
    def written(rows: Rows) -> bytes:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
        return file.getvalue().encode(encoding)

    return written


def page(encoding: str, per_page: int = 1000, frame: str = "{}") -> Writer:
    def written(rows: Rows) -> bytes:
        tables = ""
        for start in range(1, len(rows), per_page):
            lines = [rows[0], *rows[start : start + per_page]]
            cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in line) for line in lines]
            tables += "<table>" + "\n".join(f"<tr>{line}</tr>" for line in cells) + "</table>\n"
        return f"<html><body>{frame.format(tables)}</body></html>".encode(encoding)

    return written


def archive(rows: Rows) -> bytes:
    """A page as browsers and Excel save it with all it shows."""
    content = page("utf-8")(rows).replace(b"\n", b"\r\n")
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--=_x"\r\n\r\n'
        b"----=_x\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    css = b"\r\n----=_x\r\nContent-Type: text/css\r\n\r\nbody {}\r\n----=_x--\r\n"
    return head + content + css


def with_openpyxl(rows: Rows) -> bytes:
    workbook, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(file)
    return file.getvalue()


def with_xlsxwriter(rows: Rows) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return file.getvalue()


def with_xlwt(rows: Rows) -> bytes:
    xlwt = pytest.importorskip("xlwt", reason="xlwt, which writes real .xls files, is missing")
    workbook, file = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = workbook.add_sheet("S")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    workbook.save(file)
    return file.getvalue()


TEXTS: dict[str, Writer] = {
    "utf-8.csv": text("utf-8"),
    "mark.csv": text("utf-8-sig", end="\n"),
    "gb18030.csv": text("gb18030"),
    "utf-16.csv": text("utf-16", "\t"),
    "semicolon.csv": text("utf-8", ";", "\n"),
    "text.xls": text("gb18030", "\t"),
}
PAGES: dict[str, Writer] = {
    "page.xls": page("utf-8"),
    "pages.xls": page("gb18030", per_page=3),
    "utf-16.xls": page("utf-16"),
    "frame.xls": page("utf-8", frame="<table><tr><td>菜单</td><td>{}</td></tr></table>"),
    "archive.xls": archive,
}
BOOKS: dict[str, Writer] = {
    "openpyxl.xlsx": with_openpyxl,
    "xlsxwriter.xlsx": with_xlsxwriter,
    "xlwt.xls": with_xlwt,
    "records.xlsb": xlsb,
}
ALL = TEXTS | PAGES | BOOKS


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """A table of orders; each has a number of its own."""
    remarks = draw(st.lists(st.sampled_from(REMARKS), min_size=2, max_size=8))
    return [
        HEADER,
        *(
            [f"R{at:03}", f"2026-10-{at + 1:02}", f"LSVAA41{at:02}C2184847", text, f"{at * 7}.50"]
            for at, text in enumerate(remarks)
        ),
    ]


def read(folder: Path, name: str, content: bytes) -> RawTable | None:
    """The one table of the file, or None if it is refused by name and with advice."""
    (folder / name).write_bytes(content)
    source = Csv(path=name) if name.endswith(".csv") else Excel(path=name)
    try:
        [table] = source.read(Place(folder, ()))
    except SourceError as error:
        message = str(error)
    else:
        return table
    assert re.search(f"{re.escape(name)}.*: .{{20,}}", message)
    return None


def expected(rows: Rows, name: str) -> Rows:
    """What is read of a whole file: a page knows no line breaks."""
    if name in PAGES:
        return [[" ".join(cell.split()) for cell in row] for row in rows[1:]]
    return rows[1:]


def counted(table: RawTable) -> int:
    """Rows used and rows left out with a reason."""
    return len(table.rows) + sum(map(len, table.dropped.values()))


damaging = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20
)


@pytest.mark.parametrize("name", ALL)
@given(rows=tables())
@settings(damaging, max_examples=10)
def test_a_whole_file_is_read_whole(tmp_path: Path, name: str, rows: Rows) -> None:
    table = read(tmp_path, name, ALL[name](rows))
    assert table is not None
    assert (list(table.header), table.rows.to_numpy().tolist()) == (HEADER, expected(rows, name))
    assert (dict(table.dropped), dict(table.repaired)) == ({}, {})


@pytest.mark.parametrize("name", ALL)
@given(rows=tables(), at=st.floats(0, 1, exclude_max=True))
@damaging
def test_a_file_cut_anywhere_is_refused_or_says_that_it_may_be(
    tmp_path: Path, name: str, rows: Rows, at: float
) -> None:
    """Only where it ends with a whole line, nothing in a text file can tell."""
    whole = ALL[name](rows)
    content = whole[: int(at * len(whole))]
    if not content:
        return
    table = read(tmp_path, name, content)
    if table is None or list(table.header) != HEADER:
        return  # cut within the header: the contract asks for its columns
    right = expected(rows, name)
    found = table.rows.to_numpy().tolist()
    may_be_cut = bool(table.repaired.get("unended_row"))
    if name in TEXTS and (may_be_cut or not found or content.endswith((b"\n", b"\n\0"))):
        sure = len(found) - may_be_cut
        assert found[:sure] == right[:sure]
    else:
        assert found == right


@pytest.mark.parametrize("name", ALL)
@given(rows=tables(), at=st.floats(0, 1), gap=st.integers(0, 400))
@damaging
def test_a_log_in_page_in_a_file_never_stands_for_rows(
    tmp_path: Path, name: str, rows: Rows, at: float, gap: int
) -> None:
    whole = ALL[name](rows)
    start = int(at * len(whole))
    encoding = "utf-16-le" if "utf-16" in name else "gb18030" if "gb" in name else "utf-8"
    table = read(tmp_path, name, whole[:start] + LOGIN.encode(encoding) + whole[start + gap :])
    if table is not None and list(table.header) == HEADER:
        assert table.rows.to_numpy().tolist() == expected(rows, name)


@pytest.mark.parametrize("name", TEXTS | PAGES)
@given(rows=tables(), at=st.floats(0, 1), zeros=st.integers(1, 200))
@damaging
def test_zero_bytes_in_the_place_of_text_hide_no_row(
    tmp_path: Path, name: str, rows: Rows, at: float, zeros: int
) -> None:
    whole = ALL[name](rows)
    start = int(at * len(whole))
    end = min(start + zeros, len(whole))
    table = read(tmp_path, name, whole[:start] + bytes(end - start) + whole[end:])
    if table is not None and list(table.header) == HEADER:
        assert counted(table) == len(rows) - 1
