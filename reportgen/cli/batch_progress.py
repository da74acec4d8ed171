"""Shows how far a build is: a bar on a terminal, lines elsewhere, lines of JSON for machines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from reportgen.cli.console import Console
from reportgen.cli.told_outcomes import plain
from reportgen.report.batch import Outcome

_EVERY: Final = 30.0
"""Seconds between progress lines where there is no terminal; by judgement, for readers of logs."""
_PARTS: Final = 20
"""Progress lines of a quick run; by judgement: one every 5 %."""

Advance: TypeAlias = Callable[[Outcome], None]
"""Moves a progress display on by one report."""


@contextmanager
def progress(console: Console, total: int) -> Iterator[Advance]:
    """Show progress with rate and remaining time; nothing for people where there is one report."""
    pace = _Pace(console, total)
    if console.as_json:
        yield pace.as_json
    elif total == 1:
        yield lambda outcome: None  # noqa: ARG005 one report needs no bar
    elif sys.stdout.isatty():
        with _bar(pace) as advance:
            yield advance
    else:
        yield pace.as_line


class _Pace:
    """How many reports are finished, how fast, and how long the others may take.

    Reports left out because nothing changed are finished at once, and no measure of the pace.
    """

    def __init__(self, console: Console, total: int) -> None:
        self._console, self.total = console, total
        self._started = self._said_at = time.monotonic()
        self.finished = self._made = self._said = 0

    def count(self, outcome: Outcome) -> None:
        """Count one more finished report."""
        self.finished += 1
        self._made += outcome.status != "unchanged"

    @property
    def a_minute(self) -> float:
        """Reports made a minute."""
        passed = time.monotonic() - self._started
        return self._made / passed * 60 if passed else 0.0

    @property
    def seconds_left(self) -> int | None:
        """Seconds the others may take; null before one is made."""
        pace = self.a_minute
        return round((self.total - self.finished) / pace * 60) if pace else None

    def text(self, outcome: Outcome) -> str:
        """Say how far the build is."""
        left = self.seconds_left
        return self._console.text(
            "build.progress",
            finished=self.finished,
            total=self.total,
            rate=f"{self.a_minute:.0f}",
            left=f"{(left or 0) // 60}:{(left or 0) % 60:02}",
            dealer=outcome.dealer.id,
        )

    def as_line(self, outcome: Outcome) -> None:
        """Print a progress line every 5 % or 30 seconds, whichever comes first."""
        self.count(outcome)
        due = self.finished - self._said >= self.total / _PARTS
        now = time.monotonic()
        if due or now - self._said_at > _EVERY or self.finished == self.total:
            print(self.text(outcome), flush=True)  # noqa: T201 this is the command line
            self._said, self._said_at = self.finished, now

    def as_json(self, outcome: Outcome) -> None:
        """Print a line of JSON for each report to standard error."""
        self.count(outcome)
        line = {
            **plain(outcome),
            "finished": self.finished,
            "total": self.total,
            "seconds_left": self.seconds_left,
        }
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201 as above


@contextmanager
def _bar(pace: _Pace) -> Iterator[Advance]:
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 only a terminal needs it

    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, transient=True, refresh_per_second=5) as bar:
        task = bar.add_task("", total=pace.total)

        def advance(outcome: Outcome) -> None:
            pace.count(outcome)
            bar.update(task, advance=1, description=pace.text(outcome))

        yield advance
