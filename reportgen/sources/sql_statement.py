"""What a spec may ask of a database: one statement that only reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from reportgen.sources.sql_functions import READS_FILES, only_computes

if TYPE_CHECKING:
    from sqlglot import Expr
    from sqlglot.tokenizer_core import Token

_MEND: Final = "correct it, or make a view of it in the database and SELECT from that"
_DIALECTS: Final = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
"""SQLAlchemy's names of databases where sqlglot has other ones."""

_STATEMENT: Final = re.compile(
    r"alter|backup|begin|break|bulk|checkpoint|commit|continue|create|dbcc|deallocate|declare"
    r"|delete|deny|drop|exec|execute|goto|grant|insert|kill|print|raiserror|readtext|reconfigure"
    r"|restore|return|revert|revoke|rollback|save|set|setuser|shutdown|truncate|update|updatetext"
    r"|waitfor|while|writetext",
    re.IGNORECASE,
)
"""What begins a statement of SQL Server, which needs no semicolon before it, and is no name there.

What is parsed as `SELECT 1 AS shutdown` is two statements there.
"""


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
        if dialect == "tsql":
            _check_words(query, tokens)
        tree = glot.parse_one(query[: tokens[-1].end + 1], read=dialect)
        _check_nodes(query, tokens, tree)
        _check_functions(query, tokens, tree)
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


def _check_words(query: str, tokens: list[Token]) -> None:
    """Refuse a second statement that only its first word tells from the one before."""
    for token in tokens:
        if _STATEMENT.fullmatch(token.text) and not _is_quoted(token):
            raise _refused(query, token)


def _check_functions(query: str, tokens: list[Token], tree: Expr) -> None:
    """Refuse a call of what may do more than compute a value, and numbers of a sequence."""
    exp = _sqlglot().exp
    unknown = (exp.Anonymous, exp.AnonymousAggFunc)
    hinted = {id(each) for hint in tree.find_all(exp.Hint) for each in hint.walk()}
    for node in tree.find_all(exp.Func):
        if id(node) in hinted:
            continue
        name = node.name if isinstance(node, unknown) else node.sql_name()
        known = not isinstance(node, unknown) and type(node).__name__ not in READS_FILES
        is_called = isinstance(node.parent, exp.Dot) and node.arg_key == "expression"
        folder = node.parent.this.sql().rpartition(".")[2].strip('"') if is_called else ""
        if not only_computes(name, folder, known=known):
            names = {name.lower(), *map(str.lower, node.sql_names())}
            raise _uncertain(query, tokens, names, "." if folder else "")
    for token, after in pairwise(tokens):
        if token.text == "." and after.text.lower() == "nextval":
            raise _refused(query, after)


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


def _uncertain(query: str, tokens: list[Token], names: Collection[str], before: str) -> ValueError:
    """What is said of a function that may do anything, called with or without a dot before it."""
    called = next(
        (
            token
            for last, token, after in zip(["", *tokens], tokens, tokens[1:], strict=False)
            if after.text == "("
            and token.text.lower() in names
            and (getattr(last, "text", "") == ".") == bool(before)
        ),
        tokens[0],
    )
    return ValueError(
        f"{_place(query, called)}: nobody here knows that the function '{called.text}' only "
        "computes; make a view that calls it in the database and SELECT from that"
    )


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
