"""Text files with delimiters."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from reportgen import hookimpl
from reportgen.errors import SourceError
from reportgen.extension.components import RawTable, Source
from reportgen.sources.cell_text import TEXT
from reportgen.sources.csv_records import TooLongError, all_records, records_by_line, refuse_more
from reportgen.sources.encodings import AUTO, as_utf8, refuse_garbled, starts_as_utf8, wide
from reportgen.sources.file_source import FileSource, too_long
from reportgen.sources.file_type import refuse_columns_by_blanks, refuse_no_text
from reportgen.sources.header_row import (
    common_width,
    header_record,
    refuse_rows_above,
    refuse_wide,
)
from reportgen.sources.ragged_rows import refuse_swallowed, with_short
from reportgen.sources.source_paths import read_bytes, unchanged
from reportgen.sources.text_damage import refuse_damage, refuse_page_in_bytes

Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

_DELIMITERS: Final = (",", ";", "\t", "，", "|")
_WIDE: Final = "，".encode()
_NEXT: Final = "\x1e"
_SEPARATOR: Final = re.compile(r"[\ufeff\"]*sep=(.)\"?[ \t]*[\r\n]", re.IGNORECASE)
"""A first line for Excel that says what stands between two cells."""
_STAND_IN: Final = b"\x1f"
"""The reader wants one byte, so a wide comma is exchanged for this and back."""
HEAD: Final = 2**18  # bytes in which the delimiter and the header are looked for
_SEARCHED: Final = 100  # records in which the header is looked for


class Layout(NamedTuple):
    """Where the header of a text file is, and what stands between two cells."""

    header: tuple[str, ...]
    above: int
    delimiter: str


class Csv(FileSource):
    """A text file: one record a row; the header may stand below banner rows."""

    type: ClassVar[str] = "csv"
    suffixes: ClassVar[Sequence[str]] = (".csv", ".txt", ".tsv")
    apart: ClassVar[bool] = False

    encoding: str = Field(
        default=AUTO, description="auto, utf-8, utf-16, gb18030, big5hkscs, cp1252 …"
    )
    delimiter: Literal["auto", ",", ";", "\t", "，", "|"] = Field(
        default="auto", description="what stands between two cells"
    )
    header_row: int | None = Field(
        default=None, ge=1, description="record of the header; found by its texts if not given"
    )
    bad_bytes: Literal["refuse", "remove"] = Field(
        default="refuse", description="bytes that are no text: stop, or remove and count them"
    )

    def sheets_of(self, name: str, path: Path) -> Iterator[RawTable]:
        """The records of one file, the quick way where that is sure to be right."""
        try:
            quick = self._quick(name, path)
            if quick is None:
                self._refuse_more(path)
        except TooLongError:
            raise too_long(name, self.max_rows) from None
        if quick is not None:
            yield quick
        else:
            yield from self.sheets(name, read_bytes(path))

    def _quick(self, name: str, path: Path) -> RawTable | None:
        """The records of UTF-8 text of one width, a line each; None of any other file."""
        with suppress(OSError), unchanged(path) as file:
            head = file.read(HEAD)
            refuse_no_text(head, name)
            if not head or not starts_as_utf8(head, self.encoding):
                return None
            found = layout(name, head, self.delimiter, self.header_row)
            if found.delimiter == "，":
                return None
            file.seek(len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0)
            most = self.max_rows + _SEARCHED
            table = records_by_line(file, found.delimiter, len(found.header), most)
            if table is None:
                return None
            file.seek(-1, os.SEEK_END)
            return _sheet(name, found, table, {}, "utf-8", ended=_is_ended(file.read(), head))
        return None

    def _refuse_more(self, path: Path) -> None:
        """Count the lines of a file before all of it is in memory; those of UTF-16 afterwards."""
        with suppress(OSError), path.open("rb") as file:
            if not wide(file.read(HEAD)):
                file.seek(0)
                refuse_more(file, self.max_rows + _SEARCHED)

    def sheets(self, name: str, content: bytes) -> Iterator[RawTable]:
        """The records of one file; those with too many or too few cells are left out."""
        refuse_no_text(content, name)
        plain, encoding = as_utf8(
            content, self.encoding, name, remove_bad=self.bad_bytes == "remove"
        )
        if encoding.startswith("utf-16"):
            refuse_page_in_bytes(name, content)
        del content
        found = layout(name, plain, self.delimiter, self.header_row)
        table, ragged = _records(name, plain, found.delimiter, len(found.header))
        _refuse_open_quote(name, plain, _last(table, ragged), found.delimiter)
        late = {row: text for row, text in ragged.items() if row > found.above + 1}
        refuse_damage(name, plain, late, zeros_are_gone=self.bad_bytes == "remove")
        quoted, ended = b'"' in plain, _is_ended(plain[-1:], plain)
        del plain
        sheet = _sheet(name, found, table, ragged, encoding, ended=ended)
        if quoted:
            refuse_swallowed(name, sheet.rows, found.delimiter)
        yield sheet


def _sheet(  # noqa: PLR0913 what was found, and where
    name: str,
    found: Layout,
    table: pa.Table,
    ragged: dict[int, str],
    encoding: str,
    *,
    ended: bool,
) -> RawTable:
    """The records below the header, numbered as they stand in the file."""
    refuse_garbled(found.header, name)
    number = _numbers(table.num_rows, ragged)
    rows = table.to_pandas(types_mapper={pa.large_string(): TEXT}.get)
    rows.index, rows.columns = pd.Index(number), pd.RangeIndex(len(found.header))
    below = rows.iloc[int(np.searchsorted(number, found.above + 1, side="right")) :]
    late = {row: text for row, text in ragged.items() if row > found.above + 1}
    count = len(number) + len(ragged)
    last = None if ended or count == found.above + 1 else count
    below, short, long = with_short(name, below, late, found.delimiter, len(found.header), last)
    dropped = {"ragged_row": list(long)} if long else {}
    cells = {"ragged_row": list(long.values())} if long else {}
    repaired = {} if last is None or last in late else {"unended_row": 1}
    return RawTable(name, found.header, below, dropped, encoding, cells, short, repaired)


def _is_ended(last: bytes, text: bytes) -> bool:
    """Whether a file ends with a whole line end, by its last byte and others of it."""
    return last == b"\n" or (last == b"\r" and b"\n" not in text)


def layout(file: str, plain: bytes, delimiter: str = AUTO, header_row: int | None = None) -> Layout:
    """What the beginning of a file in UTF-8 tells; `above` counts the records above the header.

    Raises:
        SourceError: There is no header.
    """
    head, whole = _head(plain)
    told = _SEPARATOR.match(head)
    mark = delimiter if delimiter != AUTO else told[1] if told else _delimiter(head)
    refuse_columns_by_blanks(file, head, _DELIMITERS)
    records = _first_records(head, mark, whole=whole)
    if told:
        records[0] = []
    if header_row is None:
        at = header_record(records)
        refuse_rows_above(file, records[: (at or 0) + 1])
    else:
        at = header_row - 1 if header_row <= len(records) else None
    if at is None or not any(cell.strip() for cell in records[at]):
        asked = f" in record {header_row}" if header_row else ", only blank lines"
        advice = "correct `header_row`" if header_row else "export it again"
        raise SourceError(f"{file}: there is no header{asked}; {advice}")
    refuse_wide(file, len(records[at]))
    return Layout((*records[at], *_padding(records[at], records[at + 1 :])), at, mark)


def _padding(header: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One blank header where every row below ends in a delimiter that the header lacks."""
    longer = [record for record in below if len(record) == len(header) + 1]
    ends = bool(longer) and not any(record[-1].strip() for record in longer)
    return ("",) if ends and common_width(below) == len(header) + 1 else ()


