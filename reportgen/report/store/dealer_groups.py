"""Files too large to be in memory together, read for some dealers at a time.

That needs files that are named after dealers (`{dealer}` in the path), or a source that finds a
dealer's rows in a file of all (`dealer` of `type: duckdb`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from reportgen.errors import SourceError
from reportgen.extension.components import Source
from reportgen.intake import DEALER
from reportgen.metric.table_contracts import TableContract
from reportgen.report.load_inputs import SpecReading

TOGETHER: Final = 2**29
"""Bytes of files up to which all dealers are read together: some three million rows of CSV."""
A_GROUP: Final = 2**28
"""Bytes of files of one group: a million and a half rows of CSV, 1 GiB while they are read."""
BESIDE: Final = 2**26
"""Bytes of other files, which are read again with every group; by judgement: a few seconds each."""


@dataclass(frozen=True, slots=True)
class DealerGroup:
    """Dealers that are read together.

    Attributes:
        dealers: Their codes.
        everyone: Those of all groups.
        told: The tables whose files are named after dealers; others are read with every group.
        first: Whether it is the first group, in which stands what is no group's.
    """

    dealers: frozenset[str]
    everyone: frozenset[str]
    told: frozenset[str]
    first: bool

    def own(self, table: str, frame: pd.DataFrame) -> pd.DataFrame | None:
        """Return the rows that are this group's; null where they all stand in another one.

        Raises:
            SourceError: A file named after a dealer holds rows of another one.
        """
        if DEALER not in frame:  # which of a table with names of dealers means: no file
            return frame if self.first and table not in self.told else None
        if table in self.told:
            strangers = sorted(set(frame[DEALER].dropna()) - self.dealers)
            if strangers:
                raise SourceError(
                    f"{table}: files named after other dealers hold rows of '{strangers[0]}', and "
                    f"files of more than {TOGETHER >> 20} MiB are read dealer by dealer; correct "
                    "their names or their column `dealer`"
                )
            return frame
        mine = frame[DEALER].isin(self.dealers)
        if self.first:
            mine |= frame[DEALER].notna() & ~frame[DEALER].isin(self.everyone)
        return frame[mine].reset_index(drop=True)


def dealer_groups(reading: SpecReading) -> Sequence[DealerGroup | None]:
    """Return the groups to read one after the other; a null alone stands for all together.

    Raises:
        SourceError: A file is missing.
    """
    files = {
        (name, at): source.files_read(reading.place)
        for name, sources in reading.sources.items()
        for at, (source, _) in enumerate(sources)
    }
    bytes_of = {key: _bytes(some) for key, some in files.items()}
    if None in files.values() or sum(bytes_of.values()) <= TOGETHER:
        return [None]
    sizes: Counter[str] = Counter()
    told: set[str] = set()
    untold = 0
    mixed = False
    for name, sources in reading.sources.items():
        known = [_told(source, reading, name) for source, _ in sources]
        if any(each is not None for each in known):
            told.add(name)
            mixed |= None in known
            for each in known:
                sizes.update(each or {})
        else:
            untold += sum(bytes_of[name, at] for at in range(len(sources)))
    shared = any(
        name not in told and (contract.vehicle_columns and not _has_dealer(contract))
        for name, contract in reading.contracts.items()
    )
    if sizes.total() <= TOGETHER or untold > BESIDE or mixed or shared:
        return [None]
    parts = list(_packed(sizes))
    everyone = frozenset(sizes)
    return [DealerGroup(part, everyone, frozenset(told), at == 0) for at, part in enumerate(parts)]


def _packed(sizes: Counter[str]) -> Iterator[frozenset[str]]:
    """Dealers in the order of their codes, as many together as a group may hold."""
    group: set[str] = set()
    total = 0
    for dealer, size in sorted(sizes.items()):
        if group and total + size > A_GROUP:
            yield frozenset(group)
            group, total = set(), 0
        group.add(dealer)
        total += size
    if group:
        yield frozenset(group)


def _bytes(files: Sequence[Path] | None) -> int:
    return sum(path.stat().st_size for path in files or ())


def _told(source: Source, reading: SpecReading, table: str) -> Mapping[str, int] | None:
    """Return the bytes of each dealer's rows, where a source can leave those of others."""
    told = _has_dealer(reading.contracts[table])
    return source.bytes_by_dealer(reading.place) if told else None


def _has_dealer(contract: TableContract) -> bool:
    return any(column.name == DEALER for column in contract.columns)
