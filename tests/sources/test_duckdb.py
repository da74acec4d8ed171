from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reportgen.errors import SourceError
from reportgen.extension.components import Place, RawTable
from reportgen.periods import Month
from reportgen.sources import Csv, DuckDb
from reportgen.sources.duckdb_scan import _locked

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")

MONTHS = (Month(2026, 9), Month(2026, 10))


def tables(folder: Path, **options: object) -> list[RawTable]:
    return list(DuckDb(**options).read(Place(folder, MONTHS)))  # type: ignore[arg-type]


def csv(folder: Path, text: str, **options: object) -> RawTable:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    [table] = tables(folder, path="a.csv", **options)
    return table


def rows(table: RawTable) -> dict[int, list[str]]:
    return {int(row): table.rows.loc[row].tolist() for row in table.rows.index}


def test_csv_is_all_text_with_row_numbers(tmp_path: Path) -> None:
    table = csv(tmp_path, '\ufeff单号,金额\n007,\n"a,""b\nc",1.50\n1e5,2026\n')
    assert table.header == ("单号", "金额")
    assert rows(table) == {2: ["007", ""], 3: ['a,"b\nc', "1.50"], 4: ["1e5", "2026"]}
    assert table.rows.dtypes.astype(str).tolist() == ["str", "str"]


@pytest.mark.case("D09")
def test_d09_ragged_rows_are_left_out_with_number_and_text(tmp_path: Path) -> None:
    table = csv(tmp_path, 'a,b\n1,"x\ny"\n1,2,3\n4\n5,6\n')
    assert rows(table) == {2: ["1", "x\ny"], 4: ["4", ""], 5: ["5", "6"]}
    assert dict(table.short) == {4: range(1, 2)}
    assert dict(table.dropped) == {"ragged_row": [3]}
    assert dict(table.dropped_cells) == {"ragged_row": [["1", "2", "3"]]}
    with pytest.raises(SourceError, match=r"the last row \(3\) breaks off after 1 of 2 cells"):
        csv(tmp_path, "a,b\n1,2\n3")


ROWS = "".join(f"R{at},2026-10-05,张三\n" for at in range(50))


@pytest.mark.parametrize(
    "damage",
    [
        "<!DOCTYPE html><html><body>请登录</body></html>\n",
        '{"code": 401, "msg": "login"}\n',
        "R60,\0\0\0\0\0\0\0\0\n",
        'R60,2026-10-05,"张三\n',
        'R60,2026-10-05,"张三\nR61,2026-10-05,"张三\n',
    ],
)
@pytest.mark.case("D33")
@pytest.mark.case("D34")
@pytest.mark.case("D10")
def test_a_damaged_file_is_refused_as_the_reader_of_text_refuses_it(
    tmp_path: Path, damage: str
) -> None:
    """Also where the damage lies in a month that is not read."""
    (tmp_path / "a.csv").write_text(f"单号,日期,客户\n{ROWS}{damage}{ROWS}", encoding="utf-8")
    with pytest.raises(SourceError) as plain:
        list(Csv(path="a.csv").read(Place(tmp_path, MONTHS)))
    with pytest.raises(SourceError) as large:
        tables(tmp_path, path="a.csv", date="日期")
    assert str(large.value) == str(plain.value)


def test_what_only_looks_like_damage_is_read(tmp_path: Path) -> None:
    text = f'单号,日期,客户\n{ROWS}R60,2026-10-05,"见 <html> 附件"\n'
    assert len(csv(tmp_path, text).rows) == 51


@pytest.mark.case("D13")
def test_d13_banner_rows_stand_above_the_header(tmp_path: Path) -> None:
    table = csv(tmp_path, "工单明细表\n2026年10月\n单号;金额;日期\n1;2;3\n4;5;6\n")
    assert table.header == ("单号", "金额", "日期")
    assert rows(table) == {4: ["1", "2", "3"], 5: ["4", "5", "6"]}


def test_months_outside_the_report_stay_in_the_file(tmp_path: Path) -> None:
    dates = ["2026-08-31", "2026/9/1", "2026年10月5日", "20261031", "2026-11-01", "45931", "？", ""]
    table = csv(tmp_path, "日期,x\n" + "".join(f"{day},1\n" for day in dates), date="日期")
    assert {row: cells[0] for row, cells in rows(table).items()} == {
        3: "2026/9/1", 4: "2026年10月5日", 5: "20261031", 7: "45931", 8: "？", 9: "",
    }  # fmt: skip


