"""Keeps what was read of a table as Parquet files in the workspace, for the reports of years."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reportgen.errors import UsageError, did_you_mean
from reportgen.extension.registry import Registry
from reportgen.files import safe_name, write_together
from reportgen.metric.table_contracts import FILE, ROW
from reportgen.periods import Month
from reportgen.report.load_inputs import SpecReading
from reportgen.report.rowless_tables import refuse_rowless
from reportgen.spec.spec import Spec

_OURS: Final = b"reportgen.kept"
"""The key in a Parquet file's metadata by which a file of ours is known."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file that was kept: its path, the export it was made of, and how many rows it has."""

    path: Path
    export: str
    rows: int


def keep_table(
    spec: Spec, registry: Registry, month: Month, table: str, folder: Path
) -> tuple[KeptFile, ...]:
    """Write the rows of a table, converted, counted and masked: a file for each export.

    A file kept before of the same export is replaced, any other file is left as it is.

    Raises:
        UsageError: The spec reads no such table, or somebody's own file is in the way.
        SourceError: An export cannot be used.
        EnvironmentFault: The folder cannot be written to.
    """
    if table not in spec.sources:
        near = did_you_mean(table, spec.sources) or f"; it reads {', '.join(spec.sources)}"
        raise UsageError(f"{spec.path}: sources: there is no table '{table}'{near}")
    reading = SpecReading.of(spec, registry, month)
    frames, ledger = reading.take({table: reading.raws()[table]})
    refuse_rowless(ledger)
    made: dict[Path, tuple[bytes, KeptFile]] = {}
    for path, found in _files(frames[table], folder):
        if path in made:
            raise UsageError(
                f"{found[1].export} and {made[path][1].export} would be kept under one name, "
                f"{path.name}; rename one of them"
            )
        _refuse_foreign(path)
        made[path] = found
    folder.mkdir(parents=True, exist_ok=True)
    write_together({path: content for path, (content, _) in made.items()})
    return tuple(kept for _, kept in made.values())


def _files(frame: pd.DataFrame, folder: Path) -> Iterator[tuple[Path, tuple[bytes, KeptFile]]]:
    """Yield each export's file and its bytes."""
    for export, rows in frame.groupby(FILE, sort=True):
        path = folder / f"{safe_name(str(export))}.parquet"
        content = pa.Table.from_pandas(rows.drop(columns=[FILE, ROW]), preserve_index=False)
        marked = content.replace_schema_metadata({_OURS: str(export).encode()})
        stream = io.BytesIO()
        pq.write_table(marked, stream)
        yield path, (stream.getvalue(), KeptFile(path, str(export), len(rows)))


def _refuse_foreign(path: Path) -> None:
    """Refuse to replace a file that was not kept by this command."""
    if not path.exists():
        return
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowException, OSError):
        metadata = {}
    if _OURS not in metadata:
        raise UsageError(
            f"{path}: this file was not made by `reportgen keep`; move it, or choose another "
            "folder with --into"
        )
