"""Replaces the unit of money in a document: blocks say `yuan`, whatever the report's currency."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.units import priced

T = TypeVar("T")


def in_currency(part: T, currency: CurrencyCode) -> T:
    """Return a document, or a part of one, with every unit of money in a currency."""
    return part if currency == HOME else _priced(part, currency)


def _priced(part: Any, currency: CurrencyCode) -> Any:  # noqa: ANN401 any part of a document
    if type(part) is tuple:
        new = tuple(_priced(each, currency) for each in part)
        return part if all(map(operator.is_, new, part)) else new
    if isinstance(part, Mapping):
        return {key: _priced(each, currency) for key, each in part.items()}
    if not is_dataclass(part) or isinstance(part, type):
        return part
    own = {each.name: getattr(part, each.name) for each in fields(part) if each.init}
    said = {
        name: priced(value, currency) if name == "unit" else _priced(value, currency)
        for name, value in own.items()
    }
    changed = {name: value for name, value in said.items() if value is not own[name]}
    return replace(part, **changed) if changed else part
