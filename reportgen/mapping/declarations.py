"""What a source has to declare of a file's dates, as far as their values show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from reportgen.extension.components import DateOrder
from reportgen.intake.dates import epoch_of
from reportgen.mapping.column_match import Matching
from reportgen.mapping.value_evidence import Values

_PARTS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})(?:[T\s].*)?")
_MONTHS: Final = 12


def declared(matching: Matching, values: Sequence[Values]) -> Mapping[str, Mapping[str, str]]:
    """Option of a source → column → what to write, for the date columns that are certain.

    `epoch` where the values count seconds or milliseconds since 1970; `date_order` where days
    beyond the twelfth show which part is the month.
    """
    epochs: dict[str, str] = {}
    orders: dict[str, str] = {}
    for proposal in matching.proposals:
        column = proposal.best.column if proposal.best else None
        if column is None or proposal.state != "certain" or column.traits.holds != "time":
            continue
        texts = values[proposal.at].texts
        if unit := epoch_of(texts):
            epochs[column.name] = unit
        if order := _order_of(texts):
            orders[column.name] = order
    found = {"date_order": orders, "epoch": epochs}
    return {option: columns for option, columns in found.items() if columns}


def _order_of(texts: Iterable[str]) -> DateOrder | None:
    """Which part is the day: the only one that is ever beyond twelve."""
    parts = [found for text in texts if (found := _PARTS.fullmatch(text))]
    first, second = (any(int(found[at]) > _MONTHS for found in parts) for at in (1, 3))
    if first == second:
        return None
    return "dmy" if first else "mdy"
