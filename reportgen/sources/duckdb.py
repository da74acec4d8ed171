"""Large CSV and Parquet files through DuckDB: only the months of the report leave the file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import Field

from reportgen import hookimpl
from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.periods import Month
from reportgen.sources.cell_text import text_frame
from reportgen.sources.csv import Csv, Layout, layout
from reportgen.sources.encodings import guess, refuse_garbled
from reportgen.sources.file_source import with_constants
from reportgen.sources.ragged_rows import refuse_swallowed, with_short
from reportgen.sources.reader_process import Job, read_apart
from reportgen.sources.second_header import refuse_second_header
from reportgen.sources.source_paths import dealer_in, find, fixed_part, read_bytes, unchanged
from reportgen.sources.text_damage import is_suspect

_HEAD: Final = 2**18
_LINE: Final = 2**22
_ROW: Final = "row"
_DATED: Final = ("DATE", "TIMESTAMP")
_YEAR: Final = r"^\s*([0-9]{4})[-/.年]?[0-9]"
_MONTH: Final = r"^\s*[0-9]{4}[-/.年]?([0-9]{1,2})"
_YEARS: Final = (1950, 2100)


class DuckDb(Source):
    """CSV (UTF-8) or Parquet files that are large; every column of a CSV file is text.

    A CSV file is checked for damage as `type: csv` checks it, also where it is not read.

    With `date`, rows that are clearly of a month the report does not look at stay in the file:
    they are not read, so they stand in no account. A date nobody can tell is read.
    """

    type: ClassVar[str] = "duckdb"

    path: str = Field(
        description="file or pattern; {month} is each month, {dealer} fills the column dealer"
    )
    date: str = Field(default="", description="header of the date by which months are left out")
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
        jobs = [
            Job(name, partial(self._table, name, path, place.months))
            for name, path in paths.items()
        ]
        for name, raw in read_apart(jobs):
            dealer = dealer_in(self.path, paths[name], place.folder)
            fixed = {**({} if dealer is None else {"dealer": dealer}), **self.constants}
            yield with_constants(raw, fixed)

    def files_read(self, place: Place) -> Sequence[Path]:
        """Return the files the path names.

        Raises:
            SourceError: There is none, or the path is a folder.
        """
        return find(self.path, place)

    def _table(self, name: str, path: Path, months: tuple[Month, ...]) -> Iterator[RawTable]:
        """The rows of one file."""
        duckdb = _duckdb()
        is_parquet = path.suffix.lower() in {".parquet", ".pq"}
        read = self._parquet if is_parquet else self._csv
        try:
            with unchanged(path) as file, _locked(duckdb, path) as connection:
                if not is_parquet and is_suspect(file):
                    _refuse_damaged(name, path)
                yield read(name, path, months, connection)
        except duckdb.Error as error:
            raise SourceError(
                f"{name}: DuckDB cannot read this file ({str(error).splitlines()[0]}); "
                "a CSV file must be UTF-8, else read it with `type: csv`"
            ) from error

    def _parquet(
        self,
        name: str,
        path: Path,
        months: tuple[Month, ...],
        connection: Any,  # noqa: ANN401
    ) -> RawTable:
        source = "read_parquet($path, file_row_number=true)"
        described = connection.execute(f"DESCRIBE FROM {source}", {"path": str(path)})
        kinds = {column[0]: column[1] for column in described.fetchall()}
        kinds.pop("file_row_number")
        names = {column: _quoted(column) for column in kinds}
        where = self._where(name, names, kinds, months)
        listed = ", ".join(names.values())
        query = f"FROM {source} SELECT file_row_number + 1 AS {_ROW}, {listed}{where}"
        table = connection.sql(query, params={"path": str(path)}).to_arrow_table()
        rows = text_frame(table.drop_columns([_ROW]), name)
        rows.index = pd.Index(table[_ROW].to_numpy())
        return RawTable(name, tuple(kinds), rows)

    def _csv(
        self,
        name: str,
        path: Path,
        months: tuple[Month, ...],
        connection: Any,  # noqa: ANN401
    ) -> RawTable:
        found = layout(name, _head(name, path))
        refuse_garbled(found.header, name)
        columns = {f"c{at}": "VARCHAR" for at in range(len(found.header))}
        names = {text: f"c{at}" for at, text in enumerate(found.header)}
        kinds = dict.fromkeys(found.header, "VARCHAR")
        given = {
            "path": str(path),
            "columns": columns,
            "delimiter": found.delimiter,
            "above": found.above + 1,
            "line": _LINE,
        }
        source = (
            "FROM read_csv($path, auto_detect=false, "
            "header=false, columns=$columns, delim=$delimiter, quote='\"', escape='\"', "
            "skip=$above, ignore_errors=true, store_rejects=true, max_line_size=$line) "
            f"SELECT row_number() OVER () AS {_ROW}, *"
        )
        where = self._where(name, names, kinds, months)
        query = f"FROM ({source}){where}"
        table = connection.sql(query, params=given).to_arrow_table()
        ragged = dict(
            connection.execute(
                "SELECT line, any_value(csv_line) FROM reject_errors GROUP BY line"
            ).fetchall()
        )
        if any("\n" in text.rstrip("\r\n") for text in ragged.values()):
            _refuse_damaged(name, path)
        return _with_rejects(name, found, table, ragged, ended=_is_ended(path))

    def _where(
        self, file: str, names: dict[str, str], kinds: dict[str, str], months: tuple[Month, ...]
    ) -> str:
        """The condition on the date, which DuckDB checks while it reads."""
        if not self.date or not months:
            return ""
        if self.date not in names:
            near = did_you_mean(self.date, names) or f"; it has {', '.join(names)}"
            raise SourceError(f"{file}: date: there is no header '{self.date}'{near}")
        column, first, end = names[self.date], months[0], months[-1] + 1
        if kinds[self.date].startswith(_DATED):
            days = f"{column} >= DATE '{first.first}' AND {column} < DATE '{end.first}'"
            return f" WHERE {column} IS NULL OR ({days})"
        year = f"try_cast(regexp_extract({column}::VARCHAR, '{_YEAR}', 1) AS INTEGER)"
        month = f"try_cast(regexp_extract({column}::VARCHAR, '{_MONTH}', 1) AS INTEGER)"
        told = f"{year} BETWEEN {_YEARS[0]} AND {_YEARS[1]} AND {month} BETWEEN 1 AND 12"
        wanted = (
            f"{year} * 12 + {month} BETWEEN {first.year * 12 + first.number} "
            f"AND {end.year * 12 + end.number - 1}"
        )
        return f" WHERE coalesce(NOT ({told}) OR {wanted}, true)"


def _refuse_damaged(name: str, path: Path) -> None:
    """Let the reader of text say what is wrong with a file, and where; DuckDB would read around it.

    Raises:
        SourceError: The file is damaged.
    """
    for _ in Csv(path=path.name).sheets(name, read_bytes(path)):
        pass


def _head(name: str, path: Path) -> bytes:
    """The first lines, which must be UTF-8."""
    with path.open("rb") as file:
        start = file.read(_HEAD)
    head = start if len(start) < _HEAD else start[: start.rfind(b"\n") + 1]
    encoding = guess(head)
    if not encoding.startswith("utf-8"):
        raise SourceError(
            f"{name}: this looks like {encoding}, and DuckDB reads UTF-8; read it with `type: csv`"
        )
    return head


def _is_ended(path: Path) -> bool:
    """Whether the last row ends as the others do."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def _duckdb() -> Any:  # noqa: ANN401 a module that need not be installed
    try:
        return import_module("duckdb")
    except ModuleNotFoundError as error:
        raise SourceError(
            "`type: duckdb` needs DuckDB; install it with: pip install 'reportgen[duckdb]'"
        ) from error


def _locked(duckdb: Any, path: Path) -> Any:  # noqa: ANN401 as above
    """A connection that can open this one file and nothing else."""
    connection = duckdb.connect()
    connection.execute("SET allowed_paths = $paths", {"paths": [str(path)]})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _with_rejects(
    file: str, found: Layout, table: pa.Table, ragged: dict[int, str], *, ended: bool
) -> RawTable:
    """The rows with their record numbers, which count the ragged ones too."""
    late, above = dict(sorted(ragged.items())), found.above + 1
    valid = table[_ROW].to_numpy()
    count = (int(valid.max()) if len(valid) else 0) + len(late)
    every = np.setdiff1d(np.arange(above + 1, above + 1 + count), list(late))
    rows = text_frame(table.drop_columns([_ROW]), file)
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
