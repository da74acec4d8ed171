"""What a spec may say about a database: one reading statement, and secrets by name only."""

from __future__ import annotations

import logging
import os
import re
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from reportgen.errors import SpecError, did_you_mean

if TYPE_CHECKING:
    from sqlglot import Expr
    from sqlglot.tokenizer_core import Token

_MEND: Final = "correct it, or make a view of it in the database and SELECT from that"
_DIALECTS: Final = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
"""SQLAlchemy's names of databases where sqlglot has other ones."""

_OUTSIDE: Final = re.compile(
    r"pg_(read|ls|file)_\w+|pg_stat_file|lo_(import|export)|dblink\w*"  # PostgreSQL
    r"|load_file|load_extension|readfile|writefile"  # MySQL, SQLite
    r"|read_(csv|json|ndjson|parquet|text|blob)\w*"  # DuckDB
    r"|(parquet|sqlite|postgres|mysql)_scan\w*"
    r"|open(rowset|query|datasource)|xp_\w+"  # SQL Server
    r"|utl_(file|http|inaddr|mail|smtp|tcp)|dbms_(job|lock|pipe|scheduler|sql|xmlgen)|bfilename"
    r"|nextval|setval",
    re.IGNORECASE,
)
"""Functions and packages that reach files, servers or sequences from within a SELECT."""

_SECRET: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD: Final = re.compile(r"^([\w+]+://[^/@:]*):([^@]*)@")


def one_reading_statement(query: str, database: str) -> str:
    """The statement as it may be sent: without comments and the semicolon at its end.

    What is sent holds only what was looked at: MySQL runs the inside of `/*! … */`. A colon inside
    quotes is escaped as SQLAlchemy wants it, so it begins no parameter. `database` is SQLAlchemy's
    name of it, such as postgresql; one that sqlglot does not know is read as general SQL.

    Raises:
        ValueError: There is none, are several, it is not understood, or it does not only read.
    """
    glot = _sqlglot()
    name = _DIALECTS.get(database, database)
    dialect = name if glot.Dialect.get(name) else ""
    try:
        tokens = _tokens(query, dialect)
        _check_functions(query, tokens)
        whole = query[: tokens[-1].end + 1]
        _check_nodes(query, tokens, glot.parse_one(whole, read=dialect))
    except glot.errors.SqlglotError as error:
        raise ValueError(_not_understood(error, dialect)) from error
    except RecursionError as error:
        raise ValueError(f"the statement is nested too deeply; {_MEND}") from error
    return _sent(query, tokens)


def _sqlglot() -> Any:  # noqa: ANN401 a module that need not be installed
    """The parser of SQL.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    # it warns of each statement it has no class for, which is refused here anyway
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    return import_module("sqlglot")


def _tokens(query: str, dialect: str) -> list[Token]:
    """The words of the one statement; comments are none."""
    tokens: list[Token] = _sqlglot().tokenize(query, read=dialect)
    while tokens and query[tokens[-1].start] == ";":
        tokens.pop()
    if not tokens:
        raise ValueError("there is no statement; write SELECT … FROM …")
    for token in tokens:
        if query[token.start] == ";":
            raise ValueError(f"{_place(query, token)}: more than one statement; keep one SELECT")
    return tokens


def _check_functions(query: str, tokens: list[Token]) -> None:
    """Refuse a call of a function or package that does more than read tables."""
    for token, after in pairwise(tokens):
        if after.text in {"(", "."} and _OUTSIDE.fullmatch(token.text):
            raise _refused(query, token)


def _check_nodes(query: str, tokens: list[Token], tree: Expr) -> None:
    """Refuse everything that is no query, wherever in the statement it stands."""
    exp = _sqlglot().exp
    writing = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.NextValueFor)
    bodies = {id(tree), *(id(part.this) for part in tree.find_all(exp.CTE))}
    words = {exp.Lock: {"FOR", "LOCK"}, exp.NextValueFor: {"NEXT"}}
    plain = [token for token in reversed(tokens) if not _is_quoted(token)]
    for node in tree.walk():
        if isinstance(node, writing) or (id(node) in bodies and not isinstance(node, exp.Query)):
            beginning = words.get(type(node), {node.key.upper()})
            found = (token for token in plain if token.text.upper() in beginning)
            raise _refused(query, next(found, tokens[0]))


def _refused(query: str, token: Token) -> ValueError:
    return ValueError(
        f"{_place(query, token)}: a source only reads, so '{token.text}' is refused; write SELECT …"
    )


def _place(query: str, token: Token) -> str:
    """Where a word stands in the statement, counted from 1."""
    line = query.count("\n", 0, token.start) + 1
    return f"line {line}, column {token.start - query.rfind(chr(10), 0, token.start)}"


def _not_understood(error: Exception, dialect: str) -> str:
    """What is wrong and what to do, without the statement sqlglot repeats."""
    known = getattr(error, "errors", None)
    if not known:
        return f"a quote or a comment is not closed; {_MEND}"
    first = known[0]
    column = first["col"] - len(first["highlight"]) + 1
    return (
        f"line {first['line']}, column {column}: {first['highlight']} is not understood here, read "
        f"as {dialect or 'general SQL'}; {_MEND}"
    )


def _sent(query: str, tokens: list[Token]) -> str:
    """The statement with a space for each comment and escaped colons in quotes."""
    parts, end = [], tokens[0].start
    for token in tokens:
        between = query[end : token.start]
        parts.append(between if between.isspace() else between and " ")
        end = token.end + 1
        text = query[token.start : end]
        parts.append(text.replace(":", r"\:") if _is_quoted(token) else text)
    return "".join(parts)


def _is_quoted(token: Token) -> bool:
    """Whether it is a text or a name in quotes, of whichever kind."""
    return token.token_type.name.endswith(("STRING", "IDENTIFIER"))


def no_password(url: str) -> str:
    """A URL that tells no secret.

    Raises:
        ValueError: There is a password in it.
    """
    if not _SECRET.fullmatch(url) and _PASSWORD.match(url):
        raise ValueError(
            "a password does not belong in a spec; take it out of the URL and write "
            "`password: ${DB_PASSWORD}`, which is read from the environment"
        )
    return url


def by_name_only(password: str) -> str:
    """The name of a secret, `${NAME}`.

    Raises:
        ValueError: It is something else, perhaps the secret itself.
    """
    if password and not _SECRET.fullmatch(password):
        raise ValueError("write the name of an environment variable as ${NAME}, nothing else")
    return password


def secret(value: str, option: str) -> str:
    """The value of `${NAME}` from the environment; any other text as it is.

    Raises:
        SpecError: The environment has no such variable.
    """
    found = _SECRET.fullmatch(value)
    if not found:
        return value
    if found[1] not in os.environ:
        near = did_you_mean(found[1], [name for name in os.environ if name.isupper()])
        raise SpecError(
            f"{option}: the environment has no variable '{found[1]}'{near or '; set it first'}"
        )
    return os.environ[found[1]]
