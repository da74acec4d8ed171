"""The account of one file: counts by reason, and places to look at, personal data masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from reportgen.components import RawTable
from reportgen.intake.convert import Converted
from reportgen.intake.headers import Matched
from reportgen.intake.reasons import REASONS
from reportgen.labels import Language
from reportgen.ledger import Account
from reportgen.privacy import Privacy
from reportgen.tables import ColumnContract, TableContract

Codes = npt.NDArray[np.intp]

EXAMPLES: Final = 5
LONGEST: Final = 40
USED: Final = -1
"""The reason of a row that is used."""
CODES: Final = tuple(REASONS)
_NOT_VALUE: Final = re.compile(r"[^\d\s./:,¥%()+\-年月日号元万]")


@dataclass(slots=True)
class Taking:
    """One file on its way: for each row the position of its reason in `CODES`, or `USED`.

    `faulty` is the position in the contract of the column that gave the reason, else -1.
    """

    raw: RawTable
    matched: Matched
    columns: Mapping[str, Converted]
    reason: Codes
    faulty: Codes

    def part(self, raw: RawTable, rows: slice) -> Taking:
        """The taking of one file among several that were converted together."""
        columns = {name: done.part(rows) for name, done in self.columns.items()}
        return Taking(raw, self.matched, columns, self.reason[rows], self.faulty[rows])

    def drop(self, reason: str, rows: npt.NDArray[np.bool_], column: int = -1) -> None:
        """Leave out rows that have no reason yet."""
        new = rows & (self.reason == USED)
        self.reason[new] = CODES.index(reason)
        self.faulty[new] = column


@dataclass(frozen=True, slots=True)
class Accountant:
    """Writes the account of a taking in one language."""

    contract: TableContract
    privacy: Privacy
    language: Language

    def account(self, taking: Taking) -> Account:
        """The balanced account of one file."""
        raw = taking.raw
        dropped = {reason: len(rows) for reason, rows in raw.dropped.items() if rows}
        found = np.bincount(taking.reason[taking.reason != USED], minlength=len(CODES))
        for reason, count in zip(CODES, found.tolist(), strict=True):
            if count:
                dropped[reason] = dropped.get(reason, 0) + count
        used = int((taking.reason == USED).sum())
        repaired, repairs = self._repairs(taking)
        return Account(
            table=self.contract.name,
            file=raw.file,
            read=used + sum(dropped.values()),
            used=used,
            dropped={
                reason: dropped[reason] for reason in (*REASONS, *dropped) if reason in dropped
            },
            repaired=repaired,
            examples={**self._drops(taking), **repairs},
            columns={name: raw.header[at] for name, at in taking.matched.positions.items()},
            unused=taking.matched.unused,
            encoding=raw.encoding,
        )

    def _drops(self, taking: Taking) -> dict[str, tuple[str, ...]]:
        places: dict[str, tuple[str, ...]] = {
            reason: tuple(self._row(row) for row in islice(rows, EXAMPLES))
            for reason, rows in taking.raw.dropped.items()
            if rows
        }
        for number, reason in enumerate(CODES):
            rows = np.flatnonzero(taking.reason == number)[:EXAMPLES]
            if len(rows):
                own = tuple(self._dropped(taking, int(row)) for row in rows)
                places[reason] = (*places.get(reason, ()), *own)[:EXAMPLES]
        return places

    def _dropped(self, taking: Taking, row: int) -> str:
        at = self._row(taking.raw.rows.index[row])
        if taking.faulty[row] >= 0:
            column = self.contract.columns[taking.faulty[row]]
            return self._cell(taking, at, column, row)
        if CODES[taking.reason[row]] in {"duplicate", "conflicting_key"}:
            key = self.contract.column(self.contract.key[0])
            return self._cell(taking, at, key, row)
        return at

    def _cell(self, taking: Taking, at: str, column: ColumnContract, row: int) -> str:
        cells = taking.columns[column.name].cells
        text = self._shown(column, cells.texts[cells.codes[row]].as_py())
        gap = ": " if self.language == "en" else "："
        return f"{at}{gap}{column.label.in_(self.language)} {text}".rstrip()

    def _shown(self, column: ColumnContract, text: str) -> str:
        """A value as an example shows it: stray words in a date or amount may be a name."""
        text = self.privacy.shown(column, text) if text else ""
        if column.kind in {"number", "money", "date", "datetime"}:
            text = _NOT_VALUE.sub("*", text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _row(self, number: object) -> str:
        return f"row {number}" if self.language == "en" else f"第 {number} 行"

    def _repairs(self, taking: Taking) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
        """Kind of repair → how many values of used rows, and the first places."""
        used = taking.reason == USED
        counts: dict[str, int] = {}
        places: dict[str, tuple[str, ...]] = {}
        for name, converted in taking.columns.items():
            for kind, marked in converted.repairs.items():
                if not marked.any():
                    continue
                rows = np.flatnonzero(converted.rows(marked) & used)
                if len(rows):
                    counts[kind] = counts.get(kind, 0) + len(rows)
                    new = self._first(taking, self.contract.column(name), rows)
                    places[kind] = (*places.get(kind, ()), *new)[:EXAMPLES]
        return counts, places

    def _first(self, taking: Taking, column: ColumnContract, rows: Codes) -> Iterable[str]:
        """The first places, each text once."""
        _, first = np.unique(taking.columns[column.name].cells.codes[rows], return_index=True)
        for row in rows[np.sort(first)[:EXAMPLES]].tolist():
            at = self._row(taking.raw.rows.index[row])
            yield self._cell(taking, at, column, row)


def no_rows(count: int) -> Codes:
    """A reason for each row: none yet."""
    return np.full(count, USED, dtype=np.intp)
