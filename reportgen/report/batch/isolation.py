"""A process of its own for one report: forked, limited, and cut off from everything shared.

The child is made by a fork, so it has what its parent loaded and costs some milliseconds. It leads
a process group of its own, dies with its parent, has limits of memory, and its standard output is a
pipe. It answers with lines of JSON: whatever else a plugin may write into the same pipe breaks no
more than this one report.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import signal
import socket
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportgen.spec.spec import Limits

_LIBC: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_FAR: Final = 700
"""Where descriptors are out of reach of a plugin that closes those it can guess, often up to 255;
by judgement, below the 1,024 a process usually may have."""
_LONGEST: Final = 1 << 20
"""Characters of one answer; by judgement: it names a few files and a reason."""
UNANSWERED: Final = 70
"""Exit code of a child that could not answer (EX_SOFTWARE of sysexits.h)."""


def fork() -> int:
    """Fork; returns the child's id in the parent and 0 in the child.

    Python from 3.12 on warns where other threads run. There is one of pyarrow's allocator, which
    takes care of forks itself.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def adopt_orphans() -> None:
    """Become the parent of every process a child leaves behind, so that it can be ended."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class ParentGone(BaseException):
    """Raised wherever a worker is when the process that ordered the reports has ended."""


def notice_end_of(parent: int) -> None:
    """Have `ParentGone` raised when the parent ends, whatever this process is doing then.

    Raises:
        ParentGone: It has ended already.
    """

    def tell(*_: object) -> None:
        if os.getppid() != parent:  # and not only the thread that forked this
            raise ParentGone

    signal.signal(signal.SIGUSR1, tell)
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGUSR1, 0, 0, 0)
    tell()


def die_with(parent: int) -> None:
    """Have this process killed when its parent ends, however that happens."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(UNANSWERED)


def children() -> set[int]:
    """Return the ids of this process's children; none where the system does not tell."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            found.update(map(int, (task / "children").read_text("ascii").split()))
    return found


@dataclass(slots=True)
class Channel:
    """One end of a two-way connection that carries lines of JSON."""

    socket: socket.socket
    _rest: bytes = b""

    def send(self, values: Mapping[str, Any]) -> None:
        """Send one message."""
        self.socket.sendall(json.dumps(values).encode() + b"\n")

    def receive(self) -> dict[str, Any]:
        """Wait for one message.

        Raises:
            EOFError: The other end is gone.
        """
        while b"\n" not in self._rest:
            self.feed()
        return self.message() or {}

    def feed(self) -> None:
        """Take in what has come.

        Raises:
            EOFError: The other end is gone, or sends what is no message.
        """
        try:
            read = self.socket.recv(65536)
        except OSError:
            read = b""
        self._rest += read
        if not read or len(self._rest) > _LONGEST:
            raise EOFError

    def message(self) -> dict[str, Any] | None:
        """Return the next message that came whole; None while there is none."""
        line, newline, rest = self._rest.partition(b"\n")
        if not newline:
            return None
        self._rest = rest
        try:
            found = json.loads(line)
        except ValueError:
            raise EOFError from None
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Pipes:
    """The ends of the child: where it answers, prints, and writes the traceback of a crash."""

    answers: socket.socket
    prints: int
    crash: int


def isolate(pipes: Pipes, limits: Limits, parent: int, temporary: Path) -> tuple[Channel, int]:
    """Cut this process off from the others; returns its channel, and where crashes are written."""
    os.setsid()
    signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    die_with(parent)
    _limit(limits.memory_mb)
    _redirect(pipes.prints)
    os.environ["TMPDIR"] = str(temporary)
    sys.modules["tempfile"].tempdir = str(temporary)  # type: ignore[attr-defined]
    channel = Channel(socket.socket(fileno=_far(pipes.answers.detach())))
    crash = _far(pipes.crash)
    faulthandler.enable(crash)
    return channel, crash


def _limit(memory_mb: int) -> None:
    import resource  # noqa: PLC0415 absent on Windows, where nothing is forked

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # without /proc; above a limit of the system
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + (memory_mb << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _redirect(prints: int) -> None:
    """Send whatever is printed, by Python or anything below it, into the pipe."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for end, place in ((nothing, 0), (prints, 1), (prints, 2)):
        os.dup2(end, place)
    sys.stdout, sys.stderr = (
        os.fdopen(place, "w", encoding="utf-8", errors="replace", closefd=False, buffering=1)
        for place in (1, 2)
    )


def _far(handle: int) -> int:
    """Move a descriptor out of reach."""
    import fcntl  # noqa: PLC0415 absent on Windows

    try:
        far = fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, _FAR)
    except OSError:  # fewer are allowed here
        return handle
    os.close(handle)
    return far


def trace_late(seconds: float, crash: int) -> None:
    """Have Python write where it is after some seconds, whatever it is doing."""
    faulthandler.dump_traceback_later(seconds, file=crash)
