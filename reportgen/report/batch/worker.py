"""A process that forks another for each report and watches it: its answers, prints, time, death.

It runs nothing of a plugin itself beyond what was loaded before it was forked, so each report
starts from the same clean state. What reports need in common, such as libraries and LibreOffice,
it holds ready.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from reportgen.errors import EnvironmentFault, ReportgenError
from reportgen.extension.components import Renderer
from reportgen.extension.loader import plugin_folders
from reportgen.extension.registry import Registry
from reportgen.files import set_aside
from reportgen.report.batch import isolation
from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.job import failed, make
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.watch import Watch
from reportgen.report.write_files import Publish, renderers
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

_LIBRARIES: Final = ("scipy.stats", "matplotlib.figure", "pypinyin")
"""What sections and renderers load when first needed, here once for all reports."""


PREPARE: Final = "prepare"
"""What a worker is told that shall get ready before there is anything to make."""


DO_WITHOUT: Final = "do without"
"""What a worker is told when a report of another one has waited for something in vain."""


def work(  # noqa: PLR0913, PLR0917 what a process of its own must be given
    parent: int,
    pipe: Connection,
    spec: Spec,
    registry: Registry,
    formats: Sequence[str],
    idle: float | None = None,
) -> NoReturn:
    """Make the report of each dealer the pipe brings, until its other end is gone.

    `idle` are seconds after which it ends where nothing comes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears the key, and ends this
    isolation.adopt_orphans()
    worker = _Worker(pipe, spec, registry, renderers(spec, registry, formats))
    code = 0
    try:
        isolation.notice_end_of(parent)
        worker.serve(idle)
    except (EOFError, OSError, isolation.ParentGone):
        pass
    except BaseException:  # noqa: BLE001 a bug of ours; the parent says that this process died
        sys.excepthook(*sys.exc_info())
        code = 1
    worker.release()
    os._exit(code)


class _Worker:
    def __init__(
        self, pipe: Connection, spec: Spec, registry: Registry, formats: Sequence[Renderer]
    ) -> None:
        self._pipe, self._spec, self._registry, self._formats = pipe, spec, registry, formats
        self._folders = plugin_folders(spec.workspace)
        self._order: Order | None = None
        self._ready = False

    def serve(self, idle: float | None) -> None:
        """Answer the parent, until nothing comes for some seconds.

        Raises:
            EOFError: It has gone.
        """
        while self._pipe.poll(idle):
            asked = self._pipe.recv()
            if isinstance(asked, Order):
                self._order = asked
                continue
            if asked == DO_WITHOUT:
                self._do_without()
                continue
            self._prepare()
            if asked != PREPARE and self._order:
                self._pipe.send(self._outcome(self._order, asked))

    def _prepare(self) -> None:
        """Have ready what every report needs; what cannot be had each report says itself."""
        if not self._ready:
            for name in _LIBRARIES:
                with suppress(ImportError):
                    __import__(name)
        for renderer in self._formats:
            with suppress(Exception):
                renderer.prepare()
        if not self._ready:
            gc.collect()
            gc.freeze()  # so that collecting garbage in a child does not copy all of it
        self._ready = True

    def release(self) -> None:
        """End what was started for the reports."""
        for renderer in self._formats:
            with suppress(Exception):
                renderer.release()

    def _outcome(self, order: Order, own: Task) -> Outcome | EnvironmentFault:
        """Make one report in a process of its own."""
        others = isolation.children()
        temporary = Path(tempfile.mkdtemp(prefix="reportgen-job-"))
        try:
            outcome = self._watched(order, own, others, temporary)
        except EnvironmentFault as fault:
            return fault
        except OSError as error:  # no further process, descriptor, or room for a folder
            return EnvironmentFault(f"a report could not be begun: {error.strerror}; try again")
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        if outcome.status == "failed":
            self.release()
        if outcome.without:
            self._do_without()
        return outcome

    def _do_without(self) -> None:
        """Have no further report wait for what one has waited for in vain."""
        for renderer in self._formats:
            if not renderer.waited_in_vain():
                with suppress(Exception):
                    renderer.do_without()

    def _watched(self, order: Order, own: Task, others: set[int], temporary: Path) -> Outcome:
        ours, its = socket.socketpair()
        prints, print_end = os.pipe()
        crash, crash_end = os.pipe()
        parent = os.getpid()
        child = isolation.fork()
        if not child:
            self._pipe.close()  # whatever a plugin writes, it shall reach nobody but this
            ours.close()
            os.close(prints)
            os.close(crash)
            pipes = isolation.Pipes(its, print_end, crash_end)
            make_it = partial(make, order, self._spec, self._registry, own)
            _run(pipes, parent, temporary, self._spec, make_it, own.dealer)
        its.close()
        os.close(print_end)
        os.close(crash_end)
        watch = Watch(child, isolation.Channel(ours), prints, crash, self._spec.limits, others)
        return watch.outcome(own.dealer, self._pipe, self._folders)


# --- in the child ---------------------------------------------------------------------------


class _Publisher:
    """Writes a report's files under temporary names and asks the parent to put them in place."""

    def __init__(self, channel: isolation.Channel) -> None:
        self._channel = channel

    def __call__(self, files: Mapping[Path, bytes], kept: Mapping[Path, bytes]) -> tuple[Path, ...]:
        content = {**files, **kept}
        aside = [
            [str(path), str(part), hashlib.sha256(content[path]).hexdigest(), path in kept]
            for path, part in set_aside(content).items()
        ]
        self._channel.send({"aside": aside})
        return tuple(map(Path, self._channel.receive()["published"]))


_Make: TypeAlias = Callable[[Publish], Outcome]


def _run(  # noqa: PLR0913, PLR0917 everything the child needs
    pipes: isolation.Pipes, parent: int, temporary: Path, spec: Spec, make: _Make, dealer: Dealer
) -> NoReturn:
    """Make the report, answer, and end without anything of the parent's being closed twice."""
    try:
        channel, crash = isolation.isolate(pipes, spec.limits, parent, temporary)
        isolation.trace_late(spec.limits.seconds, crash)
        channel.send(_answer(make, channel, dealer, plugin_folders(spec.workspace)))
    except BaseException:  # noqa: BLE001 nothing may return into the parent's code
        os._exit(isolation.UNANSWERED)
    os._exit(0)


def _answer(
    make: _Make, channel: isolation.Channel, dealer: Dealer, folders: Sequence[Path]
) -> Mapping[str, Any]:
    """Return the outcome as values of JSON, or what stops the whole run."""
    try:
        try:
            outcome = make(_Publisher(channel))
        except BaseException as error:  # noqa: BLE001 a plugin may raise anything
            outcome = failed(dealer, error, folders)
    except ReportgenError as fault:
        return {"fault": str(fault)}
    return {
        "status": outcome.status,
        "files": [str(path) for path in outcome.files],
        "reason": outcome.reason,
        "failure": outcome.failure,
        "place": outcome.place,
        "rows": outcome.rows,
        "without": outcome.without,
    }
