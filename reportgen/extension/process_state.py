"""Notices what a plugin changes of the process it shares with all others, and puts it back.

The working folder, the environment, settings of Python and the system, the standard descriptors,
threads that go on, and names of the engine that were replaced.
"""

from __future__ import annotations

import decimal
import locale
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stdout
from typing import Any, Final, NamedTuple, NoReturn

from reportgen.errors import ReportgenError
from reportgen.exit_codes import ExitCode
from reportgen.extension.plugin_faults import place_of

_GRACE: Final = 0.2
"""Seconds a thread has to end; by judgement: those of a library that is done take milliseconds."""
_NAMED: Final = 3
"""Variables named of those changed; by judgement: enough to find the place."""
_GONE: Final = object()
_ZONE: Final = "TZ"
_STANDARD: Final = (0, 1, 2)


class Meddled(ReportgenError):  # noqa: N818 what it did, not what it is
    """A plugin changed what it shares with the rest of the program."""

    exit_code = ExitCode.PARTLY


class Severed(Meddled):
    """A plugin closed descriptors that are not its own; what else is missing nobody knows."""


@contextmanager
def undisturbed(maker: object, *, loading: bool = False) -> Iterator[None]:
    """Run code of a plugin; `maker` is its function, for the place of an error.

    While it is loaded it may set variables of the environment and start threads, as libraries do
    that it imports. What it prints goes where errors go: standard output is for results.

    Raises:
        Meddled: It changed something of the process, which is put back as far as can be.
        Severed: It closed descriptors that are not its own.
    """
    before = _Shared(loading=loading)
    here = f"{found}: " if (found := place_of(maker)) else ""
    try:
        with ExitStack() as stack:
            for own in (redirect_stdout(sys.stderr), *([_staying()] if loading else _contexts())):
                stack.enter_context(own)
            yield
    except BaseException:
        before.reopen()
        before.put_back()  # the error says whose it is
        raise
    closed = before.reopen()
    changed = "; ".join(before.put_back())
    if closed:
        raise Severed(f"{here}closed file descriptors of others; close only what is your own")
    if changed:
        raise Meddled(f"{here}changed what it shares with others: {changed}")


@contextmanager
def _staying() -> Iterator[None]:
    """Have `os._exit` raise in this process, which would end without a word while it loads."""
    leave, own = os._exit, os.getpid()

    def refuse(status: int) -> NoReturn:
        if os.getpid() != own:
            leave(status)
        raise SystemExit(status)

    os._exit = refuse
    try:
        yield
    finally:
        os._exit = leave


def _contexts() -> Iterator[AbstractContextManager[object]]:
    """Yield what libraries offer to keep a change of their settings to oneself."""
    yield warnings.catch_warnings()
    yield decimal.localcontext()
    if numpy := sys.modules.get("numpy"):
        yield numpy.errstate()
    if matplotlib := sys.modules.get("matplotlib"):
        yield matplotlib.rc_context()


class _Setting(NamedTuple):
    """Something of the process that is read and set by functions."""

    name: str
    read: Callable[[], Any]
    put_back: Callable[[Any], object]


def _settings() -> Iterator[_Setting]:
    yield _Setting("the working folder (os.chdir); write whole paths", _folder, _to_folder)
    yield _Setting("the permissions of new files (os.umask); leave them", _umask, os.umask)
    yield _Setting(
        "the locale (locale.setlocale); reports have none",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda found: locale.setlocale(locale.LC_ALL, found),
    )
    yield _Setting(
        "the depth of calls (sys.setrecursionlimit); use a loop",
        sys.getrecursionlimit,
        sys.setrecursionlimit,
    )
    if hasattr(time, "tzset"):
        yield _Setting(
            "the time zone (time.tzset); dates of tables have none",
            lambda: time.tzname,
            lambda _: time.tzset(),
        )
    if hasattr(signal, "getitimer"):
        yield _Setting(
            "an alarm goes off (signal.alarm); cancel it",
            lambda: signal.getitimer(signal.ITIMER_REAL)[0] > 0,
            lambda _: signal.setitimer(signal.ITIMER_REAL, 0),
        )


class _Shared:
    """What of the process a plugin shares, as it was when this was made."""

    def __init__(self, *, loading: bool) -> None:
        self._environment, self._free = dict(os.environ), loading
        self._settings = [(each, each.read()) for each in _settings()]
        self._threads = None if loading else set(threading.enumerate())
        self._canary = os.open(os.devnull, os.O_RDONLY)
        self._open = {*(each for each in _STANDARD if _is_open(each)), self._canary}
        self._names = [(holder, dict(vars(holder))) for holder in _holders()]

    def reopen(self) -> bool:
        """Tell whether descriptors were closed; the standard ones lead to nothing then.

        Else the next file that is opened would get their numbers, and be printed into.
        """
        lost = {each for each in self._open if not _is_open(each)}
        for each in sorted(lost - {self._canary}):
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != each:
                os.dup2(handle, each)
                os.close(handle)
        if self._canary not in lost:
            os.close(self._canary)
        return bool(lost)

    def put_back(self) -> list[str]:
        """Put back what was changed; returns each change with what to do instead."""
        return [*self._variables(), *self._set(), *self._running(), *self._patches()]

    def _variables(self) -> Iterator[str]:
        before = self._environment
        changed = {name for name, _ in before.items() ^ dict(os.environ).items()}
        names = sorted(changed & {_ZONE} if self._free else changed)
        if not names:
            return
        for name in names:
            os.environ.pop(name, None)
        os.environ.update({name: before[name] for name in names if name in before})
        said = ", ".join(names[:_NAMED]) + (" …" if names[_NAMED:] else "")
        yield f"the environment ({said}); make it an option of the spec"

    def _set(self) -> Iterator[str]:
        for each, before in self._settings:
            if each.read() != before:
                each.put_back(before)
                yield each.name

    def _running(self) -> Iterator[str]:
        if self._threads is None:
            return
        until = time.monotonic() + _GRACE
        for thread in set(threading.enumerate()) - self._threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                yield f"a thread goes on ({thread.name}); wait for it with join()"

    def _patches(self) -> Iterator[str]:
        """Yield what was replaced in the engine; a name that came anew is nobody else's."""
        for holder, names in self._names:
            now = vars(holder)
            for name, value in names.items():
                if now.get(name, _GONE) is not value:
                    setattr(holder, name, value)
                    yield f"{_called(holder)}.{name} was replaced; derive a class of your own"


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 Path.cwd() is the same, slower
    except OSError:  # it was removed
        return ""


def _to_folder(before: str) -> None:
    if before:
        os.chdir(before)


def _umask() -> int:
    found = os.umask(0o077)
    os.umask(found)
    return found


def _is_open(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True


def _holders() -> Iterator[object]:
    """Yield the modules of the engine, the classes defined there, and the built-in functions."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"reportgen", "builtins"} and module is not None:
            yield module
            own = list(vars(module).values())
            yield from (each for each in own if isinstance(each, type) and each.__module__ == name)


def _called(holder: object) -> str:
    if isinstance(holder, type):
        return f"{holder.__module__}.{holder.__qualname__}"
    return str(getattr(holder, "__name__", holder))
