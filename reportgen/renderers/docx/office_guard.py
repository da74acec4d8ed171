"""Starts LibreOffice without network, and ends it and removes its folder when its parent is gone.

Run as a program of its own (`python office_guard.py FOLDER COMMAND…`), because nothing else is left
to do so when the parent is killed. What comes from standard input is passed on to the command; when
it ends, or the parent is another one, whatever was started is killed.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_USER_SPACE, _NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of Linux."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""
_LOOK = 1.0
"""Seconds between two looks at the parent; by judgement: nothing is left after 5."""
_PIECE = 1 << 16


class _Left(Exception):  # noqa: N818 no error
    """Raised when the parent asks the guard to end."""


def main() -> None:
    """Run the command until it ends or the parent does."""
    folder, *command = sys.argv[1:]
    parent = os.getppid()
    _without_network()
    signal.signal(signal.SIGTERM, _leave)
    child, code = None, None
    with suppress(_Left):
        ended = _woken_by_children()
        child = subprocess.Popen(  # noqa: S603 the command of our own program
            command,
            stdin=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 there are no threads here
        )
        code = _watched(child, parent, ended)
    if child:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    if code is None or os.getppid() != parent:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code or 0)


def _leave(*_: object) -> None:
    raise _Left


def _watched(child: subprocess.Popen[bytes], parent: int, ended: int) -> int | None:
    """Pass requests on until the command ends; returns its exit code, None when the parent left."""
    assert child.stdin is not None  # noqa: S101 it is a pipe
    while child.poll() is None and os.getppid() == parent:
        ready, _, _ = select.select([0, ended], [], [], _LOOK)
        if ended in ready:
            os.read(ended, _PIECE)
        if 0 not in ready:
            continue
        request = os.read(0, _PIECE)
        if not request:
            return None
        with suppress(BrokenPipeError):
            child.stdin.write(request)
            child.stdin.flush()
    return child.poll()


def _woken_by_children() -> int:
    """Return a file that can be read once the command has ended."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing)
    return reading


def _without_network() -> None:
    """Leave the network, where the system lets us: as root, or in a user space of our own."""
    with suppress(AttributeError, OSError):  # other systems, other C libraries
        library = ctypes.CDLL(None)
        user, group = os.getuid(), os.getgid()
        if library.unshare(_NETWORK) != 0 and library.unshare(_USER_SPACE | _NETWORK) == 0:
            Path("/proc/self/setgroups").write_text("deny", "ascii")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def _die_with_parent() -> None:
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    main()
