"""Changes values throughout a document without copying what stays the same."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Change: TypeAlias = Callable[[str, Any], Any]
"""Name of a field (empty for what stands in a list) and its value → the value it shall have."""


def each_field(part: T, change: Change) -> T:
    """Return a document, or a part of one, with every value changed that the change concerns.

    Parts in which nothing changes are the same objects as before.
    """
    return _changed("", part, change)  # type: ignore[no-any-return]


def _changed(name: str, value: Any, change: Change) -> Any:  # noqa: ANN401 any part of a document
    if type(value) is tuple:
        new = tuple(_changed("", each, change) for each in value)
        return value if all(map(operator.is_, new, value)) else new
    if isinstance(value, Mapping):
        told = {key: _changed("", each, change) for key, each in value.items()}
        return value if all(map(operator.is_, told.values(), value.values())) else told
    names = _names(type(value))  # type: ignore[arg-type]
    if not names:
        return change(name, value)
    own = {each: getattr(value, each) for each in names}
    changed = {each: _changed(each, one, change) for each, one in own.items()}
    changed = {each: one for each, one in changed.items() if one is not own[each]}
    return replace(value, **changed) if changed else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass; none for any other class."""
    return tuple(one.name for one in fields(kind) if one.init) if is_dataclass(kind) else ()
