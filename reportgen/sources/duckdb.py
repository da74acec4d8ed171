"""Large CSV and Parquet files through DuckDB: only the months of the report leave the file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import Field

from reportgen import hookimpl
from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.sources.cell_text import text_frame
from reportgen.sources.csv import Csv, Layout
from reportgen.sources.duckdb_scan import ROW, FileScan, dealer_of, in_months, opened, scan
from reportgen.sources.file_source import with_constants
from reportgen.sources.ragged_rows import refuse_swallowed, with_short
from reportgen.sources.reader_process import Job, read_apart
from reportgen.sources.rows_of_dealers import NOBODY, split_by_dealer
from reportgen.sources.second_header import refuse_second_header
from reportgen.sources.source_paths import (
    dealer_in,
    find,
    fixed_part,
    named_by_dealer,
    read_bytes,
    unchanged,
)
from reportgen.sources.text_damage import is_suspect


class DuckDb(Source):
    """CSV (UTF-8) or Parquet files that are large; every column of a CSV file is text.

    A CSV file is checked for damage as `type: csv` checks it, also where it is not read.

    With `date`, rows that are clearly of a month the report does not look at stay in the file:
    they are not read, so they stand in no account. A date nobody can tell is read. With `dealer`,
    files of more than 512 MiB are read for some dealers at a time, and each dealer's rows have an
    account of their own.
    """

    type: ClassVar[str] = "duckdb"

    path: str = Field(
        description="file or pattern; {month} is each month, {dealer} fills the column dealer"
    )
    date: str = Field(default="", description="header of the date by which months are left out")
    dealer: str = Field(
        default="",
        description="header of the dealer, by which large files are read some dealers at a time",
    )
    constants: dict[str, str] = Field(
        default_factory=dict, description="columns the file lacks: name and the value of every row"
    )

    def read(self, place: Place) -> Iterator[RawTable]:
        """Yield the rows of each file, in the order of their names.

        Raises:
            SourceError: No file, or not readable as CSV in UTF-8 or as Parquet.
        """
        base = fixed_part(self.path, place.folder)
        paths = {path.relative_to(base).as_posix(): path for path in find(self.path, place)}
        jobs = [Job(name, partial(self._table, name, path, place)) for name, path in paths.items()]
        for name, raw in read_apart(jobs):
            dealer = dealer_in(self.path, paths[name], place.folder)
            fixed = {**({} if dealer is None else {"dealer": dealer}), **self.constants}
            shaped = with_constants(raw, fixed)
            if self.dealer and place.dealers is not None:
                at = self._position(raw.header, "dealer", self.dealer, name)
                yield from split_by_dealer(shaped, at, place.dealers)
            else:
                yield shaped

    def bytes_by_dealer(self, place: Place) -> Mapping[str, int] | None:
        """Return how many bytes the rows of each dealer take, by file name or by `dealer`.

        Raises:
            SourceError: A file cannot be read, or has no such header.
        """
        if not self.dealer:
            return named_by_dealer(self.path, place)
        files = find(self.path, place)
        jobs = [Job(path.name, partial(self._counts, path.name, path)) for path in files]
        sizes: Counter[str] = Counter({NOBODY: 0})
        for (_, raw), path in zip(read_apart(jobs), files, strict=True):
            counts = raw.rows[1].astype(int)
            row = path.stat().st_size / max(1, int(counts.sum()))
            for dealer, count in zip(raw.rows[0], counts, strict=True):
                sizes[dealer] += round(row * count)
        return sizes

    def files_read(self, place: Place) -> Sequence[Path]:
        """Return the files the path names.

        Raises:
            SourceError: There is none, or the path is a folder.
        """
        return find(self.path, place)

    def _table(self, name: str, path: Path, place: Place) -> Iterator[RawTable]:
        """The rows of one file."""
        with unchanged(path) as file, opened(name, path) as connection:
            found = scan(name, path, connection)
            if found.layout and is_suspect(file):
                _refuse_damaged(name, path)
            where = " AND ".join(self._conditions(name, found, place))
            query = f"FROM ({found.query}){where and f' WHERE {where}'}"
            params = dict(found.params)
            if self.dealer and place.dealers is not None:
                _refuse_unended(name, path, found)
                params["dealers"] = sorted(place.dealers)
                query += f" ORDER BY {ROW}"
            table = connection.sql(query, params=params).to_arrow_table()
            if found.layout:
                yield _with_rejects(name, path, found.layout, table, connection)
            else:
                yield _numbered(name, tuple(found.names), table)

    def _counts(self, name: str, path: Path) -> Iterator[RawTable]:
        """How many rows each dealer has in one file."""
        with opened(name, path) as connection:
            found = scan(name, path, connection)
            whose = dealer_of(found.names[self._header(name, found.names, "dealer", self.dealer)])
            query = f"FROM ({found.query}) SELECT {whose} AS d, count(*)::VARCHAR AS n GROUP BY d"
            table = connection.sql(query, params=dict(found.params)).to_arrow_table()
            yield RawTable(name, ("dealer", "rows"), text_frame(table, name))

    def _conditions(self, file: str, found: FileScan, place: Place) -> Iterator[str]:
        """What DuckDB checks while it reads: the months, and the dealers that are read."""
        if self.date and place.months:
            header = self._header(file, found.names, "date", self.date)
            yield in_months(found.names[header], found.kinds[header], place.months)
        if self.dealer and place.dealers is not None:
            header = self._header(file, found.names, "dealer", self.dealer)
            yield f"{dealer_of(found.names[header])} IN (SELECT unnest($dealers::VARCHAR[]))"

    def _position(self, headers: Sequence[str], option: str, wanted: str, file: str) -> int:
        return list(headers).index(self._header(file, headers, option, wanted))

    @staticmethod
    def _header(file: str, headers: Collection[str], option: str, wanted: str) -> str:
        """Return a header an option names.

        Raises:
            SourceError: The file has none of that name.
        """
        if wanted not in headers:
            near = did_you_mean(wanted, headers) or f"; it has {', '.join(headers)}"
            raise SourceError(f"{file}: {option}: there is no header '{wanted}'{near}")
        return wanted


def _refuse_damaged(name: str, path: Path) -> None:
    """Let the reader of text say what is wrong with a file, and where; DuckDB would read around it.

    Raises:
        SourceError: The file is damaged.
    """
    for _ in Csv(path=path.name).sheets(name, read_bytes(path)):
        pass


def _refuse_unended(name: str, path: Path, found: FileScan) -> None:
    """Refuse a text that may be cut off: whose its last row is, a part of it cannot tell.

    Raises:
        SourceError: Its last row has no line end.
    """
    if found.layout and not _is_ended(path):
        raise SourceError(
            f"{name}: the last row has no line end, so the file may have been cut off; a file "
            "that is read some dealers at a time must be whole: export it again"
        )


def _is_ended(path: Path) -> bool:
    """Whether the last row ends as the others do."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def _numbered(file: str, header: tuple[str, ...], table: pa.Table) -> RawTable:
    rows = text_frame(table.drop_columns([ROW]), file)
    rows.index = pd.Index(table[ROW].to_numpy())
    return RawTable(file, header, rows)


