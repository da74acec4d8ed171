"""Connections to databases that cannot write, where the database can promise that."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from reportgen.errors import SourceError, did_you_mean
from reportgen.sources.database_url import shown

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

CONNECT: Final = 10  # seconds
_STEPS: Final = 10_000  # SQLite looks at the clock after so many


def alchemy_module() -> Any:  # noqa: ANN401 a module that need not be installed
    """SQLAlchemy.

    Raises:
        SourceError: It is not installed.
    """
    try:
        return import_module("sqlalchemy")
    except ModuleNotFoundError as error:
        raise missing("SQLAlchemy") from error


def missing(library: str) -> SourceError:
    """What is said of a library that is not installed."""
    return SourceError(
        f"`type: sql` needs {library}; install it with: pip install 'reportgen[sql]'"
    )


def read_only_engine(url: URL, folder: Path, timeout: int) -> Engine:
    """An engine whose connections cannot write, where the database can promise that."""
    alchemy = alchemy_module()
    kind = url.get_backend_name()
    options: dict[str, Any] = {"poolclass": alchemy.NullPool}
    if kind == "sqlite":
        options["creator"] = _sqlite(url, folder, timeout)
    elif kind == "postgresql":
        limits = f"-c default_transaction_read_only=on -c statement_timeout={timeout * 1000}"
        options["connect_args"] = {"options": limits, "connect_timeout": CONNECT}
    elif kind in {"mysql", "mariadb"}:
        start = "SET SESSION TRANSACTION READ ONLY"
        options["connect_args"] = {"init_command": start, "connect_timeout": CONNECT}
    elif kind == "duckdb":
        file = _existing(url, folder)
        url = url.set(database=str(file))
        safe = {"enable_external_access": "false", "lock_configuration": "true"}
        options["connect_args"] = {"read_only": True, "config": safe}
    try:
        engine: Engine = alchemy.create_engine(url, **options)
    except (ModuleNotFoundError, alchemy.exc.NoSuchModuleError) as error:
        raise SourceError(
            f"{shown(url)}: the driver for '{url.drivername}' is not installed "
            f"({first_line(error)}); install it with pip"
        ) from error
    return engine


def _existing(url: URL, folder: Path) -> Path:
    """The file of a database that is one; opening a wrong name would make an empty one."""
    file = folder / (url.database or "")
    if not file.is_file():
        names = sorted(each.name for each in file.parent.glob("*")) if file.parent.is_dir() else []
        near = did_you_mean(file.name, names) or "; check the path"
        raise SourceError(f"{shown(url)}: there is no file '{file}'{near}")
    return file


def _sqlite(url: URL, folder: Path, timeout: int) -> Callable[[], sqlite3.Connection]:
    """Opens a SQLite file for reading, with a limit on time, which SQLite itself lacks."""
    address = f"file:{quote(str(_existing(url, folder).resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, timeout=CONNECT)
        end = time.monotonic() + timeout
        connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        return connection

    return connect


def first_line(error: BaseException) -> str:
    """The first line of what a driver says; further ones quote the statement."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
