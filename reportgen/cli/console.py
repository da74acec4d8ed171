"""Prints to the terminal: lines for people, or one JSON object for machines.

Works on a Chinese Windows console too: no character outside GBK, and one that cannot be printed
is replaced rather than ending the run.
"""

from __future__ import annotations

import io
import json
import locale
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

from reportgen.catalogs import words_in
from reportgen.document.formats import plain
from reportgen.labels import Language
from reportgen.personal_data import mask_message
from reportgen.section.phrases import Phrases

_EVERY: Final = 30.0
"""Seconds between progress lines where there is no terminal; by judgement, for readers of logs."""


class Advance(Protocol):
    """Moves a progress display on by one report."""

    def __call__(self, what: str) -> None:
        """Show that one more report is finished; `what` names it."""


class Console:
    """Prints lines for people on standard output and error, JSON for machines on output."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.language = terminal_language()
        self._phrases = Phrases(words_in("terminal"))
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")

    def text(self, key: str, **values: object) -> str:
        """Return a message in the language of the terminal, its placeholders filled."""
        return plain(self._phrases.say(self.language, key, **values), self.language)

    def line(self, text: str = "") -> None:
        """Print a plain line for people; prints nothing in JSON mode."""
        if not self.as_json:
            print(mask_message(text))  # noqa: T201 this is the command line

    def good(self, key: str, **values: object) -> None:
        """Print a line about something that went well."""
        self.line(f" √ {self.text(key, **values)}")

    def warn(self, text: str) -> None:
        """Print a line about something to look at."""
        self.line(f" ! {text}")

    def bad(self, text: str) -> None:
        """Print a line about something that failed."""
        self.line(f" × {text}")

    def result(self, values: Mapping[str, Any]) -> None:
        """Print the result as one JSON object, in JSON mode only."""
        if self.as_json:
            text = json.dumps(_masked(values), ensure_ascii=False, default=str)
            print(text)  # noqa: T201 as above

    def next_steps(self, steps: Mapping[str, str]) -> None:
        """Print the commands to type next: command → message key of what it does."""
        self.line()
        self.line(self.text("next"))
        width = max(len(command) for command in steps)
        for command, key in steps.items():
            self.line(f"  {command:<{width}}  {self.text(key)}")

    @contextmanager
    def progress(self, total: int) -> Iterator[Advance]:
        """Show progress: a bar on a terminal, a line now and then elsewhere; none for one item."""
        if self.as_json or total < 2:  # noqa: PLR2004 one report needs no bar
            yield lambda what: None  # noqa: ARG005 the protocol's argument
        elif sys.stdout.isatty():
            with _bar(self.text("build.making"), total) as advance:
                yield advance
        else:
            yield _lines(total)


@contextmanager
def _bar(title: str, total: int) -> Iterator[Advance]:
    from rich.progress import Progress  # noqa: PLC0415 only a terminal needs it

    with Progress(transient=True, refresh_per_second=5) as progress:
        task = progress.add_task(title, total=total)

        def advance(what: str) -> None:
            progress.update(task, advance=1, description=f"{title} {what}")

        yield advance


def _lines(total: int) -> Advance:
    """Print a progress line every 5 % or 30 seconds, whichever comes first."""
    state = {"made": 0, "said": 0, "at": time.monotonic()}

    def advance(what: str) -> None:
        state["made"] += 1
        due = state["made"] - state["said"] >= total / 20
        if due or time.monotonic() - state["at"] > _EVERY or state["made"] == total:
            print(f"progress {state['made']}/{total} {what}")  # noqa: T201 as above
            state.update(said=state["made"], at=time.monotonic())

    return advance


def _masked(value: Any) -> Any:  # noqa: ANN401 what JSON can say
    """Return plain values without personal data; the paths of files lead where they did."""
    if isinstance(value, str):
        return mask_message(value)
    if isinstance(value, Mapping):
        return {_masked(key): _masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return value


def terminal_language() -> Language:
    """Return the terminal's language: `REPORTGEN_LANG` if set, else that of the locale."""
    wanted = os.environ.get("REPORTGEN_LANG", "")
    if not wanted:
        names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        wanted = next((name for name in names if name), locale.getlocale()[0] or "")
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"
