from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reportgen.errors import ReportgenError, SourceError, SpecError
from reportgen.extension.components import Place
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import Workspace
from reportgen.sources import Sql
from reportgen.sources.database_url import by_name_only, safe_address, secret
from reportgen.spec.spec import read_spec

pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
SECRET = "s3cr3tWORD"  # noqa: S105 planted to be looked for
SHAPES = [
    "postgresql://reader:{}@127.0.0.1:1/dms",
    "postgresql+psycopg://reader:a@{}@127.0.0.1:1/dms",
    "postgresql+psycopg://reader:{}@127.0.0.1:1/dms?sslmode=require",
    "postgresql+psycopg://reader:a%40{}@127.0.0.1:1/dms",
    "postgresql://:{}@127.0.0.1:1/dms",
    "postgresql://rea/der:{}@127.0.0.1:1/dms",
    "postgresql://reader:a/{}@127.0.0.1:1/dms",
    "postgresql://reader:{}/dms",
    "postgresql://reader@db:{}/dms",
    "mysql+pymysql://reader:\n{}@127.0.0.1:1/dms",
    "mssql+pyodbc://reader@127.0.0.1:1/dms?driver=x;PWD={}",
    "mssql+pyodbc:///?odbc_connect=UID%3Dx%3BPWD%3D{}",
    "oracle+oracledb://reader@db/?password={}",
    "postgresql://reader@127.0.0.1:1/dms?user=x&password={}",
    "postgresql://db/dms?{}=1",
    "postgresql://db/dms?options=-c%20default_transaction_read_only%3Doff%20{}",
    "duckdb:///dms.duckdb?motherduck_token={}",
    "nonsense://reader:{}@127.0.0.1:1/dms",
    "postgresql:reader:{}@db",
]


def told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def use(folder: Path, url: str) -> None:
    """Read the spec, and the database where the spec is no error."""
    read_spec(folder / "a.yaml", load_plugins(Workspace(folder)))
    list(Sql(url=url, query="SELECT 1").read(Place(folder, ())))


@pytest.mark.parametrize("shape", SHAPES)
def test_s27_a_secret_in_an_address_of_a_spec_is_refused_and_not_repeated(
    shape: str, tmp_path: Path
) -> None:
    url = shape.format(SECRET)
    spec = (
        "report: { title: t, language: zh, formats: [xlsx] }\n"
        "period: { month: 2026-10 }\ndealers: [S1]\n"
        'sources:\n  complaints: { type: sql, query: SELECT 1, url: "URL" }\n'
        "sections: [{ type: complaints }]\n"
    )
    (tmp_path / "a.yaml").write_text(spec.replace("URL", url.replace("\n", "\\n")), "utf-8")
    with pytest.raises(ReportgenError) as error:
        use(tmp_path, url)
    assert SECRET not in str(error.value)
    assert isinstance(error.value, SourceError) or SECRET not in told(error.value)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(SHAPES), st.text("aB1@:/?#%&=;{}[] é", max_size=5))
@example(SHAPES[2], "")
@example(SHAPES[3], "")
@example(SHAPES[1], "?")
def test_s27_nothing_tells_a_secret_that_the_environment_holds(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    shape: str,
    more: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DMS_URL", shape.format(SECRET + more))
    monkeypatch.setattr("reportgen.sources.sql._TRIES", 1)
    with pytest.raises(ReportgenError) as error:
        list(Sql(url="${DMS_URL}", query="SELECT 1").read(Place(tmp_path, ())))
    assert SECRET not in told(error.value)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("duckdb:///x?enable_external_access=true",
         "the setting 'enable_external_access' of the address is refused; allowed are none here"),
        ("duckdb:///x?access_mode=READ_WRITE", "the setting 'access_mode' of the address is ref"),
        ("sqlite:///x?mode=rwc", "the setting 'mode' of the address is refused"),
        ("mysql+pymysql://db/x?local_infile=1", "the setting 'local_infile' of the address is"),
        ("mysql://db/x?read_default_file=/etc/my.cnf", "the setting 'read_default_file' of"),
        ("postgresql://db/x?sslmod=require", "is refused; did you mean 'sslmode'?"),
        ("mssql+pyodbc://db/x?driver=/tmp/evil.so", "the setting 'driver' of the address must be"),
        ("mssql+pyodbc://db/x?driver=a;b", "the setting 'driver' of the address must be a plain"),
        ("postgresql://a:b@c/d", "a password does not belong in a spec; take it out of the URL"),
    ],
)  # fmt: skip
def test_s27_settings_nobody_knows_to_be_harmless_are_refused(url: str, message: str) -> None:
    with pytest.raises(ValidationError, match="1 validation error") as error:
        Sql(url=url, query="SELECT 1")
    assert message in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "${DMS_URL}",
        "sqlite:///C:/data@2026/dms.sqlite",
        "postgresql+psycopg://reader@db:5432/dms?sslmode=require",
        "mssql+pyodbc://reader@127.0.0.1:1/dms?driver=ODBC+Driver+18+for+SQL+Server&Encrypt=yes",
        "oracle+oracledb://reader@db/?service_name=DMS",
        "mysql+pymysql://reader@127.0.0.1:1/dms?charset=utf8mb4",
    ],
)
def test_s27_an_address_without_secrets_passes(url: str) -> None:
    assert safe_address(url) == url


def test_s26_secrets_are_whole_values_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DMS_PASSWORD", "a: {b}\n")
    assert secret("${DMS_PASSWORD}", "password") == "a: {b}\n"
    assert secret("no-${DMS_PASSWORD}", "password") == "no-${DMS_PASSWORD}"
    assert by_name_only("${DMS_PASSWORD}") == "${DMS_PASSWORD}"
    with pytest.raises(ValueError, match="as \\$\\{NAME\\}, nothing else"):
        by_name_only("s3cret")
    with pytest.raises(SpecError) as error:
        secret("${DMS_PASSWORT}", "password")
    assert str(error.value) == (
        "password: the environment has no variable 'DMS_PASSWORT'; did you mean 'DMS_PASSWORD'?"
    )
