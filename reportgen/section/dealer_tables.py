"""The tables of one dealer: every section reads them, `derive` adds to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from reportgen.errors import SectionError, did_you_mean
from reportgen.labels import LANGUAGES
from reportgen.metric.availability import KNOWN, Availability, handed_down
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.expressions import Rows
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.section.derivation import Derivation, Derived
from reportgen.section.metric_names import MetricNames

MOST_OFFERED: Final = 255
"""Characters of all words of a drop-down list together, with a comma between; Excel's limit."""


class DealerTables(Mapping[str, pd.DataFrame]):
    """One dealer's tables by name; each look-up is a copy, so that sections cannot affect others.

    pandas copies on write, but a column's `.array`, the `.values` of a flag and the arrays of an
    index still write through to the frame a shallow copy was made of; so the copies are deep.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        contracts: Mapping[str, TableContract],
        known: Mapping[str, Availability] = MappingProxyType({}),
        ready: Mapping[str, Derived] = MappingProxyType({}),
    ) -> None:
        """`contracts` may hold tables that no file was read for; `known` what is not in them.

        `ready` is what was derived before, by the identity of its derivation.
        """
        self._frames = dict(frames)
        self._contracts = dict(contracts)
        self._printed: set[str] = set()
        self._known = dict(known)
        self._ready = dict(ready)
        self.evaluator = Evaluator(self._frames, self._known)
        self.names = MetricNames(self._frames, self._contracts)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return _own(self._frames[name])

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def contracts(self) -> Mapping[str, TableContract]:
        """The contract of each table, by table name."""
        return MappingProxyType(self._contracts)

    @property
    def printed(self) -> AbstractSet[str]:
        """Tables the workbook carries even when no fact is computed from them."""
        return frozenset(self._printed)

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether the table has rows and every column named has a value somewhere."""
        frame = self._frames.get(table)
        if frame is None or frame.empty:
            return False
        absent = self.known(table).absent
        return all(
            c in frame.columns and c not in absent and frame[c].notna().any() for c in columns
        )

    def undecided(self, table: str, column: str) -> pd.Series:
        """Return the rows that hold, or may hold, something in a column nobody could read."""
        known, frame = self.known(table), self._frames[table]
        told = known.undecided.get(column)
        rows = np.full(len(frame), column in known.absent) if told is None else told.under()
        return pd.Series(rows, index=frame.index.copy(deep=True), copy=True)

    def known(self, table: str) -> Availability:
        """Return what is known of a table."""
        return self._known.get(table, KNOWN)

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of the rows of one table.

        Raises:
            SectionError: There is no such table.
        """
        if name not in self:
            near = did_you_mean(name, self)
            raise SectionError(f"there is no table '{name}'{near}; name it in `needs`")
        return self[name]

    def rows(self, selection: Rows) -> pd.DataFrame:
        """Return a copy of the rows a selection picks."""
        self.names.check_rows(selection)
        return _own(self.evaluator.rows(selection))

    def derived(self, derivation: Derivation, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a copy of a derivation's rows: those made before, else what `make` returns."""
        kept = self._ready.get(derivation.identity)
        if kept is None or any(self._doubted(*column) for column in kept.assumed):
            kept = Derived(make(), ())
            self._ready[derivation.identity] = kept
        return _own(kept.frame)

    def _doubted(self, table: str, column: str) -> bool:
        """Whether somebody may have written something into a column that nobody could read."""
        known = self.known(table)
        return column in known.absent or column in known.undecided

    def derive(
        self, contract: TableContract, frame: pd.DataFrame, month: Month, *, printed: bool
    ) -> Rows:
        """Add a table; one of that name that is there already stays."""
        if contract.name not in self:
            _refuse_another(contract, frame)
            frame = _to_fill_in(contract, frame)
            self._known[contract.name] = handed_down(
                contract, frame, self._known, self._frames, month
            )
            self._contracts[contract.name] = contract
            self._frames[contract.name] = _own(frame)
        if printed:
            self._printed.add(contract.name)
        return Rows(contract.name, contract.date)


def _to_fill_in(contract: TableContract, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the empty columns a person fills in.

    Raises:
        SectionError: A column has values already, or words that no drop-down list can offer.
    """
    columns = [column for column in contract.columns if column.filled_in]
    for column in columns:
        where = f"table '{contract.name}': column '{column.name}' is filled in by a person"
        if column.name in frame and frame[column.name].notna().any():
            raise SectionError(f"{where} and has values already; leave it out of the frame")
        for language in LANGUAGES:
            words = [column.words_for(key, language) for key in column.values]
            if len(",".join(words)) > MOST_OFFERED or any("," in word for word in words):
                raise SectionError(
                    f"{where}; its words, one of which is chosen, have at most {MOST_OFFERED} "
                    f"characters in all and no comma; these are {', '.join(map(repr, words))}"
                )
    empty = {column.name: pd.Series(None, frame.index, dtype="str") for column in columns}
    return frame.assign(**empty)


def _refuse_another(contract: TableContract, frame: pd.DataFrame) -> None:
    """Refuse a frame that has none of the columns of its contract; some may well be missing.

    Raises:
        SectionError: It has none.
    """
    names = [column.name for column in contract.columns if not column.filled_in]
    if names and not frame.columns.isin(names).any():
        raise SectionError(
            f"derived table '{contract.name}': the frame has the columns "
            f"{', '.join(map(str, frame))}, its contract {', '.join(names)}; give the columns of "
            "the frame the names of the contract"
        )


def _own(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy that shares no array with the frame: `DataFrame.copy` shares both indices."""
    own = frame.copy()
    # a slice first: the copy of a range shares the numbers it has made of itself
    own.index, own.columns = (one[:].copy(deep=True) for one in (frame.index, frame.columns))
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, pd.CategoricalDtype):
            names = dtype.categories.copy(deep=True)
            own[name] = pd.Categorical.from_codes(
                frame[name].cat.codes.to_numpy(copy=True), names, ordered=dtype.ordered
            )
    return own
