"""Text files that are not whole or are something else: read right, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Csv, DuckDb

ROWS = "工单号,开单日期,金额\nR1,2026-10-05,3\nR2,2026-10-06,4\n"
ZEROS = "\0" * 40


def read(folder: Path, content: str | bytes, **options: object) -> RawTable:
    data = content.encode() if isinstance(content, str) else content
    (folder / "工单.csv").write_bytes(data)
    [table] = Csv(path="工单.csv", **options).read(Place(folder, ()))  # type: ignore[arg-type]
    return table


def refused(folder: Path, content: str | bytes, **options: object) -> str:
    with pytest.raises(SourceError) as error:
        read(folder, content, **options)
    return str(error.value)


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("<!DOCTYPE html>\n<html><body>请登录</body></html>\n", "line 4"),
        ("R3,2026-10-07<HTML><body>a,b</body></HTML>", "line 4"),
        ("R3,2026-10-07,5<html><body>x</body></html>\nR9,2026-10-09,6\n", "line 4"),
        ('R3,2026-10-07,"5<html lang="zh"><body>\nx</body></html>\n', "row 5"),
        ('<script>top.location = "/login"</script>\n', "line 4"),
        ('{"code": 401, "msg": "登录超时"}', "line 4"),
    ],
)
@pytest.mark.case("D33")
def test_d33_a_log_in_page_in_an_export_is_refused(tmp_path: Path, page: str, place: str) -> None:
    assert refused(tmp_path, ROWS + page) == (
        f"工单.csv: a web page or an error of the server begins in {place}, such as a log-in page: "
        "the export was cut off there; log in and export it again"
    )


@pytest.mark.case("D33")
def test_d33_a_log_in_page_is_seen_in_utf_16_and_by_duckdb_too(tmp_path: Path) -> None:
    page = "<html><body>请登录</body></html>\n"
    assert "a web page" in refused(tmp_path, ROWS.encode("utf-16") + page.encode())
    (tmp_path / "a.csv").write_text(ROWS + page, encoding="utf-8")
    with pytest.raises(SourceError, match="a web page or an error of the server begins in line 4"):
        list(DuckDb(path="a.csv").read(Place(tmp_path, ())))


@pytest.mark.case("D33")
def test_d33_a_page_that_a_customer_wrote_is_a_text(tmp_path: Path) -> None:
    text = '工单号,备注\nR1,"<html><body>""急""</body></html>"\nR2,a < b\n'
    assert read(tmp_path, text).rows[1].tolist() == ['<html><body>"急"</body></html>', "a < b"]


@pytest.mark.parametrize(
    ("content", "line"),
    [(f"{ROWS}R3,2026{ZEROS}", 4), (f"{ROWS}{ZEROS},x\n", 4), ("a,b\n1,2\n3\0,4,5\n", 3)],
)
@pytest.mark.case("D34")
def test_d34_zero_bytes_in_the_place_of_rows_are_refused(
    tmp_path: Path, content: str, line: int
) -> None:
    assert refused(tmp_path, content) == (
        f"工单.csv: there are zero bytes in the place of text in line {line}: that part of the "
        "file was lost; export it again, or write `bad_bytes: remove` under the source to go "
        "without it"
    )


@pytest.mark.case("D34")
def test_d34_cells_filled_up_with_zero_bytes_are_read_if_asked_for(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1\0\0\0,x\0\0\n", bad_bytes="remove")
    assert table.rows.to_numpy().tolist() == [["1\0\0\0", "x\0\0"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.case("D32")
def test_d32_a_file_cut_within_a_character_says_so(tmp_path: Path, encoding: str) -> None:
    content = f"{ROWS}R3,2026-10-07,客户".encode(encoding)[:-1]
    assert refused(tmp_path, content) == (
        "工单.csv: the file was cut off within a character in line 4; export it again"
    )


@pytest.mark.case("D32")
@pytest.mark.parametrize("cell", ['"换机', '"换机\n', '"换机\n油\n', '"say ""x'])
def test_d32_a_file_cut_within_quotes_says_so(tmp_path: Path, cell: str) -> None:
    message = refused(tmp_path, f"{ROWS}R3,2026-10-07,{cell}")
    assert "a quotation mark opened in line 4 is never closed" in message


@pytest.mark.parametrize("mark", [";", "|", "^", "\t"])
@pytest.mark.case("D08")
def test_d08_the_first_line_may_tell_the_delimiter(tmp_path: Path, mark: str) -> None:
    for line in (f"sep={mark}", f'"SEP={mark}"'):
        table = read(tmp_path, f"{line}\n单号{mark}金额\nR1{mark}1,2,3\n")
        assert (table.header, table.rows.to_numpy().tolist()) == (
            ("单号", "金额"),
            [["R1", "1,2,3"]],
        )
        assert table.rows.index.tolist() == [3]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"orderNo":"R1","phone":"13800138000"}]', "this is JSON, no text with a row a line"),
        ('{"orderNo":"R1"}\n{"orderNo":"R2"}\n', "this is JSON, no text with a row a line"),
        ('<?xml version="1.0"?><orders/>', "this is XML, no text with a row a line"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "this is a web page with the"),
        ("R1    2026-10-05  张三  13800138000\nR2    2026-10-06  李四  13900139000\n",
         "blanks keep the 4 columns of this text apart"),
        ("工单号 日期 客户\nR1 2026-10-05 张三\n", "blanks keep the 3 columns of this text apart"),
    ],
)  # fmt: skip
@pytest.mark.case("D20")
def test_d20_what_is_no_delimited_text_is_named_and_not_shown(
    tmp_path: Path, content: str, message: str
) -> None:
    found = refused(tmp_path, content)
    assert message in found
    assert "138" not in found


def test_a_single_column_is_no_text_in_columns_kept_apart_by_blanks(tmp_path: Path) -> None:
    assert read(tmp_path, "备注\n空调 异响\n好\n").header == ("备注",)


@pytest.mark.case("D12")
def test_d12_a_header_loses_what_nobody_sees(tmp_path: Path) -> None:
    table = read(tmp_path, "工单\0号,开单日期\x01,服务\u200e顾问,\u3000金额\nR1,a,b,c\n")
    assert table.header == ("工单号", "开单日期", "服务顾问", "\u3000金额")


@pytest.mark.parametrize(
    ("second", "place", "words"),
    [
        ("工单号,金额,开单日期", "row 4", "工单号, 金额, 开单日期"),
        ("序号,工单号,开单日期", "row 4", "工单号, 开单日期"),
        ("工单号,开单日期,服务顾问,金额", "a wider row", "工单号, 开单日期, 金额"),
    ],
)
@pytest.mark.case("D35")
def test_d35_a_table_that_begins_anew_with_other_columns_is_refused(
    tmp_path: Path, second: str, place: str, words: str
) -> None:
    message = (
        f"工单.csv: the table begins anew in {place} with other columns ({words} …); export each "
        "table as a file of its own"
    )
    assert refused(tmp_path, f"{ROWS}{second}\nR3,5,2026-10-07\n") == message


@pytest.mark.case("D13")
def test_d13_rows_above_the_header_are_not_passed_over(tmp_path: Path) -> None:
    rows = "1,2,3\n4,5,6\n工单号,开单日期,金额\nR1,2026-10-05,7\n"
    assert refused(tmp_path, rows) == (
        "工单.csv: 2 rows above the header in row 3 are as wide as it is and would not be read; "
        "name the row of the header with `header_row`, or put the header first"
    )
    assert len(read(tmp_path, rows, header_row=3).rows) == 1
    assert len(read(tmp_path, rows[6:]).rows) == 1


@pytest.mark.case("D35")
def test_d35_the_header_repeated_on_each_page_passes(tmp_path: Path) -> None:
    again = read(tmp_path, ROWS + ROWS.replace("金额\n", "金额 \n"))
    assert len(again.rows) == 5
    assert len(read(tmp_path, f"{ROWS}工单号,开单日期\n").rows) == 3


@pytest.mark.parametrize("plate", ["豫", "鲁"])
def test_plates_that_are_letters_of_utf8_by_chance_are_read(tmp_path: Path, plate: str) -> None:
    """Their two bytes of GB18030 are a letter of UTF-8 too; the first other one is not."""
    rows = [f"R{at},{plate}A{at:05}" for at in range(300)]
    content = "\n".join(["RO,Plate", *rows, "R999,京A00001", ""])
    table = read(tmp_path, content.encode("gb18030"))
    assert table.rows[1].iloc[0] == f"{plate}A00000"
    assert table.rows[1].iloc[-1] == "京A00001"
