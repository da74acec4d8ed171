"""The flow of the intake: raw tables in, masked frames and balanced accounts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from reportgen.components import RawTable
from reportgen.intake.account import DEALER, USED, Accountant, Taking, no_rows
from reportgen.intake.convert import Cells, convert
from reportgen.intake.doubts import Declared, look, refuse_unordered
from reportgen.intake.headers import match_headers
from reportgen.intake.names import owners_of, without_names
from reportgen.intake.rows import not_data, repeats, spelled
from reportgen.labels import Language
from reportgen.ledger import Account, Ledger
from reportgen.privacy import Privacy
from reportgen.tables import FILE, ROW, TableContract

VEHICLE: Final = "vehicle"
"""The column that stands for the VIN: `V000123`, equal in all tables of one run, null without."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One table: its used rows, and the account of every file they came from."""

    frame: pd.DataFrame = field(repr=False)
    accounts: tuple[Account, ...]


def take_in(  # noqa: PLR0913 options by keyword
    contract: TableContract,
    raws: Iterable[RawTable],
    mapping: Mapping[str, str] | None = None,
    *,
    dealer_default: str | None = None,
    privacy: Privacy | None = None,
    language: Language = "zh",
) -> Taken:
    """Convert, check, count and mask the files of one table.

    The frame has the columns the files give, in the order of the contract, then `vehicle` where
    there is a VIN, then `_file` and `_row`. Dtypes: text, code and category `str` (missing NaN),
    number and money `float64`, date and datetime `datetime64[us]`, flag `boolean`.

    Raises:
        SourceError: A required column is missing, or a used header stands twice.
    """
    frames, ledger = take_all(
        [contract],
        {contract.name: list(raws)},
        {contract.name: mapping or {}},
        dealer_default=dealer_default,
        privacy=privacy,
        language=language,
    )
    return Taken(frames[contract.name], ledger.accounts)


def take_all(  # noqa: PLR0913 options by keyword
    contracts: Iterable[TableContract],
    raws: Mapping[str, Sequence[RawTable]],
    mappings: Mapping[str, Mapping[str, str]] | None = None,
    *,
    dealer_default: str | None = None,
    privacy: Privacy | None = None,
    language: Language = "zh",
) -> tuple[dict[str, pd.DataFrame], Ledger]:
    """`take_in` for the tables of one run, so that one car has one `vehicle` in all of them.

    `raws` and `mappings` go by the name of the table; contracts without raw tables are passed over.

    Raises:
        SourceError: A required column is missing, or a used header stands twice.
    """
    hiding = privacy or Privacy()
    named = {contract.name: contract for contract in contracts if contract.name in raws}
    open_frames, accounts = {}, []
    for name, contract in named.items():
        mapping = (mappings or {}).get(name, {})
        takings = _takings(contract, raws[name], mapping)
        open_frames[name] = _joined(contract, takings, dealer_default)
        accountant = Accountant(contract, hiding, language)
        accounts += [accountant.account(taking) for taking in takings]
    vins = {name: _vins(named[name], frame) for name, frame in open_frames.items()}
    keys = _vehicle_keys(vins.values())
    tables = [(named[name], frame, vins[name]) for name, frame in open_frames.items()]
    owners = owners_of(tables, hiding)
    frames = {
        contract.name: _masked(
            contract, without_names(contract, frame, vin, owners, hiding), hiding, vin, keys
        )
        for contract, frame, vin in tables
    }
    return frames, Ledger(tuple(accounts))


def _takings(
    contract: TableContract, raws: Sequence[RawTable], mapping: Mapping[str, str]
) -> list[Taking]:
    """A taking a file, in order; files with one header are converted as one, which is faster."""
    alike: dict[object, list[int]] = {}
    for at, raw in enumerate(raws):
        alike.setdefault((raw.header, repr((raw.mapping, raw.date_order, raw.scales))), []).append(
            at
        )
    found: dict[int, Taking] = {}
    for places in alike.values():
        takings = _take(contract, [raws[at] for at in places], mapping)
        found.update(zip(places, takings, strict=True))
    return [found[at] for at in range(len(raws))]


