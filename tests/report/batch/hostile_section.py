"""A section that does to some reports what a plugin never should; copied into workspaces."""

from __future__ import annotations

import ctypes
import locale
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from reportgen import (
    Block,
    Data,
    Document,
    Is,
    Label,
    Look,
    Metric,
    Renderer,
    Rows,
    Section,
    Sum,
    Text,
    hookimpl,
)
from reportgen.document.formats import plain

CAME = Metric(
    "hello.came",
    Label("接车台次", "Received"),
    Sum(Rows("monthly_figures", "month", (Is("indicator", "vehicles_received"),)), "value"),
    "count",
    "higher",
)


class _Unpicklable(Exception):  # noqa: N818
    def __init__(self, one: int, two: int) -> None:
        self.lock = threading.Lock()
        super().__init__(one, two)


class _Speechless(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


class _Base(BaseException):
    pass


def _raise(error: BaseException) -> None:
    raise error


def _grow() -> None:
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def _deeper() -> int:
    return 1 + _deeper()


def _close_descriptors() -> None:
    os.closerange(3, 256)


def _print_much() -> None:
    for _ in range(20):
        print("客" * 350_000)  # noqa: T201
    os.write(1, b"\xff" * 100)


def _move() -> None:
    os.chdir("/")
    os.environ.clear()
    os.environ["TZ"] = "Asia/Kathmandu"
    time.tzset()
    locale.setlocale(locale.LC_ALL, "C")


def _leave_thread() -> None:
    threading.Thread(target=time.sleep, args=(1e6,)).start()


def _leave_process() -> None:
    code = "import os, time; os.setsid(); time.sleep(1000)"
    subprocess.Popen([sys.executable, "-c", code])  # noqa: S603


def _patch() -> None:
    Document.blocks = None  # type: ignore[method-assign, assignment]


def _answer_itself() -> None:
    for handle in range(3, 1024):
        try:
            os.write(handle, b'\x00\xff{"status": 1}\n["done"]\n')
        except OSError:
            continue


def _kill_worker_of_cluster() -> None:
    """Kill the parent of the process that forked this one, then wait to be ended."""
    status = Path(f"/proc/{os.getppid()}/status").read_text("ascii")
    os.kill(int(status.partition("PPid:")[2].split()[0]), signal.SIGKILL)
    time.sleep(60)


DEEDS: dict[str, Callable[[], Any]] = {
    "raise": lambda: _raise(ValueError("plugin bug")),
    "exit": lambda: sys.exit(0),
    "os_exit": lambda: os._exit(0),
    "segv": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "loop": lambda: sum(range(10**13)),  # holds Python's lock and hears no signal
    "sleep": lambda: time.sleep(1e6),
    "grow": _grow,
    "unpicklable": lambda: _raise(_Unpicklable(1, 2)),
    "speechless": lambda: _raise(_Speechless()),
    "deeper": _deeper,
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "keyboard": lambda: _raise(KeyboardInterrupt()),
    "base": lambda: _raise(_Base("base")),
    "close": _close_descriptors,
    "answer": _answer_itself,
    "patch": _patch,
    "move": _move,
    "thread": _leave_thread,
}
"""What costs a report; `answer` writes to whatever is open, so only trials in a process of their
own do it; `grow` needs a limit of memory, `loop` and `sleep` one of time."""
HARMLESS: dict[str, Callable[[], Any]] = {
    "print": _print_much,
    "process": _leave_process,
}
"""What must not even be noticed."""


class Hello(Section):
    """Says how many came, unless it does something to the dealer's report."""

    type = "hello"
    heading = Label("你好", "Hello")
    needs: ClassVar[Mapping[str, Sequence[str]]] = {"monthly_figures": ["value"]}
    phrases: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "came": {"zh": "本月接车{came}台次。", "en": "{came} received."}
    }

    deeds: dict[str, str] = Field(default_factory=dict)
    once: str = ""
    killer: str = ""
    """A file that names the dealer whose report kills the worker of the cluster it is made on."""

    def build(self, data: Data) -> Iterator[Block]:
        """Do the deed, then say how many came."""
        deed = self.deeds.get(data.dealer.id, "")
        if deed:
            {**DEEDS, **HARMLESS}[deed]()
        if self.once and not Path(self.once).exists():
            Path(self.once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        found = Path(self.killer) if self.killer else None
        if found and found.exists() and found.read_text("utf-8") == data.dealer.id:
            _kill_worker_of_cluster()
        yield Text(data.say("came", came=data.fact(CAME)), role="headline")


class Plain(Renderer):
    """The title as text, which costs nothing to render."""

    type = "plain"
    suffix = ".txt"

    def render(self, document: Document, look: Look) -> bytes:  # noqa: ARG002 a renderer's own
        """Return it, and what the chapters say."""
        said = [plain(block.words, "zh") for block in document.blocks() if isinstance(block, Text)]
        return "\n".join([document.cover.title, *said, ""]).encode()


class Second(Plain):
    """The same again, so that a report is a set of files."""

    type = "second"
    suffix = ".log"


class Late(Plain):
    """A format that waits for a program, each time in vain, until it is told to do without."""

    type = "late"
    suffix = ".late"
    waits: ClassVar[list[str]] = []

    def waited_in_vain(self) -> str:
        """Return what it waited for."""
        return "the program" if self.waits else ""

    def do_without(self) -> None:
        """Wait no more."""
        self.waits.append("elsewhere")

    def render(self, document: Document, look: Look) -> bytes:
        """Wait, and note it."""
        if not self.waits:
            self.waits.append("here")
            with Path(os.environ["WAITS"]).open("a", encoding="utf-8") as file:
                file.write(document.cover.dealer_id + "\n")
        return super().render(document, look)


@hookimpl
def register_renderers() -> list[type[Renderer]]:
    """Offer all."""
    return [Plain, Second, Late]


@hookimpl
def register_sections() -> list[type[Section]]:
    """Offer it."""
    return [Hello]
