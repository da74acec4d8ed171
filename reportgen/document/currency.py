"""Replaces the unit of money in a document: blocks say `yuan`, whatever the report's currency."""

from __future__ import annotations

from typing import Any, TypeVar

from reportgen.document.each_field import each_field
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.units import priced

T = TypeVar("T")


def in_currency(part: T, currency: CurrencyCode) -> T:
    """Return a document, or a part of one, with every unit of money in a currency."""

    def in_it(name: str, value: Any) -> Any:  # noqa: ANN401 any value of a document
        return priced(value, currency) if name == "unit" else value

    return part if currency == HOME else each_field(part, in_it)
