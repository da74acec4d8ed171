from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.sources.sql_statement import one_reading_statement

READING = {
    "sqlite": [
        "SELECT strftime('%Y-%m', day), julianday(day), printf('%d', a), iif(a, b, c) FROM t",
        "SELECT 1",
        "SELECT ';' AS a, \"b;c\" FROM t -- one; two",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 工单号, 开单日期 FROM 工单 WHERE substr(开单日期, 1, 7) IN :months",
        "SELECT replace(note, 'update', '; DELETE FROM t') AS \"delete\" FROM \"insert\"",
        "SELECT a, row_number() OVER (PARTITION BY b ORDER BY c DESC) FROM t WHERE d = :dealer",
    ],
    "postgresql": [
        "/* delete; */ (SELECT 1) UNION ALL SELECT $x$; DROP TABLE t$x$",
        "SELECT day::timestamp + interval '9 hours' AS at FROM orders WHERE day >= :first_day",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "SELECT DISTINCT ON (vin) vin, count(*) FILTER (WHERE paid) FROM t GROUP BY ROLLUP (vin)",
        "SELECT * FROM a LEFT JOIN LATERAL (SELECT * FROM b WHERE b.x = a.x LIMIT 1) c ON true",
        "SELECT substring(x FROM 1 FOR 3), j ->> 'into', E'\\n' FROM t TABLESAMPLE SYSTEM (1)",
        "SELECT i FROM generate_series(1, 9) AS i WHERE i <> ALL (ARRAY[1, 2])",
        "TABLE orders",
    ],
    "mysql": [
        "SELECT DATE_FORMAT(day, '%Y-%m'), IFNULL(a, 0), TIMESTAMPDIFF(DAY, b, c) FROM t",
        "SELECT `update`, IF(a > 0, 1, 0) FROM `delete` WHERE m = :month LIMIT 5 # into",
        "SELECT GROUP_CONCAT(a SEPARATOR ';') FROM t WHERE d BETWEEN :first_day AND :end_day",
        "SELECT STRAIGHT_JOIN a.x, 1--1 FROM a JOIN b USING (id) WHERE b.y REGEXP '^;'",
    ],
    "mssql": [
        "SELECT CONVERT(varchar(7), day, 120), DATENAME(month, day), EOMONTH(day) FROM orders",
        "SELECT a AS [shutdown] FROM t ORDER BY a OFFSET 0 ROWS FETCH NEXT 5 ROWS ONLY",
        "SELECT TOP 10 [delete], [a;b] FROM [dbo].[orders] WITH (NOLOCK) WHERE m = :month",
        "SELECT a, x.y FROM t CROSS APPLY (SELECT MAX(b) AS y FROM u WHERE u.id = t.id) AS x",
    ],
    "oracle": [
        "SELECT TO_CHAR(a, 'YYYY-MM'), TRUNC(b), sys_extract_utc(c) FROM t WHERE ora_hash(d) > 1",
        "SELECT /*+ INDEX(o) */ NVL(a, 0), dbms_lob.substr(c, 9, 1) FROM orders o WHERE ROWNUM < 9",
        "SELECT a FROM t CONNECT BY PRIOR a = b START WITH b IS NULL",
    ],
    "duckdb": [
        "FROM orders SELECT dealer, max(day) GROUP BY ALL",
        "SELECT * EXCLUDE (day) FROM orders QUALIFY row_number() OVER (ORDER BY day) = 1",
    ],
    "nobody_knows": ["SELECT a FROM t WHERE b = :month ORDER BY 1"],
}
CORPUS = [(database, query) for database, queries in READING.items() for query in queries]


@pytest.mark.parametrize(("database", "query"), CORPUS)
@pytest.mark.parametrize("end", ["", ";", " ; -- done;", ";;\n"])
def test_one_reading_statement_passes(database: str, query: str, end: str) -> None:
    sent = one_reading_statement(query + "\n" + end, database)
    assert sent == one_reading_statement(query, database)
    assert not re.search(r"-- |# into|/\* ", sent)