def _with_rejects(
    file: str,
    path: Path,
    found: Layout,
    table: pa.Table,
    connection: Any,  # noqa: ANN401 as above
) -> RawTable:
    """The rows with their record numbers, which count the ragged ones too."""
    ragged = dict(
        connection.execute(
            "SELECT line, any_value(csv_line) FROM reject_errors GROUP BY line"
        ).fetchall()
    )
    if any("\n" in text.rstrip("\r\n") for text in ragged.values()):
        _refuse_damaged(file, path)
    ended = _is_ended(path)
    late, above = dict(sorted(ragged.items())), found.above + 1
    valid = table[ROW].to_numpy()
    count = (int(valid.max()) if len(valid) else 0) + len(late)
    every = np.setdiff1d(np.arange(above + 1, above + 1 + count), list(late))
    rows = text_frame(table.drop_columns([ROW]), file)
    rows.index = pd.Index(every[valid - 1])
    last = max((*late, *rows.index[-1:]), default=0)
    cut = None if ended else int(last)
    rows, short, long = with_short(file, rows, late, found.delimiter, len(found.header), cut)
    refuse_swallowed(file, rows, found.delimiter)
    refuse_second_header(file, found.header, rows, long.values())
    return RawTable(
        file,
        found.header,
        rows,
        {"ragged_row": list(long)} if long else {},
        "utf-8",
        dropped_cells={"ragged_row": list(long.values())} if long else {},
        short=short,
        repaired={} if cut is None or cut in late else {"unended_row": 1},
    )


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (DuckDb,)
