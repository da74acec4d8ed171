"""Typed values as the text a raw table holds: exactly what a reader of the source would see."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Self, TypeAlias
from uuid import UUID

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.errors import SourceError

Cell: TypeAlias = (
    str | int | float | bool | Decimal | date | datetime | time | timedelta | UUID | None
)

TEXT: Final = pd.StringDtype("pyarrow", na_value=np.nan)
"""The dtype of every column of a raw table, as Arrow's readers give it without a copy."""
EXACT: Final = 2**53
"""Below this a whole number of 64 bits is the one that was written."""
EXCEL_DIGITS: Final = 10**15
"""The same in Excel, which keeps 15 digits and writes zeros for the others."""
_CHINA: Final = timedelta(hours=8)
_UTC: Final = {"UTC", "Z", "+00:00", "ETC/UTC", "GMT"}


class ShownNumber(float):
    """A number whose cell shows more than the number: `00000123`, `92.5%`."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, value: float, text: str) -> Self:
        """The number, and what its cell shows."""
        number = super().__new__(cls, value)
        number.text = text
        return number


def cell_text(cell: Cell, exact: int = EXACT) -> str:  # noqa: PLR0911 one for each kind of value
    """One value as text: whole numbers without `.0`, dates and times as ISO, nothing as "".

    Whole numbers from `exact` on have lost their last digits, and are written so that nobody takes
    them for a code: 2.02610010001234E+16.
    """
    match cell:
        case str():
            return cell if cell.strip() else ""
        case ShownNumber():
            return cell.text
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return _number(cell, exact)
        case datetime():
            seconds = _wall(cell).replace(microsecond=0, tzinfo=None)
            return str(seconds.date() if seconds.time() == time() else seconds)
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def _wall(moment: datetime) -> datetime:
    """The clock of the store: UTC is no store's, so it is moved to Chinese time."""
    return moment + _CHINA if moment.utcoffset() == timedelta() else moment


def _number(value: float, exact: int) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= exact:
        return format(value, ".14E")
    return str(int(value)) if value.is_integer() else format(value, ".15g")


def text_frame(table: pa.Table, file: str) -> pd.DataFrame:
    """An Arrow table as text by position.

    Raises:
        SourceError: A column holds lists, records or bytes.
    """
    _refuse_nested(table.schema, file)
    texts = [_text(column) for column in table.columns]
    columns = {at: pd.array(text, dtype=TEXT) for at, text in enumerate(texts)}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))


def _refuse_nested(schema: pa.Schema, file: str) -> None:
    """Only values that fit into one cell pass."""
    for field in schema:
        nested = pa.types.is_nested(field.type)
        if nested or pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            what = "lists or records" if nested else "bytes"
            raise SourceError(
                f"{file}: the column '{field.name}' holds {what} ({field.type}), no plain values; "
                "write it as columns of its own or leave it out"
            )


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """One column as text, nothing as ""."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = _moments(column)
    elif pa.types.is_floating(column.type):
        column = pa.chunked_array(list(_floats(column)), pa.large_string())
    elif pa.types.is_time(column.type):
        column = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
    return pc.fill_null(column.cast(pa.large_string()), "")


def _moments(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Wall-clock time to the second, UTC as Chinese time; a day at midnight is a day."""
    wall = pc.local_timestamp(column) if column.type.tz else column
    if str(column.type.tz).upper() in _UTC:
        wall = pc.add(wall, pa.scalar(_CHINA))
    seconds = pc.cast(wall, pa.timestamp("s"), safe=False)
    return pc.replace_substring_regex(
        pc.strftime(seconds, format="%Y-%m-%d %H:%M:%S"), " 00:00:00$", ""
    )


def _floats(column: pa.ChunkedArray) -> Iterator[pa.Array]:
    """Numbers as Excel prints them; each distinct one is written once."""
    for chunk in column.chunks:
        coded = chunk.cast(pa.float64()).dictionary_encode()
        words = pa.array([cell_text(value) for value in coded.dictionary.to_pylist()], pa.string())
        yield pc.take(words, coded.indices).cast(pa.large_string())
