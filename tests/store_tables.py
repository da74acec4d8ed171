"""One table with a column of each kind, read from texts, and what a store is opened for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from reportgen.document.ledger import Ledger
from reportgen.extension.components import RawTable
from reportgen.extension.registry import Registry
from reportgen.intake import take_all
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.spec.spec import Spec


class Shop(NamedTuple):
    """A spec with its plugins, and the month of its report."""

    spec: Spec
    registry: Registry
    month: Month


MONTH = Month(2026, 10)
NAME = Label("表", "table")
HEADER = ("dealer", "number", "day", "value", "kept")
CONTRACT = TableContract(
    "calls",
    NAME,
    NAME,
    (
        ColumnContract("dealer", "code", NAME, ("dealer",)),
        ColumnContract("number", "code", NAME, ("number",), required=True),
        ColumnContract("day", "date", NAME, ("day",)),
        ColumnContract("value", "money", NAME, ("value",), low=0),
        ColumnContract("kept", "flag", NAME, ("kept",)),
    ),
    key=("number",),
    date="day",
)


def raw_file(name: str, rows: Sequence[tuple[str, ...]], dealer: str) -> RawTable:
    """A file of these rows; `dealer` is told by its name."""
    cells = pd.DataFrame(
        [list(row) for row in rows],
        columns=range(len(HEADER)),
        index=pd.RangeIndex(2, len(rows) + 2),
        dtype="str",
    )
    return RawTable(name, HEADER, cells, dealer=dealer)


def reading_of(raws: Sequence[RawTable]) -> tuple[Mapping[str, pd.DataFrame], Ledger]:
    """The table and the ledger of some files."""
    return take_all([CONTRACT], {CONTRACT.name: list(raws)})
