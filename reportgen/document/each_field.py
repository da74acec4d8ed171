"""Changes values throughout a document without copying what stays the same."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Change: TypeAlias = Callable[[str, Any], Any]
"""Name of a field (empty for what stands in a list) and its value → the value it shall have."""


def each_field(part: T, change: Change, leave: AbstractSet[str] = frozenset()) -> T:
    """Return a document, or a part of one, with every value changed that the change concerns.

    Parts in which nothing changes are the same objects as before; the fields named by `leave` are
    not looked at.
    """

    def within(name: str, value: Any) -> Any:  # noqa: ANN401 any part of a document
        return value if name in leave else _changed(name, value, change, within)

    return within("", part)  # type: ignore[no-any-return]


def _changed(name: str, value: Any, change: Change, within: Change) -> Any:  # noqa: ANN401 as above
    if type(value) is tuple:
        new = tuple(within("", each) for each in value)
        return value if all(map(operator.is_, new, value)) else new
    if isinstance(value, Mapping):
        told = {key: within("", each) for key, each in value.items()}
        return value if all(map(operator.is_, told.values(), value.values())) else told
    names = _names(type(value))  # type: ignore[arg-type]
    if not names:
        return change(name, value)
    own = {each: getattr(value, each) for each in names}
    changed = {each: within(each, one) for each, one in own.items()}
    changed = {each: one for each, one in changed.items() if one is not own[each]}
    return replace(value, **changed) if changed else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass; none for any other class."""
    return tuple(one.name for one in fields(kind) if one.init) if is_dataclass(kind) else ()
