"""The flow of the intake: raw tables in, masked frames and balanced accounts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from reportgen.document.ledger import Ledger
from reportgen.extension.components import RawTable
from reportgen.intake.column_doubts import look
from reportgen.intake.column_refusals import refuse_undeclared
from reportgen.intake.convert import Cells, convert, words
from reportgen.intake.customer_keys import customer_keys
from reportgen.intake.headers import match_headers
from reportgen.intake.left_out_rows import left_out, rows_of_file
from reportgen.intake.masking import Privacy
from reportgen.intake.names_in_text import owners_of, without_names
from reportgen.intake.record_lines import REST
from reportgen.intake.repeated_rows import not_data
from reportgen.intake.row_accounts import USED, Accountant, Taking, no_rows
from reportgen.intake.short_rows import judge_short
from reportgen.intake.source_options import Declared
from reportgen.intake.stray_values import STRAY, renamed, shown_strays
from reportgen.intake.vehicle_keys import (
    VEHICLE,
    numbers_within_dealers,
    text_of_words,
    vehicle_keys,
    vehicle_numbers,
)
from reportgen.labels import Language
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.table_contracts import DEALER, FILE, ROW, ColumnContract, TableContract

_PRIME: Final = np.uint64(1_099_511_628_211)
"""The prime of FNV-1a in 64 bits: two of a million rows share a number once in a million files."""


def take_all(  # noqa: PLR0913 options by keyword
    contracts: Iterable[TableContract],
    raws: Mapping[str, Iterable[RawTable]],
    *,
    dealer_default: str | None = None,
    privacy: Privacy | None = None,
    language: Language = "zh",
    currency: CurrencyCode = HOME,
) -> tuple[dict[str, pd.DataFrame], Ledger]:
    """Convert, check, count and mask the files of one run: a frame a table, and the ledger.

    `raws` go by the name of the table; contracts without raw tables are passed over. One car has
    one `vehicle` in all tables of a dealer. Raw tables nobody else holds are let go while they are
    converted, so that a large one need not be in memory twice.

    A frame has the columns the files give, in the order of the contract, then `vehicle` where
    there is a VIN, then `_file` and `_row`. Dtypes: text, code and category `str` (missing NaN),
    number and money `float64`, date and datetime `datetime64[us]`, flag `boolean`.

    Raises:
        SourceError: A required column is missing, or a used header stands twice.
    """
    hiding = privacy or Privacy()
    named = {contract.name: contract for contract in contracts if contract.name in raws}
    open_frames, accounts, strays = {}, [], set[str]()
    for name, contract in named.items():
        takings = _takings(contract, raws[name], currency)
        open_frames[name] = _joined(contract, takings, dealer_default)
        strays.update(chain.from_iterable(map(_strays, takings)))
        accountant = Accountant(contract, hiding, language)
        accounts += [accountant.account(taking) for taking in takings]
        del takings  # every cell of the files
    both = {name: (named[name], frame) for name, frame in open_frames.items()}
    numbers = vehicle_numbers(both)
    tables = [(contract, frame, numbers[name]) for name, (contract, frame) in both.items()]
    owners, own = owners_of(tables, hiding), numbers_within_dealers(numbers, both)
    shown = _Masks(hiding, shown_strays(strays))
    customers = customer_keys(both)
    frames = {
        contract.name: _masked(
            contract,
            without_names(contract, frame, vehicle, owners, hiding),
            shown,
            own[contract.name],
            customers.get(contract.name),
        )
        for contract, frame, vehicle in tables
    }
    return frames, Ledger(tuple(accounts))


def _takings(
    contract: TableContract, raws: Iterable[RawTable], currency: CurrencyCode
) -> list[Taking]:
    """A taking a file, in order; files with one header are converted as one, which is faster."""
    found: dict[int, Taking] = {}
    for places, alike in _alike(raws):
        found.update(zip(places, _take(contract, alike, currency), strict=True))
    return [taking for _, taking in sorted(found.items(), key=itemgetter(0))]


def _alike(raws: Iterable[RawTable]) -> Iterable[tuple[list[int], list[RawTable]]]:
    """The files by header, with their places in the order."""
    groups: dict[object, tuple[list[int], list[RawTable]]] = {}
    for at, raw in enumerate(raws):
        key = (raw.header, repr(raw.declared))
        places, files = groups.setdefault(key, ([], []))
        places.append(at)
        files.append(raw)
    return groups.values()


def _take(
    contract: TableContract, raws: list[RawTable], currency: CurrencyCode
) -> Iterator[Taking]:
    """Convert files with one header and give every row that cannot be used its first reason.

    The text of `raws` is gone afterwards.
    """
    matched = match_headers(contract, raws[0], raws[0].declared.mapping)
    cells = _cells(raws)
    rows = [len(raw.rows) for raw in raws]
    declared = Declared.of(contract, raws[0], matched.positions)
    columns = {
        name: convert(contract.column(name), cells[at], declared.reading(name, currency))
        for name, at in matched.positions.items()
    }
    whole = Taking(raws[0], matched, columns, no_rows(sum(rows)), no_rows(sum(rows)))
    if contract.lines:
        whole.rest = _rest(cells, set(matched.positions.values()), sum(rows))
    for reason, marked in not_data(raws[0].header, cells).items():
        whole.drop(reason, marked)
    judge_short(contract, whole, raws, cells)
    refuse_undeclared(contract, whole, declared)
    _drop_faulty(contract, whole)
    look(contract, whole, declared, np.repeat(np.arange(len(raws)), rows))
    start = 0
    for raw, count in zip(raws, rows, strict=True):
        yield whole.part(raw, slice(start, start + count))
        start += count


def _rest(cells: list[Cells], known: set[int], rows: int) -> np.ndarray:
    """A number for what stands in the columns nobody knows; equal rows have the same."""
    found = np.zeros(rows, dtype=np.uint64)
    for at, column in enumerate(cells):
        if at not in known:
            found = found * _PRIME + column.codes.astype(np.uint64)
    return found


def _cells(raws: list[RawTable]) -> list[Cells]:
    """The columns of all files; text is the largest thing here, so each goes when it is read."""
    columns = [[raw.rows.iloc[:, at] for raw in raws] for at in range(len(raws[0].header))]
    raws[:] = [replace(raw, rows=raw.rows.iloc[:, :0]) for raw in raws]
    return [Cells.of(*columns.pop(0)) for _ in range(len(columns))]


def _drop_faulty(contract: TableContract, whole: Taking) -> None:
    """Drop the rows that lack what a row needs; nonsense elsewhere is left blank."""
    for at, column in enumerate(contract.columns):
        if column.name not in whole.columns:
            continue
        converted = whole.columns[column.name]
        if not contract.essential(column):
            continue
        for reason, marked in converted.faults.items():
            if marked.any():
                whole.drop(reason, converted.rows(marked), at)


def _joined(
    contract: TableContract, takings: Sequence[Taking], dealer_default: str | None
) -> pd.DataFrame:
    """The used rows of all files, personal data still open; repeats get their reason."""
    parts = [_part(contract, taking, dealer_default) for taking in takings]
    if not parts:
        return pd.DataFrame({FILE: pd.array([], dtype="str"), ROW: pd.array([], dtype="int64")})
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    names = [column.name for column in contract.columns if column.name in frame]
    frame, found, notes = left_out(contract, frame, takings)
    kept = ~np.logical_or.reduce(list(found.values()))
    _report(takings, found, {name: rows for name, rows in notes.items() if rows.any()})
    frame = frame[[*names, FILE, ROW]]
    return frame if kept.all() else frame[kept].reset_index(drop=True)


def _part(contract: TableContract, taking: Taking, dealer_default: str | None) -> pd.DataFrame:
    """The used rows of one file."""
    used = np.flatnonzero(taking.reason == USED)
    columns = {name: done.column(used) for name, done in taking.columns.items()}
    if dealer_default is not None and any(c.name == DEALER for c in contract.columns):
        given = columns.get(DEALER, words(pa.nulls(len(used), pa.string())))
        if dealer_default not in given.categories:
            given = given.add_categories([dealer_default])
        columns[DEALER] = given.fillna(dealer_default)
    columns[FILE] = pd.array([taking.raw.file], dtype="str").take(np.zeros_like(used))
    columns[ROW] = taking.raw.rows.index.to_numpy(dtype="int64")[used]
    if taking.rest is not None:
        columns[REST] = taking.rest[used]
    return pd.DataFrame(columns, copy=False)


def _report(
    takings: Sequence[Taking],
    found: Mapping[str, np.ndarray],
    noted: Mapping[tuple[str, str], np.ndarray],
) -> None:
    """Give what was found in the joined frame back to the files its rows came from."""
    start = 0
    for taking in takings:
        own = np.flatnonzero(taking.reason == USED)
        here = slice(start, start + len(own))
        for note, rows in noted.items():
            taking.notes[note] = rows_of_file(taking, own, rows[here])
        for reason, rows in found.items():
            taking.drop(reason, rows_of_file(taking, own, rows[here]))
        start += len(own)


class _Masks(NamedTuple):
    """How the run shows what must not be read."""

    privacy: Privacy
    strays: Mapping[str, str]

    def column(
        self, column: ColumnContract, values: pd.Series, customers: pd.Series | None
    ) -> pd.Series:
        """A column as sections get it."""
        if column.private == "customer" and customers is not None and self.privacy.hides(column):
            return customers
        if column.private is None and column.traits.holds == "text":
            return renamed(values, self.strays)
        return self.privacy.masked(column, values)


def _strays(taking: Taking) -> Iterator[str]:
    """Values of one file that look personal in a column of codes or names."""
    for done in taking.columns.values():
        marked = done.repairs.get(STRAY)
        if marked is not None and marked.any():
            yield from done.distinct[marked].dropna().tolist()


def _masked(
    contract: TableContract,
    frame: pd.DataFrame,
    shown: _Masks,
    vehicles: pd.Series | None,
    customers: pd.Series | None,
) -> pd.DataFrame:
    """The frame as sections get it."""
    columns = {
        column.name: _plain(shown.column(column, frame[column.name], customers))
        for column in contract.columns
        if column.name in frame
    }
    if vehicles is not None:
        columns[VEHICLE] = vehicle_keys(vehicles)
    return pd.DataFrame({**columns, FILE: frame[FILE], ROW: frame[ROW]}, copy=False)


def _plain(values: pd.Series) -> pd.Series:
    """Words as the text they stand for."""
    is_words = isinstance(values.dtype, pd.CategoricalDtype)
    return text_of_words(values.cat.categories, values) if is_words else values
