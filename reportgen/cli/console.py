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
from collections.abc import Mapping
from typing import Any

from reportgen.catalogs import words_in
from reportgen.document.formats import plain
from reportgen.labels import Language
from reportgen.personal_data import mask_message
from reportgen.section.phrases import Phrases


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
