"""Web pages named .xls: every row of the table is read, or the page is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Excel

HEAD = ["工单号", "开单日期", "金额"]


def table(*rows: list[str]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(*parts: str) -> str:
    return f"<html><body>{''.join(parts)}</body></html>"


def rows(first: int, last: int) -> list[list[str]]:
    return [[f"R{n}", f"2026-10-{n:02}", f"{n}00"] for n in range(first, last)]


def read(folder: Path, content: str, encoding: str = "utf-8") -> RawTable:
    (folder / "工单.xls").write_bytes(content.encode(encoding))
    [found] = Excel(path="工单.xls").read(Place(folder, ()))
    return found


def refused(folder: Path, content: str) -> str:
    with pytest.raises(SourceError) as error:
        read(folder, content)
    return str(error.value)


MENU = table(["首页", "工单", "回访", "投诉", "退出"])
TITLE = table(["工单明细"])
FOOTER = table(["制表人", "张三"])


@pytest.mark.case("D36")
def test_d36_pages_of_one_table_are_joined(tmp_path: Path) -> None:
    pieces = [table(HEAD, *rows(n, n + 3)) for n in (1, 4, 7)]
    found = read(tmp_path, page(MENU, TITLE, "<h3>第 1 页</h3>".join(pieces), FOOTER))
    assert found.header == tuple(HEAD)
    assert found.rows.to_numpy().tolist() == rows(1, 10)
    assert found.rows.index.tolist() == list(range(2, 11))


@pytest.mark.case("D36")
def test_d36_pages_with_a_header_of_two_rows_are_joined(tmp_path: Path) -> None:
    head = (
        '<tr><td rowspan="2">工单号</td><td colspan="2">金额</td></tr>'
        "<tr><td>工时</td><td>配件</td></tr>"
    )
    body = '<tr><td rowspan="2">R{}</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>'
    pieces = [f"<table>{head}{body.format(n)}</table>" for n in (1, 2)]
    found = read(tmp_path, page(*pieces))
    assert found.header == ("工单号", "金额/工时", "金额/配件")
    assert found.rows[0].tolist() == ["R1", "R1", "R2", "R2"]
    assert dict(found.repaired) == {"merged_cells": 2}


@pytest.mark.parametrize(
    ("other", "heads"),
    [
        (table(["项目", "合计"], ["工时", "1"]), "工单号, 开单日期, 金额; 项目, 合计"),
        (table(*rows(4, 6)), "工单号, 开单日期, 金额; a row of data"),
        (table(*rows(4, 5)), "工单号, 开单日期, 金额; a row of data"),
    ],
)  # fmt: skip
@pytest.mark.case("D36")
def test_d36_tables_with_different_headers_are_refused(
    tmp_path: Path, other: str, heads: str
) -> None:
    assert refused(tmp_path, page(table(HEAD, *rows(1, 4)), other)) == (
        f"工单.xls: this web page holds tables with different headers ({heads}); open it in Excel, "
        "keep the table you want, and save it as .xlsx"
    )


@pytest.mark.case("D36")
def test_d36_a_table_within_a_cell_hides_no_rows(tmp_path: Path) -> None:
    inner = "<table><tr><td>{}</td></tr></table>"
    data = table(HEAD, *([number, day, inner.format(sum_)] for number, day, sum_ in rows(1, 4)))
    frame = f"<table><tr><td>菜单</td><td>{data}</td></tr><tr><td>a</td><td>b</td></tr></table>"
    found = read(tmp_path, page(frame))
    assert found.rows.to_numpy().tolist() == rows(1, 4)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.case("D20")
def test_d20_a_web_page_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, page(table(HEAD, *rows(1, 4))), encoding)
    assert found.rows.to_numpy().tolist() == rows(1, 4)


@pytest.mark.parametrize("coding", ["8bit", "quoted-printable"])
@pytest.mark.case("D20")
def test_d20_a_web_archive_is_read(tmp_path: Path, coding: str) -> None:
    body = page(table(HEAD, *rows(1, 4)))
    if coding != "8bit":
        coded = (f"={byte:02X}" if byte > 126 else chr(byte) for byte in body.encode())
        body = "".join(coded).replace("</tr>", "</tr>=\n")
    archive = (
        'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        "Content-Type: text/html; charset=utf-8\n\n<html><frameset></frameset></html>\n--x\n"
        f"Content-Type: text/html\nContent-Transfer-Encoding: {coding}\n\n{body}\n--x--\n"
    )
    assert read(tmp_path, archive).rows.to_numpy().tolist() == rows(1, 4)
    assert refused(tmp_path, archive[:-3]) == (
        "工单.xls: the web archive breaks off before its end; open it in a browser to see whether "
        "it is whole, then export it again"
    )


WHOLE = page(table(HEAD, *rows(1, 9)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (WHOLE[:300], "the web page breaks off before its end"),
        (WHOLE[:-14], "the web page breaks off before its end"),
        (WHOLE[6:300], "the web page breaks off before its end"),
        (WHOLE[:300] + page(table(["用户名"])), "a second web page begins within this one"),
        (WHOLE.replace("R4", "R\0"), "there are zero bytes in this web page"),
    ],
)  # fmt: skip
@pytest.mark.case("D32", "D33", "D34")
def test_d32_d33_d34_a_page_that_is_not_whole_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    assert message in refused(tmp_path, content)


@pytest.mark.case("D23")
def test_d23_cells_that_say_they_span_a_million_are_refused(tmp_path: Path) -> None:
    wide = f"<tr>{'<td rowspan=1000 colspan=1000>x</td>' * 50}</tr>"
    content = f"<table>{wide}{'<tr></tr>' * 1000}</table>"
    assert "far more than it has cells; export it again" in refused(tmp_path, content)


def test_a_comment_and_a_script_are_no_second_page(tmp_path: Path) -> None:
    more = "<!--[if IE]><html><![endif]--><script>document.write('<html><tr>')</script>"
    content = page(more, table(HEAD, *rows(1, 4)), more)
    assert len(read(tmp_path, content).rows) == 3


@pytest.mark.case("D09")
def test_d09_a_row_that_lacks_cells_is_short_unless_a_cell_above_reaches_into_it(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        page(
            "<table><tr><td>工单号<td>开单日期<td>金额</tr>",
            "<tr><td>R1<td>2026-10-01<td rowspan=2>100</tr><tr><td>R2<td>2026-10-02</tr>",
            "<tr><td>R3<td>2026-10-03</tr><tr></tr><tr><td>R4<td>2026-10-04<td>400</tr></table>",
        ),
    )
    assert found.rows[0].tolist() == ["R1", "R2", "R3", "", "R4"]
    assert found.short == {4: range(2, 3)}
