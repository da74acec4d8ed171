"""The processes that make the reports, seen from the one that ordered them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from time import monotonic, sleep
from typing import Final

from reportgen.errors import EnvironmentFault
from reportgen.extension.registry import Registry
from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.engine import PutInPlace, Tries
from reportgen.report.batch.isolation import fork
from reportgen.report.batch.outcome import LOST, Order, Outcome
from reportgen.report.batch.worker import DO_WITHOUT, PREPARE, work
from reportgen.report.closing import Closing
from reportgen.spec.spec import Spec

_PATIENCE: Final = 5.0
"""Seconds a worker has to end what it started; by judgement."""


@dataclass(slots=True)
class _Seat:
    """One worker, and whose report it is making."""

    process: int
    pipe: Connection
    task: Task | None = None
    warned: bool = False


class Workers(Closing):
    """The workers of one batch; leaving the context ends them and all they started.

    They are forked when this is made. Make it before data are read: a worker then holds little,
    and can get ready while they are.
    """

    def __init__(
        self, spec: Spec, registry: Registry, jobs: int = 1, formats: Sequence[str] = ()
    ) -> None:
        self._seats: list[_Seat] = []
        for _ in range(jobs):
            self._seats.append(self._hired(spec, registry, formats))
        with suppress(OSError):
            self._seats[0].pipe.send(PREPARE)

    def _hired(self, spec: Spec, registry: Registry, formats: Sequence[str]) -> _Seat:
        ours, its = Pipe()
        parent = os.getpid()
        process = fork()
        if not process:
            ours.close()
            for seat in self._seats:  # else those would not notice that the parent is gone
                seat.pipe.close()
            work(parent, its, spec, registry, formats)
        its.close()
        return _Seat(process, ours)

    def close(self) -> None:
        """End the workers; each ends the reports it is making, and what those started."""
        for seat in self._seats:
            seat.pipe.close()
        until = monotonic() + _PATIENCE
        for seat in self._seats:
            while not _gone(seat.process):
                if monotonic() > until:
                    os.kill(seat.process, signal.SIGKILL)
                sleep(0.002)
        self._seats.clear()

    def make(
        self, order: Order, tasks: Sequence[Task], put_in_place: PutInPlace
    ) -> Iterator[Outcome]:
        """Do each task, which makes a report as a rule; yields the outcomes as they come.

        Raises:
            EnvironmentFault: The machine cannot go on; reports in the making are not finished.
        """
        batch = _Batch(self._seats, deque(tasks), put_in_place)
        for seat in self._seats[: len(tasks)]:
            with suppress(OSError):
                seat.pipe.send(order)
            batch.begin(seat)
        try:
            yield from batch.run()
        except BaseException:  # whoever is still at work writes into a folder nobody holds then
            self.close()
            raise


@dataclass(slots=True)
class _Batch:
    seats: list[_Seat]
    waiting: deque[Task]
    put_in_place: PutInPlace
    tries: Tries = field(default_factory=Tries)
    without: bool = False

    def begin(self, seat: _Seat) -> None:
        """Give a worker its next report, if there is one."""
        seat.task = self.waiting.popleft() if self.waiting else None
        if seat.task:
            with suppress(OSError):  # it was killed, which its pipe tells
                if self.without and not seat.warned:
                    seat.pipe.send(DO_WITHOUT)
                    seat.warned = True
                seat.pipe.send(seat.task)

    def run(self) -> Iterator[Outcome]:
        """Hear what the workers say until every report is made."""
        while busy := {seat.pipe: seat for seat in self.seats if seat.task}:
            for pipe in wait(list(busy)):
                outcome = self._heard(busy[pipe])  # type: ignore[index]
                if outcome:
                    yield outcome

    def _heard(self, seat: _Seat) -> Outcome | None:
        """Return the outcome a worker tells; None when it asks, or the report is tried again."""
        assert seat.task  # noqa: S101 only those that work are heard
        try:
            said = seat.pipe.recv()
            if isinstance(said, list):
                seat.pipe.send(self.put_in_place(seat.task.dealer, said))
                return None
        except (EOFError, ConnectionError):
            return self._lost_worker(seat)
        if isinstance(said, EnvironmentFault):
            raise said
        outcome: Outcome = said
        self.without |= bool(outcome.without)
        if outcome.failure == "killed" and self._again(seat.task):
            self.begin(seat)
            return None
        self.begin(seat)
        return outcome

    def _again(self, own: Task) -> bool:
        """Put a report whose process was killed back, unless it was tried often enough."""
        again = self.tries.again(own)
        if again:
            self.waiting.appendleft(own)
        return again

    def _lost_worker(self, seat: _Seat) -> Outcome | None:
        """Go on without a worker somebody killed.

        Raises:
            EnvironmentFault: It was the last one.
        """
        own, seat.task = seat.task, None
        assert own  # noqa: S101 as in `_heard`
        seat.pipe.close()
        self.seats.remove(seat)
        _gone(seat.process)
        if not self.seats:
            raise EnvironmentFault(
                "the processes that make the reports were killed; is the machine out of memory? "
                "Run the same command again: what is finished is kept"
            )
        again = self._again(own)
        for idle in [each for each in self.seats if not each.task]:
            self.begin(idle)
        return None if again else Outcome(own.dealer, "failed", reason=LOST, failure="killed")


def _gone(process: int) -> bool:
    try:
        return os.waitpid(process, os.WNOHANG)[0] == process
    except ChildProcessError:
        return True
