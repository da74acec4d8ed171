"""Has the workers of a Dask cluster make the reports; files get their names here alone."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from typing import Any, Final

from reportgen.errors import EnvironmentFault, UsageError, one_line
from reportgen.extension.registry import Registry
from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.dask_task import ClusterRun, attend, reply
from reportgen.report.batch.engine import PutInPlace, Tries
from reportgen.report.batch.outcome import LOST, Order, Outcome
from reportgen.report.batch.provenance import provenance
from reportgen.report.batch.watch import Aside
from reportgen.report.closing import Closing
from reportgen.spec.spec import Spec

_CONNECT: Final = 30.0
"""Seconds for the scheduler to answer; as Dask has it: one on a busy machine takes some."""
_WORKERS: Final = 60.0
"""Seconds for the first worker to come; by judgement: it may just be starting."""
_LOOK: Final = 2.0
"""Seconds without an answer after which it is looked whether all are still there; by judgement."""


class DaskWorkers(Closing):
    """The workers of a Dask cluster, as `Workers` are those of this machine."""

    def __init__(self, spec: Spec, registry: Registry, scheduler: str) -> None:
        """Connect to a scheduler.

        Raises:
            UsageError: The package `distributed` is not installed.
            EnvironmentFault: The scheduler does not answer, or has no workers.
        """
        self._spec, self._registry, self._scheduler = spec, registry, scheduler
        self._client = _connected(scheduler)
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError:
            self.close()
            raise EnvironmentFault(
                f"--scheduler {scheduler}: no worker has come within {_WORKERS:g} seconds; start "
                f"one with: dask worker {scheduler} --nthreads 1"
            ) from None

    def close(self) -> None:
        """Leave the cluster; reports nobody waits for any more are not put into place."""
        self._client.close()

    def make(
        self, order: Order, tasks: Sequence[Task], put_in_place: PutInPlace
    ) -> Iterator[Outcome]:
        """Do each task, which makes a report as a rule; yields the outcomes as they come.

        Raises:
            EnvironmentFault: The cluster cannot go on; reports in the making are not finished.
        """
        if not all(own.keeps_facts for own in tasks):
            raise EnvironmentFault(
                "what was read lies in a temporary folder of this machine, which a cluster does "
                "not see; make the store/ of the workspace writable, or use --engine local"
            )
        order = replace(order, spec=order.spec.absolute())
        told = provenance(order, self._spec, self._registry, {}).told
        run = ClusterRun(f"reportgen-{token_hex(8)}", order, told)
        return _ClusterBatch(
            self._client, self._scheduler, run, deque(tasks), put_in_place
        ).outcomes()


@dataclass(slots=True)
class _Ask:
    """A worker wants the files of a report put into place."""

    id: str
    worker: str
    dealer: str
    files: Sequence[Aside]


@dataclass(frozen=True, slots=True)
class _AtWorker:
    """A task, and the worker that does it."""

    task: Task
    worker: str


@dataclass(slots=True)
class _ClusterBatch:
    client: Any
    scheduler: str
    run: ClusterRun
    waiting: deque[Task]
    put_in_place: PutInPlace
    making: dict[Any, _AtWorker] = field(default_factory=dict)
    tries: Tries = field(default_factory=Tries)
    heard: SimpleQueue[Any] = field(default_factory=SimpleQueue)

    def outcomes(self) -> Iterator[Outcome]:
        """Hear what the workers say until every report is made."""
        self.client.subscribe_topic(self.run.id, self._hear)
        try:
            while self._begin():
                said = self._next()
                if said is None:
                    yield from self._lost_workers()
                elif isinstance(said, _Ask):
                    self._put(said)
                elif outcome := self._finished(said):
                    yield outcome
        finally:
            for future in self.making:
                future.release()
            self.client.unsubscribe_topic(self.run.id)

    def _hear(self, event: tuple[float, list[Any]]) -> None:
        """Take in an ask; called in a thread of the client."""
        ask, worker, dealer, files = event[1]
        aside = [Aside(Path(place), Path(part), *rest) for place, part, *rest in files]
        self.heard.put(_Ask(ask, worker, dealer, aside))

    def _begin(self) -> bool:
        """Give each idle thread of the cluster a report; tells whether any are being made.

        Each is given to one worker and waits behind no other: a worker that dies costs the report
        it was making, whatever the scheduler would have done with the next one.

        Raises:
            EnvironmentFault: There is no worker left.
        """
        if self.waiting:
            busy = Counter(given.worker for given in self.making.values())
            for worker, threads in sorted(self._workers().items()):
                for _ in range(threads - busy[worker]):
                    self._give(worker)
        return bool(self.making)

    def _workers(self) -> Mapping[str, int]:
        """Return the workers with their threads; waits for one where nothing is being made.

        Raises:
            EnvironmentFault: None comes.
        """
        found: Mapping[str, int] = self.client.nthreads()
        if found or self.making:
            return found
        try:
            self.client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError:
            raise EnvironmentFault(
                f"--scheduler {self.scheduler}: all its workers have gone; start some, then run "
                "the same command again: what is finished is kept"
            ) from None
        return self.client.nthreads()  # type: ignore[no-any-return]

    def _give(self, worker: str) -> None:
        if self.waiting:
            task = self.waiting.popleft()
            future = self.client.submit(attend, self.run, task, workers=[worker], pure=False)
            self.making[future] = _AtWorker(task, worker)
            future.add_done_callback(self.heard.put)

    def _next(self) -> Any:  # noqa: ANN401 an ask, or a future of a package that need not be there
        """Return what is heard next; None where nothing comes for a while.

        Raises:
            EnvironmentFault: The scheduler has gone.
        """
        with suppress(Empty):
            return self.heard.get(timeout=_LOOK)
        if self.client.status != "running":
            raise self._gone()
        return None

    def _lost_workers(self) -> Iterator[Outcome]:
        """Take back the reports of workers that have died; yields those tried often enough."""
        there = self.client.nthreads()
        for future, given in list(self.making.items()):
            if given.worker not in there:
                del self.making[future]
                future.cancel()
                if outcome := self._lost(given.task):
                    yield outcome

    def _lost(self, task: Task) -> Outcome | None:
        """Have a report tried again, unless it was tried often enough."""
        if self.tries.again(task):
            self.waiting.appendleft(task)
            return None
        return Outcome(task.dealer, "failed", reason=LOST, failure="killed")

    def _gone(self) -> EnvironmentFault:
        return EnvironmentFault(
            f"--scheduler {self.scheduler}: the scheduler has gone; start it, then run the same "
            "command again: what is finished is kept"
        )

    def _put(self, ask: _Ask) -> None:
        """Put files into place and tell the worker where they are, if it is still asked to."""
        given = next((g for g in self.making.values() if g.task.dealer.id == ask.dealer), None)
        if given is None or given.worker != ask.worker:  # it was taken for dead
            return
        places = self.put_in_place(given.task.dealer, ask.files)
        told = [str(place) for place in places]
        self.client.run(reply, ask.id, told, workers=[ask.worker], on_error="ignore")

    def _finished(self, future: Any) -> Outcome | None:  # noqa: ANN401 as above
        """Return the outcome a future has; None where the report is tried again.

        Raises:
            EnvironmentFault: The cluster cannot go on.
        """
        given = self.making.pop(future, None)
        if given is None:  # its worker has died since
            return None
        if future.status in ("cancelled", "lost"):
            raise self._gone()
        try:
            error = future.exception(timeout=_LOOK)
            outcome = None if error else future.result(timeout=_LOOK)
        except TimeoutError:  # its worker died with the answer
            future.cancel()
            return self._lost(given.task)
        if type(error).__name__ == "KilledWorker":
            return self._lost(given.task)
        if error:
            raise EnvironmentFault(
                f"a Dask worker cannot make reports ({one_line(error)}); install the same "
                "reportgen there as here"
            )
        if isinstance(outcome, EnvironmentFault):
            raise outcome
        assert isinstance(outcome, Outcome)  # noqa: S101 `attend` returns nothing else
        return self._lost(given.task) if outcome.failure == "killed" else outcome


def _connected(scheduler: str) -> Any:  # noqa: ANN401 a package that need not be there
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise UsageError(
            "--engine dask needs the package distributed; install it with: pip install "
            '"reportgen[dask]"'
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said here
    try:
        return distributed.Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EnvironmentFault(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({one_line(error)}); start "
            "one with: dask scheduler (docs/cluster.md), or use --engine local"
        ) from None