def _head(plain: bytes) -> tuple[str, bool]:
    """The beginning of a file up to a line end, and whether that is all of it."""
    if len(plain) < HEAD:
        return plain.removeprefix(codecs.BOM_UTF8).decode(errors="ignore"), True
    start = plain[:HEAD].removeprefix(codecs.BOM_UTF8)
    end = max(start.rfind(b"\n"), start.rfind(b"\r")) + 1
    return start[: end or HEAD].decode(errors="ignore"), False


def _delimiter(head: str) -> str:
    """The delimiter that most lines have equally often, outside quotes."""
    lines = [line for line in itertools.islice(io.StringIO(head, None), 50) if line.strip()]
    outside = ["".join(line.split('"')[::2]) for line in lines]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in outside if delimiter in line)
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=agreement)


def _first_records(head: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """The first records; the last one of a beginning may be cut and does not count."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    try:
        found.extend(itertools.islice(reader, _SEARCHED))
    except csv.Error:
        return found
    return found if whole or len(found) < 2 or len(found) == _SEARCHED else found[:-1]  # noqa: PLR2004


def _records(
    file: str, plain: bytes, delimiter: str, width: int
) -> tuple[pa.Table, dict[int, str]]:
    """All records as text, and by number the text of those that are not `width` cells wide."""
    is_wide = delimiter == "，"
    content = plain.replace(_WIDE, _STAND_IN) if is_wide else plain
    mark = _STAND_IN.decode() if is_wide else delimiter
    try:
        table, ragged = all_records(content, mark, width)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{file}: not readable as a table of text: {error}") from error
    if not is_wide:
        return table, ragged
    comma = _STAND_IN.decode()
    return _narrow(table), {row: text.replace(comma, "，") for row, text in ragged.items()}


def _narrow(table: pa.Table) -> pa.Table:
    """Wide commas inside quotes come back."""
    columns = [pc.replace_substring(column, "\x1f", "，") for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _numbers(valid: int, ragged: Collection[int]) -> Numbers:
    """The record numbers of the valid rows."""
    every = np.arange(1, valid + len(ragged) + 1)
    return np.delete(every, [row - 1 for row in ragged]) if ragged else every


def _last(table: pa.Table, ragged: dict[int, str]) -> str:
    """The text of the last record."""
    cells = table.slice(table.num_rows - 1).to_pydict().values()
    return ragged.get(table.num_rows + len(ragged)) or "".join(cell for [cell] in cells)


def _refuse_open_quote(file: str, plain: bytes, last: str, delimiter: str) -> None:
    """A quote that is opened and never closed makes the rest of the file one record, or none."""
    swallowed = last.rstrip("\r\n").count("\n")
    if plain.count(b'"') % 2 and (swallowed or _is_open(plain, delimiter)):
        line = plain.rstrip(b"\r\n").count(b"\n") - swallowed + 1
        raise SourceError(
            f"{file}: a quotation mark opened in line {line} is never closed, so the rest of the "
            "file would be one cell; close or remove it"
        )


def _is_open(plain: bytes, delimiter: str) -> bool:
    """Whether what follows the last line would belong to a cell of it."""
    line = plain.rstrip(b"\r\n").rpartition(b"\n")[2].decode()
    try:
        return list(csv.reader([line, _NEXT], delimiter=delimiter))[-1] != [_NEXT]
    except csv.Error:
        return False


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Csv,)
