"""Writes the log of runs, a line of JSON for each event with its time; nobody's data is in it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from reportgen.files import cannot_write

NAME: Final = "run.log.jsonl"


class RunLog:
    """The log of all runs in a folder; each adds to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, event: str, **values: object) -> None:
        """Add a line.

        Raises:
            EnvironmentFault: It cannot be written.
        """
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "event": event, **values}, ensure_ascii=False)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise cannot_write(self._path, error) from error


@dataclass(frozen=True, slots=True)
class LastRun:
    """How many reports the last run that made any made, and in how many seconds."""

    made: int
    seconds: float

    def seconds_for(self, reports: int) -> float:
        """Return how long as many reports may take at this pace."""
        return self.seconds / self.made * reports


def last_run(path: Path) -> LastRun | None:
    """Return the last run that made a report, by its log; null where none is known."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for line in reversed(lines):
        with suppress(ValueError, KeyError, TypeError):  # a line may be torn
            event = json.loads(line)
            if event["event"] in {"end", "stopped"} and event["made"] > 0:
                return LastRun(event["made"], float(event["seconds"]))
    return None
