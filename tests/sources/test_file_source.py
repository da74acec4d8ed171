from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reportgen.errors import EnvironmentFault, SourceError
from reportgen.extension.components import Place
from reportgen.periods import Month
from reportgen.sources import Csv, Parquet
from reportgen.sources.source_paths import find, read_bytes

MONTHS = (Month(2026, 9), Month(2026, 10))


def made(folder: Path, *names: str) -> Place:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a\n1\n", encoding="utf-8")
    return Place(folder, MONTHS)


def names(pattern: str, place: Place) -> list[str]:
    return [path.relative_to(place.folder).as_posix() for path in find(pattern, place)]


def test_month_is_each_month_and_missing_months_are_passed_over(tmp_path: Path) -> None:
    place = made(tmp_path, "2026-10/工单.csv", "2026-08/工单.csv")
    assert names("{month}/工单.csv", place) == ["2026-10/工单.csv"]


def test_dealer_and_stars_match_any_name_in_order(tmp_path: Path) -> None:
    place = made(tmp_path, "2026-09/工单_B.csv", "2026-09/工单_A.csv", "2026-10/工单_A.csv")
    made(tmp_path, "2026-10/.工单_x.csv", "2026-10/~$工单_A.csv", "2026-10/回访_A.csv")
    expected = ["2026-09/工单_A.csv", "2026-09/工单_B.csv", "2026-10/工单_A.csv"]
    assert names("{month}/工单_{dealer}.csv", place) == expected
    assert names("{month}/工单_*.csv", place) == expected


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("data/{month}/a.csv", "2026-10/a.csv"),
        ("data/*/a.csv", "2026-10/a.csv"),
        ("data/2026-10/a.csv", "a.csv"),
        ("data/2026-10/*.csv", "a.csv"),
    ],
)
def test_a_file_is_named_by_what_tells_it_from_others(
    tmp_path: Path, pattern: str, name: str
) -> None:
    place = made(tmp_path, "data/2026-10/a.csv")
    assert [table.file for table in Csv(path=pattern).read(place)] == [name]
    absolute = (tmp_path / pattern).as_posix()
    assert [table.file for table in Csv(path=absolute).read(place)] == [name]


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    assert names("工单[1].csv", made(tmp_path, "工单[1].csv")) == ["工单[1].csv"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("工单_2026-1.csv", "; did you mean '工单_2026-10.csv'?"),
        ("回访.xlsx", "; check the path"),
        ("data/工单_2026-10.csv", "there is no folder"),
        ("{month}/x.csv", "there is no folder"),
        ("w_{month}.csv", "for w_2026-09.csv, w_2026-10.csv"),
        ("*.xlsx", "no file found in"),
        ("sub", "is a folder; name a file in it or a pattern, such as 'sub/a.csv'"),
    ],
)
@pytest.mark.case("D01")
def test_a_missing_file_says_what_is_near(tmp_path: Path, pattern: str, message: str) -> None:
    place = made(tmp_path, "工单_2026-10.csv", "sub/a.csv")
    with pytest.raises(SourceError) as error:
        find(pattern, place)
    assert message in str(error.value)


@pytest.mark.case("D01")
def test_an_empty_file_is_not_a_table_without_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    with pytest.raises(SourceError, match=r"is empty \(0 bytes\); export it again"):
        list(Csv(path="a.csv").read(Place(tmp_path, ())))


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        (PermissionError(errno.EACCES, "no"), SourceError, "must not be read by this user"),
        (OSError(errno.EMFILE, "Too many open files"), EnvironmentFault, "Too many open files"),
        (OSError(errno.ENOENT, "gone"), SourceError, "cannot be read: gone"),
    ],
)
@pytest.mark.case("D01")
def test_faults_of_reading(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    fault: OSError,
    kind: type[Exception],
    message: str,
) -> None:
    made(tmp_path, "a.csv")

    def refuse(_: Path) -> bytes:
        raise fault

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(kind, match=message):
        read_bytes(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("pattern", "name", "dealer"),
    [
        ("data/{month}/{dealer}_工单.csv", "data/2026-10/BJ_01_工单.csv", "BJ_01"),
        ("data/*/{dealer}_工单.csv", "data/x/007_工单.csv", "007"),
        ("{dealer}/{month}/{dealer}.csv", "A/2026-09/A.csv", "A"),
        ("data/**/{dealer}.csv", "data/a/b/南京(一店).csv", "南京(一店)"),
    ],
)
def test_one_file_a_dealer_fills_the_column_dealer(
    tmp_path: Path, pattern: str, name: str, dealer: str
) -> None:
    place = made(tmp_path, name)
    [table] = Csv(path=pattern, constants={"brand": "X"}).read(place)
    assert table.header == ("a", "dealer", "brand")
    assert table.rows.to_numpy().tolist() == [["1", dealer, "X"]]


def test_a_dealer_column_of_the_file_itself_stays(tmp_path: Path) -> None:
    (tmp_path / "A.csv").write_text("dealer,x\nB,1\n", encoding="utf-8")
    [table] = Csv(path="{dealer}.csv").read(Place(tmp_path, MONTHS))
    assert (table.header, table.rows.to_numpy().tolist()) == (("dealer", "x"), [["B", "1"]])


@pytest.mark.case("D18")
def test_d18_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "a.csv")
    read = Path.read_bytes

    def growing(path: Path) -> bytes:
        content = read(path)
        path.write_bytes(content + b"2\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", growing)
    with pytest.raises(SourceError, match="changed while it was read; run again when the export"):
        read_bytes(tmp_path / "a.csv")


@pytest.mark.case("D01")
def test_d01_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "导出").mkdir()
    with pytest.raises(SourceError, match="is a folder; name a file in it or a pattern"):
        list(Csv(path="导出").read(Place(tmp_path, ())))


@pytest.mark.parametrize("kind", [Csv, Parquet])
@pytest.mark.case("D39")
def test_d39_thousands_of_columns_are_refused(tmp_path: Path, kind: type[Csv | Parquet]) -> None:
    header = [f"列{at}" for at in range(2001)]
    text = "\n".join((",".join(header), ",".join("1" * 2001)))
    (tmp_path / "a").write_text(text + "\n", encoding="utf-8")
    if kind is Parquet:
        pq.write_table(pa.table([["1"]] * 2001, names=header), tmp_path / "a")
    with pytest.raises(SourceError) as error:
        list(kind(path="a").read(Place(tmp_path, ())))
    assert str(error.value) == (
        "a: there are 2001 columns, at most 2000 are read; export only those the report needs"
    )
