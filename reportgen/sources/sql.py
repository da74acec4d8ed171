"""Databases, through SQLAlchemy: one reading statement, bind parameters, no partial data."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final
from urllib.parse import quote

import pandas as pd
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from reportgen import hookimpl
from reportgen.errors import EnvironmentFault, SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.sources.cell_text import cell_text
from reportgen.sources.file_source import TEXT
from reportgen.sources.sql_statement import (
    by_name_only,
    no_password,
    one_reading_statement,
    secret,
)

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, TextClause
    from sqlalchemy.exc import DBAPIError

_CHUNK: Final = 10_000
_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before the second try; twice as long before the third
_CONNECT: Final = 10  # seconds
_STEPS: Final = 10_000  # SQLite looks at the clock after so many
_DENIED: Final = re.compile(
    r"(?i)authentication failed|access denied|no password supplied|unknown database"
    r"|(role|database) \S+ does not exist|login failed|unable to open database"
)
_TOO_LONG: Final = re.compile(
    r"(?i)statement timeout|interrupted|execution time exceeded|max_statement_time"
)


class Sql(Source):
    """The rows of one SELECT; the database is opened for reading only.

    The statement may use `:month` (2026-10), `:months` (a list, `IN :months`), `:first_day` and
    `:end_day` (the day after the last), and every name under `params`.
    """

    type: ClassVar[str] = "sql"

    url: Annotated[str, AfterValidator(no_password)] = Field(
        description="SQLAlchemy URL without password, or ${NAME}"
    )
    query: str = Field(description="one SELECT with :month, :months, :first_day, :end_day, :params")
    password: Annotated[str, AfterValidator(by_name_only)] = Field(
        default="", description="${NAME} of an environment variable"
    )
    params: dict[str, str | int | list[str] | list[int]] = Field(
        default_factory=dict, description="more bind parameters, such as dealer: BJ001"
    )
    timeout: int = Field(default=300, ge=1, description="seconds the statement may take")
    max_rows: int = Field(default=5_000_000, ge=1, description="more rows are refused")

    @field_validator("query")
    @classmethod
    def _reads(cls, query: str, info: ValidationInfo) -> str:
        """Refuse in the spec, where the URL tells the database, what would not be sent."""
        database, told, _ = info.data.get("url", "").partition("://")
        if told:
            with suppress(ModuleNotFoundError):  # which is told when the source is read
                one_reading_statement(query, database.partition("+")[0])
        return query

    def read(self, place: Place) -> Iterator[RawTable]:
        """Yield the result as one table, rows numbered from 1.

        Raises:
            SpecError: A variable is not in the environment.
            SourceError: The database refuses the login or the statement.
            EnvironmentFault: It cannot be reached, or takes too long.
        """
        url = self._url()
        for attempt in range(1, _TRIES + 1):
            try:
                yield self._attempt(url, place)
            except _LostError as error:
                if attempt == _TRIES:
                    raise EnvironmentFault(
                        f"{_shown(url)}: no connection after {_TRIES} tries ({error}); is the "
                        "database running, and can this machine reach it?"
                    ) from error
                time.sleep(_PAUSE * 2 ** (attempt - 1))
            else:
                return

    def _url(self) -> URL:
        """The address with its password, which is never printed."""
        alchemy = _alchemy()
        try:
            url: URL = alchemy.make_url(secret(self.url, "url"))
        except alchemy.exc.ArgumentError as error:
            raise SourceError(
                "url: this is no database address; write dialect://user@host/database"
            ) from error
        return url.set(password=secret(self.password, "password")) if self.password else url

    def _attempt(self, url: URL, place: Place) -> RawTable:
        """All rows or none."""
        alchemy = _alchemy()
        engine = _engine(url, place.folder, self.timeout)
        statement = self._statement(url, place)
        try:
            with engine.connect() as connection:
                return self._result(_shown(url), connection, statement)
        except alchemy.exc.DBAPIError as error:
            raise _fault(error, url, self.timeout) from error
        except alchemy.exc.SQLAlchemyError as error:
            raise SourceError(f"{_shown(url)}: {_line(error)}") from error
        finally:
            engine.dispose()

    def _statement(self, url: URL, place: Place) -> TextClause:
        """The statement with the values its parameters have."""
        alchemy = _alchemy()
        known = {**_period(place), **self.params}
        bare = alchemy.text(self._sent(url))
        names = list(bare.compile().params)
        for name in names:
            if name not in known:
                near = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none'}"
                raise SourceError(f"{_shown(url)}: query: no value for ':{name}'{near}")
        parts = [
            alchemy.bindparam(name, known[name], expanding=isinstance(known[name], list))
            for name in names
        ]
        statement: TextClause = bare.bindparams(*parts)
        return statement

    def _sent(self, url: URL) -> str:
        try:
            return one_reading_statement(self.query, url.get_backend_name())
        except ModuleNotFoundError as error:
            raise _missing("sqlglot") from error
        except ValueError as error:
            raise SourceError(f"{_shown(url)}: query: {error}") from error

    def _result(self, file: str, connection: Connection, statement: TextClause) -> RawTable:
        result = connection.execute(statement)
        header = tuple(result.keys())
        columns: list[list[list[str]]] = [[] for _ in header]
        count = 0
        while rows := result.fetchmany(_CHUNK):
            count += len(rows)
            if count > self.max_rows:
                raise SourceError(
                    f"{file}: more than {self.max_rows} rows; ask for fewer months, or raise "
                    "`max_rows`"
                )
            for parts, cells in zip(columns, zip(*rows, strict=True), strict=True):
                parts.append([cell_text(cell) for cell in cells])
        texts = {
            at: pd.array(list(chain.from_iterable(parts)), dtype=TEXT)
            for at, parts in enumerate(columns)
        }
        return RawTable(file, header, pd.DataFrame(texts, index=pd.RangeIndex(1, count + 1)))


class _LostError(Exception):
    """The connection could not be made, or broke while rows were read."""


def _period(place: Place) -> dict[str, Any]:
    """The parameters every statement may use."""
    if not place.months:
        return {}
    return {
        "month": str(place.months[-1]),
        "months": [str(month) for month in place.months],
        "first_day": place.months[0].first.isoformat(),
        "end_day": place.months[-1].end.isoformat(),
    }


def _alchemy() -> Any:  # noqa: ANN401 a module that need not be installed
    try:
        return import_module("sqlalchemy")
    except ModuleNotFoundError as error:
        raise _missing("SQLAlchemy") from error


def _missing(library: str) -> SourceError:
    return SourceError(
        f"`type: sql` needs {library}; install it with: pip install 'reportgen[sql]'"
    )


def _engine(url: URL, folder: Path, timeout: int) -> Engine:
    """An engine whose connections cannot write, where the database can promise that."""
    alchemy = _alchemy()
    kind = url.get_backend_name()
    options: dict[str, Any] = {"poolclass": alchemy.NullPool}
    if kind == "sqlite":
        options["creator"] = _sqlite(url, folder, timeout)
    elif kind == "postgresql":
        limits = f"-c default_transaction_read_only=on -c statement_timeout={timeout * 1000}"
        options["connect_args"] = {"options": limits, "connect_timeout": _CONNECT}
    elif kind in {"mysql", "mariadb"}:
        start = "SET SESSION TRANSACTION READ ONLY"
        options["connect_args"] = {"init_command": start, "connect_timeout": _CONNECT}
    elif kind == "duckdb":
        file = _existing(url, folder)
        url = url.set(database=str(file))
        safe = {"enable_external_access": "false", "lock_configuration": "true"}
        options["connect_args"] = {"read_only": True, "config": safe}
    try:
        engine: Engine = alchemy.create_engine(url, **options)
    except (ModuleNotFoundError, alchemy.exc.NoSuchModuleError) as error:
        raise SourceError(
            f"{_shown(url)}: the driver for '{url.drivername}' is not installed ({_line(error)}); "
            "install it with pip"
        ) from error
    return engine


def _existing(url: URL, folder: Path) -> Path:
    """The file of a database that is one; opening a wrong name would make an empty one."""
    file = folder / (url.database or "")
    if not file.is_file():
        names = sorted(each.name for each in file.parent.glob("*")) if file.parent.is_dir() else []
        near = did_you_mean(file.name, names) or "; check the path"
        raise SourceError(f"{_shown(url)}: there is no file '{file}'{near}")
    return file


def _sqlite(url: URL, folder: Path, timeout: int) -> Callable[[], sqlite3.Connection]:
    """Opens a SQLite file for reading, with a limit on time, which SQLite itself lacks."""
    address = f"file:{quote(str(_existing(url, folder).resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, timeout=_CONNECT)
        end = time.monotonic() + timeout
        connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        return connection

    return connect


def _fault(error: DBAPIError, url: URL, timeout: int) -> Exception:
    """What went wrong, as the user can act on it."""
    said = _line(error.orig or error)
    if url.password:
        said = said.replace(str(url.password), "***")
    lost = error.connection_invalidated or _is_connecting(error)
    if _DENIED.search(said):
        return SourceError(f"{_shown(url)}: the database refuses the login: {said}")
    if _TOO_LONG.search(said):
        return EnvironmentFault(
            f"{_shown(url)}: the statement took longer than {timeout} s; ask for fewer months, or "
            "raise `timeout`"
        )
    if lost:
        return _LostError(said)
    return SourceError(f"{_shown(url)}: the database refuses the statement: {said}")


def _is_connecting(error: DBAPIError) -> bool:
    """Whether there was no statement yet: the error comes from opening the connection."""
    return error.statement is None


def _line(error: BaseException) -> str:
    """The first line of what a driver says; further ones quote the statement."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _shown(url: URL) -> str:
    """The address as readers may see it."""
    return url.set(query={}).render_as_string(hide_password=True).replace(":***@", "@")


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Sql,)
