"""Writes files atomically, under names every operating system accepts."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Final

from reportgen.errors import EnvironmentFault

_LONGEST: Final = 120
"""Bytes of a file name; systems allow 255, Windows 260 characters a path: by judgement, half."""
_NEW: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_BECAUSE: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENAMETOOLONG: "the name is too long",
}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that the path holds either the whole content or what was there before.

    Raises:
        EnvironmentFault: The machine does not let us: disk full, read-only, file open elsewhere.
    """
    write_together({path: content})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files that belong together: all are whole on disk before one gets its name.

    Raises:
        EnvironmentFault: As for `write_whole`; the path is that of the file that failed.
    """
    partial: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            partial[path] = _written_aside(path, content)
        for path, aside in partial.items():
            _named(aside, path)
    finally:
        for aside in partial.values():
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)


def _written_aside(path: Path, content: bytes) -> Path:
    """Write the content to a temporary file beside its place and flush it to disk."""
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.parent / f".part-{token_hex(8)}"
        handle = os.open(aside, _NEW, 0o666)  # the system takes from it what the umask forbids
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:  # a Ctrl-C leaves nothing behind either
        if aside:
            with contextlib.suppress(OSError):
                aside.unlink()
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise
    return aside


def _named(aside: Path, path: Path) -> None:
    try:
        aside.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> EnvironmentFault:
    """Return the error for a path that cannot be written, with what to do about it."""
    reason = _BECAUSE.get(error.errno or 0, error.strerror or type(error).__name__)
    return EnvironmentFault(
        f"{path}: cannot be written: {reason}; free or choose another folder with --out, "
        "close the file if it is open, then run the same command again"
    )


def check_writable(folder: Path) -> None:
    """Check before any work that reports can be written to a folder.

    Raises:
        EnvironmentFault: They cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise cannot_write(folder, error) from error


def safe_name(text: str) -> str:
    """Turn a text into a file name without separators, control characters or reserved names."""
    name = unicodedata.normalize("NFC", text)
    name = re.sub(r"[\\/:*?\"<>|\x00-\x1f\x7f]", "-", name)
    name = re.sub(r"\s+", "_", name).strip(" ._") or "report"
    if name.split(".", 1)[0].casefold() in _RESERVED:
        name = f"_{name}"
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    return name.rstrip(" ._")  # a cut may leave one at the end
