"""The folder reports are written to: one run at a time, and nobody's own file is replaced."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from reportgen.errors import EnvironmentFault
from reportgen.files import PART, cannot_write, check_writable, name_together
from reportgen.periods import Month
from reportgen.report.batch.run_ledger import Booked, RunLedger
from reportgen.report.batch.watch import Aside
from reportgen.report.quality import REJECTED
from reportgen.section.dealer import Dealer

OWN: Final = ".reportgen"
"""The folder below that of the reports where reportgen keeps what it must know of them."""
_SUFFIX: Final = re.compile(rf"({re.escape(REJECTED)}|\.[^.]*)$")


@dataclass(slots=True)
class OutputFolder:
    """The folder of one month's reports, held by this run alone."""

    out: Path
    month: Month
    ledger: RunLedger
    kept: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    """Dealer → files in whose place somebody's own stand."""
    put: dict[str, dict[str, str]] = field(default_factory=dict)
    """Dealer → name of each file put into place in this run → SHA-256."""

    @property
    def folder(self) -> Path:
        """Where the reports of the month are."""
        return self.out / str(self.month)

    def put_in_place(self, dealer: Dealer, files: Sequence[Aside]) -> tuple[Path, ...]:
        """Give the files of a report their names, all or none; returns where they are.

        Where somebody has changed a file since it was made, or put one of their own, it stays, and
        the whole report gets another name.

        Raises:
            EnvironmentFault: It cannot be written.
        """
        reports = [file for file in files if not file.kept]
        places = self._free(reports)
        wanted = tuple(file.place for file in reports)
        self.kept[dealer.id] = wanted if places != wanted else ()
        names = {place.name: file.sha256 for place, file in zip(places, reports, strict=True)}
        self.ledger.begin(dealer.id, names)
        parts = {place: file.part for place, file in zip(places, reports, strict=True)}
        name_together({**parts, **{file.place: file.part for file in files if file.kept}})
        self._remove_earlier_rejects(dealer, names)
        self.put[dealer.id] = names
        return places

    def intact(self, booked: Booked) -> bool:
        """Tell whether the files of a report are there as they were made."""
        return bool(booked.files) and all(
            sha256_of(self.folder / name) == sha for name, sha in booked.files.items()
        )

    def _free(self, files: Sequence[Aside]) -> tuple[Path, ...]:
        """Return the first names under which nobody's own files stand."""
        for number in count(1):
            places = tuple(_numbered(file.place, number) for file in files)
            if all(
                self._ours(place, file.sha256) for place, file in zip(places, files, strict=True)
            ):
                return places
        raise AssertionError  # pragma: no cover  # `count` does not end

    def _ours(self, place: Path, sha256: str) -> bool:
        """Tell whether a name is free, or its file reportgen's own; a folder is told later."""
        if not place.is_file():
            return True
        there = sha256_of(place)
        return there == sha256 or self.ledger.own(place.name, there)

    def _remove_earlier_rejects(self, dealer: Dealer, names: Mapping[str, str]) -> None:
        """Remove the list of rejected rows of an earlier run: it is about other data."""
        before = self.ledger.booked.get(dealer.id)
        for name in before.files if before else ():
            if name.endswith(REJECTED) and name not in names:
                path = self.folder / name
                there = sha256_of(path)
                if there and self.ledger.own(name, there):
                    with suppress(OSError):
                        path.unlink()


@contextmanager
def held(out: Path, month: Month) -> Iterator[OutputFolder]:
    """Hold a folder for this run; clear it before and after of what was left unfinished.

    Raises:
        EnvironmentFault: Another run holds it, or it cannot be written to.
    """
    own = out / OWN
    check_writable(out)
    check_writable(own)
    with _locked(own / "lock"):
        check_writable(out / str(month))
        folders = (out, own, out / str(month))
        _clear(folders)
        try:
            yield OutputFolder(out, month, RunLedger(own / f"{month}.jsonl"))
        finally:
            _clear(folders)


def seen(out: Path, month: Month) -> OutputFolder:
    """Return a folder as it is now, to be looked at only; another run may be writing to it."""
    return OutputFolder(out, month, RunLedger(out / OWN / f"{month}.jsonl", mend=False))


def _clear(folders: Sequence[Path]) -> None:
    """Remove what reports that were stopped left unfinished."""
    for folder in folders:
        for part in folder.glob(f"{PART}*"):
            with suppress(OSError):
                part.unlink()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock; the system lets go of it when this process ends, however it does.

    Raises:
        EnvironmentFault: Another process holds it.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 absent on Windows

    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise EnvironmentFault(
            f"{path.parent.parent}: another run is writing reports to this folder; wait for it, or "
            "choose another one with --out"
        ) from None
    except OSError as error:
        os.close(handle)
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _numbered(path: Path, number: int) -> Path:
    """Return the path with a number before its ending; the first has none."""
    if number == 1:
        return path
    return path.with_name(_SUFFIX.sub(rf"-{number}\1", path.name))
