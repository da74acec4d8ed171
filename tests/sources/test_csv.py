from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.periods import Month
from reportgen.sources import Csv
from reportgen.sources.csv_records import records_by_line

SIMPLIFIED = "工单号,客户,备注\nR1,张三,空调异响\n"
TRADITIONAL = "工單號碼,客戶,備註\nR1,王小明,冷氣異音，服務顧問已安排回訪\n"


def place(folder: Path, *months: Month) -> Place:
    return Place(folder, months)


def read(folder: Path, content: bytes | str, **options: object) -> RawTable:
    data = content.encode() if isinstance(content, str) else content
    (folder / "工单.csv").write_bytes(data)
    [table] = Csv(path="工单.csv", **options).read(place(folder))  # type: ignore[arg-type]
    return table


def cells(table: RawTable) -> dict[int, list[str]]:
    return {int(row): table.rows.loc[row].tolist() for row in table.rows.index}


@pytest.mark.case("D11")
def test_a_plain_file_is_text_by_row_number(tmp_path: Path) -> None:
    table = read(tmp_path, '单号,金额\n007,\n"a,b",1.50\n')
    assert table.header == ("单号", "金额")
    assert cells(table) == {2: ["007", ""], 3: ["a,b", "1.50"]}
    assert table.rows.dtypes.astype(str).tolist() == ["str", "str"]
    assert (table.file, table.encoding, dict(table.dropped)) == ("工单.csv", "utf-8", {})


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"), (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16"), (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "big5hkscs", "big5hkscs"), (TRADITIONAL, "gb18030", "gb18030"),
        ("工单号\nR1\n", "gb18030", "gb18030"), ("車牌號碼\nR1\n", "big5hkscs", "big5hkscs"),
        ("a,b\n1,2\n", "ascii", "utf-8"),
    ],
)  # fmt: skip
@pytest.mark.case("D03", "D04")
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    table = read(tmp_path, text.encode(encoding))
    assert (table.encoding, table.header) == (found, tuple(text.partition("\n")[0].split(",")))


@pytest.mark.case("D05")
def test_a_declared_encoding_that_is_wrong_says_what_it_looks_like(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, "a\nb\n张三\n".encode("gb18030"), encoding="utf-8")
    assert str(error.value) == (
        "工单.csv: line 3 is not utf-8 text; it looks like gb18030; set `encoding: auto`"
    )


def test_an_unknown_encoding_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no encoding 'utf-9'; did you mean 'utf-8'\?"):
        read(tmp_path, SIMPLIFIED, encoding="utf-9")


