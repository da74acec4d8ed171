"""Databases, through SQLAlchemy: one reading statement, bind parameters, no partial data."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import pandas as pd
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from reportgen import hookimpl
from reportgen.errors import EnvironmentFault, ReportgenError, SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.sources.cell_text import TEXT, cell_text
from reportgen.sources.database_url import (
    by_name_only,
    is_torn,
    refuse_settings,
    safe_address,
    secret,
    shown,
    without_secrets,
)
from reportgen.sources.header_row import refuse_wide
from reportgen.sources.read_only_engine import (
    CONNECT,
    alchemy_module,
    first_line,
    missing,
    read_only_engine,
)
from reportgen.sources.reader_process import SECONDS, Job, read_apart
from reportgen.sources.sql_statement import one_reading_statement

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, TextClause
    from sqlalchemy.exc import DBAPIError

_CHUNK: Final = 10_000
_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before the second try; twice as long before the third
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

    url: Annotated[str, AfterValidator(safe_address)] = Field(
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
        job = Job(shown(url), partial(self._attempts, url, place))
        longest = SECONDS + _TRIES * (self.timeout + CONNECT)
        yield from (raw for _, raw in read_apart([job], longest))

    def _url(self) -> URL:
        """The address with its password, which is never printed."""
        alchemy = alchemy_module()
        text = secret(self.url, "url")
        url: URL | None = None
        with suppress(alchemy.exc.ArgumentError, ValueError):  # which repeat the address
            url = alchemy.make_url(text)
        if url is None or is_torn(text, url):
            raise SourceError(
                "url: this is no database address; write dialect://user@host/database, and in a "
                "password %40 for @, %2F for / and %3F for ?"
            )
        try:
            refuse_settings(url.drivername, [(name, str(each)) for name, each in url.query.items()])
        except ValueError as error:
            raise SourceError(f"url: {error}") from None
        return url.set(password=secret(self.password, "password")) if self.password else url

    def _attempts(self, url: URL, place: Place) -> Iterator[RawTable]:
        """All rows, tried again where the connection was lost."""
        for attempt in range(1, _TRIES + 1):
            try:
                yield self._attempt(url, place)
            except _LostError as error:
                if attempt == _TRIES:
                    raise EnvironmentFault(
                        f"{shown(url)}: no connection after {_TRIES} tries "
                        f"({without_secrets(str(error), url)}); is the database running, and can "
                        "this machine reach it?"
                    ) from None
                time.sleep(_PAUSE * 2 ** (attempt - 1))
            except ReportgenError as error:
                raise type(error)(without_secrets(str(error), url)) from None
            else:
                return

    def _attempt(self, url: URL, place: Place) -> RawTable:
        """All rows or none."""
        alchemy = alchemy_module()
        engine = read_only_engine(url, place.folder, self.timeout)
        statement = self._statement(url, place)
        try:
            with engine.connect() as connection:
                return self._result(shown(url), connection, statement)
        except alchemy.exc.DBAPIError as error:
            raise _fault(error, url, self.timeout) from error
        except alchemy.exc.SQLAlchemyError as error:
            raise SourceError(f"{shown(url)}: {first_line(error)}") from error
        finally:
            engine.dispose()

    def _statement(self, url: URL, place: Place) -> TextClause:
        """The statement with the values its parameters have."""
        alchemy = alchemy_module()
        known = {**_period(place), **self.params}
        bare = alchemy.text(self._sent(url))
        names = list(bare.compile().params)
        for name in names:
            if name not in known:
                near = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none'}"
                raise SourceError(f"{shown(url)}: query: no value for ':{name}'{near}")
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
            raise missing("sqlglot") from error
        except ValueError as error:
            raise SourceError(f"{shown(url)}: query: {error}") from error

    def _result(self, file: str, connection: Connection, statement: TextClause) -> RawTable:
        result = connection.execute(statement)
        header = tuple(result.keys())
        refuse_wide(file, len(header))
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


def _fault(error: DBAPIError, url: URL, timeout: int) -> Exception:
    """What went wrong, as the user can act on it."""
    said = first_line(error.orig or error)
    lost = error.connection_invalidated or _is_connecting(error)
    if _DENIED.search(said):
        return SourceError(f"{shown(url)}: the database refuses the login: {said}")
    if _TOO_LONG.search(said):
        return EnvironmentFault(
            f"{shown(url)}: the statement took longer than {timeout} s; ask for fewer months, or "
            "raise `timeout`"
        )
    if lost:
        return _LostError(said)
    return SourceError(f"{shown(url)}: the database refuses the statement: {said}")


def _is_connecting(error: DBAPIError) -> bool:
    """Whether there was no statement yet: the error comes from opening the connection."""
    return error.statement is None


@hookimpl
def register_sources() -> tuple[type[Source], ...]:
    """Return the source this module is about."""
    return (Sql,)
