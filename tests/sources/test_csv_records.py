"""The quick way to read records gives what the plain way gives, or nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.sources import csv_records
from reportgen.sources.csv_records import TooLongError, all_records, records_by_line, refuse_more

CELLS = st.text('ab",\n 好', max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=30)


def written(rows: list[list[str]], newline: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=newline).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A core starts every few lines, so that many start inside a cell."""
    monkeypatch.setattr(csv_records, "_BLOCK", 64)


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_both_ways_read_what_was_written(rows: list[list[str]], newline: str) -> None:
    content = written(rows, newline)
    table, ragged = all_records(content, ",", 2)
    assert ([list(row.values()) for row in table.to_pylist()], ragged) == (rows, {})
    quick = records_by_line(io.BytesIO(content), ",", 2, 1000)
    assert quick is None or quick.equals(table)


@given(st.text('ab",\n\r好', min_size=1, max_size=400))
def test_whatever_stands_in_a_file_the_quick_way_differs_in_nothing(text: str) -> None:
    content = text.encode()
    quick = records_by_line(io.BytesIO(content), ",", 2, 1000)
    if quick is not None:
        table, ragged = all_records(content, ",", 2)
        assert (quick.to_pydict(), ragged) == (table.to_pydict(), {})


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_record_a_line_is_read_the_quick_way(newline: str) -> None:
    content = newline.join([*['1,"a,b"'] * 50, ""]).encode()
    quick = records_by_line(io.BytesIO(content), ",", 2, 50)
    assert quick is not None
    assert quick.equals(all_records(content, ",", 2)[0])


@pytest.mark.parametrize(
    "content",
    [
        b'1,"x\ny"\n' * 20,  # a core starts inside a cell
        b'1,2\n3,"x\n' + b"5,6\n" * 50,  # the block of an open quote would be lost
        b"1,2\n" * 50 + b"3\n",
        b"1,\xff\n" * 5,
        b'1,2\n3,"x',  # a quote may be open
    ],
)
def test_what_is_not_sure_is_left_to_the_plain_way(content: bytes) -> None:
    assert records_by_line(io.BytesIO(content), ",", 2, 1000) is None


def test_a_file_that_is_too_long_is_not_read_on() -> None:
    file = io.BytesIO(b"1,2\n" * 100_000)
    with pytest.raises(TooLongError):
        records_by_line(file, ",", 2, 1000)
    assert file.tell() < 10_000
    file.seek(0)
    with pytest.raises(TooLongError):
        refuse_more(file, 1000)
    assert file.tell() < 10_000