REFUSED = [
    ("sqlite", "delete from a", "line 1, column 1", "delete"),
    ("sqlite", "/* select */\nDROP TABLE a", "line 2, column 1", "DROP"),
    ("sqlite", "REPLACE INTO t VALUES (1)", "line 1, column 1", "REPLACE"),
    ("sqlite", "PRAGMA writable_schema = 1", "line 1, column 1", "PRAGMA"),
    ("sqlite", "ATTACH 'other.db' AS o", "line 1, column 1", "ATTACH"),
    ("sqlite", "EXPLAIN SELECT 1", "line 1, column 1", "EXPLAIN"),
    ("sqlite", "VACUUM", "line 1, column 1", "VACUUM"),
    ("postgresql", "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", "line 1, column 12",
     "DELETE"),
    ("postgresql", "WITH a AS (SELECT 'insert'),\nb AS (INSERT INTO t TABLE a) TABLE a",
     "line 2, column 7", "INSERT"),
    ("postgresql", "WITH a AS (UPDATE t SET x = 1 RETURNING x) SELECT x FROM a",
     "line 1, column 12", "UPDATE"),
    ("postgresql", "SELECT a\n  INTO b FROM t", "line 2, column 3", "INTO"),
    ("postgresql", "SELECT substring(a FROM 1 FOR 2) FROM t FOR UPDATE", "line 1, column 41",
     "FOR"),
    ("postgresql", "SELECT * FROM (SELECT a FROM t FOR SHARE) AS s", "line 1, column 32", "FOR"),
    ("postgresql", "COPY t TO '/tmp/x'", "line 1, column 1", "COPY"),
    ("postgresql", "CREATE TABLE a AS SELECT 1", "line 1, column 1", "CREATE"),
    ("postgresql", "DO $$ BEGIN DELETE FROM t; END $$", "line 1, column 1", "DO"),
    ("postgresql", "CALL refresh()", "line 1, column 1", "CALL"),
    ("postgresql", "GRANT ALL ON t TO public", "line 1, column 1", "GRANT"),
    ("postgresql", "SET default_transaction_read_only = off", "line 1, column 1", "SET"),
    ("postgresql", "COMMIT", "line 1, column 1", "COMMIT"),
    ("postgresql", "TRUNCATE t", "line 1, column 1", "TRUNCATE"),
    ("postgresql", "ALTER TABLE t ADD COLUMN x int", "line 1, column 1", "ALTER"),
    ("postgresql", "EXPLAIN ANALYZE DELETE FROM t", "line 1, column 1", "EXPLAIN"),
    ("postgresql", "MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE",
     "line 1, column 1", "MERGE"),
    ("mysql", "SELECT a FROM t LOCK IN SHARE MODE", "line 1, column 17", "LOCK"),
    ("mssql", "SELECT a INTO #b FROM t", "line 1, column 10", "INTO"),
    ("mssql", "WITH a AS (SELECT 1 AS x) DELETE FROM t", "line 1, column 27", "DELETE"),
    ("mssql", "EXEC xp_cmdshell 'dir'", "line 1, column 1", "EXEC"),
    ("mssql", "SELECT NEXT VALUE FOR s", "line 1, column 8", "NEXT"),
    ("oracle", "SELECT a FROM t FOR UPDATE NOWAIT", "line 1, column 17", "FOR"),
    ("oracle", "SELECT orders_seq.NEXTVAL FROM dual", "line 1, column 19", "NEXTVAL"),
    ("oracle", 'SELECT s . "NEXTVAL" FROM dual', "line 1, column 12", "NEXTVAL"),
    ("mssql", "SELECT 1 SHUTDOWN", "line 1, column 10", "SHUTDOWN"),
    ("mssql", "SELECT a FROM t\nDBCC (FREEPROCCACHE)", "line 2, column 1", "DBCC"),
    ("mssql", "SELECT a FROM t WHERE b = 1 DROP TABLE t", "line 1, column 29", "DROP"),
    ("mssql", "SELECT a FROM t rollback", "line 1, column 17", "rollback"),
    ("duckdb", "INSTALL httpfs", "line 1, column 1", "INSTALL"),
]  # fmt: skip


@pytest.mark.parametrize(("database", "query", "place", "word"), REFUSED)
@pytest.mark.case("D31")
def test_d31_whatever_does_more_than_read_is_refused_with_its_place(
    database: str, query: str, place: str, word: str
) -> None:
    with pytest.raises(ValueError, match="a source only reads") as error:
        one_reading_statement(query, database)
    assert str(error.value) == (
        f"{place}: a source only reads, so '{word}' is refused; write SELECT …"
    )


