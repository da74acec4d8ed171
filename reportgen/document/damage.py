"""What of the data does not say what happened, as far as a finding on data quality knows."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.periods import Month


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of a table no conclusion may rest on.

    Attributes:
        table: Its canonical name.
        column: The column; empty for whole rows.
        months: The months; empty for all.
    """

    table: str
    column: str = ""
    months: frozenset[Month] = frozenset()
