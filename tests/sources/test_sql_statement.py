from __future__ import annotations

import pytest

from reportgen.errors import SpecError
from reportgen.sources.sql_statement import by_name_only, no_password, one_reading_statement, secret


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  select ';' AS a, \"b;c\" FROM t -- one; two\n",
        "WITH a AS (SELECT 1) SELECT * FROM a;",
        "/* delete; */ (SELECT 1) UNION SELECT $x$;$x$ ;",
    ],
)
def test_one_reading_statement_passes(query: str) -> None:
    assert one_reading_statement(query) == query.strip().rstrip(";").rstrip()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "there is no statement; write SELECT … FROM …"),
        ("-- nothing", "there is no statement"),
        ("SELECT 1; SELECT 2", "more than one statement; keep one SELECT"),
        ("SELECT 1; DROP TABLE a;", "more than one statement"),
        ("delete from a", "a source only reads, so 'DELETE' is refused; write SELECT …"),
        ("/* select */ DROP TABLE a", "'DROP' is refused"),
    ],
)
@pytest.mark.case("D31")
def test_d31_several_or_writing_statements_are_refused(query: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"statement|refused") as error:
        one_reading_statement(query)
    assert message in str(error.value)


def test_s27_a_password_in_the_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match="does not belong in a spec") as error:
        no_password("postgresql+psycopg://reader:s3cret@db/dms")
    assert "${DB_PASSWORD}" in str(error.value)
    assert "s3cret" not in str(error.value)
    assert no_password("postgresql+psycopg://reader@db:5432/dms").endswith("dms")
    assert no_password("${DMS_URL}") == "${DMS_URL}"


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
