from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from reportgen.errors import EnvironmentFault, SourceError, SpecError
from reportgen.extension.components import Place, RawTable
from reportgen.periods import Month
from reportgen.sources import Sql
from reportgen.sources import sql as module

sqlalchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")

MONTHS = (Month(2026, 9), Month(2026, 10))
ROWS = [("007", "BJ001", "2026-09-30", 1200.0), ("008", "SH001", "2026-10-05", 1234.5)]
MAKE = "CREATE TABLE orders (no VARCHAR(9), dealer VARCHAR(9), day DATE, amount NUMERIC(9, 2))"


def read(folder: Path, months: tuple[Month, ...] = MONTHS, **options: object) -> RawTable:
    [table] = Sql(**options).read(Place(folder, months))  # type: ignore[arg-type]
    return table


def cells(table: RawTable) -> dict[int, list[str]]:
    return {int(row): table.rows.loc[row].tolist() for row in table.rows.index}


@pytest.fixture
def lite(tmp_path: Path) -> Path:
    with contextlib.closing(sqlite3.connect(tmp_path / "dms.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE orders (no TEXT, dealer TEXT, day TEXT, amount REAL)")
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", ROWS)
    return tmp_path


LITE = "sqlite:///dms.sqlite"


def test_rows_become_text_numbered_from_one(lite: Path) -> None:
    table = read(lite, url=LITE, query="SELECT no AS 工单号, day, amount, NULL AS x FROM orders;")
    assert table.header == ("工单号", "day", "amount", "x")
    assert cells(table) == {
        1: ["007", "2026-09-30", "1200", ""],
        2: ["008", "2026-10-05", "1234.5", ""],
    }
    assert table.file == "sqlite:///dms.sqlite"
    assert set(table.rows.dtypes.astype(str)) == {"str"}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("substr(day, 1, 7) = :month", ["008"]),
        ("substr(day, 1, 7) IN :months", ["007", "008"]),
        ("day >= :first_day AND day < :end_day", ["007", "008"]),
        ("dealer = :dealer", ["007"]),
        ("dealer IN :dealers AND day LIKE '2026-10%'", ["008"]),
        ("dealer = :dealer AND no = ':dealer'", []),
    ],
)
def test_parameters_are_bound(lite: Path, where: str, found: list[str]) -> None:
    given = {"dealer": "BJ001", "dealers": ["BJ001", "SH001"]}
    query = f"SELECT no FROM orders WHERE {where} ORDER BY no"  # noqa: S608 a test
    assert read(lite, url=LITE, query=query, params=given).rows[0].tolist() == found


