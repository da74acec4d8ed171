"""Watches the process that makes one report: until it answers, dies, sleeps, or is late."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from reportgen.errors import EnvironmentFault
from reportgen.report.batch.isolation import UNANSWERED, Channel, children
from reportgen.report.batch.job import frames_in, place_in
from reportgen.report.batch.outcome import Failure, Outcome
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Limits

_TICK: Final = 0.5
"""Seconds between looks at whether it sleeps; by judgement."""
_GRACE: Final = 0.5
"""Seconds after the deadline for it to write where it is; by judgement: it takes milliseconds."""
_KEPT: Final = 2000
"""Bytes kept of what plugins print; by judgement: a screenful."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A file of a report under its temporary name, and the place it is meant for.

    `kept` are the facts, which lie in the store of the workspace.
    """

    place: Path
    part: Path
    sha256: str
    kept: bool


class Watch:
    """One child at work; ends it and all it started when it is done, whichever way."""

    def __init__(  # noqa: PLR0913, PLR0917 all ends of its pipes
        self,
        child: int,
        channel: Channel,
        prints: int,
        crash: int,
        limits: Limits,
        others: set[int],
    ) -> None:
        self._child, self._channel = child, channel
        self._prints, self._crash = prints, crash
        self._limits, self._others = limits, others
        self._printed = b""
        self._status: int | None = None
        self._left: float = limits.seconds + _GRACE
        self._since = monotonic()
        self._asked = False

    def outcome(self, dealer: Dealer, parent: Connection, folders: Sequence[Path]) -> Outcome:
        """Wait for the outcome; its files are put into place by the parent on the way.

        Raises:
            EnvironmentFault: The machine cannot go on.
            EOFError: The parent has gone.
        """
        try:
            found = self._wait(parent)
            if isinstance(found, dict):
                return self._answered(found, dealer)
            failure, reason = found
            place = place_in(frames_in(self._dump()), folders)
            return Outcome(dealer, "failed", (), reason, failure, place, printed=self._print_read())
        finally:
            self._end()

    def _wait(self, parent: Connection) -> dict[str, Any] | tuple[Failure, str]:
        """Return its answer, or how it failed and what to say of it."""
        while True:
            seconds = self._seconds_left()
            prints = [self._prints] if self._prints >= 0 else []
            ends: list[Any] = [self._channel.socket, parent, *prints]
            ready, _, _ = select.select(ends, [], [], max(0, min(_TICK, seconds)))
            if self._prints in ready:
                self._read_prints()
            if parent in ready:
                self._go_on(parent.recv())
            if self._channel.socket in ready:
                try:
                    self._channel.feed()
                    while answer := self._channel.message():
                        if "aside" not in answer:
                            return answer
                        self._ask(parent, answer)
                except EOFError:
                    return self._death()
            if self._asleep():
                return "stopped", "a plugin put the process making it to sleep (SIGSTOP)"
            if seconds <= 0:
                limit = f"{self._limits.seconds:g} seconds"
                return "deadline", f"took longer than {limit} and was stopped"

    def _seconds_left(self) -> float:
        """Return what is left of its time; the clock stands while the parent is asked."""
        return self._left if self._asked else self._left - (monotonic() - self._since)

    def _ask(self, parent: Connection, answer: dict[str, Any]) -> None:
        """Ask the parent to put the files into place."""
        self._left, self._asked = self._seconds_left(), True
        parent.send([Aside(Path(at), Path(part), *rest) for at, part, *rest in answer["aside"]])

    def _go_on(self, published: Sequence[Path]) -> None:
        """Tell the child where its files are."""
        self._asked, self._since = False, monotonic()
        with suppress(OSError):  # it died just now, which the channel tells
            self._channel.send({"published": [str(path) for path in published]})

    def _answered(self, answer: dict[str, Any], dealer: Dealer) -> Outcome:
        if "fault" in answer:
            raise EnvironmentFault(answer["fault"])
        files = tuple(map(Path, answer.pop("files")))
        return Outcome(dealer, files=files, printed=self._print_read(), **answer)

    # --- how it died ------------------------------------------------------------------------

    def _asleep(self) -> bool:
        """Tell whether it is stopped; one that died is noticed by its channel."""
        if self._status is None:
            found, status = os.waitpid(self._child, os.WNOHANG | os.WUNTRACED)
            if found and os.WIFSTOPPED(status):
                return True
            if found:
                self._status = status
        return False

    def _death(self) -> tuple[Failure, str]:
        """Say how it died; one that only closed its channel is ended."""
        until = monotonic() + _GRACE
        while self._status is None and monotonic() < until:
            self._asleep()
            sleep(0.01)
        if self._status is None or os.waitstatus_to_exitcode(self._status) == UNANSWERED:
            return "ended", "a plugin closed or wrote to file descriptors that are not its own"
        code = os.waitstatus_to_exitcode(self._status)
        if code == -signal.SIGKILL:
            return "killed", "the process making it was killed; is the machine out of memory?"
        if code < 0:
            return "crash", f"the process making it crashed ({signal.Signals(-code).name})"
        return "ended", f"a plugin ended the process making it (exit code {code})"

    def _dump(self) -> str:
        """Return what Python wrote where it crashed or was late."""
        os.set_blocking(self._crash, False)
        with suppress(BlockingIOError):
            return os.read(self._crash, 1 << 16).decode(errors="replace")
        return ""

    # --- what it printed --------------------------------------------------------------------

    def _read_prints(self) -> None:
        read = os.read(self._prints, 1 << 16)
        if len(self._printed) < _KEPT:
            self._printed += read
        if not read:
            os.close(self._prints)
            self._prints = -1

    def _print_read(self) -> str:
        """Return the beginning of what it printed."""
        while self._prints >= 0 and select.select([self._prints], [], [], 0)[0]:
            self._read_prints()
        return self._printed.decode(errors="replace")[:_KEPT]

    # --- its end ----------------------------------------------------------------------------

    def _end(self) -> None:
        """End it, and whatever it started and left behind."""
        with suppress(OSError):
            os.killpg(self._child, signal.SIGKILL)
        with suppress(OSError):
            os.kill(self._child, signal.SIGKILL)  # it may not yet have a group of its own
        if self._status is None:
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)
        while left := children() - self._others:
            for orphan in left:
                with suppress(OSError):
                    os.kill(orphan, signal.SIGKILL)
                    os.waitpid(orphan, 0)
        self._channel.socket.close()
        for end in {self._prints, self._crash} - {-1}:
            os.close(end)
