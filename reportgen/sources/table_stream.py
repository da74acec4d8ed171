"""Raw tables through a pipe: a line of JSON, then the cells as an Arrow stream."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, Final, NamedTuple

import pandas as pd
import pyarrow as pa

from reportgen.extension.components import RawTable
from reportgen.sources.cell_text import TEXT

_BATCH: Final = 65_536  # rows sent at a time
_INDEX: Final = "row"


class Ended(NamedTuple):
    """All tables were sent, or an error of that class came between."""

    error: str = ""
    text: str = ""


def send_table(pipe: BinaryIO, raw: RawTable) -> None:
    """Write one table."""
    said = {
        "file": raw.file,
        "header": raw.header,
        "dropped": _numbered(raw.dropped),
        "encoding": raw.encoding,
        "dropped_cells": {key: list(map(list, each)) for key, each in raw.dropped_cells.items()},
        "short": [(int(row), lack.start, lack.stop) for row, lack in raw.short.items()],
        "repaired": {kind: int(count) for kind, count in raw.repaired.items()},
    }
    _send_line(pipe, {"table": said})
    columns = [raw.rows.iloc[:, at].array.__arrow_array__() for at in range(raw.rows.shape[1])]
    index = pa.array(raw.rows.index.to_numpy(dtype="int64"))
    table = pa.table([*columns, index], names=[*map(str, range(len(columns))), _INDEX])
    with pa.ipc.new_stream(pipe, table.schema) as stream:
        stream.write_table(table, max_chunksize=_BATCH)
    pipe.flush()


def send_end(pipe: BinaryIO, end: Ended | None = None) -> None:
    """Write that no more tables of a job come, and why."""
    _send_line(pipe, {"end": end or Ended()})
    pipe.flush()


def _send_line(pipe: BinaryIO, message: object) -> None:
    pipe.write(json.dumps(message).encode("ascii") + b"\n")


def _numbered(rows: Any) -> dict[str, list[int]]:  # noqa: ANN401 whatever sequence a reader made
    return {reason: [int(row) for row in each] for reason, each in rows.items()}


def receive(pipe: BinaryIO) -> RawTable | Ended | None:
    """The next table, the end of a job, or None where the pipe ends instead."""
    try:
        message = json.loads(pipe.readline())
        if "end" in message:
            return Ended(*message["end"])
        cells = pa.ipc.open_stream(pipe).read_all()
    except (ValueError, OSError):  # the writer died within a message
        return None
    said = message["table"]
    *columns, index = cells.columns
    rows = pd.DataFrame(
        {at: pd.array(column, dtype=TEXT) for at, column in enumerate(columns)},
        index=pd.Index(index.to_numpy()),
    )
    rows.columns = pd.RangeIndex(len(columns))
    short = {row: range(start, stop) for row, start, stop in said["short"]}
    return RawTable(**{**said, "header": tuple(said["header"]), "rows": rows, "short": short})