def test_a_value_is_never_part_of_the_statement(lite: Path) -> None:
    bad = "x' OR '1'='1"
    query = "SELECT no FROM orders WHERE dealer = :dealer"
    assert read(lite, url=LITE, query=query, params={"dealer": bad}).rows.empty


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": "SELECT :mont"}, "query: no value for ':mont'; did you mean 'month'?"),
        ({"query": "SELECT :x"}, "no value for ':x'; there are month, months, first_day, end_day"),
        ({"query": "SELECT * FROM order_s"}, "the database refuses the statement: no such table"),
        ({"query": "SELECT * FROM orders", "max_rows": 1},
         "more than 1 rows; ask for fewer months, or raise `max_rows`"),
        ({"url": "sqlite:///dm.sqlite"}, "dm.sqlite'; did you mean 'dms.sqlite'?"),
        ({"url": "nonsense"}, "url: this is no database address; write dialect://user@host/"),
        ({"url": "orakle://x/y"}, "the driver for 'orakle' is not installed"),
    ],
)  # fmt: skip
@pytest.mark.case("D30")
def test_d30_what_cannot_be_read_says_why(
    lite: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(lite, **{"url": LITE, "query": "SELECT 1", **options})
    assert message in str(error.value)
    assert not (lite / "dm.sqlite").exists()


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements are sent unseen, to show that the connection itself cannot write."""
    monkeypatch.setattr(module, "one_reading_statement", lambda query, _: query)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.case("D31")
def test_d31_sqlite_writes_nothing(lite: Path) -> None:
    with pytest.raises(SourceError, match="attempt to write a readonly"):
        read(lite, url=LITE, query="WITH a AS (SELECT 1) DELETE FROM orders")


@pytest.mark.case("D31")
def test_d31_a_statement_is_looked_at_when_only_the_environment_knows_the_database(
    lite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMS_URL", LITE)
    with pytest.raises(SourceError) as error:
        read(lite, url="${DMS_URL}", query="WITH a AS (SELECT 1) DELETE FROM orders")
    assert str(error.value) == (
        f"{LITE}: query: line 1, column 22: a source only reads, so 'DELETE' is refused; "
        "write SELECT …"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": "SELECT 1; SELECT 2"}, "more than one statement"),
        ({"query": "DROP TABLE orders"}, "'DROP' is refused"),
        ({"url": "postgresql://a:s3cret@b/c"}, "a password does not belong in a spec"),
        ({"password": "s3cret"}, "write the name of an environment variable"),
    ],
)
@pytest.mark.case("D31")
def test_d31_a_spec_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Sql(**{"url": LITE, "query": "SELECT 1", **options})  # type: ignore[arg-type]


def test_an_unset_variable_is_an_error_of_the_spec(lite: Path) -> None:
    with pytest.raises(SpecError, match="password: the environment has no variable 'NO_SUCH_ONE'"):
        read(lite, url=LITE, query="SELECT 1", password="${NO_SUCH_ONE}")  # noqa: S106 a name


@pytest.mark.case("D30")
def test_d30_a_statement_that_takes_too_long_is_stopped(lite: Path) -> None:
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(EnvironmentFault, match="the statement took longer than 1 s; ask for fewer"):
        read(lite, url=LITE, query=query, timeout=1)


@pytest.mark.parametrize(
    ("library", "named"), [("sqlalchemy", "SQLAlchemy"), ("sqlglot", "sqlglot")]
)
def test_without_a_library_the_extra_is_named(
    lite: Path, monkeypatch: pytest.MonkeyPatch, library: str, named: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SourceError) as error:
        read(lite, url=LITE, query="SELECT 1")
    assert str(error.value) == (
        f"`type: sql` needs {named}; install it with: pip install 'reportgen[sql]'"
    )


def test_duckdb_files_are_databases_too(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    pytest.importorskip("duckdb_engine", reason="duckdb-engine is not installed")
    with duckdb.connect(str(tmp_path / "dms.duckdb")) as connection:
        connection.execute(MAKE)
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", ROWS)
    url = "duckdb:///dms.duckdb"
    table = read(
        tmp_path, url=url, query="SELECT * FROM orders WHERE strftime(day, '%Y-%m') = :month"
    )
    assert cells(table) == {1: ["008", "SH001", "2026-10-05", "1234.50"]}
    request.getfixturevalue("unguarded")
    with pytest.raises(SourceError, match=r"(?i)read-only"):
        read(tmp_path, url=url, query="WITH a AS (SELECT 1) DELETE FROM orders")
    with pytest.raises(SourceError, match="disabled"):
        read(tmp_path, url=url, query="SELECT * FROM read_csv('dms.csv')")


# --- a PostgreSQL server --------------------------------------------------------------------------


def programs() -> Path | None:
    """The folder of the server's programs: on the path, or where Debian puts them."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server on a port of its own; yields `host:port`."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        user: dict[str, str] = {}
        if os.geteuid() == 0:
            # the server refuses root, and pytest's folders let nobody else pass
            user = {"user": "postgres"}
            shutil.chown(folder, "postgres")
        yield from serving(bin_folder, folder, user)


def serving(bin_folder: Path, folder: Path, user: dict[str, str]) -> Iterator[str]:
    """Start the server on a free port of this machine, and stop it afterwards."""
    (folder / "password").write_text("s3cret\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *words: str) -> None:
        subprocess.run(  # noqa: S603 the server of this test
            [bin_folder / program, "-D", str(folder / "data"), *words],
            check=True,
            capture_output=True,
            cwd=folder,
            **user,
        )

    run(
        "initdb", "-A", "scram-sha-256", "-U", "reader", f"--pwfile={folder}/password", "-E", "UTF8"
    )
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"{settings} -c fsync=off")
    try:
        yield f"127.0.0.1:{port}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")


