"""What was made in a folder: a file to which one line is added for each step, and never changed.

A line is whole on disk before the next step begins, so after a kill at any moment the lines say
which reports are finished, and which files in the folder are reportgen's own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reportgen.files import cannot_write
from reportgen.report.batch.outcome import Outcome

_LINE: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Booked:
    """The last outcome of a dealer's report in this folder.

    Attributes:
        key: Hash of everything the report is made from.
        status: Of the outcome; never `unchanged`.
        files: Name of each file in the folder of the month → SHA-256.
        reason: Why it failed or is there only partly; personal data masked.
        failure: How it failed.
        place: File and line of the plugin.
        rows: What became of the rows of its tables.
    """

    key: str
    status: str
    files: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    failure: str = ""
    place: str = ""
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class RunLedger:
    """The ledger of one month in one folder; who does not hold the lock may only read it."""

    def __init__(self, path: Path, *, mend: bool = True) -> None:
        """`mend` cuts off what a kill left of the last line, before a line is added to it."""
        self._path = path
        self.booked: dict[str, Booked] = {}
        self._own: dict[str, set[str]] = {}
        for line in _whole_lines(path, mend=mend):
            self._take_in(line)

    def own(self, name: str, sha256: str) -> bool:
        """Tell whether a file of that name and content was written by reportgen."""
        return sha256 in self._own.get(name, ())

    def begin(self, dealer: str, files: Mapping[str, str]) -> None:
        """Note which files of a dealer are about to get their names.

        Raises:
            EnvironmentFault: It cannot be written.
        """
        self._add({"dealer": dealer, "names": dict(files)})

    def book(self, outcome: Outcome, key: str, files: Mapping[str, str], reason: str) -> None:
        """Note the outcome of a dealer's report; `reason` is without personal data.

        Raises:
            EnvironmentFault: It cannot be written.
        """
        booked = {
            "key": key,
            "status": outcome.status,
            "files": dict(files),
            "reason": reason,
            "failure": outcome.failure,
            "place": outcome.place,
            "rows": outcome.rows,
        }
        self._add({"dealer": outcome.dealer.id, "booked": booked})

    def _add(self, line: Mapping[str, Any]) -> None:
        """Write one line, flushed to disk."""
        text = json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + _LINE
        try:
            with self._path.open("ab") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self._take_in(line)

    def _take_in(self, line: Mapping[str, Any]) -> None:
        dealer = line.get("dealer", "")
        if "names" in line:
            for name, sha in line["names"].items():
                self._own.setdefault(name, set()).add(sha)
        if "booked" in line:
            self.booked[dealer] = Booked(**line["booked"])


def _whole_lines(path: Path, *, mend: bool) -> Iterator[Mapping[str, Any]]:
    """Yield the lines that are whole; what a kill or a full disk left of the last one is none.

    Raises:
        EnvironmentFault: The file cannot be read or mended.
    """
    try:
        content = path.read_bytes() if path.exists() else b""
        whole = content[: content.rfind(_LINE) + 1]
        if mend and len(whole) < len(content):
            with path.open("r+b") as file:
                file.truncate(len(whole))
    except OSError as error:
        raise cannot_write(path, error) from error
    for text in whole.splitlines():
        try:
            yield json.loads(text)
        except ValueError:  # torn in the middle of a run that went on
            continue
