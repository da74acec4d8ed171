"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reportgen import hookimpl
from reportgen.errors import SourceError
from reportgen.extension.components import RawTable, Source
from reportgen.sources.cell_text import text_frame
from reportgen.sources.file_source import FileSource, too_long


class Parquet(FileSource):
    """A Parquet file; values become text exactly, dates as 2026-10-05."""

    type: ClassVar[str] = "parquet"
    suffixes: ClassVar[Sequence[str]] = (".parquet",)

    def sheets(self, name: str, content: bytes) -> Iterator[RawTable]:
        """The rows of one file, numbered from 1."""
        try:
            file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
            if file.metadata.num_rows > self.max_rows:
                raise too_long(name, self.max_rows)
            table = file.read()
        except (pa.ArrowException, OSError) as error:
            raise SourceError(
                f"{name}: this is no readable Parquet file ({_first_line(error)}); export it again"
            ) from error
        rows = text_frame(table, name)
        rows.index = pd.RangeIndex(1, len(rows) + 1)
        yield RawTable(name, tuple(table.column_names), rows)


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Parquet,)
