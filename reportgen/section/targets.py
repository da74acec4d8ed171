"""Targets set for indicators, by dealer and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reportgen.labels import Label
from reportgen.metric.units import Unit
from reportgen.periods import Month


class Indicator(NamedTuple):
    """A figure that a target can be set for: its id, its name, and its unit."""

    id: str
    label: Label
    unit: Unit


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by dealer, month and indicator; "" stands for every dealer, null for every month."""

    values: Mapping[tuple[str, Month | None, str], float] = field(default_factory=dict)

    def value(self, dealer: str, month: Month, indicator: str) -> float | None:
        """Return the most particular target: the dealer's own before one for all, then the month's.

        Null where none is set.
        """
        places = ((dealer, month), (dealer, None), ("", month), ("", None))
        found = (self.values.get((*place, indicator)) for place in places)
        return next((value for value in found if value is not None), None)
