"""What a process that makes reports can be given to do: a report, or a pass over many dealers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reportgen.report.store import Slice
from reportgen.section.dealer import Dealer


@dataclass(frozen=True, slots=True)
class DerivingPass:
    """What some dealers' reports derive from their tables, to be made for all of them at once.

    Attributes:
        folder: Where it is written.
        slices: The dealers' parts of the store.
    """

    folder: Path
    slices: tuple[Slice, ...]

    @property
    def dealer(self) -> Dealer:
        """Stands for the dealers where one would be named."""
        return Dealer(f"{self.slices[0].dealer.id} … {self.slices[-1].dealer.id}")

    @property
    def keeps_facts(self) -> bool:
        """Whether the store is the workspace's."""
        return self.slices[0].keeps_facts


Task: TypeAlias = Slice | DerivingPass
