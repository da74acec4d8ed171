"""Turns pydantic's validation errors into messages that tell a file's author what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from reportgen.errors import did_you_mean
from reportgen.yaml.scan import KeyPath, wide_hint

_EXPECTED: Final = {
    "text": "string",
    "a whole number": "int",
    "a number": "float finite_number",
    "true or false": "bool",
    "a list": "list tuple set frozen_set",
    "a mapping (key: value)": "dict mapping model dataclass",
    "a day such as 2026-10-31": "date",
    "nothing": "none_required",
}
_KINDS: Final = {kind: words for words, kinds in _EXPECTED.items() for kind in kinds.split()}
_SUFFIX: Final = re.compile(r"_(?:type|parsing|parsing_size|attributes_type|from_\w+)$")
_LIMITS: Final = {
    "greater_than": "must be more than {gt}, got {got}",
    "greater_than_equal": "must be at least {ge}, got {got}",
    "less_than": "must be less than {lt}, got {got}",
    "less_than_equal": "must be at most {le}, got {got}",
    "too_short": "needs at least {min_length} of them, got {actual_length}",
    "too_long": "takes at most {max_length} of them, got {actual_length}",
    "string_too_short": "needs at least {min_length} characters, got {got}",
    "string_too_long": "takes at most {max_length} characters, got {got}",
    "string_pattern_mismatch": "must look like {pattern}, got {got}",
}
_LONGEST_QUOTE = 40


class Fault(NamedTuple):
    """The message about a value, or about its key."""

    path: KeyPath
    message: str
    of_key: bool = False


@dataclass(frozen=True, slots=True)
class _FaultPlace:
    """One validation error, with its path in the data."""

    path: KeyPath
    details: ErrorDetails

    @property
    def kind(self) -> str:
        return self.details["type"]


def fault(message: str, *path: str | int) -> ValidationError:
    """Make an error for a validator to raise about a value below the one it validates."""
    kind = PydanticCustomError("fault", "{message}", {"message": message})
    details = InitErrorDetails(type=kind, loc=path, input=None)
    return ValidationError.from_exception_data("", [details])


def faults(
    error: ValidationError, data: object, known_keys: Mapping[int, Collection[str]]
) -> Iterator[Fault]:
    """Yield each error once; an error that only follows from another one is left out.

    `known_keys` holds for the `id` of a mapping the keys it may have.
    """
    places = [_locate(details, data) for details in error.errors(include_url=False)]
    paired: set[KeyPath] = set()
    for place in places:
        if place.kind == "extra_forbidden":
            message, stands_for = _unknown_key(place, places, data, known_keys)
            paired.add(stands_for)
            yield Fault(place.path, message, of_key=True)
    yield from _wrong_types(places)
    for place in places:
        if place.kind == "missing" and place.path in paired:
            continue
        if place.kind == "too_short" and any(_inside(other.path, place.path) for other in places):
            continue  # entries that are wrong themselves do not count as there
        if place.kind != "extra_forbidden" and _expected(place.kind) is None:
            of_key = place.details["loc"][-1:] == ("[key]",)
            yield Fault(place.path, dotted(place.path) + _message(place), of_key)


def dotted(path: KeyPath) -> str:
    """Write a path as `report.title: `; empty for the whole file."""
    return ".".join(map(str, path)) + ": " if path else ""


def _locate(details: ErrorDetails, data: Any) -> _FaultPlace:  # noqa: ANN401 plain YAML data
    """Return the path in the data, without the names of union branches and validators."""
    path: list[str | int] = []
    for part in details["loc"]:
        if _has(data, part):
            data = data[part]
            path.append(part)
    if details["type"] == "missing":
        return _FaultPlace((*path, details["loc"][-1]), details)
    return _FaultPlace(tuple(path), details)


def _has(data: object, part: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _unknown_key(
    place: _FaultPlace,
    places: Iterable[_FaultPlace],
    data: Any,  # noqa: ANN401 plain YAML data
    known_keys: Mapping[int, Collection[str]],
) -> tuple[str, KeyPath]:
    """Return the message about an unknown key, and the missing key it stands for."""
    *outer, last = place.path
    key = str(last)
    for part in outer:
        data = data[part]
    missing = {str(p.path[-1]) for p in places if p.kind == "missing" and [*p.path[:-1]] == outer}
    known = missing | set(known_keys.get(id(data), ())) - set(data)
    hint = wide_hint(key) or did_you_mean(key, sorted(missing)) or did_you_mean(key, sorted(known))
    before_colon = key.partition("：")[0]
    told = (name for name in missing if hint == f"; did you mean '{name}'?")
    meant = before_colon if before_colon in missing else next(told, "")
    if not hint:
        hint = f"; it may have {', '.join(sorted(known))}" if known else "; remove it"
    return f"unknown key '{'.'.join(map(str, place.path))}'{hint}", (*outer, meant)


def _wrong_types(places: Iterable[_FaultPlace]) -> Iterator[Fault]:
    """Yield each value of a wrong type with all that would do; the deepest branch wins."""
    wanted: dict[KeyPath, list[str]] = {}
    values: dict[KeyPath, object] = {}
    for place in places:
        words = _expected(place.kind)
        if words is None or any(_inside(other.path, place.path) for other in places):
            continue
        known = wanted.setdefault(place.path, [])
        values[place.path] = place.details["input"]
        if words not in known:
            known.append(words)
    for path, names in wanted.items():
        value = values[path]
        got = f"expected {' or '.join(names)}, got {_described(value)}"
        yield Fault(path, dotted(path) + got + _advice(names, value))


def _message(place: _FaultPlace) -> str:
    context: dict[str, Any] = place.details.get("ctx", {})
    value = place.details["input"]
    if place.kind == "missing":
        return "this key is missing; add it"
    if place.kind in {"literal_error", "enum"}:
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        hint = wide_hint(str(value)) or did_you_mean(str(value), known)
        return f"{_described(value)} is not one of {', '.join(known)}{hint}"
    if place.kind in _LIMITS:
        limits = {name: _short(limit) for name, limit in context.items()}
        return _LIMITS[place.kind].format(got=_described(value), **limits)
    if place.kind == "value_error":
        return str(context["error"])
    said = place.details["msg"]
    return said if place.kind == "fault" else said[:1].lower() + said[1:]


def _expected(kind: str) -> str | None:
    """Say what was expected, from the name of an error such as `int_parsing` or `list_type`."""
    return _KINDS.get(kind) or _KINDS.get(_SUFFIX.sub("", kind))


def _described(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f"'{value[:_LONGEST_QUOTE]}…'" if len(value) > _LONGEST_QUOTE else f"'{value}'"
        case list() | tuple():
            return "a list"
        case _:
            return "a mapping"


def _short(limit: object) -> object:
    """Write a limit as its author wrote it: pydantic makes 0 of a number field 0.0."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _advice(expected: Collection[str], value: object) -> str:
    match value:
        case None:
            return "; write a value, or remove the key"
        case str():
            return wide_hint(value)
        case bool() | int() | float() if "text" in expected:
            return "; put it in quotes"
    return ""


def _inside(path: KeyPath, outer: KeyPath) -> bool:
    return len(path) > len(outer) and path[: len(outer)] == outer
