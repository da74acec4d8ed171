"""Which files a path option names, and which of them may be read: whole files of a disk only."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import BinaryIO, Final

from reportgen.errors import EnvironmentFault, SourceError, did_you_mean
from reportgen.extension.components import Place
from reportgen.periods import Month
from reportgen.sources.path_patterns import matches

_HOLE: Final = re.compile(r"\{(month|dealer)\}")
_MACHINE: Final = {errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}
_SYSTEM: Final = (("proc",), ("sys",))
_LARGEST: Final = 4 * 2**30
"""Bytes of a file that is read whole; 5 million rows, the most that are read, have 1 GB."""


def fixed_part(pattern: str, folder: Path) -> Path:
    """The folder all files share; what follows it tells them apart (`2026-10/工单.csv`)."""
    for part in Path(pattern).parts[:-1]:
        if has_magic(part) or _HOLE.search(part):
            break
        folder /= part
    return folder


def dealer_in(pattern: str, path: Path, folder: Path) -> str | None:
    """The dealer a file name tells where the pattern says `{dealer}`."""
    return _told("dealer", pattern, path, folder)


def month_in(pattern: str, path: Path, folder: Path) -> Month | None:
    """The month a file name tells where the pattern says `{month}`."""
    told = _told("month", pattern, path, folder)
    return Month.parse(told) if told else None


def _told(hole: str, pattern: str, path: Path, folder: Path) -> str | None:
    if f"{{{hole}}}" not in pattern:
        return None
    parts = re.split(r"(\{month\}|\{dealer\}|\*\*/|\*|\?)", (folder / pattern).as_posix())
    known = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    text = "".join(
        known.get(part, part if _HOLE.fullmatch(part) else re.escape(part)) for part in parts
    )
    for name, form in (("month", r"\d{4}-\d{2}"), ("dealer", "[^/]+")):
        text = text.replace(f"{{{name}}}", f"(?P<{name}>{form})", 1)
        text = text.replace(f"{{{name}}}", f"(?P={name})")
    found = re.fullmatch(text, path.as_posix())
    return found[hole] if found else None


def named_by_dealer(pattern: str, place: Place) -> Mapping[str, int] | None:
    """Return how many bytes the files of each dealer have; null where names say no dealer.

    Raises:
        SourceError: There is no file.
    """
    if "{dealer}" not in pattern:
        return None
    sizes: Counter[str] = Counter()
    for path in find(pattern, place):
        sizes[dealer_in(pattern, path, place.folder) or ""] += path.stat().st_size
    return sizes


def find(pattern: str, place: Place) -> list[Path]:
    """The files a path option names, sorted; months without a file are passed over.

    Of files named after dealers only those of the dealers that are read, which may be none.

    Raises:
        SourceError: There is none, or the path is a folder.
    """
    found: dict[Path, None] = {}
    texts = [pattern]
    if "{month}" in pattern:
        texts = [pattern.replace("{month}", str(month)) for month in place.months]
    for text in texts:
        found.update(dict.fromkeys(_files(place.folder / text.replace("{dealer}", "*"))))
    if not found:
        raise SourceError(_not_found(pattern, texts, place))
    if place.dealers is None or "{dealer}" not in pattern:
        return list(found)
    return [path for path in found if dealer_in(pattern, path, place.folder) in place.dealers]


def _files(path: Path) -> list[Path]:
    """The file of that name, else those the pattern matches, without lock and hidden files."""
    try:
        if path.is_dir():
            inside = sorted(entry.name for entry in path.iterdir())[:3]
            hint = f", such as '{path.name}/{inside[0]}'" if inside else ""
            raise SourceError(f"'{path}' is a folder; name a file in it or a pattern{hint}")
        if path.exists():
            return [readable_file(path)]
        if path.is_symlink():
            raise SourceError(f"'{path}' is a link to nothing, or to itself; name the file itself")
    except OSError as error:  # such as a name longer than any file has
        raise SourceError(f"'{path}' cannot be read: {error.strerror}") from error
    if not has_magic(str(path)):
        return []
    return [readable_file(match) for match in matches(path) if match.is_file()]


def readable_file(path: Path) -> Path:
    """The path itself, if it leads to a file on a disk.

    Raises:
        SourceError: It is a pipe or a device, which may have no end, or the system's own data.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise SourceError(f"'{path}' is no file but a pipe or a device; name an exported file")
    if path.resolve().parts[1:2] in _SYSTEM:
        raise SourceError(
            f"'{path}' is what the system tells of itself, no file of a disk; name an exported file"
        )
    if path.stat().st_size > _LARGEST and _has_hole(path):
        raise SourceError(
            f"'{path}' has more than {_LARGEST / 2**30:.0f} GB, most of them never written; copy "
            "it again from where it comes"
        )
    return path


def _has_hole(path: Path) -> bool:
    """Whether a part of a file is on no disk, and reads as zero bytes; not every system tells."""
    if not hasattr(os, "SEEK_HOLE"):
        return False
    with path.open("rb") as file:
        return os.lseek(file.fileno(), 0, os.SEEK_HOLE) < path.stat().st_size


def _not_found(pattern: str, texts: Sequence[str], place: Place) -> str:
    """What is wrong with a path, and the nearest name that exists."""
    last = place.folder / texts[-1].replace("{dealer}", "*") if texts else place.folder / pattern
    if not last.parent.exists() and not has_magic(str(last.parent)):
        near = _nearest(last.parent.name, last.parent.parent)
        return f"{pattern}: there is no folder '{last.parent}'{near}"
    months = f" for {', '.join(texts)}" if "{month}" in pattern else ""
    near = _nearest(last.name, last.parent)
    return f"{pattern}: no file found in '{last.parent}'{months}{near or '; check the path'}"


def _nearest(name: str, folder: Path) -> str:
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return did_you_mean(name, names)


def refuse_large(path: Path) -> None:
    """Refuse a file that memory cannot hold.

    Raises:
        SourceError: It is larger than any export.
    """
    if path.stat().st_size > _LARGEST:
        raise SourceError(
            f"'{path}' has more than {_LARGEST / 2**30:.0f} GB; export fewer months, or let "
            "`type: duckdb` with `date` leave other months in the file"
        )


@contextmanager
def unchanged(path: Path) -> Iterator[BinaryIO]:
    """The open file, which nobody may change until it is read.

    Raises:
        SourceError: Somebody did.
    """
    before = path.stat()
    with path.open("rb") as file:
        yield file
    _refuse_changed(path, before, path.stat())


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        SourceError: It is empty, or must not be read.
        EnvironmentFault: The machine cannot read it now.
    """
    try:
        before = path.stat()
        content = path.read_bytes()
        after = path.stat()
    except PermissionError as error:
        raise SourceError(
            f"'{path}' must not be read by this user; change its permissions or copy it"
        ) from error
    except OSError as error:
        text = f"'{path}' cannot be read: {error.strerror or os.strerror(error.errno or 0)}"
        raise (EnvironmentFault if error.errno in _MACHINE else SourceError)(text) from error
    if not content:
        raise SourceError(f"'{path}' is empty (0 bytes); export it again")
    _refuse_changed(path, before, after)
    return content


def _refuse_changed(path: Path, before: os.stat_result, after: os.stat_result) -> None:
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise SourceError(
            f"'{path}' changed while it was read; run again when the export is finished"
        )
