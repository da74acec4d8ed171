"""The account of one file: counts by reason, and places to look at, personal data masked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportgen.document.ledger import Account, Reject, Share
from reportgen.extension.components import RawTable
from reportgen.intake.convert import Converted
from reportgen.intake.drop_reasons import NO_DATA, NOBODYS, PLACE, REASONS, UNREAD
from reportgen.intake.headers import Matched
from reportgen.intake.masking import Privacy, mask_names
from reportgen.intake.names_in_text import hidden_names
from reportgen.intake.unplaced_cells import known_texts, loose_text
from reportgen.labels import Language
from reportgen.metric.table_contracts import DEALER, ColumnContract, TableContract
from reportgen.personal_data import shown_ends
from reportgen.punctuation import mark

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]

EXAMPLES: Final = 5
REJECTS: Final = 2_000
"""Dropped rows of one file that are kept for the list of rejects."""
LONGEST: Final = 40
USED: Final = -1
"""The reason of a row that is used."""
CODES: Final = tuple(REASONS)
_OF_NUMBERS: Final = {"duplicate", "conflicting_key", "joined_line", "cancelled"}
"""Reasons whose examples show the number of the row."""
RAGGED: Final = "ragged_row"
"""The reason of a row whose cells nobody can place."""
_NOT_VALUE: Final = re.compile(
    r"(公里|km|mi(?:les)?|[A-Z]{1,3}\$|CNY|RMB|USD|TWD|HKD|人民[币幣]|民[國国]|[上下]午|[AaPp][Mm]"
    r"|(?:星期|周)[一二三四五六日]"
    r"|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)"
    r"|[^\d\s./:,¥$€£%()+\-#'\"=年月日号時时分秒元圆圓整万萬负負]"
)
"""What in a date or amount is neither, and may be somebody's name."""


_TOO_LONG: Final = re.compile(r"(?<!\d)(?:\d{11,12}|\d{15,})(?!\d)")
"""As many digits as neither an amount nor a time (20261005103000, 1709596800000) has."""


