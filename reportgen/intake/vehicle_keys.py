"""The key of a car, `V000123`: stands for its VIN and is equal in all tables of one run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.intake.repeated_rows import spelled
from reportgen.metric.table_contracts import TableContract

VEHICLE: Final = "vehicle"
"""The column that stands for the VIN: `V000123`, equal in all tables of one run, null without."""
_LARGE: Final = pa.large_string()


def vins_of(contract: TableContract, frame: pd.DataFrame) -> pd.Series | None:
    """The VINs of a table in one spelling; null when it has none."""
    for column in contract.columns:
        if column.private == "vin" and column.name in frame:
            return spelled(frame[column.name])
    return None


def every_vin(tables: Iterable[pd.Series | None]) -> pa.Array:
    """Every VIN once, in order, so that every run numbers alike."""
    found = [vins.cat.categories for vins in tables if vins is not None]
    every = pa.chunked_array([pa.array(vins, _LARGE) for vins in found], _LARGE).unique()
    return every.take(pc.sort_indices(every))


def vehicle_keys(vins: pd.Series, every: pa.Array) -> pd.Series:
    """The key of each row's car: V and the number of its VIN."""
    place = pc.index_in(pa.array(vins.cat.categories, _LARGE), every)
    number = pc.utf8_lpad(pc.add(place, 1).cast(_LARGE), 6, "0")
    return text_of_words(pc.utf8_replace_slice(number, 0, 0, "V"), vins)


def text_of_words(texts: Any, words: pd.Series) -> pd.Series:  # noqa: ANN401 any array of text
    """For each row the text that belongs to its word."""
    taken = pd.array(texts, dtype="str").take(words.cat.codes.to_numpy(), allow_fill=True)
    return pd.Series(taken, index=words.index, name=words.name)
