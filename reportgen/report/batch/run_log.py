"""Writes the log of runs, a line of JSON for each event with its time; nobody's data is in it."""

from __future__ import annotations

import json
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
