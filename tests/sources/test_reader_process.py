from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.errors import EnvironmentFault, SourceError, SpecError
from reportgen.extension.components import Place, RawTable
from reportgen.sources import Csv, Excel
from reportgen.sources.cell_text import TEXT
from reportgen.sources.reader_process import Job, read_apart

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere no process with threads may be forked"
)
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)


@st.composite
def raw_tables(draw: st.DrawFn) -> RawTable:
    width = draw(st.integers(0, 3))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
    index = draw(st.lists(st.integers(1, 2**40), min_size=len(rows), max_size=len(rows)))
    frame = pd.DataFrame(rows, pd.Index(index, dtype="int64"), pd.RangeIndex(width), dtype=TEXT)
    return RawTable(
        draw(CELLS),
        tuple(draw(st.lists(CELLS, min_size=width, max_size=width))),
        frame,
        dropped={"ragged_row": draw(st.lists(st.integers(1, 99)))},
        encoding="gb18030",
        dropped_cells={"ragged_row": draw(st.lists(st.lists(CELLS)))},
        short={3: range(1, 2)},
        repaired={"merged_cells": 7},
    )


def one(tables: Callable[[], Iterator[RawTable] | list[RawTable]], **limits: float) -> RawTable:
    [(_, raw)] = read_apart([Job("a.xlsx", tables)], **limits)  # type: ignore[arg-type]
    return raw


@settings(max_examples=20, deadline=None)
@given(raw_tables())
def test_a_table_arrives_as_it_was_read(raw: RawTable) -> None:
    got = one(lambda: [raw])
    pd.testing.assert_frame_equal(got.rows, raw.rows)
    for name in set(RawTable.__slots__) - {"rows"}:
        assert getattr(got, name) == getattr(raw, name)


def test_readers_give_the_same_here_and_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<html><table><tr><td>工单号<td>金额</tr><tr><td>1<td>2</tr></table></html>"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    [apart] = Excel(path="a.xls").read(Place(tmp_path, ()))
    monkeypatch.setattr(Excel, "apart", False)
    [here] = Excel(path="a.xls").read(Place(tmp_path, ()))
    pd.testing.assert_frame_equal(apart.rows, here.rows)
    assert (apart.file, apart.header) == (here.file, here.header)


def ended(by: signal.Signals) -> Callable[[], list[RawTable]]:
    def tables() -> list[RawTable]:
        os.kill(os.getpid(), by)
        return []

    return tables


def grows() -> list[RawTable]:
    held = [bytearray(2**20) for _ in range(4096)]
    raise AssertionError(len(held))


def hangs() -> list[RawTable]:
    raise AssertionError(max(iter(int, 1)))  # in C, and never back


class PanicError(BaseException):
    """Like a panic of Rust, which is no Exception."""


def panics() -> list[RawTable]:
    raise PanicError("京A12345")


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (ended(signal.SIGABRT), "the reader of this file was ended by SIGABRT: it is damaged, or"),
        (ended(signal.SIGSEGV), "was ended by SIGSEGV"),
        (ended(signal.SIGKILL), "was ended by SIGKILL"),
        (lambda: os._exit(0), "the reader of this file ended: it is damaged, or takes more than"),
        (grows, "it takes more than 0.5 GB of memory to read; open it and save it again, or split"),
        (hangs, "reading took longer than 1 s and was stopped; open it and save it again, or"),
        (panics, "its reader failed (PanicError in test_reader_process.py:"),
        (lambda: [1 / 0], "its reader failed (ZeroDivisionError in test_reader_process.py:"),
    ],
)
@pytest.mark.case("D38")
def test_d38_whatever_ends_a_reader_is_one_line_that_names_the_file(
    tables: Callable[[], list[RawTable]], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SourceError) as error:
        one(tables, seconds=1 if tables is hangs else 60, memory=2**29)
    assert str(error.value).startswith("a.xlsx: ")
    assert message in str(error.value)
    assert "京A" not in str(error.value)
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", [SourceError, SpecError, EnvironmentFault])
def test_our_own_errors_are_raised_as_they_are(kind: type[Exception]) -> None:
    def tables() -> Iterator[RawTable]:
        raise kind("a.xlsx: 第三张表")
        yield

    with pytest.raises(kind, match=r"^a\.xlsx: 第三张表$"):
        one(tables)


def test_the_file_that_ended_the_reader_is_named_and_those_before_it_are_read() -> None:
    raw = RawTable("a.xls", ("x",), pd.DataFrame({0: pd.array(["1"], dtype=TEXT)}))
    jobs = [Job("a.xls", lambda: [raw]), Job("b.xls", ended(signal.SIGABRT)), Job("c", list)]
    found = []
    with pytest.raises(SourceError, match=r"^b\.xls: the reader of this file was ended"):
        found.extend(name for name, _ in read_apart(jobs))
    assert found == ["a.xls"]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_a_reader_whose_tables_nobody_wants_any_more_is_ended(tmp_path: Path) -> None:
    def tables() -> Iterator[RawTable]:
        (tmp_path / "pid").write_text(str(os.getpid()), "ascii")
        yield RawTable("a", (), pd.DataFrame())
        time.sleep(60)

    rows = read_apart([Job("a", tables)])
    assert next(rows)[0] == "a"
    rows.close()  # type: ignore[attr-defined]
    assert not alive(int((tmp_path / "pid").read_text("ascii")))


PARENT = """
import os, sys, time
from reportgen.sources.reader_process import Job, read_apart
def tables():
    with open(sys.argv[1], "w") as file: file.write(str(os.getpid()))
    return [max(iter(int, 1))]
list(read_apart([Job("a", tables)]))
"""


def waited_for(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not happened() and time.monotonic() < until:
        time.sleep(0.05)
    return happened()


def test_a_reader_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    words = [sys.executable, "-c", PARENT, str(pid)]
    with subprocess.Popen(words, env={**os.environ, "PYTHONPATH": ":".join(sys.path)}) as parent:  # noqa: S603
        assert waited_for(lambda: pid.exists() and bool(pid.read_text("ascii")))
        parent.kill()
    assert waited_for(lambda: not alive(int(pid.read_text("ascii"))))


def test_a_reader_may_begin_after_arrows_threads_have(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 200_000, encoding="ascii")
    [table] = Csv(path="a.csv").read(Place(tmp_path, ()))
    for _ in range(5):
        assert len(one(lambda: list(Csv(path="a.csv").read(Place(tmp_path, ()))), seconds=60).rows)
    assert len(table.rows) == 200_000
