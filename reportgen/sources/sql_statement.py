"""What a spec may say about a database: one reading statement, and secrets by name only."""

from __future__ import annotations

import os
import re
from typing import Final

from reportgen.errors import SpecError, did_you_mean

_COMMENT: Final = r"(?P<comment>--[^\n]*|/\*.*?\*/)"
_QUOTED: Final = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?P<dollar>\$\w*\$).*?(?P=dollar)"
_QUIET: Final = re.compile(f"{_COMMENT}|{_QUOTED}", re.DOTALL)
_READING: Final = {"select", "with", "values", "table", "from", "show", "describe"}
_SECRET: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD: Final = re.compile(r"^([\w+]+://[^/@:]*):([^@]*)@")


def one_reading_statement(query: str) -> str:
    """The statement without a semicolon at its end.

    Raises:
        ValueError: There is none, are several, or it does not read.
    """
    bare = _QUIET.sub(lambda found: " " if found["comment"] else "''", query)
    bare = bare.strip().rstrip(";").strip()
    if not bare:
        raise ValueError("there is no statement; write SELECT … FROM …")
    if ";" in bare:
        raise ValueError("more than one statement; keep one SELECT")
    word = bare.lstrip("( ").split(maxsplit=1)[0]
    if word.lower() not in _READING:
        raise ValueError(f"a source only reads, so '{word.upper()}' is refused; write SELECT …")
    return query.strip().rstrip(";").rstrip()


def quiet_colons(query: str) -> str:
    """The statement as SQLAlchemy wants it: a colon inside quotes begins no parameter."""
    return _QUIET.sub(lambda found: re.sub(r"(?<!\\):", r"\:", found[0]), query)


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