CALLS = [
    ("sqlite", "SELECT load_extension('x')", "line 1, column 8", "load_extension"),
    ("postgresql", "SELECT pg_catalog . \"pg_read_file\" ('/etc/passwd')", "line 1, column 21",
     "pg_read_file"),
    ("postgresql", "SELECT lo_export(1, 'x')", "line 1, column 8", "lo_export"),
    ("postgresql", "SELECT * FROM dblink('host=x', 'DELETE FROM t') AS d(a int)",
     "line 1, column 15", "dblink"),
    ("postgresql", "SELECT nextval('s')", "line 1, column 8", "nextval"),
    ("mysql", "SELECT LOAD_FILE('/etc/passwd')", "line 1, column 8", "LOAD_FILE"),
    ("mssql", "SELECT * FROM OPENROWSET('a', 'b', 'DELETE FROM t')", "line 1, column 15",
     "OPENROWSET"),
    ("oracle", "SELECT utl_http.request('http://x') FROM dual", "line 1, column 17", "request"),
    ("duckdb", "SELECT * FROM read_csv('x.csv')", "line 1, column 15", "read_csv"),
    ("duckdb", "SELECT * FROM read_text('/etc/passwd')", "line 1, column 15", "read_text"),
    ("duckdb", "FROM glob('/*') SELECT file", "line 1, column 6", "glob"),
    ("duckdb", "SELECT getenv('DMS_PASSWORD')", "line 1, column 8", "getenv"),
    ("duckdb", "FROM parquet_scan('x') SELECT 1", "line 1, column 6", "parquet_scan"),
    ("postgresql", "SELECT set_config('default_transaction_read_only', 'off', false)",
     "line 1, column 8", "set_config"),
    ("postgresql", "SELECT query_to_xml('DELETE FROM t', true, true, '')", "line 1, column 8",
     "query_to_xml"),
    ("postgresql", "SELECT a, (SELECT lower(mine.lower(b))) FROM t", "line 1, column 30",
     "lower"),
    ("mysql", "SELECT a FROM t WHERE sys_exec('x') = 0", "line 1, column 23", "sys_exec"),
    ("mssql", "SELECT dbo.fn_month(day) FROM orders", "line 1, column 12", "fn_month"),
    ("oracle", "SELECT xmltype(bfilename('D', 'f'), 1) FROM dual", "line 1, column 8", "xmltype"),
    ("oracle", "SELECT dbms_lob.fileopen(c) FROM t", "line 1, column 17", "fileopen"),
    ("oracle", "SELECT payroll.substr(a, 1) FROM t", "line 1, column 16", "substr"),
    ("sqlite", "SELECT writefile('x', a) FROM t", "line 1, column 8", "writefile"),
    ("sqlite", "SELECT edit(a) FROM t", "line 1, column 8", "edit"),
    ("nobody_knows", "SELECT gen_id(g, 1) FROM t", "line 1, column 8", "gen_id"),
]  # fmt: skip


@pytest.mark.parametrize(("database", "query", "place", "word"), CALLS)
@pytest.mark.case("D31")
def test_d31_a_function_that_may_do_more_than_compute_is_refused(
    database: str, query: str, place: str, word: str
) -> None:
    with pytest.raises(ValueError, match="make a view that calls it") as error:
        one_reading_statement(query, database)
    assert str(error.value).startswith(
        f"{place}: nobody here knows that the function '{word}' only computes; "
    )


MEND = "correct it, or make a view of it in the database and SELECT from that"


@pytest.mark.parametrize(
    ("database", "query", "message"),
    [
        ("sqlite", "", "there is no statement; write SELECT … FROM …"),
        ("sqlite", "-- nothing", "there is no statement; write SELECT … FROM …"),
        ("sqlite", "SELECT 1;\nDROP TABLE a;",
         "line 1, column 9: more than one statement; keep one SELECT"),
        ("sqlite", "SELECT 'a FROM t", f"a quote or a comment is not closed; {MEND}"),
        ("mysql", "SELECT a FROM t\nINTO OUTFILE '/tmp/x'",
         f"line 2, column 1: INTO is not understood here, read as mysql; {MEND}"),
        ("nobody_knows", "SELECT FROM WHERE",
         f"line 1, column 13: WHERE is not understood here, read as general SQL; {MEND}"),
        ("sqlite", f"SELECT {'(' * 3000}1{')' * 3000}",
         f"the statement is nested too deeply; {MEND}"),
    ],
)  # fmt: skip
@pytest.mark.case("D31")
def test_d31_none_several_or_unreadable_statements_are_refused(
    database: str, query: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r"statement|understood|closed") as error:
        one_reading_statement(query, database)
    assert str(error.value) == message


@settings(deadline=None)  # the first example loads sqlglot
@given(st.sampled_from(CORPUS), st.sampled_from(["DELETE FROM t", "UPDATE t SET x = 1"]))
@pytest.mark.case("D31")
def test_d31_a_reading_statement_around_a_writing_one_is_refused(
    reading: tuple[str, str], writing: str
) -> None:
    database, query = reading
    with pytest.raises(ValueError, match=r"refused|not understood"):
        one_reading_statement(f"WITH gone AS ({writing} RETURNING *) {query}", database)


def test_what_a_comment_holds_is_not_sent() -> None:
    hidden = "SELECT 1 /*! INTO OUTFILE '/tmp/x' */ FROM t -- :month"
    assert one_reading_statement(hidden, "mysql") == "SELECT 1 FROM t"


@settings(deadline=None)  # the first example loads sqlglot
@given(st.text(st.sampled_from('a:;-/*\\"`$[]{} 中é\n'), max_size=12))
def test_a_text_in_quotes_reaches_the_database_as_it_is(text: str) -> None:
    alchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    query = f"SELECT '{text}' AS a, :month AS b"
    statement = alchemy.text(one_reading_statement(query, "sqlite")).bindparams(month="2026-10")
    with alchemy.create_engine("sqlite://").connect() as connection:
        assert connection.execute(statement).one() == (text, "2026-10")
