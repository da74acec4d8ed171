"""Rows that are no data, and rows that say the same thing again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.convert import Cells, words
from reportgen.intake.record_lines import APART, REST
from reportgen.metric.table_contracts import FILE, ROW, TableContract

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

_TOTAL: Final = (
    r"(?i)^(本页|本月|本表|本頁)?(合\s*计|小\s*计|总\s*计|合\s*計|小\s*計|總\s*計|grand\s*total"
    r"|sub-?\s*total|total)s?[:：]?$"
)
_HALF: Final = 0.5


def not_data(header: Sequence[str], columns: Sequence[Cells]) -> dict[str, Bools]:
    """Blank rows, repeated headers and total rows, by reason code."""
    rows = len(columns[0].codes) if columns else 0
    seen, total = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    differs, equal = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=int)
    for text, cells in zip(header, columns, strict=True):
        filled = ~cells.blank[cells.codes]
        sums = np.array(pc.match_substring_regex(cells.texts, _TOTAL), dtype=bool)
        if sums.any():
            total |= sums[cells.codes] & filled & ~seen
        seen |= filled
        same = np.array(pc.equal(cells.texts, pa.scalar(text.strip())), dtype=bool)
        is_caption = same[cells.codes] & filled if same.any() else np.zeros(rows, dtype=bool)
        equal += is_caption
        differs |= filled & ~is_caption
    captions = sum(bool(text.strip()) for text in header)
    repeated = seen & ~differs & (equal >= max(1, captions * _HALF))
    return {"blank_row": ~seen, "repeated_header": repeated, "total_row": total}


def repeats(contract: TableContract, frame: pd.DataFrame) -> tuple[dict[str, Bools], Bools]:
    """Rows that repeat another one, by reason code; and those whose number others have as well.

    Of the rows with one key the content of the last one counts; it stays where it stood first.
    Rows without the first key column are never repeats: two equal answers may be two customers.
    One number on another day or for another vehicle was given twice: these are rows of their own.
    """
    found = {name: np.zeros(len(frame), dtype=bool) for name in ("duplicate", "conflicting_key")}
    reused = np.zeros(len(frame), dtype=bool)
    if not contract.key or contract.key[0] not in frame:
        return found, reused
    key = _key(contract, frame)
    twins = np.flatnonzero(key.duplicated(keep=False) & (key[contract.key[0]] >= 0))
    if len(twins):
        number, group = _given(contract, frame.iloc[twins], key.iloc[twins])
        reused[twins] = pd.Series(group).groupby(number).transform("nunique") > 1
        says = frame.iloc[twins].drop(columns=[FILE, ROW, REST, APART], errors="ignore")
        says = says.apply(_numbered)
        content = says.groupby(list(says), sort=False).ngroup().to_numpy()
        last = pd.Series(content).groupby(group).transform("last").to_numpy()
        again = pd.DataFrame({"group": group, "content": content}).duplicated()
        found["conflicting_key"][twins] = content != last
        found["duplicate"][twins] = (content == last) & again.to_numpy()
    return found, reused


def records(contract: TableContract, frame: pd.DataFrame) -> Numbers:
    """A number for the rows of one file, key, day and vehicle; -1 for rows without a key."""
    found = np.full(len(frame), -1, dtype=np.intp)
    if contract.key and contract.key[0] in frame:
        key = _key(contract, frame).assign(file=_numbered(frame[FILE]))
        twins = np.flatnonzero(key.duplicated(keep=False) & (key[contract.key[0]] >= 0))
        if len(twins):
            found[twins] = _given(contract, frame.iloc[twins], key.iloc[twins])[1]
    return found


def _given(
    contract: TableContract, rows: pd.DataFrame, key: pd.DataFrame
) -> tuple[Numbers, Numbers]:
    """The rows of one key, and these parted by day and vehicle; a blank agrees with the others.

    The VIN as a number is never given twice, and a key that holds the date parts by it already.
    """
    number = _numbered(key.groupby(list(key), sort=False).ngroup())
    columns = contract.vehicle_columns
    if set(contract.key) & set(columns.values()):
        return number, number
    parted = pd.DataFrame({"number": number})
    vehicle = next((name for name in columns.values() if name in rows), "")
    told = [spelled(rows[vehicle])] if vehicle else []
    told += [rows[contract.date].dt.normalize()] if contract.date in rows else []
    for at, values in enumerate(told):
        codes = pd.Series(_numbered(values)).replace(-1, pd.NA)
        parted[at] = codes.fillna(codes.groupby(number).transform("first")).fillna(-1)
    return number, _numbered(parted.groupby(list(parted), sort=False).ngroup())


def _key(contract: TableContract, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that identify a row within a dealer, in one spelling, by number."""
    names = [name for name in dict.fromkeys(("dealer", *contract.key, APART)) if name in frame]
    vins = {column.name for column in contract.columns if column.private == "vin"}
    return pd.DataFrame({n: _numbered(spelled(frame[n]) if n in vins else frame[n]) for n in names})


def _numbered(values: pd.Series) -> Numbers:
    """A number for each distinct value, -1 for none."""
    numbers, _ = pd.factorize(values)
    return numbers


def spelled(codes: pd.Series) -> pd.Series:
    """Identifiers in one spelling: capital letters, no spaces or dashes; each once (`words`)."""
    distinct, texts = pd.factorize(codes)
    clean = pa.array(texts.astype("str"), pa.large_string())
    if not pc.all(pc.match_substring_regex(clean, "^[0-9A-Z]*$")).as_py():
        clean = [re.sub(r"[\s-]+", "", text).upper() for text in clean.to_pylist()]
    taken = words(pa.array(clean, pa.large_string())).take(distinct, allow_fill=True)
    return pd.Series(taken, index=codes.index, name=codes.name)
