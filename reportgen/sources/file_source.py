"""What file sources share: finding the files, fixed columns, and turning wide tables long."""

from __future__ import annotations

import errno
import os
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import pandas as pd
from pydantic import Field

from reportgen.errors import EnvironmentFault, SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.periods import Month
from reportgen.sources.header_row import visible
from reportgen.sources.second_header import refuse_second_header
from reportgen.yaml.model import Strict

LOST: Final = "\ufffe"
"""Stands for half a character in a file; the intake removes and counts it."""
TEXT: Final = pd.StringDtype("pyarrow", na_value=np.nan)
"""The dtype of every column of a raw table, as Arrow's readers give it without a copy."""
_HOLE: Final = re.compile(r"\{(month|dealer)\}")
_MACHINE: Final = {errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}


class Unpivot(Strict):
    """How a wide table of totals becomes one row a figure."""

    keep: list[str] = Field(description="headers that stay columns, such as 月份")
    indicator: str = Field(default="indicator", description="new column: the header of the figure")
    value: str = Field(default="value", description="new column: the figure")


class FileSource(Source):
    """Reads the files a path names."""

    path: str = Field(
        description="file or pattern; {month} is each month, {dealer} fills the column dealer"
    )
    unpivot: Unpivot | None = Field(
        default=None, description="turn a wide table of totals into one row a figure"
    )
    constants: dict[str, str] = Field(
        default_factory=dict, description="columns the file lacks: name and the value of every row"
    )

    max_rows: int = Field(
        default=5_000_000,
        ge=1,
        description="more rows (lines of text), all files together, are refused",
    )

    def read(self, place: Place) -> Iterator[RawTable]:
        """Yield the raw table of each file, in the order of their names.

        Raises:
            SourceError: No file, not a file, empty, too long, or not readable as what it should
                be.
        """
        base = fixed_part(self.path, place.folder)
        count = 0
        for path in find(self.path, place):
            name = path.relative_to(base).as_posix()
            dealer = dealer_in(self.path, path, place.folder)
            told = {"month": month_in(self.path, path, place.folder), "dealer": dealer or ""}
            for raw in self.sheets_of(name, path):
                count += len(raw.rows)
                if count > self.max_rows:
                    raise too_long(name, self.max_rows)
                yield replace(self._shaped(raw, dealer), **told)  # type: ignore[arg-type]

    def files_read(self, place: Place) -> Sequence[Path]:
        """Return the files the path names.

        Raises:
            SourceError: There is none, or the path is a folder.
        """
        return find(self.path, place)

    def sheets_of(self, name: str, path: Path) -> Iterable[RawTable]:
        """The tables in the file at a path."""
        return self.sheets(name, read_bytes(path))

    @abstractmethod
    def sheets(self, name: str, content: bytes) -> Iterable[RawTable]:
        """The tables in one file; `name` is what readers know it by."""
        raise NotImplementedError

    def _shaped(self, raw: RawTable, dealer: str | None) -> RawTable:
        """The table with the options applied."""
        raw = replace(raw, header=tuple(map(visible, raw.header)))
        wider = raw.dropped_cells.get("ragged_row", [])
        refuse_second_header(raw.file, raw.header, raw.rows, wider)
        if self.unpivot is not None:
            raw = _long(_without_short(raw), self.unpivot)
        fixed = {**({} if dealer is None else {"dealer": dealer}), **self.constants}
        return with_constants(raw, fixed)


def with_constants(raw: RawTable, fixed: Mapping[str, str]) -> RawTable:
    """The table with one more column a constant; a column of that name in the file stays."""
    fixed = {name: value for name, value in fixed.items() if name not in raw.header}
    if not fixed:
        return raw
    every = np.zeros(len(raw.rows), dtype="intp")
    columns = {
        str(at): pd.array([value], dtype=TEXT).take(every)
        for at, value in enumerate(fixed.values())
    }
    rows = raw.rows.assign(**columns)
    rows.columns = pd.RangeIndex(rows.shape[1])
    return replace(raw, header=(*raw.header, *fixed), rows=rows)


def _without_short(raw: RawTable) -> RawTable:
    """A table without its short rows: once turned long, nobody can tell what they lack."""
    if not raw.short:
        return raw
    short = raw.rows.loc[list(raw.short)].to_numpy().tolist()
    cells = {
        row: found[: lacks.start]
        for (row, lacks), found in zip(raw.short.items(), short, strict=True)
    }
    long = raw.dropped.get("ragged_row", [])
    left_out = raw.dropped_cells.get("ragged_row", [])
    cells |= dict(zip(long, map(list, left_out), strict=True))
    return replace(
        raw,
        rows=raw.rows.drop(index=list(raw.short)),
        dropped={**raw.dropped, "ragged_row": sorted(cells)},
        dropped_cells={**raw.dropped_cells, "ragged_row": [cells[row] for row in sorted(cells)]},
        short={},
    )


def _long(raw: RawTable, unpivot: Unpivot) -> RawTable:
    """One row a figure, ordered by row then header; cells without a figure are counted."""
    keep = [_place_of(raw, header) for header in unpivot.keep]
    wide = [at for at, text in enumerate(raw.header) if at not in keep and text.strip()]
    figures = raw.rows[wide].to_numpy(dtype=object)
    names = np.array([raw.header[at].strip() for at in wide], dtype=object)
    row, column = np.divmod(np.arange(figures.size), max(1, len(wide)))
    values = figures.reshape(-1)
    filled = np.array([bool(str(value).strip()) for value in values], dtype=bool)
    numbers = raw.rows.index.to_numpy()[row]
    kept = [raw.rows[at].to_numpy(dtype=object)[row[filled]] for at in keep]
    columns = dict(enumerate([*kept, names[column[filled]], values[filled]]))
    long = pd.DataFrame(columns, index=numbers[filled]).astype("str")
    header = (*unpivot.keep, unpivot.indicator, unpivot.value)
    blank = numbers[~filled].tolist()
    dropped = {**raw.dropped, **({"not_reported": blank} if blank else {})}
    return replace(raw, header=header, rows=long, dropped=dropped)


def _place_of(raw: RawTable, header: str) -> int:
    texts = [text.strip() for text in raw.header]
    if header not in texts:
        hint = did_you_mean(header, texts) or f"; it has {', '.join(filter(None, texts))}"
        raise SourceError(f"{raw.file}: unpivot.keep: there is no header '{header}'{hint}")
    return texts.index(header)


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
    if path.is_dir():
        inside = sorted(entry.name for entry in path.iterdir())[:3]
        hint = f", such as '{path.name}/{inside[0]}'" if inside else ""
        raise SourceError(f"'{path}' is a folder; name a file in it or a pattern{hint}")
    if path.exists():
        return [path]
    if not has_magic(str(path)):
        return []
    matches = (Path(name) for name in sorted(glob(str(path), recursive=True)))  # noqa: PTH207 absolute
    return [match for match in matches if match.is_file() and match.name[0] not in "~."]


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


def too_long(name: str, most: int) -> SourceError:
    """More rows than memory may be asked to hold."""
    return SourceError(
        f"{name}: with this file there are more than {most} rows (`max_rows`), and a million may "
        "take 1 GB of memory; let `type: duckdb` with `date` leave other months in the file, or "
        "raise `max_rows`"
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