def _take(
    contract: TableContract, raws: Sequence[RawTable], mapping: Mapping[str, str]
) -> Iterator[Taking]:
    """Convert files with one header and give every row that cannot be used its first reason."""
    matched = match_headers(contract, raws[0], {**mapping, **raws[0].mapping})
    rows = [raw.rows for raw in raws]
    stack = pd.concat(rows, ignore_index=True) if len(rows) > 1 else rows[0]
    cells = [Cells.of(stack.iloc[:, at]) for at in range(len(raws[0].header))]
    declared = Declared.of(contract, raws[0])
    columns = {
        name: convert(
            contract.column(name),
            cells[at],
            order=declared.orders.get(name, ""),
            scale=declared.scales.get(name),
        )
        for name, at in matched.positions.items()
    }
    whole = Taking(raws[0], matched, columns, no_rows(len(stack)), no_rows(len(stack)))
    for reason, marked in not_data(raws[0].header, cells).items():
        whole.drop(reason, marked)
    refuse_unordered(contract, whole)
    _drop_faulty(contract, whole)
    file = np.repeat(np.arange(len(raws)), [len(raw.rows) for raw in raws])
    look(contract, whole, declared, file)
    start = 0
    for raw in raws:
        yield whole.part(raw, slice(start, start + len(raw.rows)))
        start += len(raw.rows)


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
    frame = frame[[*names, FILE, ROW]]
    found = repeats(contract, frame)
    kept = ~np.logical_or.reduce(list(found.values()))
    _report(takings, found)
    return frame if kept.all() else frame[kept].reset_index(drop=True)


def _part(contract: TableContract, taking: Taking, dealer_default: str | None) -> pd.DataFrame:
    """The used rows of one file."""
    used = np.flatnonzero(taking.reason == USED)
    columns = {name: done.column(used) for name, done in taking.columns.items()}
    if dealer_default is not None and any(c.name == DEALER for c in contract.columns):
        given = columns.get(DEALER, pd.array([None] * len(used), dtype="str"))
        columns[DEALER] = given.fillna(dealer_default)
    columns[FILE] = pd.array([taking.raw.file], dtype="str").take(np.zeros_like(used))
    columns[ROW] = taking.raw.rows.index.to_numpy(dtype="int64")[used]
    return pd.DataFrame(columns)


def _report(takings: Sequence[Taking], found: Mapping[str, np.ndarray]) -> None:
    """Give the rows of the joined frame that repeat others back to the files they came from."""
    start = 0
    for taking in takings:
        own = np.flatnonzero(taking.reason == USED)
        for reason, rows in found.items():
            marked = np.zeros(len(taking.reason), dtype=bool)
            marked[own] = rows[start : start + len(own)]
            taking.drop(reason, marked)
        start += len(own)


def _vins(contract: TableContract, frame: pd.DataFrame) -> pd.Series | None:
    """The VINs of a table in one spelling; null when it has none."""
    for column in contract.columns:
        if column.private == "vin" and column.name in frame:
            return spelled(frame[column.name])
    return None


def _vehicle_keys(tables: Iterable[pd.Series | None]) -> dict[str, str]:
    """VIN → key, numbered in the order of the VINs so that every run numbers alike."""
    vins = {vin for table in tables if table is not None for vin in table.dropna().unique()}
    return {vin: f"V{number:06d}" for number, vin in enumerate(sorted(vins), start=1)}


def _masked(
    contract: TableContract,
    frame: pd.DataFrame,
    privacy: Privacy,
    vins: pd.Series | None,
    keys: Mapping[str, str],
) -> pd.DataFrame:
    """The frame as sections get it."""
    columns = {
        column.name: privacy.masked(column, frame[column.name])
        for column in contract.columns
        if column.name in frame
    }
    if vins is not None:
        columns[VEHICLE] = vins.map(keys).astype("str")
    return pd.DataFrame({**columns, FILE: frame[FILE], ROW: frame[ROW]})
