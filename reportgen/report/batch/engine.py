"""What makes the reports of a batch: processes of this machine, or those of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.watch import Aside
from reportgen.section.dealer import Dealer

PutInPlace: TypeAlias = Callable[[Dealer, Sequence[Aside]], Sequence[Path]]
"""Gives files set aside their names; returns these."""
_TRIES: Final = 2
"""How often a report is begun whose process somebody killed; by judgement."""


class Engine(Protocol):
    """Makes reports; leaving the context ends whatever it started for them."""

    def make(
        self, order: Order, tasks: Sequence[Task], put_in_place: PutInPlace
    ) -> Iterator[Outcome]:
        """Do each task, which makes a report as a rule; yields the outcomes as they come.

        Raises:
            EnvironmentFault: The machine cannot go on; reports in the making are not finished.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


@dataclass(slots=True)
class Tries:
    """Counts how often the process of each report was killed by somebody else."""

    _lost: dict[str, int] = field(default_factory=dict)

    def again(self, own: Task) -> bool:
        """Note that the process of a report was killed; returns whether to try once more."""
        self._lost[own.dealer.id] = self._lost.get(own.dealer.id, 0) + 1
        return self._lost[own.dealer.id] < _TRIES
