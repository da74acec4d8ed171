from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from xlsxwriter import Workbook

from reportgen.errors import SourceError, UsageError
from reportgen.extension.components import Place, RawTable, Source
from reportgen.extension.loader import load_plugins
from reportgen.labels import Label
from reportgen.mapping import readers_of, recognise
from reportgen.metric.table_contracts import ColumnContract, TableContract

REGISTRY = load_plugins()
TABLES = ("repair_orders", "callbacks", "complaints", "vehicle_sales", "customers", "lost_calls",
          "appointments", "measures", "monthly_figures")  # fmt: skip


def aliases(table: TableContract) -> list[str]:
    """The second name of every column, so that no header is the column's own label."""
    return [column.aliases[min(1, len(column.aliases) - 1)] for column in table.columns]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_recognised_by_its_headers(name: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerow(aliases(REGISTRY.tables[name]))
        held = {"time": "2026-09-01", "number": "50", "word": "x", "text": "x"}
        csv.writer(file).writerow(held[c.traits.holds] for c in REGISTRY.tables[name].columns)

    found = recognise(path, REGISTRY.sources, REGISTRY.tables)

    assert found.matching.table.name == name
    assert found.second is not None
    assert found.score - found.second[1] >= 0.1


ONE = TableContract(
    "apples", Label("苹果", "Apples"), Label("一行一个", "one apple"),
    (ColumnContract("weight", "number", Label("重量", "Weight")),
     ColumnContract("day", "date", Label("日期", "Day"), required=True)),
)  # fmt: skip
TWO = TableContract(
    "pears", Label("梨", "Pears"), Label("一行一个", "one pear"),
    (ColumnContract("weight", "number", Label("重量", "Weight")),
     ColumnContract("day", "date", Label("日期", "Day"), required=True)),
)  # fmt: skip
FRUIT = {"apples": ONE, "pears": TWO}


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_name_of_the_file_tells_two_like_tables_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "梨202609.csv", "日期,重量\n2026-09-01,5\n")

    assert recognise(path, REGISTRY.sources, FRUIT).matching.table.name == "pears"


def test_two_tables_alike_are_not_chosen_between(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "日期,重量\n2026-09-01,5\n")

    with pytest.raises(SourceError, match=r"not clear which table this is \(apples 1\.00, pears"):
        recognise(path, REGISTRY.sources, FRUIT)
    assert recognise(path, REGISTRY.sources, FRUIT, table="pears").matching.table is TWO


def test_a_missing_required_column_costs_score(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "重量\n5\n")

    found = recognise(path, REGISTRY.sources, {"apples": ONE}, table="apples")

    assert found.score == 0.7
    assert [column.name for column in found.matching.missing] == ["day"]


def test_a_header_the_reader_did_not_find_is_searched_for(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "甲,乙\n丙,丁\n日期,重量\n2026-09-01,5\n")

    found = recognise(path, REGISTRY.sources, {"apples": ONE})

    assert found.matching.certain == {"weight": "重量", "day": "日期"}
    assert found.read.options == {"header_row": 3}
    assert found.read.header_row == 3


def test_the_row_of_the_header_may_be_given(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "日期,重量\n日期,重量\n2026-09-01,5\n")

    found = recognise(path, REGISTRY.sources, {"apples": ONE}, header_row=2)

    assert (found.read.header_row, len(found.read.raw.rows)) == (2, 1)


def test_a_sheet_may_be_given_and_its_name_tells_the_table(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with Workbook(str(path)) as book:
        for name in ("封面", "梨"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["日期", "重量"])
            page.write_row(1, 0, ["2026-09-01", 5])

    found = recognise(path, REGISTRY.sources, FRUIT, sheet="梨")

    assert found.matching.table.name == "pears"
    assert found.read.options == {"sheet": "梨"}


def test_the_row_of_the_header_counts_rows_that_were_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "日期,重量\n2026-09-01,5,6,7\n2026-09-02,5\n2026-09-03,6\n")

    assert recognise(path, REGISTRY.sources, {"apples": ONE}).read.header_row == 1


def test_a_file_nobody_reads_names_those_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no source reads '\.doc' files; there are \.csv, "):
        recognise(tmp_path / "x.doc", REGISTRY.sources, FRUIT)


def test_every_source_says_which_files_it_reads() -> None:
    readers = readers_of(REGISTRY.sources)

    assert {readers[suffix] for suffix in (".csv", ".txt", ".tsv")} == {"csv"}
    assert {readers[suffix] for suffix in (".xlsx", ".xls", ".ods")} == {"excel"}
    assert readers[".parquet"] == "parquet"


class Pipes(Source):
    """Cells with bars between them."""

    type: ClassVar[str] = "pipes"
    suffixes: ClassVar[Sequence[str]] = (".txt", ".pipes")

    path: str

    def read(self, place: Place) -> Iterator[RawTable]:
        head, *lines = (place.folder / self.path).read_text("utf-8").splitlines()
        cells = [line.split("|") for line in lines]
        rows = pd.DataFrame(cells, index=range(2, len(cells) + 2), dtype="str")
        yield RawTable(self.path, tuple(head.split("|")), rows)


@pytest.mark.parametrize("name", ["x.pipes", "x.txt"])
def test_a_source_of_a_plugin_reads_the_files_it_names_also_those_of_the_core(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / name, "日期|重量\n2026-09-01|5\n")
    sources = {**REGISTRY.sources, "pipes": Pipes}

    read = recognise(path, sources, {"apples": ONE}).read

    assert (read.type, read.raw.header, read.header_row) == ("pipes", ("日期", "重量"), 1)
    with pytest.raises(UsageError, match=r"there are \.csv, .*\.pipes"):
        recognise(tmp_path / "x.doc", sources, FRUIT)
    with pytest.raises(UsageError, match="--sheet: a pipes source has no option 'sheet'"):
        recognise(path, sources, {"apples": ONE}, sheet="一")
