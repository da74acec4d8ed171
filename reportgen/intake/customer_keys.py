"""The key of a customer, `K000123`: a dealer's own number of it, equal in all tables of a dealer.

Every dealer's customers are numbered by its own rows, so that no other dealer's files change its
report. Only where a table of customers does not say whose a row is, all are numbered as one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reportgen.metric.table_contracts import DEALER, TableContract


def customer_keys(
    tables: Mapping[str, tuple[TableContract, pd.DataFrame]],
) -> Mapping[str, pd.Series]:
    """Table → each row's key of its customer, numbered in the order of the dealer's own numbers.

    Null where the row names none; tables without a column of customers are left out.
    """
    columns = {name: _column(*table) for name, table in tables.items()}
    named = {name: tables[name][1][column] for name, column in columns.items() if column}
    apart = all(DEALER in tables[name][1] for name in named)
    pairs = {
        name: _pairs(tables[name][1][DEALER] if apart else None, texts)
        for name, texts in named.items()
    }
    known = pd.concat([found for found, _ in pairs.values()] or [pd.DataFrame()])
    if known.empty:
        return {}
    known = known.drop_duplicates().sort_values(["dealer", "customer"], kind="stable")
    numbers = known.groupby("dealer").cumcount().to_numpy() + 1
    key = pd.Series([f"K{at:06d}" for at in numbers], pd.MultiIndex.from_frame(known), dtype="str")
    return {
        name: _of_rows(key.reindex(pd.MultiIndex.from_frame(found)), rows, named[name].index)
        for name, (found, rows) in pairs.items()
    }


def _column(contract: TableContract, frame: pd.DataFrame) -> str:
    """The column that names the customer; empty without one."""
    names = (column.name for column in contract.columns if column.private == "customer")
    return next((name for name in names if name in frame), "")


def _pairs(dealers: pd.Series | None, texts: pd.Series) -> tuple[pd.DataFrame, np.ndarray]:
    """The distinct dealers and customers of a column, and for each row its place; -1 for none."""
    code, words = pd.factorize(texts)
    whose, owners = pd.factorize(pd.Series("", texts.index) if dealers is None else dealers)
    both = np.where(code < 0, -1, (whose + 1) * max(1, len(words)) + code)
    rows, distinct = pd.factorize(np.where(both < 0, np.nan, both))
    at, whose_at = np.divmod(distinct.astype(np.int64), max(1, len(words)))[::-1]
    names = np.array(["", *map(str, owners)], dtype=object)
    texts_of = np.asarray(words, dtype=object)
    return pd.DataFrame({"dealer": names[whose_at], "customer": texts_of[at]}), rows


def _of_rows(keys: pd.Series, rows: np.ndarray, index: pd.Index) -> pd.Series:
    return pd.Series(keys.array.take(rows, allow_fill=True), index=index)
