"""The key of a vehicle, `V000123`: equal in all tables of a dealer, whichever way a row names it.

A row names its vehicle by the VIN, else by the plate, else by the customer. A plate or customer
that other rows give one vehicle stands for that vehicle; one that they give several says nothing;
one that no row gives a vehicle is a vehicle of its own. A row that names none has no key.

Every dealer's vehicles are told apart and numbered by its own rows, so that no other dealer's files
change its report. Only where a table of vehicles does not say whose a row is, all are numbered as
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.repeated_rows import spelled
from reportgen.intake.spelling import fillers
from reportgen.metric.table_contracts import DEALER, TableContract

VEHICLE: Final = "vehicle"
"""The column that stands for the vehicle: `V000123`, equal in all tables of a dealer."""
Numbers: TypeAlias = npt.NDArray[np.intp]
_NOBODY: Final = -1
_KINDS: Final = ("vin", "plate", "owner")


def vehicle_numbers(
    tables: Mapping[str, tuple[TableContract, pd.DataFrame]],
) -> dict[str, pd.Series | None]:
    """For each row the number of its vehicle, from 0 in the order of VINs; -1 without one.

    None for a table that names no vehicles.
    """
    apart = _is_apart(tables)
    named = {name: _named(*table, apart=apart) for name, table in tables.items()}
    rows = pd.concat([ids for ids in named.values() if ids is not None] or [pd.DataFrame()])
    numbers = _dense(_numbered(rows)) if len(rows) else np.zeros(0, dtype=np.intp)
    found: dict[str, pd.Series | None] = {}
    start = 0
    for name, ids in named.items():
        found[name] = None
        if ids is not None:
            found[name] = pd.Series(numbers[start : start + len(ids)], index=ids.index)
            start += len(ids)
    return found


def numbers_within_dealers(
    numbers: Mapping[str, pd.Series | None],
    tables: Mapping[str, tuple[TableContract, pd.DataFrame]],
) -> Mapping[str, pd.Series | None]:
    """For each row the number of its vehicle among those of its dealer, from 0 in that order."""
    if not _is_apart(tables):
        return numbers
    rows = [
        pd.DataFrame({"dealer": tables[name][1][DEALER], "vehicle": each})
        for name, each in numbers.items()
        if each is not None
    ]
    known = pd.concat(rows or [pd.DataFrame({"dealer": [], "vehicle": []})]).drop_duplicates()
    known = known[known["vehicle"] >= 0].sort_values("vehicle")
    own = np.append(known.groupby("dealer", dropna=False).cumcount().to_numpy(), _NOBODY)
    return {
        name: None if each is None else pd.Series(own[each.to_numpy()], index=each.index)
        for name, each in numbers.items()
    }


def _is_apart(tables: Mapping[str, tuple[TableContract, pd.DataFrame]]) -> bool:
    """Tell whether every table of vehicles says whose its rows are."""
    return all(
        DEALER in frame
        for contract, frame in tables.values()
        if any(name in frame for name in contract.vehicle_columns.values())
    )


def vehicle_keys(numbers: pd.Series) -> pd.Series:
    """The key of each row's vehicle: V and its number; null without one."""
    counted = pa.array(np.arange(1, int(numbers.max()) + 2) if len(numbers) else [], pa.int64())
    keys = pc.utf8_lpad(counted.cast(pa.large_string()), 6, "0")
    texts = pd.array(pc.utf8_replace_slice(keys, 0, 0, "V"), dtype="str")
    return pd.Series(texts.take(numbers.to_numpy(), allow_fill=True), index=numbers.index)


def text_of_words(texts: Any, words: pd.Series) -> pd.Series:  # noqa: ANN401 any array of text
    """For each row the text that belongs to its word."""
    taken = pd.array(texts, dtype="str").take(words.cat.codes.to_numpy(), allow_fill=True)
    return pd.Series(taken, index=words.index, name=words.name)


def _named(contract: TableContract, frame: pd.DataFrame, *, apart: bool) -> pd.DataFrame | None:
    """What each row says of its vehicle, a column a kind, in one spelling."""
    there = {kind: name for kind, name in contract.vehicle_columns.items() if name in frame}
    if not there:
        return None
    found = {kind: _identifiers(frame[name]) for kind, name in there.items()}
    if DEALER in frame:  # every dealer numbers its own customers anyway
        whose = frame[DEALER].astype("str").fillna("") + "/"
        found |= {kind: whose + ids for kind, ids in found.items() if apart or kind == "owner"}
    return pd.DataFrame(found, index=frame.index, columns=_KINDS)


def _identifiers(values: pd.Series) -> pd.Series:
    """The identifiers in one spelling; what only fills a cell is none."""
    words = spelled(values)
    texts = pa.array(words.cat.categories, pa.large_string())
    return text_of_words(pc.if_else(pa.array(fillers(texts)), None, texts), words)


def _numbered(rows: pd.DataFrame) -> Numbers:
    """For each row the number of its vehicle: the VINs first, then what else stands for one."""
    whose, texts = pd.factorize(rows["vin"], sort=True)
    count = len(texts)
    for kind in _KINDS[1:]:
        codes, texts = pd.factorize(rows[kind], sort=True)
        meant = _meant(whose, codes, count, len(texts))
        unsaid = (whose == _NOBODY) & (codes >= 0)
        whose[unsaid] = meant[codes[unsaid]]
        count += len(texts)
    return np.asarray(whose, dtype=np.intp)


def _meant(whose: Numbers, codes: Numbers, count: int, size: int) -> Numbers:
    """The vehicle each identifier stands for: the only one, a new one from `count`, or nobody's."""
    both = (whose >= 0) & (codes >= 0)
    least, most = np.full(size, count), np.full(size, _NOBODY)
    np.minimum.at(least, codes[both], whose[both])
    np.maximum.at(most, codes[both], whose[both])
    several = np.where(least == most, most, _NOBODY)
    return np.where(most == _NOBODY, count + np.arange(size), several)


def _dense(whose: Numbers) -> Numbers:
    """The same vehicles numbered without gaps."""
    known = whose >= 0
    dense = np.full(len(whose), _NOBODY, dtype=np.intp)
    dense[known] = np.unique(whose[known], return_inverse=True)[1]
    return dense