def test_half_characters_become_a_mark_that_the_intake_counts(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,好".encode() + b"\xed\xa0\xbd\n")
    assert cells(table) == {2: ["1", "好\ufffe"]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
@pytest.mark.case("D08")
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = f'单号{delimiter}金额\nR1{delimiter}"1{delimiter}2"\n'
    table = read(tmp_path, text)
    assert table.header == ("单号", "金额")
    assert cells(table) == {2: ["R1", f"1{delimiter}2"]}


def test_a_declared_delimiter_is_obeyed(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b,c;d\n1,2,3;4\n", delimiter=";").header == ("a,b,c", "d")


def test_ragged_rows_are_left_out_with_their_number(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,"x\ny"\n1,2,3\n4\n5,6\n')
    assert cells(table) == {2: ["1", "x\ny"], 4: ["4", ""], 5: ["5", "6"]}
    assert dict(table.dropped) == {"ragged_row": [3]}
    assert dict(table.short) == {4: range(1, 2)}


def test_blank_lines_stay_rows_below_the_header_and_are_skipped_above(tmp_path: Path) -> None:
    table = read(tmp_path, "\n\na,b\n1,2\n\n3,4\n")
    assert table.header == ("a", "b")
    assert cells(table) == {4: ["1", "2"], 5: ["", ""], 6: ["3", "4"]}
    assert dict(table.dropped) == {}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.case("D11")
def test_every_line_end_is_read(tmp_path: Path, newline: str) -> None:
    assert cells(read(tmp_path, newline.join(["a,b", "1,2", "3,4", ""]))) == {
        2: ["1", "2"],
        3: ["3", "4"],
    }


@pytest.mark.case("D02")
def test_a_header_only_is_a_table_without_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n")
    assert (table.header, table.rows.shape) == (("a", "b"), (0, 2))


@pytest.mark.parametrize("text", ['a,b\n1,2\n3,"x\n5,6\n7,8\n', 'a,b\n1,2\n"3,x\n5,6\n7,8'])
@pytest.mark.case("D10")
def test_an_open_quote_names_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, text)
    assert str(error.value) == (
        "工单.csv: a quotation mark opened in line 3 is never closed, so the rest of the file "
        "would be one cell; close or remove it"
    )


def test_only_blank_lines_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no header, only blank lines"):
        read(tmp_path, "\n \n")


def test_constants_become_columns(tmp_path: Path) -> None:
    table = read(tmp_path, "a\n1\n2\n", constants={"dealer": "BJ001"})
    assert table.header == ("a", "dealer")
    assert cells(table) == {2: ["1", "BJ001"], 3: ["2", "BJ001"]}


def test_unpivot_makes_one_row_a_figure_and_counts_the_blank_ones(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "月份,接车台次,回访台次\n2008-07,1140,\n2008-08,1339,1300\n",
        unpivot={"keep": ["月份"]},
        constants={"dealer": "BJ001"},
    )
    assert table.header == ("月份", "indicator", "value", "dealer")
    assert table.rows.to_numpy().tolist() == [
        ["2008-07", "接车台次", "1140", "BJ001"],
        ["2008-08", "接车台次", "1339", "BJ001"],
        ["2008-08", "回访台次", "1300", "BJ001"],
    ]
    assert table.rows.index.tolist() == [2, 3, 3]
    assert dict(table.dropped) == {"not_reported": [2]}


def test_unpivot_of_a_header_that_is_not_there_says_which_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no header '统计月分'; did you mean '统计月份'\?"):
        read(tmp_path, "统计月份,a\n2008-07,1\n", unpivot={"keep": ["统计月分"]})
    with pytest.raises(SourceError, match="no header 'x'; it has 月份, a"):
        read(tmp_path, "月份,a\n2008-07,1\n", unpivot={"keep": ["x"]})


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Kunde;Straße;Betrag €\nMüller;Höhenweg 3;1,50\n", "cp1252", "cp1252"),
        ("工单号,金额\nR1,2\n", "utf-16-le", "utf-16-le"),
        ("工单号,金额\nR1,2\n", "utf-16-be", "utf-16-be"),
        ("id,amount\nR1,2\n", "utf-16-le", "utf-16-le"),
        ("工单号,客户姓名\nR1,张三\n", "utf-16", "utf-16"),
    ],
)
@pytest.mark.case("D03", "D04")
def test_d03_d04_more_encodings_are_found(
    tmp_path: Path, text: str, encoding: str, found: str
) -> None:
    table = read(tmp_path, text.encode(encoding))
    header, row = (tuple(line.split(";" if ";" in text else ",")) for line in text.splitlines())
    assert (table.encoding, table.header, tuple(cells(table)[2])) == (found, header, row)


HEADERS = ["工单号", "车牌号", "客户姓名", "服务顾问", "进厂时间", "结算金额", "维修类型", "备注"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.case("D04")
def test_d04_a_short_header_is_enough(tmp_path: Path, header: str, encoding: str) -> None:
    assert read(tmp_path, f"{header},x\n1,2\n".encode(encoding)).header == (header, "x")


@pytest.mark.parametrize(
    ("written", "declared", "likely"),
    [
        ("gb18030", "latin-1", "gb18030"),
        ("gb18030", "cp1252", "gb18030"),
        ("utf-8", "gb18030", "utf-8"),
    ],
)
@pytest.mark.case("D05")
def test_d05_text_in_the_wrong_encoding_is_refused(
    tmp_path: Path, written: str, declared: str, likely: str
) -> None:
    text = "姓名,电话\n客户,1\n车辆,2\n"
    with pytest.raises(SourceError) as error:
        read(tmp_path, text.encode(written), encoding=declared)
    assert str(error.value) == (
        f"工单.csv: read as {declared} this is no text anybody writes; it looks like {likely}; "
        "set `encoding: auto`"
    )


@pytest.mark.case("D06", "D07")
def test_d06_d07_bytes_that_are_no_text_are_refused_or_marked(tmp_path: Path) -> None:
    content = "单号,客户\n1,张三\n2,".encode("gb18030") + b"\xff\n3,x\n"
    with pytest.raises(SourceError, match="line 3 is not gb18030 text like the rest; export the"):
        read(tmp_path, content)
    table = read(tmp_path, content, bad_bytes="remove")
    assert cells(table) == {2: ["1", "张三"], 3: ["2", "\ufffe"], 4: ["3", "x"]}


@pytest.mark.case("D08")
def test_d08_the_delimiter_is_the_one_lines_agree_on(tmp_path: Path) -> None:
    text = "名称;金额;地点\nx;1,5;北京，上海\ny;2,5;a,b,c\n"
    assert read(tmp_path, text).header == ("名称", "金额", "地点")


@pytest.mark.case("D09")
def test_d09_ragged_rows_keep_their_cells(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b,c\n1,2,"3\n4",5\n5,6,7\n8,"x,y"\n9,"a"b",c,d\n')
    assert dict(table.dropped) == {"ragged_row": [2, 5]}
    assert dict(table.dropped_cells) == {
        "ragged_row": [["1", "2", "3\n4", "5"], ["9", '"a"b"', "c", "d"]]
    }
    assert cells(table) == {3: ["5", "6", "7"], 4: ["8", "x,y", ""]}
    assert dict(table.short) == {4: range(2, 3)}


@pytest.mark.case("D09")
def test_d09_a_wide_comma_separates_ragged_rows_too(tmp_path: Path) -> None:
    table = read(tmp_path, 'a，b\n1，2\n3，4，"5，6"\n7\n')
    assert dict(table.dropped_cells) == {"ragged_row": [["3", "4", "5，6"]]}
    assert cells(table) == {2: ["1", "2"], 4: ["7", ""]}


@pytest.mark.case("D09")
@pytest.mark.parametrize(
    ("last", "cells"), [("R3,2026-10", 2), ("R3", 1), ("R", 1), ("R3,2026-10-07,", 3)]
)
def test_d09_a_last_row_that_was_cut_off_is_refused(tmp_path: Path, last: str, cells: int) -> None:
    rows = "工单号,开单日期,金额,备注\nR1,2026-10-05,3,x\nR02,2026-10-06\n"
    with pytest.raises(SourceError) as error:
        read(tmp_path, rows + last)
    assert str(error.value) == (
        f"工单.csv: the last row (4) breaks off after {cells} of 4 cells and has no line end: the "
        "file was cut off; export it again, or, if nothing is missing, end its last line with a "
        "line break"
    )
    assert list(read(tmp_path, f"{rows}{last}\n").short) == [3, 4]


@pytest.mark.case("D09")
def test_d09_a_footer_without_a_line_end_is_no_row_that_was_cut_off(tmp_path: Path) -> None:
    table = read(tmp_path, "工单号,金额,备注\nR1,3,x\nR2,4,y\n共 2 条")
    assert (len(table.rows), dict(table.dropped)) == (2, {"ragged_row": [4]})


@pytest.mark.parametrize("row", ["R2,4", '"R\n2",4'])
@pytest.mark.case("D09")
def test_d09_a_whole_last_row_without_a_line_end_is_counted(tmp_path: Path, row: str) -> None:
    table = read(tmp_path, f"工单号,金额\nR1,3\n{row}")
    assert (len(table.rows), dict(table.repaired)) == (2, {"unended_row": 1})
    assert dict(read(tmp_path, f"工单号,金额\nR1,3\n{row}\n").repaired) == {}
    assert dict(read(tmp_path, "工单号,金额").repaired) == {}


@pytest.mark.case("D09")
def test_d09_short_rows_know_their_gap_beside_constants_and_are_left_out_of_totals(
    tmp_path: Path,
) -> None:
    table = read(tmp_path, "月份,a,b\n2026-09,1\n2026-10,2,3\n", constants={"dealer": "D"})
    assert cells(table)[2] == ["2026-09", "1", "", "D"]
    assert dict(table.short) == {2: range(2, 3)}
    text = "月份,a,b\n2026-09,1\n2026-10,2,3,4\n2026-11,2,3\n"
    long = read(tmp_path, text, unpivot={"keep": ["月份"]})
    assert long.rows.index.tolist() == [4, 4]
    assert dict(long.dropped) == {"ragged_row": [2, 3]}
    assert dict(long.dropped_cells)["ragged_row"][0] == ["2026-09", "1"]


@pytest.mark.case("D13")
def test_d13_a_header_wider_than_the_rows_below_it_is_found(tmp_path: Path) -> None:
    rows = "".join(f"R{n},2026-10-05,100,陈伟\n" for n in range(9))
    header = "工单号,开单日期,金额,顾问,备注,回访"
    table = read(tmp_path, f"工单明细表\n门店：,一店\n{header}\n{rows}")
    assert table.header == tuple(header.split(","))
    assert len(table.short) == len(table.rows) == 9


@pytest.mark.case("D11")
def test_d11_a_zero_byte_stays_for_the_intake_to_count(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b\n1,x\x00y\n")) == {2: ["1", "x\x00y"]}


@pytest.mark.parametrize(
    "banner",
    [
        "工单明细表\n",
        "工单明细表,,,\n统计期间：,2026-10-01,,\n",
        "北京一店\n导出人：张三,2026-11-01\n\n",
    ],
)
@pytest.mark.case("D13")
def test_d13_the_header_is_found_below_banner_rows(tmp_path: Path, banner: str) -> None:
    table = read(tmp_path, f"{banner}工单号,客户,金额,备注\n1,张三,3,\n2,李四,4,好\n")
    assert table.header == ("工单号", "客户", "金额", "备注")
    first = banner.count("\n") + 2
    assert cells(table) == {first: ["1", "张三", "3", ""], first + 1: ["2", "李四", "4", "好"]}
    assert dict(table.dropped) == {}


@pytest.mark.case("D13")
def test_d13_a_given_header_row_is_obeyed(tmp_path: Path) -> None:
    text = "a,b\nc,d\n1,2\n"
    assert read(tmp_path, text, header_row=2).header == ("c", "d")
    with pytest.raises(SourceError, match="no header in record 9; correct `header_row`"):
        read(tmp_path, text, header_row=9)


def test_rows_that_all_end_in_a_delimiter_are_not_ragged(tmp_path: Path) -> None:
    table = read(tmp_path, "单号,客户\n1,张三,\n2,李四,\n")
    assert table.header == ("单号", "客户", "")
    assert cells(table) == {2: ["1", "张三", ""], 3: ["2", "李四", ""]}


def test_a_long_file_is_read_to_its_end(tmp_path: Path) -> None:
    text = "a,b\n" + '1,"x\ny，"\n' * 200_000 + "2\n3,4\n"
    table = read(tmp_path, text)
    assert len(table.rows) == 200_002
    assert (table.rows.index[-1], table.rows.iloc[-1].tolist()) == (200_003, ["3", "4"])
    assert (dict(table.dropped), dict(table.short)) == ({}, {200_002: range(1, 2)})


def test_plain_text_is_never_whole_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    rows = '1,"x, y"\n' * 500_000
    for start in ("", "\ufeff"):
        table = read(tmp_path, f"{start}a,b\n{rows}")
        assert (table.header, len(table.rows), table.rows.index[-1]) == (
            ("a", "b"),
            500_000,
            500_001,
        )


@pytest.mark.parametrize("cell", ["x" * 3_000_000, "x\n" * 700_000 + "x"])
def test_a_cell_may_be_longer_than_what_is_read_at_a_time(tmp_path: Path, cell: str) -> None:
    table = read(tmp_path, f'a,b\n1,"{cell}"\n2,3\n4\n')
    assert cells(table) == {2: ["1", cell], 3: ["2", "3"], 4: ["4", ""]}


def test_an_open_quote_high_up_in_a_large_file_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a quotation mark opened in line 3 is never closed"):
        read(tmp_path, 'a,b\n1,2\n3,"x\n' + "5,6\n" * 600_000)


LIMIT = (
    "with this file there are more than 3 rows \\(`max_rows`\\), and a million may take 1 GB of "
    "memory; let `type: duckdb` with `date` leave other months in the file, or with `dealer` read "
    "some dealers at a time, or raise `max_rows`"
)


@pytest.mark.case("D17")
def test_d17_more_rows_than_memory_should_hold_are_refused(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a\n1\n2\n3\n", max_rows=3).rows) == 3
    with pytest.raises(SourceError, match=f"工单.csv: {LIMIT}"):
        read(tmp_path, "a\n1\n2\n3\n4\n", max_rows=3)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.case("D17")
def test_d17_a_long_file_is_refused_before_it_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    def refuse(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError, match=f"工单.csv: {LIMIT}"):
        read(tmp_path, ("客户\n" + "张三\n" * 1000).encode(encoding), max_rows=3)


@pytest.mark.case("D17")
def test_d17_the_limit_counts_all_files_of_a_source(tmp_path: Path) -> None:
    for name in ("1.csv", "2.csv"):
        (tmp_path / name).write_text("a\n1\n2\n", encoding="utf-8")
    assert len(list(Csv(path="*.csv", max_rows=4).read(place(tmp_path)))) == 2
    with pytest.raises(SourceError, match=f"2.csv: {LIMIT}"):
        list(Csv(path="*.csv", max_rows=3).read(place(tmp_path)))


@pytest.mark.case("D18")
def test_d18_a_file_that_grows_while_it_is_read_by_lines_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def growing(*asked: object) -> object:
        with (tmp_path / "工单.csv").open("a", encoding="utf-8") as file:
            file.write("3,4\n")
        return records_by_line(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr("reportgen.sources.csv.records_by_line", growing)
    with pytest.raises(SourceError, match="changed while it was read; run again when the export"):
        read(tmp_path, "a,b\n1,2\n")


@pytest.mark.case("D05")
@pytest.mark.parametrize(
    ("written", "read_as"), [("gb18030", "latin-1"), ("gb18030", "cp1252"), ("utf-8", "gb18030")]
)
def test_d05_a_header_garbled_before_says_what_it_means(
    tmp_path: Path, written: str, read_as: str
) -> None:
    header = "工单号,客户类型,维修内容,开单时间"
    garbled = header.encode(written).decode(read_as, "replace").replace("\ufffd", "?")
    if "?" in garbled:
        header = "工单,车辆,维修内容"
        garbled = header.encode(written).decode(read_as)
    with pytest.raises(SourceError) as error:
        read(tmp_path, f"{garbled}\n1,2,3,4\n".encode())
    message = str(error.value)
    assert "was garbled before it came here: a program opened it in the wrong encoding" in message
    assert f"it means '{header}'. Export the file again from the system" in message


@pytest.mark.case("D06")
def test_d06_a_line_in_another_encoding_is_named_and_not_taken_for_the_whole_file(
    tmp_path: Path,
) -> None:
    good = "单号,客户,顾问\n" + "1,张三,陈伟\n" * 5
    content = good.encode() + "2,李四,客户投诉\n".encode("gb18030") + "3,王五,李敏\n".encode()
    with pytest.raises(SourceError) as error:
        read(tmp_path, content)
    assert str(error.value) == (
        "工单.csv: line 7 is not utf-8 text like the rest; export the file again, or write "
        "`bad_bytes: remove` under the source to go without what cannot be read"
    )
    table = read(tmp_path, content, bad_bytes="remove")
    assert (table.encoding, cells(table)[8]) == ("utf-8", ["3", "王五", "李敏"])
    assert "\ufffe" in cells(table)[7][1]


@pytest.mark.case("D08")
def test_d08_a_bar_separates_cells_too(tmp_path: Path) -> None:
    assert read(tmp_path, "单号|金额\nR1|2\n").header == ("单号", "金额")


@pytest.mark.case("D10")
@pytest.mark.parametrize("between", [0, 1, 9])
def test_d10_a_quote_closed_by_a_later_row_would_swallow_rows(tmp_path: Path, between: int) -> None:
    text = 'a,b,c,d\n1,2,3,4\n5,"6,7,8\n' + "9,9,9,9\n" * between + '10,11",12,13\n14,15,16,17\n'
    with pytest.raises(SourceError) as error:
        read(tmp_path, text)
    assert str(error.value) == (
        f"工单.csv: a quotation mark opened in row 3 is closed only {between + 1} lines further "
        "on, and what stands between looks like rows; close or remove it"
    )


@pytest.mark.case("D10", "D11")
def test_d11_a_text_of_several_lines_is_no_swallowed_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b,c,d\n1,"第一行, 有逗号\n第二行\n第三行, 也有",3,4\n')
    assert cells(table)[2][1] == "第一行, 有逗号\n第二行\n第三行, 也有"


@pytest.mark.case("D20")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04rest", "a workbook or another archive with the wrong ending, no text; read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook with the wrong ending"),
        (b"%PDF-1.7", "a PDF with the wrong ending, no text; export the table as text or .xlsx"),
        (b"PAR1abc", "a Parquet file with the wrong ending, no text; read it with `type: parquet`"),
        (b"<html><table><tr><td>a</td></tr></table>", "a web page with the wrong ending, no text"),
    ],
)  # fmt: skip
def test_d20_a_file_named_csv_that_is_no_text_says_what_it_is(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, content)
    assert message in str(error.value)
