"""What is ordered of a batch, and the outcome of each dealer's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from reportgen.periods import Month
from reportgen.section.dealer import Dealer

Status: TypeAlias = Literal["done", "partly", "failed", "unchanged"]
Failure: TypeAlias = Literal[
    "", "error", "exit", "ended", "crash", "killed", "deadline", "memory", "stopped"
]
"""How a report failed; empty where it did not.

`error`: an exception; `exit`: `sys.exit`; `ended`: the process was gone before it answered;
`crash`: a signal of the processor or of `abort`; `killed`: somebody else ended it; `stopped`: it
put itself to sleep.
"""
Redo: TypeAlias = Literal["changed", "failed", "all"]
"""Which reports to make: those not there or made from something else, those that failed, all."""
LOST: Final = "the process making it was killed; is the machine out of memory?"
"""The reason where somebody else ended it."""
RowCounts: TypeAlias = Mapping[str, Mapping[str, int]]
"""Table → rows `read`, `used`, and left out by reason."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: a spec, a month, formats, a folder, and which reports to make again.

    `formats` empty means those of the spec.
    """

    spec: Path
    month: Month
    out: Path
    formats: tuple[str, ...] = ()
    redo: Redo = "changed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one dealer's report.

    Attributes:
        dealer: Whose report it is.
        status: `partly`: the files are whole, but a section could not be built and says so in its
            place, or a plugin that is told of finished files failed. `unchanged`: nothing it is
            made from has changed since it was made, and its files are still there.
        files: The files of the report.
        reason: Why it failed, or is there only partly.
        failure: How it failed.
        place: File and line of the plugin where it failed, as far as known.
        rows: What became of the rows of its tables.
        kept: Files in whose place somebody's own stand; the report has another name.
        printed: What plugins printed, the beginning of it.
        without: What it was made without, as it or a report before it waited for it in vain.
    """

    dealer: Dealer
    status: Status
    files: tuple[Path, ...] = ()
    reason: str = ""
    failure: Failure = ""
    place: str = ""
    rows: RowCounts = field(default_factory=dict)
    kept: tuple[Path, ...] = ()
    printed: str = ""
    without: str = ""

    @property
    def told(self) -> str:
        """The reason, with the place in the plugin where it is known."""
        named = not self.place or self.place in self.reason
        return self.reason if named else f"{self.reason} ({self.place})"

    def keeping(self, kept: tuple[Path, ...]) -> Outcome:
        """Return the outcome with the files of somebody's own that stay where they are."""
        return replace(self, kept=kept)
