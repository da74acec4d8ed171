"""Makes many dealers' reports: one outcome each; no failure costs another dealer's report."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Final, Literal, TypeAlias, cast

from reportgen.errors import EnvironmentFault, ReportgenError, SourceError
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.files import check_writable
from reportgen.periods import Month
from reportgen.report.empty_report import refuse_empty
from reportgen.report.one import make_report
from reportgen.report.store import Slice, Stored
from reportgen.section.data import Dealer
from reportgen.spec.spec import Spec, read_spec

DEADLINE: Final = 300.0
"""Seconds one dealer's report may take in a process of its own; by judgement: it takes seconds."""

Status: TypeAlias = Literal["done", "partly", "failed"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: a spec, a month, formats and a folder, as values another process can take.

    `formats` empty means those of the spec.
    """

    spec: Path
    month: Month
    out: Path
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one dealer's report.

    `partly`: the files are whole, but a section could not be built and says so in its place, or
    a plugin that is told of finished files failed.
    """

    dealer: Dealer
    status: Status
    files: tuple[Path, ...] = ()
    reason: str = ""


def build(  # noqa: PLR0913, PLR0917 what is ordered, and what was read for it
    order: Order,
    spec: Spec,
    registry: Registry,
    stored: Stored,
    dealers: Sequence[Dealer],
    jobs: int = 1,
) -> Iterator[Outcome]:
    """Make every dealer's report, in this process or in `jobs` processes; yields the outcomes.

    Raises:
        EnvironmentFault: The machine cannot go on (disk full, read-only): nothing is booked.
    """
    check_writable(order.out)
    if jobs > 1 and len(dealers) > 1:
        yield from _in_processes(order, stored, dealers, min(jobs, len(dealers)))
        return
    for dealer in dealers:
        yield attempt(partial(_opened, order, spec, stored, dealer, registry), dealer)


def attempt(make: Callable[[], Outcome], dealer: Dealer) -> Outcome:
    """Make one dealer's report; whatever a plugin raises becomes the reason of a failed outcome."""
    try:
        return make()
    except EnvironmentFault:
        raise
    except ReportgenError as error:
        return Outcome(dealer, "failed", reason=str(error))
    except Exception as error:  # noqa: BLE001 one dealer's bug must not cost the others theirs
        return Outcome(dealer, "failed", reason=f"{type(error).__name__}: {error}")


def _opened(
    order: Order, spec: Spec, stored: Stored, dealer: Dealer, registry: Registry
) -> Outcome:
    refuse_empty(stored, [dealer])
    return _made(order, spec, stored.slice(dealer), registry)


def _made(order: Order, spec: Spec, own: Slice, registry: Registry) -> Outcome:
    inputs, dealer = own.open(registry.tables), own.dealer
    made = make_report(
        spec,
        inputs,
        dealer,
        order.month,
        order.out,
        registry,
        order.formats,
        keep_facts=own.keeps_facts,
    )
    failed = [
        f"{chapter.title}: {chapter.failed}" for chapter in made.document.chapters if chapter.failed
    ]
    reasons = (*failed, *made.complaints)
    return Outcome(dealer, "partly" if reasons else "done", made.files, "; ".join(reasons))


# --- in processes ---------------------------------------------------------------------------


def _in_processes(
    order: Order, stored: Stored, dealers: Sequence[Dealer], jobs: int
) -> Iterator[Outcome]:
    """Make the reports in `jobs` processes, each with a pipe of its own to notice its death."""
    waiting: deque[Slice] = deque()
    for dealer in dealers:
        try:
            refuse_empty(stored, [dealer])
            waiting.append(stored.slice(dealer))
        except SourceError as error:
            yield Outcome(dealer, "failed", reason=str(error))
    workers: list[_Worker] = []
    try:
        workers.extend(_Worker(order, waiting.popleft()) for _ in range(min(jobs, len(waiting))))
        while workers:
            wait([worker.pipe for worker in workers], min(each.seconds_left() for each in workers))
            for worker in workers[:]:
                if outcome := worker.outcome():
                    if waiting:
                        worker.begin(waiting.popleft())
                    else:
                        worker.end()
                        workers.remove(worker)
                    yield outcome
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that makes one report after the other, and the dealer it is working on."""

    def __init__(self, order: Order, own: Slice) -> None:
        self._order = order
        self._start()
        self.begin(own)

    def _start(self) -> None:
        # forkserver: a fork of this process would inherit the locks of Arrow's threads
        context = get_context("forkserver")
        context.set_forkserver_preload(["reportgen.report.batch", "pypinyin"])
        self.pipe, its = context.Pipe()
        self._process = context.Process(target=_work, args=(self._order, its))
        self._process.start()
        its.close()

    def begin(self, own: Slice) -> None:
        """Give the process a dealer; start a new process where the last one died."""
        if not self._process.is_alive():
            self.end()
            self._start()
        self._dealer, self._until = own.dealer, monotonic() + DEADLINE
        with suppress(OSError):  # it died just now, which `outcome` hears
            self.pipe.send(own)

    def seconds_left(self) -> float:
        """Return the seconds until its dealer's report has taken too long."""
        return max(0.0, self._until - monotonic())

    def outcome(self) -> Outcome | None:
        """Return the outcome of its dealer; None while the report is being made."""
        if not self.pipe.poll():
            late = f"took longer than {DEADLINE:.0f} seconds and was stopped"
            return None if self.seconds_left() else self._failed(late)
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return self._failed("the process making it died; a plugin may have crashed Python")
        if isinstance(answer, Exception):
            raise answer
        return cast("Outcome", answer)

    def _failed(self, reason: str) -> Outcome:
        self.end()
        return Outcome(self._dealer, "failed", reason=reason)

    def end(self) -> None:
        """Stop the process, whether or not it responds."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(order: Order, pipe: Connection) -> None:
    """Read the spec once, then answer each dealer with an outcome or a run-ending error."""
    # the parent tells the user; a program started from here hears the key itself
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.INTERRUPTED))
    try:
        registry = load_plugins(find_workspace(order.spec))
        spec = read_spec(order.spec, registry)
        while True:
            own = pipe.recv()
            pipe.send(attempt(partial(_made, order, spec, own, registry), own.dealer))
    except EOFError:  # the parent has gone
        return
    except Exception as error:  # noqa: BLE001 raised where the reports were ordered
        pipe.send(error)
