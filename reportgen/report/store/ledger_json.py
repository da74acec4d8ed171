"""The parts of a ledger as JSON: plain values that no reader has to trust, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from reportgen.document.ledger import Account, Reject, Share
from reportgen.periods import Month
from reportgen.report.store.ledger_slices import CommonPart, OwnPart


def common_as_json(part: CommonPart) -> bytes:
    """Write what concerns every dealer."""
    return _dumped({"accounts": part.accounts, "shares": part.shares, "rejects": part.rejects})


def common_from_json(content: bytes) -> CommonPart:
    """Read what concerns every dealer."""
    read = json.loads(content)
    return CommonPart(
        _by_place(read["accounts"], _account),
        _by_place(read["shares"], _share),
        _by_place(read["rejects"], _rejects),
    )


def own_as_json(part: OwnPart) -> bytes:
    """Write what concerns one dealer."""
    return _dumped({name.name: getattr(part, name.name) for name in fields(part)})


def own_from_json(content: bytes) -> OwnPart:
    """Read what concerns one dealer."""
    read = json.loads(content)
    return OwnPart(
        _by_place(read["accounts"], _account),
        _by_place(read["shares"], _share),
        _by_place(read["rejects"], _rejects),
        _by_place(read["unread"], dict),
    )


def _dumped(value: object) -> bytes:
    return json.dumps(_plain(value), separators=(",", ":")).encode()


def _plain(value: object) -> Any:  # noqa: ANN401 what JSON knows
    """A value as JSON has it; fields that say nothing are left out."""
    match value:
        case Month() | date():
            return str(value)
        case Account() | Reject() | Share():
            named = {each.name: getattr(value, each.name) for each in fields(value)}
            return {name: _plain(held) for name, held in named.items() if held or held == 0}
        case Mapping() if any(isinstance(key, tuple) for key in value):
            return [[*key, _plain(held)] for key, held in value.items()]
        case Mapping():
            return {str(key): _plain(held) for key, held in value.items()}
        case tuple() | list():
            return [_plain(held) for held in value]
        case _:
            return value


def _by_place(read: Mapping[str, Any], made: Any) -> dict[int, Any]:  # noqa: ANN401 any value
    return {int(at): made(value) for at, value in read.items()}


def _rejects(read: list[Any]) -> list[tuple[int, Reject]]:
    return [(place, Reject(**reject)) for place, reject in read]


def _share(read: dict[str, Any]) -> Share:
    return Share(**{**read, **_words(read)})


def _words(read: dict[str, Any]) -> dict[str, Any]:
    """The counts of unknown words: their keys are pairs, which JSON has not."""
    return (
        {"unknown_words": {(column, word): n for column, word, n in read["unknown_words"]}}
        if ("unknown_words" in read)
        else {}
    )


def _account(read: dict[str, Any]) -> Account:
    made: dict[str, Callable[[Any], object]] = {
        "examples": lambda held: {reason: tuple(some) for reason, some in held.items()},
        "unused": tuple,
        "rejects": lambda held: tuple(Reject(**each) for each in held),
        "dealers": lambda held: {dealer: _share(share) for dealer, share in held.items()},
        "unread": lambda held: {column: tuple(rows) for column, rows in held.items()},
        "month": Month.parse,
        "covers": Month.parse,
        "first": date.fromisoformat,
        "last": date.fromisoformat,
    }
    known = {name: made[name](held) if name in made else held for name, held in read.items()}
    return Account(**{**known, **_words(read)})