@pytest.fixture
def dms(server: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A table on the server, and the options that reach it."""
    import psycopg  # noqa: PLC0415 may be missing

    monkeypatch.setenv("DMS_PASSWORD", "s3cret")
    address = f"postgresql://reader:s3cret@{server}/postgres"
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS orders")
        connection.execute(MAKE)
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s, %s)", ROWS)
    url = f"postgresql+psycopg://reader@{server}/postgres"
    return {"url": url, "password": "${DMS_PASSWORD}"}


def test_postgresql_is_read_with_parameters(tmp_path: Path, dms: dict[str, str]) -> None:
    query = "SELECT no, day, amount, day::timestamp + interval '9 hours' AS at FROM orders "
    month = "WHERE to_char(day, 'YYYY-MM') IN :months AND dealer = :dealer"
    table = read(tmp_path, **dms, query=query + month, params={"dealer": "SH001"})
    assert cells(table) == {1: ["008", "2026-10-05", "1234.50", "2026-10-05 09:00:00"]}
    assert table.file == dms["url"]


@pytest.mark.parametrize(
    "query",
    [
        "WITH gone AS (DELETE FROM orders RETURNING no) SELECT * FROM gone",
        "SELECT no INTO copied FROM orders",
    ],
)
@pytest.mark.usefixtures("unguarded")
@pytest.mark.case("D31")
def test_d31_postgresql_writes_nothing(tmp_path: Path, dms: dict[str, str], query: str) -> None:
    with pytest.raises(SourceError, match="read-only transaction"):
        read(tmp_path, **dms, query=query)
    assert len(read(tmp_path, **dms, query="SELECT * FROM orders").rows) == len(ROWS)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.case("D30")
def test_d30_postgresql_errors_are_told_apart(
    tmp_path: Path, dms: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match='refuses the statement: relation "order" does not'):
        read(tmp_path, **dms, query='SELECT * FROM "order"')
    with pytest.raises(EnvironmentFault, match="took longer than 1 s"):
        read(tmp_path, **dms, query="SELECT pg_sleep(9)", timeout=1)
    with pytest.raises(SourceError, match=r'refuses the login: .*database "nodb" does not exist'):
        read(tmp_path, **{**dms, "url": dms["url"].replace("/postgres", "/nodb")}, query="SELECT 1")
    monkeypatch.setenv("DMS_PASSWORD", "wr0ng")
    with pytest.raises(SourceError, match="refuses the login") as error:
        read(tmp_path, **dms, query="SELECT 1")
    assert "wr0ng" not in str(error.value)


@pytest.mark.case("D30")
def test_d30_a_server_that_is_down_is_tried_three_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    pauses = tmp_path / "pauses"  # a file, as another process waits

    def wait(seconds: float) -> None:
        with pauses.open("a", encoding="ascii") as file:
            file.write(f"{seconds} ")

    monkeypatch.setattr(time, "sleep", wait)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://reader@127.0.0.1:{free.getsockname()[1]}/dms"
        with pytest.raises(EnvironmentFault, match="no connection after 3 tries") as error:
            read(tmp_path, url=url, query="SELECT 1")
    assert pauses.read_text("ascii") == "1.0 2.0 "
    assert "is the database running, and can this machine reach it?" in str(error.value)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.case("D30")
def test_d30_a_connection_lost_in_mid_read_gives_no_partial_data(
    tmp_path: Path, dms: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(module, "_CHUNK", 10)
    query = (
        "SELECT i, CASE WHEN i = 5000 THEN pg_terminate_backend(pg_backend_pid()) END "
        "FROM generate_series(1, 20000) AS i"
    )
    with pytest.raises(EnvironmentFault, match="no connection after 3 tries"):
        read(tmp_path, **dms, query=query)
