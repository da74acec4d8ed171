"""The days of the report's month that were exported, where that is not the whole month.

A figure of them is the figure so far: it is printed with a mark, and held against no whole month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from reportgen.labels import Label
from reportgen.periods import Month

SLACK: Final = 3
"""Days by which exports may differ and still say the same; shorter gaps are weekends."""


@dataclass(frozen=True, slots=True)
class ExportedDays:
    """The days of one month that a table has.

    Attributes:
        first: The first of them.
        last: The last of them.
        table: What the table is called.
    """

    first: date
    last: date
    table: Label

    @property
    def count(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    @property
    def part(self) -> Literal["to", "from", "days"]:
        """Which part of the month they are: its beginning, its end, or neither."""
        if self.first.day == 1:
            return "to"
        return "from" if self.last == Month.of(self.last).last else "days"

    def covers(self, other: ExportedDays) -> bool:
        """Tell whether they begin as early as others and go on as long, or longer."""
        late, short = self.first - other.first, other.last - self.last
        return max(late.days, short.days) <= SLACK


SoFar: TypeAlias = tuple[ExportedDays, ...]
"""What a figure of an unfinished month is of, table by table; empty for whole months."""


def joined(parts: Iterable[SoFar]) -> SoFar:
    """Return the days several figures are of, each table once."""
    return tuple(sorted({days for part in parts for days in part}, key=_order))


def comparable(one: SoFar, other: SoFar) -> bool:
    """Tell whether two figures are of as many days: of whole months, or of parts as long."""
    if not one or not other:
        return one == other
    lengths = [days.count for days in (*one, *other)]
    return max(lengths) - min(lengths) <= SLACK


def _order(days: ExportedDays) -> tuple[str, date, date]:
    return days.table.zh, days.first, days.last
