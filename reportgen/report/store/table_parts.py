"""A table as Parquet files: a row group a dealer, some dozens of dealers a file.

One file for ten thousand dealers would have a footer of megabytes, which every reader must parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reportgen.intake import DEALER
from reportgen.metric.availability import Mask
from reportgen.report.store.digests import digest
from reportgen.report.store.private_files import write_private

DEALERS_A_FILE: Final = 64
"""Row groups of one file. 600 repair orders of 27 columns are read in 4.2 ms from a file of 64
dealers (footer 0.2 MB), in 7.7 ms from one of 256, in 22 ms from one of 1,024."""
EVERYBODY: Final = ""
"""Stands for the dealer of rows that say none."""
_COMPRESSION: Final = "zstd"


class RowGroup(NamedTuple):
    """One dealer's rows of a table: a row group.

    Attributes:
        file: Its file, relative to the store.
        group: Number of the row group; -1 where the dealer has no rows.
        rows: Its rows.
        up_to: Those not later than the month of the report.
        start: Its first byte in the file.
        size: Its bytes.
        digest: Their digest.
        foot: The first byte of the file's footer.
        foot_digest: The footer's digest.
    """

    file: str
    group: int
    rows: int
    up_to: int
    start: int
    size: int
    digest: str
    foot: int
    foot_digest: str

    @property
    def none(self) -> RowGroup:
        """The piece of a dealer without rows in the table."""
        return self._replace(group=-1, rows=0, up_to=0, size=0, digest=digest(b""))


@dataclass(frozen=True, slots=True)
class StoredTable:
    """The row groups of a table by dealer; `empty` gives its columns to a dealer without rows."""

    groups: Mapping[str, RowGroup]
    empty: RowGroup

    def of(self, dealer: str) -> RowGroup:
        """Return a dealer's piece: its own rows, or those that are everybody's."""
        return self.groups.get(dealer) or self.groups.get(EVERYBODY) or self.empty

    def joined(self, other: StoredTable) -> StoredTable:
        """Return the table with the row groups of other dealers."""
        return StoredTable({**self.groups, **other.groups}, self.empty)


class DamagedError(Exception):
    """A file of a store is not what was written."""


def write_table(folder: Path, name: str, frame: pd.DataFrame, up_to: Mask) -> StoredTable:
    """Write a table, or some more dealers of it, below the folder of a store.

    Args:
        folder: The store.
        name: The table.
        frame: Its rows; those that name no dealer, where others do, are nobody's and left out.
        up_to: The rows that are not later than the month of the report.
    """
    rows = dict(_by_dealer(frame))
    pieces: dict[str, RowGroup] = {}
    dealers = list(rows)
    empty = None
    files = sum(1 for _ in (folder / name).glob("*"))
    for at, first in enumerate(range(0, max(1, len(dealers)), DEALERS_A_FILE), files):
        own = dealers[first : first + DEALERS_A_FILE]
        written = _written(frame, [rows[dealer] for dealer in own])
        file = f"{name}/{at:05}.parquet"
        write_private(folder / file, written)
        made = list(_pieces(file, written, [int(up_to[rows[dealer]].sum()) for dealer in own]))
        pieces |= dict(zip(own, made[:-1], strict=True))
        empty = empty or made[-1].none
    if empty is None:
        raise AssertionError(name)
    return StoredTable(pieces, empty)


def _by_dealer(frame: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each dealer with the places of its rows, in their order."""
    if DEALER not in frame:
        yield EVERYBODY, np.arange(len(frame))
        return
    codes, dealers = pd.factorize(frame[DEALER], sort=True)
    ordered = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[ordered], np.arange(len(dealers) + 1))
    for at, dealer in enumerate(dealers):
        yield str(dealer), ordered[ends[at] : ends[at + 1]]


def _written(frame: pd.DataFrame, groups: Sequence[np.ndarray]) -> memoryview:
    """Return the bytes of one Parquet file with a row group each."""
    together = np.concatenate(groups) if groups else np.zeros(0, dtype=np.intp)
    table = pa.Table.from_pandas(frame.iloc[together].reset_index(drop=True), preserve_index=False)
    sink = pa.BufferOutputStream()
    start = 0
    with pq.ParquetWriter(sink, table.schema, compression=_COMPRESSION) as writer:
        for rows in groups:
            writer.write_table(table.slice(start, len(rows)), row_group_size=max(1, len(rows)))
            start += len(rows)
    return memoryview(sink.getvalue())


def _pieces(file: str, content: memoryview, up_to: Sequence[int]) -> Iterator[RowGroup]:
    """Yield where each row group stands, then one for the footer alone."""
    metadata = pq.read_metadata(pa.BufferReader(content))
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    starts = [min(_starts(group), default=0) for group in groups]
    foot = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    ends = [*starts, foot][1:] if starts else []
    starts[:1] = [0] * len(starts[:1])  # with what stands at the head of the file
    told = digest(content[foot:])
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        rows = groups[at].num_rows
        held = digest(content[start:end])
        yield RowGroup(file, at, rows, up_to[at], start, end - start, held, foot, told)
    yield RowGroup(file, -1, 0, 0, 0, 0, digest(b""), foot, told)


def _starts(group: pq.RowGroupMetaData) -> Iterator[int]:
    for at in range(group.num_columns):
        column = group.column(at)
        yield column.data_page_offset
        if column.dictionary_page_offset:
            yield column.dictionary_page_offset


def check_piece(folder: Path, piece: RowGroup) -> None:
    """Check that the bytes of a piece are those that were written.

    Raises:
        DamagedError: They are not, or are gone.
    """
    try:
        with (folder / piece.file).open("rb") as file:
            file.seek(piece.start)
            own = file.read(piece.size)
            file.seek(piece.foot)
            foot = file.read()
    except OSError as error:
        raise DamagedError(f"{piece.file}: {error.strerror}") from error
    if digest(own) != piece.digest or digest(foot) != piece.foot_digest:
        raise DamagedError(f"{piece.file}: is not what was written")


def read_piece(folder: Path, piece: RowGroup) -> pd.DataFrame:
    """Return the rows of a piece as they were in the frame it was written from.

    Raises:
        DamagedError: The file is not what was written.
    """
    check_piece(folder, piece)
    with pq.ParquetFile(folder / piece.file) as file:
        if piece.group < 0:
            table = file.schema_arrow.empty_table()
        else:
            table = file.read_row_group(piece.group, use_threads=False)
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
    return frame


def read_together(folder: Path, pieces: Sequence[tuple[str, RowGroup]]) -> pd.DataFrame:
    """Return the rows of several dealers' pieces of one table, `dealer` saying whose each is.

    Their bytes are not compared with the digests again.
    """
    filled = [(dealer, piece) for dealer, piece in pieces if piece.group >= 0]
    whose = np.repeat([dealer for dealer, _ in filled], [piece.rows for _, piece in filled])
    tables = []
    for file, some in groupby((piece for _, piece in filled or pieces[:1]), lambda one: one.file):
        with pq.ParquetFile(folder / file) as opened:
            groups = [piece.group for piece in some if piece.group >= 0]
            tables.append(opened.read_row_groups(groups, use_threads=False))
    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas(use_threads=False)
    return frame.assign(**{DEALER: pd.array(whose, dtype="str")})


def table_from_json(read: Mapping[str, Any]) -> StoredTable:
    """Return the row groups of a table from what `asdict` made of them."""
    return StoredTable(
        {dealer: RowGroup(*piece) for dealer, piece in read["groups"].items()},
        RowGroup(*read["empty"]),
    )
