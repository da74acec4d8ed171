"""A person who answers the questions of `reportgen init --from` at a real terminal.

They know their own system: which header is which column, and what its words mean. Whatever they
are asked beyond that they leave open.
"""

from __future__ import annotations

import codecs
import os
import pty
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_QUESTION = re.compile(r"^ \? (.+)$")
_CHOICE = re.compile(r"^ {5}(\d+)  (.+)$")
_PROMPT = re.compile(r"(请选择|your choice) \([\d, ]+\) \[\d+\]: $|^ \? .+: $", re.MULTILINE)
_QUOTED = re.compile(r"['“](.*?)['”]")
_ROOT = Path(__file__).parents[2]


@dataclass
class Person:
    """What they know, and what they were asked.

    Attributes:
        knows: A header or a word of their system → the column or the key it is.
        store: What their store is called.
        asked: Every question they were asked with what they answered, in order.
    """

    knows: Mapping[str, str]
    store: str
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, screen: str) -> str:
        """Return what to type for the last question on the screen."""
        lines = screen.splitlines()
        if _QUESTION.match(lines[-1]):
            self.asked.append((lines[-1][3:], self.store))
            return self.store
        starts = [at for at, line in enumerate(lines) if _QUESTION.match(line)]
        question = lines[starts[-1]][3:]
        choices = {m[2]: m[1] for line in lines[starts[-1] :] if (m := _CHOICE.match(line))}
        said = self._chosen(question, list(choices))
        self.asked.append((question, said))
        return choices.get(said, "0")

    def _chosen(self, question: str, choices: Sequence[str]) -> str:
        """Pick the column or meaning of what is quoted, or the header that is a column."""
        quoted = _QUOTED.search(question)
        for choice in choices:
            first, header = choice.split(" ")[0], choice.split("  ")[0]
            if quoted and self.knows.get(quoted[1]) == first:
                return choice
            column = self.knows.get(header, "?")
            if not quoted and re.search(rf"(^| ){re.escape(column)}\W", question):
                return choice
        return ""


def run(arguments: Sequence[str], folder: Path, person: Person, language: str) -> tuple[int, str]:
    """Run `reportgen` at a terminal of its own; returns its exit code and all it printed."""
    pid, terminal = pty.fork()
    if not pid:  # the new process: this terminal is its own
        os.chdir(folder)
        os.environ |= {"REPORTGEN_LANG": language, "PYTHONPATH": str(_ROOT), "COLUMNS": "200"}
        os.execv(sys.executable, [sys.executable, "-m", "reportgen", *arguments])  # noqa: S606 ours
    shown, decoder = "", codecs.getincrementaldecoder("utf-8")()
    try:
        while data := _read(terminal):
            shown += decoder.decode(data).replace("\r", "")
            if _PROMPT.search(shown):
                os.write(terminal, f"{person.answer(shown)}\n".encode())
    finally:
        os.close(terminal)
        status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status), shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that the other side is closed
        return b""
