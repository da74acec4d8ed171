"""Checks a value against the annotations of its class; what is wrong is said with its place in it.

The dataclasses of plugin authors (blocks, contracts of tables) say what each field holds, so none
needs a check of its own. Lists become tuples on the way, and numbers of numpy numbers of Python.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from reportgen.document.blocks import Cell
from reportgen.document.facts import Shown, Words
from reportgen.errors import did_you_mean
from reportgen.labels import Label
from reportgen.metric.units import unpriced

T = TypeVar("T")

_UNTOUCHED: Final = frozenset({"metric", "expr", "undermines"})
"""Fields the engine fills in itself."""
_CALLED: Final[Mapping[Any, str]] = {
    Words: "a sentence; write words(…) or data.say(…)",
    Cell: "text, a number, a date, a Fact, words(…), a Course, a Status or None",
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "True or False",
    date: "a date",
    bytes: "the bytes of a file",
    Shown: "a Fact that words(…) put there",
    NoneType: "None",
}
_MISSING: Final = frozenset({"NAType", "NaTType"})
MOST: Final = 10**15
"""What no number reaches: of larger ones a spreadsheet keeps no units, and axes have no room."""
_NO_VALUE: Final = "where there is no value, write None (it prints —) or a Fact that says why"


class WrongValue(ValueError):  # noqa: N818 a fault of an author's value, told with its place
    """Raised for a value that is something else than its annotation declares."""


def as_declared(value: Any, hint: Any, where: str) -> Any:  # noqa: ANN401, PLR0911 one case a kind of hint
    """Return a value as its annotation declares it.

    Raises:
        WrongValue: It is something else.
    """
    origin = get_origin(hint)
    if origin is Literal:
        return _chosen(value, get_args(hint), where)
    if origin in {Union, UnionType}:
        return as_declared(value, _member(value, hint, where), where)
    if origin is tuple:
        return _listed(value, hint, where)
    if origin is Mapping:
        return _mapped(value, hint, where)
    value = _of_python(value)
    if hint is Any:
        return value
    if is_dataclass(hint):
        _require(value, hint, where)  # type: ignore[arg-type]
        return _parts(value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return value
    _require(value, hint, where)
    return value


def _require(value: object, hint: type, where: str) -> None:
    if type(value).__name__ in _MISSING:
        raise WrongValue(f"{where}: {value}; {_NO_VALUE}")
    wrong = isinstance(value, bool) and hint is not bool
    if wrong or not isinstance(value, hint):
        raise WrongValue(f"{where}: {kind_of(value)}; expected {_said(hint)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise WrongValue(f"{where}: {value}; {_NO_VALUE}")
    if isinstance(value, float | int) and abs(value) >= MOST:
        raise WrongValue(f"{where}: {value:.3e}; a number of a report is below {MOST:.0e}")


def _of_python(value: Any) -> Any:  # noqa: ANN401 any value of a block
    """Return the number of Python for one of numpy; anything else as it is."""
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def _chosen(value: object, known: tuple[Any, ...], where: str) -> object:
    try:
        if value in known or (isinstance(value, str) and unpriced(value) in known):
            return value
    except (TypeError, ValueError):  # neither hashable nor comparable
        pass
    near = did_you_mean(str(value), [one for one in known if isinstance(one, str)])
    there = f"; there are {', '.join(map(str, known))}"
    raise WrongValue(f"{where}: {kind_of(value)} is not one of its values{near or there}")


def _member(value: object, hint: Any, where: str) -> Any:  # noqa: ANN401 an annotation
    """Return the member of a union that a value is meant to be."""
    members = get_args(hint)
    value = _of_python(value)
    for one in members:
        if get_origin(one) is Literal:
            if isinstance(value, str):
                literals = (arg for m in members if get_origin(m) is Literal for arg in get_args(m))
                return Literal[tuple(literals)]
        elif get_origin(one) is tuple:
            if isinstance(value, tuple | list):
                return one
        elif isinstance(value, (float, int) if one is float else one) and not isinstance(
            value, bool
        ):
            return one
    if type(value).__name__ in _MISSING:
        raise WrongValue(f"{where}: {value}; {_NO_VALUE}")
    raise WrongValue(f"{where}: {kind_of(value)}; expected {_said(hint)}")


def _listed(value: object, hint: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401 an annotation
    if not isinstance(value, tuple | list) or hasattr(value, "_fields"):
        raise WrongValue(f"{where}: {kind_of(value)}; expected {_said(hint)}")
    each = get_args(hint)
    many = each[:1] * len(value) if each[1:] == (...,) else each
    if len(many) != len(value):
        raise WrongValue(f"{where}: {len(value)} values; expected {len(many)}")
    new = tuple(
        as_declared(one, what, f"{where}[{at}]")
        for at, (one, what) in enumerate(zip(value, many, strict=True))
    )
    same = isinstance(value, tuple) and all(a is b for a, b in zip(new, value, strict=True))
    return value if same else new  # type: ignore[return-value]


def _mapped(value: object, hint: Any, where: str) -> object:  # noqa: ANN401 an annotation
    if not isinstance(value, Mapping):
        raise WrongValue(f"{where}: {kind_of(value)}; expected a dictionary")
    keys, values = get_args(hint)
    for key, one in value.items():
        as_declared(key, keys, f"{where}, key")
        as_declared(one, values, f"{where}[{key!r}]")
    return value


def _parts(value: T, where: str) -> T:
    """Return a block, or a part of one, with every field as it is declared."""
    changed: dict[str, Any] = {}
    for name, hint in _hints(type(value)).items():  # type: ignore[arg-type]
        own = getattr(value, name)
        new = as_declared(own, hint, f"{where}.{name}")
        if new is not own:
            changed[name] = new
    return replace(value, **changed) if changed else value  # type: ignore[type-var]


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.name not in _UNTOUCHED}


def _said(hint: Any) -> str:  # noqa: ANN401 an annotation
    """Name what an annotation asks for."""
    if hint in _CALLED:
        return _CALLED[hint]
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(dict.fromkeys(map(_said, get_args(hint))))
    if hint is Label:
        return "Label(zh, en)"
    if get_origin(hint) is tuple:
        return f"a tuple of {_said(get_args(hint)[0])}"
    return f"{getattr(hint, '__name__', hint)}"


def kind_of(value: object) -> str:
    """Return what a value is, for a message: its class, and a short text of it."""
    if value is None:
        return "None"
    said = repr(value) if isinstance(value, str | int | float) else ""
    return f"{type(value).__name__} {said:.60}".strip()
