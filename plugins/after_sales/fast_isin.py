"""Fast look-ups of one column's texts in another, whose hashing never leaves Arrow.

pandas turns long Arrow strings into Python ones first, in `isin`, `map` and an index alike.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def among(values: pd.Series, known: pd.Series) -> pd.Series:
    """Which values occur among the known ones; a missing value never does."""
    return pd.Series(_places(values, known.drop_duplicates()) >= 0, index=values.index)


def looked_up(values: pd.Series, keys: pd.Series, told: pd.Series) -> pd.Series:
    """For each value what is told at the place of its key; missing where there is none.

    Args:
        values: What is looked up; a missing one is not found.
        keys: Each at most once; missing ones may be among them.
        told: In their order.
    """
    places = _places(values, keys)
    return pd.Series(told.array.take(places, allow_fill=True), index=values.index)


def _places(values: pd.Series, keys: pd.Series) -> npt.NDArray[np.intp]:
    found = pc.index_in(_texts(values), value_set=_texts(keys), skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1)).astype(np.intp)


def _texts(values: pd.Series) -> pa.Array:
    found = pa.array(values.astype("str"), pa.large_string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
