"""Files in configs/ that an option names: read once as long as they stay the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pydantic import AfterValidator

from reportgen import Strict, read_as

Read = TypeVar("Read", bound=Strict)
_KEPT: Final = 64
"""Files kept as read; by judgement: more than a workspace has."""


def read_once(path: Path, model: type[Read]) -> Read:
    """Read a file as a model, once as long as the file stays the same.

    Raises:
        SpecError: It is none; every mistake with its place.
    """
    state = path.stat()
    found = _read(path, model, state.st_mtime_ns, state.st_size)
    assert isinstance(found, model)  # noqa: S101 as read
    return found


def readable_as(model: type[Strict]) -> AfterValidator:
    """Read the file when the spec is read, so that a mistake is told before anything is built."""

    def readable(path: Path) -> Path:
        read_once(path, model)
        return path

    return AfterValidator(readable)


@lru_cache(maxsize=_KEPT)
def _read(path: Path, model: type[Strict], _changed: int, _size: int) -> Strict:
    return read_as(path, model)
