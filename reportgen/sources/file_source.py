"""What file sources share: reading file after file, fixed columns, and wide tables turned long."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from reportgen.errors import SourceError, did_you_mean
from reportgen.extension.components import Place, RawTable, Source
from reportgen.sources.cell_text import TEXT
from reportgen.sources.header_row import refuse_wide, visible
from reportgen.sources.reader_process import Job, read_apart
from reportgen.sources.second_header import refuse_second_header
from reportgen.sources.source_paths import (
    dealer_in,
    find,
    fixed_part,
    month_in,
    named_by_dealer,
    read_bytes,
    refuse_large,
)
from reportgen.yaml.model import Strict


class Unpivot(Strict):
    """How a wide table of totals becomes one row a figure."""

    keep: list[str] = Field(description="headers that stay columns, such as 月份")
    indicator: str = Field(default="indicator", description="new column: the header of the figure")
    value: str = Field(default="value", description="new column: the figure")


class FileSource(Source):
    """Reads the files a path names, in a process of their own unless `apart` says otherwise."""

    apart: ClassVar[bool] = True

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
        paths = {path.relative_to(base).as_posix(): path for path in find(self.path, place)}
        count = 0
        for name, raw in self._read_all(paths):
            count += len(raw.rows)
            if count > self.max_rows:
                raise too_long(name, self.max_rows)
            dealer = dealer_in(self.path, paths[name], place.folder)
            month = month_in(self.path, paths[name], place.folder)
            yield replace(self._shaped(raw, dealer), month=month, dealer=dealer or "")

    def _read_all(self, paths: Mapping[str, Path]) -> Iterator[tuple[str, RawTable]]:
        """The tables of all files with the names of the files."""
        for path in paths.values():
            refuse_large(path)
        jobs = [Job(name, partial(self.sheets_of, name, path)) for name, path in paths.items()]
        if self.apart:
            yield from read_apart(jobs)
        else:
            yield from ((job.name, raw) for job in jobs for raw in job.tables())

    def files_read(self, place: Place) -> Sequence[Path]:
        """Return the files the path names.

        Raises:
            SourceError: There is none, or the path is a folder.
        """
        return find(self.path, place)

    def bytes_by_dealer(self, place: Place) -> Mapping[str, int] | None:
        """Return how many bytes the files of each dealer have, where they are named after them.

        Raises:
            SourceError: There is no file.
        """
        return named_by_dealer(self.path, place)

    def sheets_of(self, name: str, path: Path) -> Iterable[RawTable]:
        """The tables in the file at a path."""
        return self.sheets(name, read_bytes(path))

    @abstractmethod
    def sheets(self, name: str, content: bytes) -> Iterable[RawTable]:
        """The tables in one file; `name` is what readers know it by."""
        raise NotImplementedError

    def _shaped(self, raw: RawTable, dealer: str | None) -> RawTable:
        """The table with the options applied."""
        refuse_wide(raw.file, len(raw.header))
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


def too_long(name: str, most: int) -> SourceError:
    """More rows than memory may be asked to hold."""
    return SourceError(
        f"{name}: with this file there are more than {most} rows (`max_rows`), and a million may "
        "take 1 GB of memory; let `type: duckdb` with `date` leave other months in the file, or "
        "with `dealer` read some dealers at a time, or raise `max_rows`"
    )
