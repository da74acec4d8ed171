"""What a Dask worker does for one report: it has a process of ours make it, and passes on asks.

The process is started anew for each run, not forked: a Dask worker has threads. It loads spec and
plugins by their path, forks a process for each report and watches it, as those of `--engine local`
do; so a report costs a Dask worker nothing, whatever a plugin does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from typing import Any, Final

import reportgen
from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx.page_numbers import VARIABLE
from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.outcome import LOST, Order, Outcome
from reportgen.report.batch.watch import Aside

_PATIENCE: Final = 60.0
"""Seconds the parent may take to put files into place; by judgement: it does so at once."""
_END: Final = 5.0
"""Seconds it has to end what it started; by judgement."""
_CODE: Final = "from reportgen.report.batch.hired_process import main; main()"


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """What is the same for all reports of a run.

    Attributes:
        id: Tells it from every other run; also the topic of its asks.
        order: What is ordered; its paths are absolute.
        told: What the reports are made from, as the parent sees it.
    """

    id: str
    order: Order
    told: Mapping[str, Any]


@dataclass(slots=True)
class _Hired:
    """A process of ours, which serves one run."""

    run: str
    process: subprocess.Popen[bytes]
    pipe: Connection

    def end(self) -> None:
        """End it, and the report it is making."""
        self.pipe.close()
        try:
            self.process.wait(_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Mine(threading.local):
    """What one thread of a Dask worker has hired."""

    hired: _Hired | None = None


_mine: Final = _Mine()
_replies: Final[dict[str, SimpleQueue[Sequence[str]]]] = {}


def attend(run: ClusterRun, own: Task) -> Outcome | EnvironmentFault:
    """Make one report; returns its outcome, or what stops the whole run."""
    try:
        pipe = _hired(run).pipe
        pipe.send(own)
        while isinstance(said := pipe.recv(), list):
            pipe.send(_asked(run, own, said))
    except EnvironmentFault as fault:
        _let_go()
        return fault
    except (EOFError, OSError):
        _let_go()
        return Outcome(own.dealer, "failed", reason=LOST, failure="killed")
    answer: Outcome | EnvironmentFault = said
    return answer


def reply(ask: str, places: Sequence[str]) -> None:
    """Take in where the parent has put the files of a report."""
    if ask in _replies:
        _replies[ask].put(places)


def _asked(run: ClusterRun, own: Task, files: Sequence[Aside]) -> Sequence[Path]:
    """Ask the parent to put the files of a report into place.

    Raises:
        EnvironmentFault: It does not answer.
    """
    from distributed import get_worker  # noqa: PLC0415 only a Dask worker comes here

    ask, worker = token_hex(8), get_worker()
    _replies[ask] = SimpleQueue()
    told = [[str(one.place), str(one.part), one.sha256, one.kept] for one in files]
    try:
        worker.log_event(run.id, [ask, worker.address, own.dealer.id, told])
        return [Path(place) for place in _replies[ask].get(timeout=_PATIENCE)]
    except Empty:
        raise EnvironmentFault("the process that ordered the reports does not answer") from None
    finally:
        del _replies[ask]


def _hired(run: ClusterRun) -> _Hired:
    """Return this thread's process for a run.

    Raises:
        EnvironmentFault: It would not make the same reports as the parent.
    """
    hired = _mine.hired
    if hired and hired.run == run.id and hired.process.poll() is None:
        return hired
    _let_go()
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(  # noqa: S603 fixed words
            [sys.executable, "-c", _CODE, str(its.fileno()), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
            env=_environment(run),
        )
    _mine.hired = _Hired(run.id, process, Connection(ours.detach()))
    _mine.hired.pipe.send((run.order, run.told))
    if refused := _mine.hired.pipe.recv():
        raise EnvironmentFault(f"the Dask worker on {socket.gethostname()}: {refused}")
    _mine.hired.pipe.send(run.order)
    return _mine.hired


def _environment(run: ClusterRun) -> dict[str, str]:
    """Return the environment of a process that imports the same reportgen as this one does."""
    paths = [str(Path(reportgen.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONSAFEPATH": "1",
        VARIABLE: run.told["pages"],
    }


def _let_go() -> None:
    if _mine.hired:
        _mine.hired.end()
        _mine.hired = None
