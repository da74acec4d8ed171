"""Many reports: one outcome each; what happens to one dealer never costs the others theirs."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final, Literal, TypeAlias

from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.files import check_writable
from reportgen.periods import Month
from reportgen.report.one import Inputs, load, make_report
from reportgen.section.data import Dealer
from reportgen.spec.spec import Spec, read_spec

DEADLINE: Final = 300.0
"""Seconds one dealer's report may take in a process of its own before it is given up."""

Status: TypeAlias = Literal["done", "partly", "failed"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: a spec, a month, formats and a folder. Plain values, so a process can have it.

    `formats` empty means those of the spec.
    """

    spec: Path
    month: Month
    out: Path
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dealer's report.

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
    inputs: Inputs,
    dealers: Sequence[Dealer],
    jobs: int = 1,
) -> Iterator[Outcome]:
    """Make every dealer's report, in this process or in `jobs` processes; outcomes as they come.

    Raises:
        EnvironmentFault: The machine cannot go on (disk full, read-only): nothing is booked.
    """
    check_writable(order.out)
    if jobs > 1 and len(dealers) > 1:
        yield from _in_processes(order, dealers, min(jobs, len(dealers)))
        return
    for dealer in dealers:
        yield attempt(lambda dealer=dealer: _made(order, spec, inputs, dealer, registry), dealer)  # type: ignore[misc]


def attempt(make: Callable[[], Outcome], dealer: Dealer) -> Outcome:
    """One dealer's outcome; whatever a plugin raises is its reason."""
    try:
        return make()
    except EnvironmentFault:
        raise
    except ReportgenError as error:
        return Outcome(dealer, "failed", reason=str(error))
    except Exception as error:  # noqa: BLE001 one dealer's bug must not cost the others theirs
        return Outcome(dealer, "failed", reason=f"{type(error).__name__}: {error}")


def _made(order: Order, spec: Spec, inputs: Inputs, dealer: Dealer, registry: Registry) -> Outcome:
    made = make_report(spec, inputs, dealer, order.month, order.out, registry, order.formats)
    failed = [
        f"{chapter.title}: {chapter.failed}" for chapter in made.document.chapters if chapter.failed
    ]
    reasons = (*failed, *made.complaints)
    return Outcome(dealer, "partly" if reasons else "done", made.files, "; ".join(reasons))


# --- in processes ---------------------------------------------------------------------------


def _in_processes(order: Order, dealers: Sequence[Dealer], jobs: int) -> Iterator[Outcome]:
    """One thread supervises one process, so it is known whose report a dead process was making."""
    waiting: queue.SimpleQueue[Dealer] = queue.SimpleQueue()
    for dealer in dealers:
        waiting.put(dealer)
    outcomes: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_supervise, args=(order, waiting, outcomes, stop), daemon=True)
        for _ in range(jobs)
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in dealers:
            outcome = outcomes.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _supervise(
    order: Order,
    waiting: queue.SimpleQueue[Dealer],
    outcomes: queue.SimpleQueue[Outcome | BaseException],
    stop: threading.Event,
) -> None:
    """Feed one process dealer by dealer; replace it when it dies or takes too long."""
    pool = _pool(order)
    with suppress(queue.Empty):
        while not stop.is_set():
            dealer = waiting.get_nowait()
            try:
                outcomes.put(pool.submit(_in_worker, dealer).result(DEADLINE))
            except (BrokenProcessPool, TimeoutError) as error:
                _end(pool)
                outcomes.put(Outcome(dealer, "failed", reason=_died(error)))
                pool = _pool(order)
            except BaseException as error:  # noqa: BLE001 carried to the thread that asked
                outcomes.put(error)
                break
    _end(pool)


def _pool(order: Order) -> ProcessPoolExecutor:
    # forkserver: a fork of this process would inherit the locks of Arrow's threads
    context = get_context("forkserver")
    context.set_forkserver_preload(["reportgen.report.batch"])
    return ProcessPoolExecutor(1, context, _open, (order,))


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop a pool's process, whether or not it listens."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 the only way to a hung one
    for process in processes:
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


def _died(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"took longer than {DEADLINE:.0f} seconds and was stopped"
    return "the process making it died; a plugin may have crashed Python"


_state: dict[str, object] = {}
"""What a worker process has opened: its order, spec, inputs and plugins."""


def _open(order: Order) -> None:
    registry = load_plugins(find_workspace(order.spec))
    spec = read_spec(order.spec, registry)
    _state.update(
        order=order, spec=spec, inputs=load(spec, registry, order.month), registry=registry
    )


def _in_worker(dealer: Dealer) -> Outcome:
    return attempt(lambda: _made(dealer=dealer, **_state), dealer)  # type: ignore[arg-type]
