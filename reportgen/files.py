"""Writes files atomically, under names every operating system accepts."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Final

from reportgen.errors import EnvironmentFault

PART: Final = ".part-"
"""What the name of an unfinished file begins with."""
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
    """Write several files that belong together: all get their names, or none does.

    Raises:
        EnvironmentFault: As for `write_whole`; the path is that of the file that failed.
    """
    name_together(set_aside(files))


def set_aside(files: Mapping[Path, bytes]) -> dict[Path, Path]:
    """Write files under temporary names beside their places; returns place and temporary name.

    Raises:
        EnvironmentFault: As for `write_whole`; then none of them is left.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            parts[path] = _written_aside(path, content)
    except BaseException:
        _remove(parts.values())
        raise
    return parts


def name_together(parts: Mapping[Path, Path]) -> None:
    """Give files set aside the names of their places: all of them or, where one fails, none.

    What stood in a place before is put back then. No temporary name is left.

    Raises:
        EnvironmentFault: As for `write_whole`.
    """
    before: dict[Path, Path | None] = {}
    try:
        for path, part in parts.items():
            before[path] = _second_name(path)
            _named(part, path)
        for folder in {path.parent for path in parts}:
            _flush_folder(folder)
    except BaseException:
        for path, old in before.items():
            _put_back(path, old, written=not parts[path].exists())
        raise
    finally:
        _remove([*parts.values(), *filter(None, before.values())])


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _second_name(path: Path) -> Path | None:
    """Return another name for the file in a place, so that it outlives being replaced."""
    if not path.is_file():
        return None
    second = path.with_name(f"{PART}{token_hex(8)}")
    try:
        os.link(path, second)
    except OSError:  # not every file system has links
        try:
            shutil.copy2(path, second)
        except OSError as error:
            raise cannot_write(path, error) from error
    return second


def _put_back(path: Path, old: Path | None, *, written: bool) -> None:
    with contextlib.suppress(OSError):
        if old:
            old.replace(path)
        elif written:
            path.unlink()


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _written_aside(path: Path, content: bytes) -> Path:
    """Write the content to a temporary file beside its place and flush it to disk."""
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.parent / f"{PART}{token_hex(8)}"
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
