"""Text files with delimiters."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from pydantic import Field

from reportgen import hookimpl
from reportgen.components import Source
from reportgen.errors import SourceError
from reportgen.sources.encodings import AUTO, decode
from reportgen.sources.files import FileSource, Sheet

_DELIMITERS: Final = (",", ";", "\t", "，")
_STAND_IN: Final = "\x1f"
"""The reader wants one byte, so a wide comma is exchanged for this and back."""


class Csv(FileSource):
    """A text file: one record a row, the header first."""

    type: ClassVar[str] = "csv"

    encoding: str = Field(default=AUTO, description="auto, utf-8, gb18030, big5hkscs …")
    delimiter: Literal["auto", ",", ";", "\t", "，"] = Field(
        default="auto", description="what stands between two cells"
    )

    def _sheet(self, name: str, content: bytes) -> Sheet:
        """The records of one file; those with too many or too few cells are left out."""
        text, encoding = decode(content, self.encoding, name)
        delimiter = self.delimiter if self.delimiter != AUTO else _delimiter(text)
        header, blank = _first_record(text, delimiter)
        if not header:
            raise SourceError(f"{name}: there is no header, only blank lines; export it again")
        table, ragged = _records(name, text, delimiter, len(header))
        number = _numbers(table.num_rows, ragged)
        rows = table.to_pandas().astype("str")
        rows.index, rows.columns = pd.Index(number), pd.RangeIndex(len(header))
        last = ragged.get(len(number) + len(ragged)) or "".join(rows.iloc[-1])
        _refuse_open_quote(name, text, last)
        below = rows[number > blank + 1]
        late = [row for row in ragged if row > blank + 1]
        return Sheet(name, header, below, {"ragged_row": late} if late else {}, encoding)


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line with text, outside quotes."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _first_record(text: str, delimiter: str) -> tuple[tuple[str, ...], int]:
    """The header, and how many blank records stand above it."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for blank, record in enumerate(records):
        if any(cell.strip() for cell in record):
            return tuple(record), blank
    return (), 0


def _records(file: str, text: str, delimiter: str, width: int) -> tuple[pa.Table, dict[int, str]]:
    """All records as text, and by number the text of those that are not `width` cells wide."""
    ragged: dict[int, str] = {}

    def note(row: Any) -> str:  # noqa: ANN401 pyarrow has no public name for it
        ragged[row.number] = row.text
        return "skip"

    wide = delimiter == "，"
    plain = text.replace(delimiter, _STAND_IN) if wide else text
    try:
        table = pa_csv.read_csv(
            io.BytesIO(plain.encode()),
            read_options=pa_csv.ReadOptions(
                use_threads=False, column_names=[str(at) for at in range(width)]
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=_STAND_IN if wide else delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pa_csv.ConvertOptions(
                default_column_type=pa.string(), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise SourceError(f"{file}: not readable as a table of text: {error}") from error
    return (_narrow(table) if wide else table), ragged


def _narrow(table: pa.Table) -> pa.Table:
    """Wide commas inside quotes come back."""
    columns = [pc.replace_substring(column, _STAND_IN, "，") for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _numbers(valid: int, ragged: Collection[int]) -> np.ndarray:
    """The record numbers of the valid rows."""
    every = np.arange(1, valid + len(ragged) + 1)
    return np.setdiff1d(every, list(ragged)) if ragged else every


def _refuse_open_quote(file: str, text: str, last: str) -> None:
    """A quote that is opened and never closed makes the rest of the file one record."""
    swallowed = last.rstrip("\r\n").count("\n")
    if swallowed and text.count('"') % 2:
        line = text.rstrip("\r\n").count("\n") - swallowed + 1
        raise SourceError(
            f"{file}: a quotation mark opened in line {line} is never closed, so the rest of the "
            "file would be one cell; close or remove it"
        )


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Csv,)
