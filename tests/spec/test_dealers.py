from __future__ import annotations

import os
import re
from pathlib import Path

import openpyxl
import pytest

from reportgen.errors import SourceError
from reportgen.section.data import Dealer
from reportgen.spec.dealers import dealers_listed, read_codes, read_dealers


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("dealers.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_codes_keep_their_zeros_and_empty_rows_do_not_count(file: Path, encoding: str) -> None:
    file.write_bytes(
        "门店编号,门店名称,大区,城市\n0012,城东店,华东,上海\n,,,\n0013\n".encode(encoding)
    )

    assert read_dealers(file) == (Dealer("0012", "城东店", "华东", "上海"), Dealer("0013"))


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    header = ["序号", "经销商代码", "名称", "城市"]
    rows = [[1, "0012", "城东店", "上海"], [None] * 4, [2, 13, "城西店"]]
    path = workbook(tmp_path / "名单[1].xlsx", ["门店名单"], [], header, *rows)

    listed = (Dealer("0012", "城东店", city="上海"), Dealer("13", "城西店"))
    assert read_dealers(path) == dealers_listed(path) == listed


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (
            ["城市", "名称", "省份", "电话"],
            [["上海", "一店", "上海", "021"]],
            "xlsx:2: there is no column 'id'; its columns are",
        ),
        (
            ["编号", "名称"],
            [["D1", "一店"], ["D1", "壹店"]],
            "xlsx:3: the dealer 'D1' stands twice",
        ),
        (["编号", "名称"], [["D1", "一店"], [None, "二店"]], "xlsx:4: the dealer has no code"),
    ],
)
def test_a_workbook_that_is_no_list_names_the_row(
    tmp_path: Path, header: list[object], rows: list[list[object]], message: str
) -> None:
    path = workbook(tmp_path / "名单.xlsx", ["门店名单"], header, *rows)

    with pytest.raises(SourceError, match=re.escape(message)):
        read_dealers(path)
    assert dealers_listed(path) == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ":1: there is no column 'id'; its columns are none; add one with the dealers' codes"),
        (
            b"ids,name\n",
            ":1: there is no column 'id'; did you mean 'ids'?; add one with the dealers' codes",
        ),
        (b"id,name\nA,x\n,y\n", ":3: the dealer has no code; fill in the column 'id'"),
        (b"id\nA\nB\nA\n", ":2: the dealer 'A' stands twice; remove one"),
        (b"id\n\xff\xff\n", ": the file is neither UTF-8 nor GB18030; save it as CSV UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)

    with pytest.raises(SourceError) as caught:
        read_dealers(file)

    assert str(caught.value) == f"dealers.csv{message}"


def test_a_pipe_or_what_the_system_tells_is_never_read_as_a_list(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMS_PASSWORD", "s3cret")
    os.mkfifo(file)
    file.with_name("environ").symlink_to("/proc/self/environ")
    for path in (file, file.with_name("environ")):
        with pytest.raises(SourceError, match="name an exported file"):
            read_dealers(path)
    file.unlink()
    file.write_text("DMS_PASSWORD=s3cret\n", encoding="ascii")
    with pytest.raises(SourceError, match="there is no column 'id'") as caught:
        read_dealers(file)
    assert "s3cret" not in str(caught.value)


def test_a_missing_file(file: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_dealers(file)

    assert str(caught.value) == (
        "dealers.csv: the file cannot be read (no such file or directory); check the path"
    )


def test_tags_are_words_of_one_cell(file: Path) -> None:
    file.write_text("id,标签\nA,直营；新店 A级\nB,\n", encoding="utf-8")

    assert [dealer.tags for dealer in read_dealers(file)] == [("直营", "新店", "A级"), ()]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("SH001\n\n SH002 \n", {1: "SH001", 3: "SH002"}),
        ("名称,经销商代码\n城东店,SH001\n城西店,SH002\n", {2: "SH001", 3: "SH002"}),
        ("SH001,城东店\nSH002\n", {1: "SH001", 2: "SH002"}),
        ("", {}),
    ],
)
def test_codes_of_a_list_or_a_table(file: Path, content: str, codes: dict[int, str]) -> None:
    file.write_text(content, encoding="utf-8")

    assert read_codes(file) == codes
