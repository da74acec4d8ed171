"""The address of a database: secrets by name only, no setting that undoes what keeps it safe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, quote_plus

from reportgen.errors import SpecError, did_you_mean

if TYPE_CHECKING:
    from sqlalchemy import URL

_SECRET: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FILES: Final = ("sqlite", "duckdb")
"""Databases that are a file: their addresses have no user, and their settings are ours."""
_SETTINGS: Final = frozenset(
    {
        "application_name", "applicationintent", "authentication", "charset", "client_encoding",
        "connect_timeout", "driver", "encrypt", "multisubnetfailover", "service_name", "sid",
        "sslmode", "sslrootcert", "ssl_ca", "ssl_verify_cert", "ssl_verify_identity",
        "trusted_connection", "trustservercertificate",
    }
)  # fmt: skip
"""Settings of drivers that neither hold a secret nor load code, nor undo that we only read."""
_PLAIN: Final = re.compile(r"[^;={}\0]*")
"""A value no driver takes for several."""


def safe_address(url: str) -> str:
    """An address as a spec may hold it: without password, with harmless settings.

    Raises:
        ValueError: It has a password, or settings that are refused; neither is repeated.
    """
    if _SECRET.fullmatch(url):
        return url
    kind, _, rest = url.partition("://")
    address, _, settings = rest.partition("?")
    is_file = kind.partition("+")[0].lower() in _FILES
    if not is_file and re.search(r":.*@", address, re.DOTALL):
        raise ValueError(
            "a password does not belong in a spec; take it out of the URL and write "
            "`password: ${DB_PASSWORD}`, which is read from the environment"
        )
    refuse_settings(kind, parse_qsl(settings, keep_blank_values=True))
    return url


def refuse_settings(kind: str, settings: Iterable[tuple[str, str]]) -> None:
    """Refuse settings behind the `?` of an address that nobody knows to be harmless.

    Raises:
        ValueError: It names the setting, not its value.
    """
    known = () if kind.partition("+")[0].lower() in _FILES else _SETTINGS
    for name, value in settings:
        if name.lower() not in known:
            near = did_you_mean(name.lower(), known)
            what = near or f"; allowed are {', '.join(sorted(known)) or 'none here'}"
            raise ValueError(f"the setting '{_name(name)}' of the address is refused{what}")
        if not _PLAIN.fullmatch(value) or (name.lower() == "driver" and re.search(r"[/\\]", value)):
            raise ValueError(f"the setting '{name}' of the address must be a plain name")


def _name(setting: str) -> str:
    """The name of a setting; one that looks like none may be a part of a password."""
    return setting if re.fullmatch(r"[A-Za-z_]{1,40}", setting) else "…"


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


def is_torn(text: str, url: URL) -> bool:
    """Whether a part of the password may stand elsewhere, for an @, / or ? is not escaped in it."""
    if url.get_backend_name() in _FILES:
        return False
    return text.count("@") > 1 or ("@" in text and url.username is None)


def shown(url: URL) -> str:
    """The address as readers may see it."""
    return url.set(query={}).render_as_string(hide_password=True).replace(":***@", "@")


def without_secrets(text: str, url: URL) -> str:
    """What a driver says, without the password and the settings it was given."""
    values = [str(url.password or ""), *map(str, url.query.values())]
    spelled = {
        each for value in values for each in (value, quote(value, safe=""), quote_plus(value))
    }
    for value in sorted(spelled, key=len, reverse=True):
        text = text.replace(value, "***") if value else text
    return text