@dataclass(slots=True)
class Taking:
    """One file on its way: for each row the position of its reason in `CODES`, or `USED`.

    `faulty` is the position in the contract of the column that gave the reason, else -1.
    """

    raw: RawTable
    matched: Matched
    columns: dict[str, Converted]
    reason: Codes
    faulty: Codes
    notes: dict[tuple[str, str], Bools] = field(default_factory=dict)
    """Kind of repair and column → the rows it concerns, where a text alone does not tell."""
    lines_unread: dict[str, Bools] = field(default_factory=dict)
    """Amount → first lines of records one of whose lines has an amount nobody could read."""
    torn: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Position → cells of the first rows whose cells nobody can place."""
    rest: npt.NDArray[np.uint64] | None = None
    """A number for what stands in the columns nobody knows, where the lines of a record may differ
    in nothing else."""
    likely: dict[str, float] = field(default_factory=dict)
    """Column with refused scores → the best score they seem to have."""

    def part(self, raw: RawTable, rows: slice) -> Taking:
        """The taking of one file among several that were converted together."""
        columns = {name: done.part(rows) for name, done in self.columns.items()}
        notes = {key: marked[rows] for key, marked in self.notes.items()}
        start, stop = rows.start, rows.stop
        torn = {at - start: cells for at, cells in self.torn.items() if start <= at < stop}
        reasons, faulty = self.reason[rows], self.faulty[rows]
        rest = None if self.rest is None else self.rest[rows]
        return Taking(
            raw, self.matched, columns, reasons, faulty, notes,
            torn=torn, rest=rest, likely=self.likely,
        )  # fmt: skip

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
        for reason, count in _counts(taking.reason[taking.reason != USED]).items():
            dropped[reason] = dropped.get(reason, 0) + count
        used = int((taking.reason == USED).sum())
        first, last = _reach(self.contract, taking)
        whose, dealers = _whose(taking)
        repaired, repairs, theirs = self._repairs(taking, whose, len(dealers))
        unknown = self._unknown_words(taking, whose)
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
            refused={name: int(rows.sum()) for name, rows in _refused(taking)},
            likely_scales=taking.likely,
            rejects=tuple(islice(self._rejects(taking, whose, dealers), REJECTS)),
            dealers=_shares(taking, whose, dealers, theirs, unknown) if len(dealers) > 1 else {},
            unknown_words=dict(sum(unknown.values(), Counter()).most_common()),
            unread=_unread_rows(taking),
            month=raw.month,
            dealer=raw.dealer,
            covers=raw.declared.covers,
            first=first,
            last=last,
        )

    def _unknown_words(self, taking: Taking, whose: Codes) -> dict[int, Counter[tuple[str, str]]]:
        """Position of the dealer → column and word nobody knows → used rows."""
        found: dict[int, Counter[tuple[str, str]]] = {}
        for kind, name, marked in _marks(taking):
            if kind != "unknown_word":
                continue
            column, cells = self.contract.column(name), taking.columns[name].cells
            rows = np.flatnonzero(marked & (taking.reason == USED))
            pairs = np.stack([whose[rows], cells.codes[rows]])
            each, counts = np.unique(pairs, axis=1, return_counts=True)
            for dealer, code, count in zip(*each.tolist(), counts.tolist(), strict=True):
                word = self._shown(column, cells.texts[code].as_py())
                found.setdefault(dealer, Counter())[name, word] += count
        return found

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

    def _rejects(self, taking: Taking, whose: Codes, dealers: list[str]) -> Iterator[Reject]:
        """The rows of data that are not used, in the order of the file."""
        found = [(row, reason, "", "") for row, reason in _left_out(taking.raw)]
        torn = dict(islice(_torn(taking), REJECTS))
        known = known_texts(
            self.contract, taking.columns, taking.reason == USED, chain.from_iterable(torn.values())
        )
        lost = [number for number, reason in enumerate(CODES) if reason not in NO_DATA]
        for row in np.flatnonzero(np.isin(taking.reason, lost))[:REJECTS].tolist():
            number = int(taking.raw.rows.index[row])
            dealer = dealers[whose[row]] if whose[row] >= 0 else ""
            text = "" if number in torn else self._row_text(taking, row)
            found.append((number, CODES[taking.reason[row]], text, dealer))
        for row, reason, text, dealer in sorted(found):
            shown = loose_text(torn[row], known) if row in torn else text
            yield Reject(row, reason, shown, dealer)

    def _row_text(self, taking: Taking, row: int) -> str:
        """The cells of a row that are filled; columns nobody knows may hold anything: left out."""
        shown = (
            (taking.raw.header[taking.matched.positions[name]], self._text(taking, column, row))
            for column in self.contract.columns
            if (name := column.name) in taking.columns
        )
        return "; ".join(f"{header}={text}" for header, text in shown if text)

    def _dropped(self, taking: Taking, row: int) -> str:
        at = self._row(taking.raw.rows.index[row])
        if taking.faulty[row] >= 0:
            column = self.contract.columns[taking.faulty[row]]
            return self._cell(taking, at, column, row)
        if CODES[taking.reason[row]] in _OF_NUMBERS and self.contract.key:
            key = self.contract.column(self.contract.key[0])
            return self._cell(taking, at, key, row)
        return at

    def _cell(self, taking: Taking, at: str, column: ColumnContract, row: int) -> str:
        gap = mark("colon", self.language)
        text = self._text(taking, column, row)
        return f"{at}{gap}{column.label.in_(self.language)} {text}".rstrip()

    def _text(self, taking: Taking, column: ColumnContract, row: int) -> str:
        """A cell as an example shows it, without the name of its own row's customer."""
        text = _written(taking, column.name, row)
        names = hidden_names(self.contract, self.privacy)
        if column.name not in names:
            known = (_written(taking, name, row) for name in names if name in taking.columns)
            text = mask_names(text, known)
        return self._shown(column, text)

    def _shown(self, column: ColumnContract, text: str) -> str:
        """A value as an example shows it: stray words in a date or amount may be a name."""
        text = self.privacy.shown(column, text) if text else ""
        if column.traits.holds in {"number", "time"}:
            text = _NOT_VALUE.sub(lambda found: found[1] or "*", text)
            text = _TOO_LONG.sub(lambda found: shown_ends(found[0]), text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _row(self, number: object) -> str:
        return PLACE.say("row", self.language, number=number)

    def _repairs(
        self, taking: Taking, whose: Codes, dealers: int
    ) -> tuple[dict[str, int], dict[str, tuple[str, ...]], dict[str, Codes]]:
        """Kind of repair → how many values of used rows, the first places, and whose they are."""
        used = taking.reason == USED
        counts: dict[str, int] = {}
        places: dict[str, tuple[str, ...]] = {}
        theirs: dict[str, Codes] = {}
        for kind, count in taking.raw.repaired.items():
            # the reader's own repairs concern the sheet: everybody with rows in it is told
            counts[kind], theirs[kind] = count, np.full(dealers, count)
        for kind, name, marked in _marks(taking):
            rows = np.flatnonzero(marked & used)
            if not len(rows):
                continue
            counts[kind] = counts.get(kind, 0) + len(rows)
            own = np.bincount(whose[rows] + 1, minlength=dealers + 1)[1:]
            theirs[kind] = theirs.get(kind, 0) + own
            if len(places.get(kind, ())) < EXAMPLES:
                new = self._first(taking, self.contract.column(name), rows)
                places[kind] = (*places.get(kind, ()), *new)[:EXAMPLES]
        return counts, places, theirs

    def _first(self, taking: Taking, column: ColumnContract, rows: Codes) -> Iterable[str]:
        """The first places, each text once."""
        _, first = np.unique(taking.columns[column.name].cells.codes[rows], return_index=True)
        for row in rows[np.sort(first)[:EXAMPLES]].tolist():
            at = self._row(taking.raw.rows.index[row])
            yield self._cell(taking, at, column, row)


def _left_out(raw: RawTable) -> Iterator[tuple[int, str]]:
    """The rows of data the reader itself left out."""
    for reason, numbers in raw.dropped.items():
        if reason not in NO_DATA:
            yield from ((int(number), reason) for number in numbers)


def _torn(taking: Taking) -> Iterator[tuple[int, Sequence[str]]]:
    """Row number and cells of the rows whose cells nobody can place."""
    raw = taking.raw
    for reason, cells in raw.dropped_cells.items():
        yield from zip(map(int, raw.dropped[reason]), cells, strict=False)
    for row, found in taking.torn.items():
        yield int(raw.rows.index[row]), found


def _marks(taking: Taking) -> Iterator[tuple[str, str, Bools]]:
    """Every kind of repair with its column and rows, the columns in their order."""
    for name, converted in taking.columns.items():
        for kind, marked in converted.repairs.items():
            if marked.any():
                yield kind, name, converted.rows(marked)
    for (kind, name), rows in taking.notes.items():
        yield kind, name, rows


def unread(taking: Taking) -> dict[str, Bools]:
    """Column → the used rows that hold something in it nobody could read."""
    found: dict[str, Bools] = dict(taking.lines_unread)
    for kind, name, marked in _marks(taking):
        if kind in UNREAD:
            found[name] = found.get(name, False) | marked
    return {name: rows & (taking.reason == USED) for name, rows in found.items()}


def _unread_rows(taking: Taking) -> dict[str, tuple[int, ...]]:
    numbers = taking.raw.rows.index
    found = unread(taking)
    return {name: tuple(numbers[rows].tolist()) for name, rows in found.items() if rows.any()}


def _reach(contract: TableContract, taking: Taking) -> tuple[date | None, date | None]:
    """The first and the last day of the used rows."""
    clock = taking.columns.get(contract.date)
    if clock is None:
        return None, None
    days = pd.Series(clock.column(np.flatnonzero(taking.reason == USED))).dropna()
    return (days.min().date(), days.max().date()) if len(days) else (None, None)


def _written(taking: Taking, name: str, row: int) -> str:
    cells = taking.columns[name].cells
    return cells.texts[cells.codes[row]].as_py() or ""


def _whose(taking: Taking) -> tuple[Codes, list[str]]:
    """For each row the position of its dealer among those named, or -1."""
    if DEALER not in taking.columns:
        return np.full(len(taking.reason), -1, dtype=np.intp), []
    done = taking.columns[DEALER]
    codes, dealers = pd.factorize(pd.Series(done.distinct))
    whose = np.asarray(codes, dtype=np.intp)[done.cells.codes]
    whose[taking.reason == CODES.index(RAGGED)] = -1
    return whose, [str(dealer) for dealer in dealers]


def _shares(
    taking: Taking,
    whose: Codes,
    dealers: list[str],
    repaired: Mapping[str, Codes],
    unknown: Mapping[int, Counter[tuple[str, str]]],
) -> dict[str, Share]:
    """What of the dropped rows and repaired values is whose; a total row is nobody's."""
    data = (taking.reason != USED) & ~np.isin(taking.reason, [CODES.index(r) for r in NOBODYS])
    found = {
        name: Share(
            _counts(taking.reason[data & (whose == at)]),
            {kind: int(rows[at]) for kind, rows in repaired.items() if rows[at]},
            {
                column: int(count)
                for column, rows in _refused(taking)
                if (count := (rows & (whose == at)).sum())
            },
            unknown.get(at, {}),
        )
        for at, name in enumerate(dealers)
    }
    return {name: share for name, share in found.items() if share.dropped or share.repaired}


def _refused(taking: Taking) -> Iterator[tuple[str, Bools]]:
    """Columns with refused scores, and the used rows they stand in."""
    for (kind, column), rows in taking.notes.items():
        if kind == "other_scale":
            yield column, rows & (taking.reason == USED)


def _counts(reasons: Codes) -> dict[str, int]:
    found = np.bincount(reasons, minlength=len(CODES)).tolist()
    return {reason: count for reason, count in zip(CODES, found, strict=True) if count}


def no_rows(count: int) -> Codes:
    """A reason for each row: none yet."""
    return np.full(count, USED, dtype=np.intp)
