"""Records of delimited text → an Arrow table of text: the quick way, and the one for every file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from reportgen.sources.text_damage import DamageSearch

_BLOCK: Final = 2**20  # bytes a core reads at a time


def records_by_line(file: BinaryIO, delimiter: str, width: int, most: int) -> pa.Table | None:
    """The records of UTF-8 text, read by all cores and never whole in memory.

    None where that is not sure to be right: bytes that are no UTF-8, records of another width
    (only one core can number them), cells of several lines, signs of damage, a last line without
    its end where a quote may be open.

    Raises:
        TooLongError: There are more than `most` lines.
    """
    text = _Counted(file, most)
    try:
        table = _table(pa.PythonFile(text, mode="r"), delimiter, width)
    except pa.ArrowInvalid:
        return None
    if text.damage.found or (text.quoted and not text.ended):
        return None
    return table if not text.quoted or _is_by_line(table, text.lines) else None


def _is_by_line(table: pa.Table, lines: int) -> bool:
    """Whether every record is one line.

    Cores start at line ends. From inside a cell they read rows that are none, or lose some; then
    there are fewer rows than lines, or a line end stands in a cell.
    """
    chunks = (chunk for column in table.columns for chunk in column.chunks)
    return table.num_rows == lines and not any(map(_holds_line_ends, chunks))


def _holds_line_ends(texts: pa.Array) -> bool:
    every = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    return bool(((every == ord("\n")) | (every == ord("\r"))).any())


def refuse_more(file: BinaryIO, most: int) -> None:
    """Read through a file of any size.

    Raises:
        TooLongError: There are more than `most` lines.
    """
    text = _Counted(file, most)
    while text.read(_BLOCK):
        pass


def all_records(content: bytes, delimiter: str, width: int) -> tuple[pa.Table, dict[int, str]]:
    """The records of any UTF-8 text, and by number the text of those that are not `width` wide.

    Raises:
        pyarrow.ArrowInvalid: It is no table of text.
    """
    ragged: dict[int, str] = {}

    def note(row: Any) -> str:  # noqa: ANN401 pyarrow has no public name for it
        ragged[row.number] = row.text
        return "skip"

    try:
        return _table(pa.BufferReader(content), delimiter, width, note), ragged
    except pa.ArrowInvalid:  # a record longer than a block, as a quote never closed makes
        ragged.clear()
        return _table(pa.BufferReader(content), delimiter, width, note, len(content)), ragged


class TooLongError(Exception):
    """A file has more lines than are wanted."""


class _Counted:
    """A file that counts what is read from it: its lines, and whether it has quotes."""

    closed = False

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most
        self._ends, self._last = 0, b""
        self.quoted = False
        self.damage = DamageSearch()

    def read(self, size: int) -> bytes:
        part = self._file.read(size)
        self.quoted = self.quoted or b'"' in part
        self.damage.look(part)
        self._ends += _line_ends(part) - (self._last == b"\r" and part.startswith(b"\n"))
        self._last = part[-1:] or self._last
        if self._ends > self._most:
            raise TooLongError
        return part

    def close(self) -> None:
        """Whoever opened the file closes it."""

    @property
    def lines(self) -> int:
        """How many lines were read, with one that has no end."""
        return self._ends + (not self.ended)

    @property
    def ended(self) -> bool:
        """Whether the last line has its end."""
        return self._last in {b"\n", b"\r"}


def _line_ends(part: bytes) -> int:
    r"""How many lines end here, in \n, \r or \r\n."""
    ends = int(np.count_nonzero(np.frombuffer(part, dtype=np.uint8) == ord("\n")))
    return ends + (part.count(b"\r") - part.count(b"\r\n") if b"\r" in part else 0)


def _table(
    file: pa.NativeFile,
    delimiter: str,
    width: int,
    note: Callable[[Any], str] | None = None,
    block: int | None = None,
) -> pa.Table:
    """The records; with `note` those of another width are told and left out."""
    names = [str(at) for at in range(width)]
    return pa_csv.read_csv(
        file,
        read_options=pa_csv.ReadOptions(
            use_threads=note is None, column_names=names, block_size=block or _BLOCK
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=note is not None,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            strings_can_be_null=False,
            check_utf8=note is None,  # else the text has been checked as a whole
        ),
    )
