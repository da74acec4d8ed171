"""How DuckDB reads one file, and nothing else of the disk: each row with its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportgen.errors import SourceError
from reportgen.periods import Month
from reportgen.sources.csv import Layout, layout
from reportgen.sources.encodings import guess, refuse_garbled

_HEAD: Final = 2**18
_LINE: Final = 2**22
_PARQUET: Final = (".parquet", ".pq")
_DATED: Final = ("DATE", "TIMESTAMP")
_YEAR: Final = r"^\s*([0-9]{4})[-/.年]?[0-9]"
_MONTH: Final = r"^\s*[0-9]{4}[-/.年]?([0-9]{1,2})"
_YEARS: Final = (1950, 2100)
ROW: Final = "row"
"""The column of the row numbers."""


class FileScan(NamedTuple):
    """How DuckDB reads a file, each row with its number.

    Attributes:
        query: The statement.
        params: What is bound in it.
        names: Header → the name of its column there.
        kinds: Header → its type.
        layout: Of a text file: its header, and what stands above it.
    """

    query: str
    params: Mapping[str, object]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    layout: Layout | None = None


def scan(name: str, path: Path, connection: Any) -> FileScan:  # noqa: ANN401 a module that need not be there
    """Return how a file is read; the connection must be to it.

    Raises:
        SourceError: It is no text in UTF-8 with a header.
    """
    return _parquet(path, connection) if path.suffix.lower() in _PARQUET else _csv(name, path)


def _parquet(path: Path, connection: Any) -> FileScan:  # noqa: ANN401 as above
    source, params = "read_parquet($path, file_row_number=true)", {"path": str(path)}
    described = connection.execute(f"DESCRIBE FROM {source}", params)
    kinds = {column[0]: column[1] for column in described.fetchall()}
    kinds.pop("file_row_number")
    names = {column: _quoted(column) for column in kinds}
    listed = ", ".join(names.values())
    query = f"FROM {source} SELECT file_row_number + 1 AS {ROW}, {listed}"
    return FileScan(query, params, names, kinds)


def _csv(name: str, path: Path) -> FileScan:
    found = layout(name, _head(name, path))
    refuse_garbled(found.header, name)
    params = {
        "path": str(path),
        "columns": {f"c{at}": "VARCHAR" for at in range(len(found.header))},
        "delimiter": found.delimiter,
        "above": found.above + 1,
        "line": _LINE,
    }
    query = (
        "FROM read_csv($path, auto_detect=false, "
        "header=false, columns=$columns, delim=$delimiter, quote='\"', escape='\"', "
        "skip=$above, ignore_errors=true, store_rejects=true, max_line_size=$line) "
        f"SELECT row_number() OVER () AS {ROW}, *"
    )
    names = {text: f"c{at}" for at, text in enumerate(found.header)}
    return FileScan(query, params, names, dict.fromkeys(found.header, "VARCHAR"), found)


def dealer_of(column: str) -> str:
    """The dealer of a row, without blanks around it; empty where it names none."""
    return f"coalesce(trim({column}::VARCHAR), '')"


def in_months(column: str, kind: str, months: Sequence[Month]) -> str:
    """The condition that a row is of one of the months, or that nobody can tell."""
    first, end = months[0], months[-1] + 1
    if kind.startswith(_DATED):
        days = f"{column} >= DATE '{first.first}' AND {column} < DATE '{end.first}'"
        return f"({column} IS NULL OR ({days}))"
    year = f"try_cast(regexp_extract({column}::VARCHAR, '{_YEAR}', 1) AS INTEGER)"
    month = f"try_cast(regexp_extract({column}::VARCHAR, '{_MONTH}', 1) AS INTEGER)"
    told = f"{year} BETWEEN {_YEARS[0]} AND {_YEARS[1]} AND {month} BETWEEN 1 AND 12"
    wanted = (
        f"{year} * 12 + {month} BETWEEN {first.year * 12 + first.number} "
        f"AND {end.year * 12 + end.number - 1}"
    )
    return f"coalesce(NOT ({told}) OR {wanted}, true)"


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


@contextmanager
def opened(name: str, path: Path) -> Iterator[Any]:
    """Yield a connection to a file; what DuckDB cannot read is told as such.

    Raises:
        SourceError: DuckDB cannot read it.
    """
    duckdb = _duckdb()
    try:
        with _locked(duckdb, path) as connection:
            yield connection
    except duckdb.Error as error:
        raise SourceError(
            f"{name}: DuckDB cannot read this file ({str(error).splitlines()[0]}); "
            "a CSV file must be UTF-8, else read it with `type: csv`"
        ) from error


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
