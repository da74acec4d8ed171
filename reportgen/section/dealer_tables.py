"""The tables of one dealer: read by every section, added to by `derive` alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

import pandas as pd

from reportgen.errors import SectionError, did_you_mean
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.expressions import Rows
from reportgen.metric.table_contracts import TableContract
from reportgen.section.metric_names import MetricNames


class DealerTables(Mapping[str, pd.DataFrame]):
    """Table name → frame, each look a copy: what one section changes, no other sees.

    pandas copies on write, but a column's `.array`, and the `.values` of a flag, still write
    through to the frame a shallow copy was made of; so the copies are deep.
    """

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], contracts: Mapping[str, TableContract]
    ) -> None:
        """`contracts` may hold tables that no file was read for."""
        self._frames = dict(frames)
        self._contracts = dict(contracts)
        self._printed: set[str] = set()
        self.evaluator = Evaluator(self._frames)
        self.names = MetricNames(self._frames, self._contracts)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy()

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def contracts(self) -> Mapping[str, TableContract]:
        """Table name → its contract."""
        return MappingProxyType(self._contracts)

    @property
    def printed(self) -> AbstractSet[str]:
        """Tables the workbook carries even when no fact is computed from them."""
        return frozenset(self._printed)

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table holds rows, and every column named has a value somewhere."""
        frame = self._frames.get(table)
        if frame is None or frame.empty:
            return False
        return all(c in frame.columns and frame[c].notna().any() for c in columns)

    def table(self, name: str) -> pd.DataFrame:
        """The rows of one table.

        Raises:
            SectionError: There is no such table.
        """
        if name not in self:
            near = did_you_mean(name, self)
            raise SectionError(f"there is no table '{name}'{near}; name it in `needs`")
        return self[name]

    def rows(self, selection: Rows) -> pd.DataFrame:
        """The rows a selection picks; pandas would lend the frame itself where these are all."""
        self.names.check_rows(selection)
        return self.evaluator.rows(selection).copy()

    def derive(self, contract: TableContract, frame: pd.DataFrame, *, printed: bool) -> Rows:
        """Add a table; one of that name that is there already stays."""
        if contract.name not in self:
            self._contracts[contract.name] = contract
            self._frames[contract.name] = frame.copy()
        if printed:
            self._printed.add(contract.name)
        return Rows(contract.name, contract.date)