def test_parquet_keeps_its_row_numbers_and_exact_text(tmp_path: Path) -> None:
    days = [date(2026, 8, 31), date(2026, 9, 1), None, date(2026, 11, 1), date(2026, 10, 31)]
    table = pa.table(
        {"单号": ["01", "02", "03", "04", "05"], "日": days, "额": [1.0, 2.5, 3, 4, 5]}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    [raw] = tables(tmp_path, path="a.parquet", date="日")
    assert raw.header == ("单号", "日", "额")
    assert rows(raw) == {
        2: ["02", "2026-09-01", "2.5"], 3: ["03", "", "3"], 5: ["05", "2026-10-31", "5"],
    }  # fmt: skip


def test_a_file_a_dealer_fills_the_dealer(tmp_path: Path) -> None:
    for name in ("A1", "B_2"):
        (tmp_path / f"{name}_工单.csv").write_text("单号\n1\n", encoding="utf-8")
    found = tables(tmp_path, path="{dealer}_工单.csv", constants={"brand": "X"})
    assert [table.header for table in found] == [("单号", "dealer", "brand")] * 2
    assert [rows(table) for table in found] == [{2: ["1", "A1", "X"]}, {2: ["1", "B_2", "X"]}]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (
            "工单号,客户\nR1,张三\n".encode("gb18030"),
            {},
            "a.csv: this looks like gb18030, and DuckDB reads UTF-8",
        ),
        (b"day,x\n1,2\n", {"date": "dat"}, "a.csv: date: there is no header 'dat'; did you mean"),
        (b"a,b\n1,2\n", {"date": "x"}, "no header 'x'; it has a, b"),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, content: bytes, options: dict[str, str], message: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(SourceError) as error:
        tables(tmp_path, path="a.csv", **options)
    assert message in str(error.value)


def test_no_other_file_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("secret\n1\n", encoding="utf-8")
    with _locked(duckdb, tmp_path / "a.csv") as connection:
        for statement in (
            f"FROM read_csv('{tmp_path}/b.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/c.csv'",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
    assert not (tmp_path / "c.csv").exists()


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(SourceError) as error:
        csv(tmp_path, "a\n1\n")
    assert str(error.value) == (
        "`type: duckdb` needs DuckDB; install it with: pip install 'reportgen[duckdb]'"
    )


MANY = "门店,单号\nD2,1\n D1 ,2\n,3\nD1,4,5\nD10,6\nD2\nD1,7\n"


def test_the_rows_of_some_dealers_are_tables_of_their_own_with_the_numbers_of_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text(MANY, encoding="utf-8")
    source = DuckDb(path="a.csv", dealer="门店")

    def read(*dealers: str) -> dict[str, RawTable]:
        found = source.read(Place(tmp_path, MONTHS, frozenset(dealers)))
        return {table.file: table for table in found}

    [whole] = tables(tmp_path, path="a.csv", dealer="门店")
    some, rest = read("D1", "D2"), read("", "D10")
    assert {name: (t.dealer, list(t.rows.index), dict(t.short)) for name, t in some.items()} == {
        "a.csv › D1": ("D1", [3, 8], {}),
        "a.csv › D2": ("D2", [2, 7], {7: range(1, 2)}),
    }
    assert list(rest) == ["a.csv › D10", "a.csv"]
    assert dict(rest["a.csv"].dropped) == dict(whole.dropped) == {"ragged_row": [5]}
    parts = sorted(row for t in (*some.values(), *rest.values()) for row in rows(t).items())
    assert parts == sorted(rows(whole).items())
    sizes = source.bytes_by_dealer(Place(tmp_path, MONTHS))
    assert sizes is not None
    assert sizes.keys() == {"", "D1", "D2", "D10"}
    assert sum(sizes.values()) == pytest.approx((tmp_path / "a.csv").stat().st_size, abs=4)


def test_a_part_of_a_file_that_may_be_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(MANY.rstrip(), encoding="utf-8")
    source = DuckDb(path="a.csv", dealer="门店")
    with pytest.raises(SourceError, match="a file that is read some dealers at a time must be"):
        list(source.read(Place(tmp_path, MONTHS, frozenset({"D1"}))))
    with pytest.raises(SourceError, match="dealer: there is no header '店'; did you mean '门店'"):
        DuckDb(path="a.csv", dealer="店").bytes_by_dealer(Place(tmp_path, MONTHS))
