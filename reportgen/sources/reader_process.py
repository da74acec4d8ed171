"""Files and databases are read in a child process: what ends a reader costs one clear line.

Readers of workbooks, web pages, Parquet files and databases are libraries in C, C++ and Rust: a
file nobody thought of can abort them, or make them ask for all memory. The child has a limit on
time and on memory, no core file, and nothing it prints is seen. It ends with its parent.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, NoReturn

from reportgen import errors
from reportgen.errors import ReportgenError, SourceError, one_line
from reportgen.extension.components import RawTable
from reportgen.sources.table_stream import Ended, receive, send_end, send_table

SECONDS: Final = 900.0
"""What one file may take: the largest workbook that is let in takes one minute of an idle core."""
MEMORY: Final = 6 * 2**30
"""Bytes a reader may add: a workbook of 121 MB unpacked takes 1.0 GB, and 512 MB are let in."""
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux
_CURE: Final = "open it and save it again, or split it into smaller files"


class Job(NamedTuple):
    """What is read: what users know it by, and how its tables are had."""

    name: str
    tables: Callable[[], Iterable[RawTable]]


def read_apart(
    jobs: Sequence[Job], seconds: float = SECONDS, memory: int = MEMORY
) -> Iterator[tuple[str, RawTable]]:
    """The tables of each job with its name, read one after the other in one child process.

    Raises:
        ReportgenError: What a job raises of our own errors.
        SourceError: A reader aborted, or took too much time or memory.
    """
    if sys.platform != "linux" or not jobs:  # elsewhere no process with threads may be forked
        for job in jobs:
            yield from ((job.name, raw) for raw in job.tables())
        return
    with closing(_Child(jobs, seconds, memory)) as child:
        for job in jobs:
            yield from ((job.name, raw) for raw in child.tables(job.name))


class _Child:
    """A fork of this process that reads; it is told nothing, and answers job after job."""

    def __init__(self, jobs: Sequence[Job], seconds: float, memory: int) -> None:
        self._limits = f"{seconds:.0f} s", f"{memory / 2**30:.3g} GB"
        come, go = os.pipe()
        parent = os.getpid()
        with warnings.catch_warnings():
            # Python warns of locks that other threads hold: Arrow's and OpenBLAS's, which idle
            # while Python runs and are made anew in the child
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if not self._pid:
            os.close(come)
            _serve(parent, go, jobs, seconds, memory)
        os.close(go)
        self._pipe = os.fdopen(come, "rb")

    def tables(self, name: str) -> Iterator[RawTable]:
        """The tables of the next job."""
        while not isinstance(answer := receive(self._pipe), Ended):
            if answer is None:
                raise SourceError(f"{name}: {self._death()}")
            yield answer
        if answer.error:
            raise getattr(errors, answer.error, SourceError)(answer.text)

    def _death(self) -> str:
        """Why it ended before its answer did, as the user can act on it."""
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        seconds, memory = self._limits
        if by == signal.SIGALRM:
            return f"reading took longer than {seconds} and was stopped; {_CURE}"
        what = f"was ended by {signal.Signals(by).name}" if by else "ended"
        return (
            f"the reader of this file {what}: it is damaged, or takes more than {memory} of "
            f"memory; {_CURE}"
        )

    def close(self) -> None:
        """End it, whether or not it has answered all."""
        self._pipe.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def _serve(parent: int, go: int, jobs: Sequence[Job], seconds: float, memory: int) -> NoReturn:
    """Answer all jobs, or those up to one that fails, and end."""
    try:
        _restrict(parent, memory)
        with os.fdopen(go, "wb") as pipe:
            for job in jobs:
                signal.setitimer(signal.ITIMER_REAL, seconds)
                if not _answer(pipe, job, memory):
                    break
    finally:
        os._exit(0)


def _restrict(parent: int, memory: int) -> None:
    """Leave this process only what a reader needs.

    The signal of the timer and of a dead parent end it whatever a library is doing just then.
    """
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGABRT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this one
    faulthandler.disable()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    _limit_memory(memory)


def _limit_memory(more: int = 0) -> None:
    """Let this process take so many bytes more than it has, or as many as it is allowed."""
    import resource  # noqa: PLC0415 Windows has none, and reads without a child

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    wanted = pages * resource.getpagesize() + more
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed if more else most, most))


def _answer(pipe: BinaryIO, job: Job, memory: int) -> bool:
    """Whether all tables of a job were sent; if not, why not was."""
    try:
        for raw in job.tables():
            send_table(pipe, raw)
    except BaseException as error:  # noqa: BLE001 the panics of Rust are no Exception
        _limit_memory()  # else nothing could be said of it
        send_end(pipe, _told(error, job.name, memory))
        return False
    send_end(pipe)
    return True


def _told(error: BaseException, name: str, memory: int) -> Ended:
    """An error as the parent raises it; of a foreign one the place, not what may be data."""
    if isinstance(error, ReportgenError):
        return Ended(type(error).__name__, one_line(error))
    if isinstance(error, MemoryError):
        return Ended("SourceError", f"{name}: it takes more than {memory / 2**30:.3g} GB of memory "
                     f"to read; {_CURE}")  # fmt: skip
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    return Ended("SourceError", f"{name}: its reader failed ({where}); export it in another way")
