"""What the readers of workbooks hand over: sheets that can be looked at one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reportgen.sources.sheet_grid import SheetGrid


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """The cells of a sheet, and what they alone do not tell: kind of fault → how many."""

    grid: SheetGrid
    faults: Mapping[str, int] = field(default_factory=dict)


class OpenWorkbook(Protocol):
    """A workbook that is open; charts and macros are no sheets."""

    @property
    def names(self) -> Sequence[str]:
        """Its sheets, in order."""

    @property
    def hidden(self) -> Collection[str]:
        """Those nobody sees."""

    def sheet(self, name: str) -> WorkbookSheet:
        """One of them, from row 1 and column 1."""
