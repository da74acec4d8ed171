"""Remembers what a command wrote into a folder, so that it replaces nothing a person has changed.

A file may be replaced or removed only while it is byte for byte what was written before.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reportgen.files import write_whole


class WrittenRecord:
    """The files a command wrote into a folder, by path inside it, each with its SHA-256."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.kept: list[Path] = []
        """What a person has changed, and was therefore not written."""
        self._path = folder / name
        self._before = _read(self._path)
        self._now: dict[str, str] = {}

    def is_own(self, path: Path) -> bool:
        """Tell whether a file is as it was written, or not there."""
        wrote = self._before.get(self._name(path))
        return not path.exists() or (path.is_file() and wrote == _hash(path.read_bytes()))

    def write(self, path: Path, content: bytes) -> None:
        """Write a file below the folder, unless a person has changed it.

        Raises:
            EnvironmentFault: As for `write_whole`.
        """
        same = path.is_file() and path.read_bytes() == content
        if not same and not self.is_own(path):
            self.kept.append(path)
            return
        if not same:
            write_whole(path, content)
        self._before[self._name(path)] = self._now[self._name(path)] = _hash(content)

    def remove_rest(self) -> None:
        """Remove what was written before and not this time, unless a person has changed it."""
        for name in [name for name in self._before if name not in self._now]:
            path = self.folder / name
            if self.is_own(path):
                path.unlink(missing_ok=True)
                del self._before[name]

    def save(self) -> None:
        """Write the record itself."""
        write_whole(self._path, json.dumps(self._before, indent=1, sort_keys=True).encode())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _read(path: Path) -> dict[str, str]:
    """Read a record; one that is damaged or missing knows no file."""
    with suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict):
            inside = (name for name in found if ".." not in Path(name).parts)
            return {name: str(found[name]) for name in inside if not Path(name).is_absolute()}
    return {}
