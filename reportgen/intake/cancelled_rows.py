"""Rows that stand for nothing that happened: cancelled, voided, or reversed by a red-letter row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportgen.metric.table_contracts import FILE, ROW, Cancelled, TableContract

Bools = npt.NDArray[np.bool_]


def reversed_rows(contract: TableContract, frame: pd.DataFrame) -> Bools:
    """Rows of one number whose amounts cancel out, both of each pair.

    Rows that say the same again, as in a second export, count once.
    """
    none = np.zeros(len(frame), dtype=bool)
    rule = contract.cancelled
    if rule is None or rule.amount not in frame or not contract.key or contract.key[0] not in frame:
        return none
    amount = frame[rule.amount]
    if not (amount < 0).any():
        return none
    rows = frame.drop(columns=[FILE, ROW])
    first = ~rows.duplicated().to_numpy()
    group = _booked(contract, rule, frame).assign(size=amount.abs())
    told = first & (amount != 0).to_numpy() & group.notna().all(axis=1).to_numpy()
    pairs = _pairs(group[told], (amount < 0).to_numpy()[told])
    none[np.flatnonzero(told)[pairs]] = True
    twins = rows.groupby(list(rows), dropna=False, sort=False).ngroup().to_numpy()
    return np.isin(twins, twins[none])


def cancelled_rows(contract: TableContract, frame: pd.DataFrame) -> Bools:
    """Rows whose status says that they were cancelled."""
    rule = contract.cancelled
    if rule is None or rule.status not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[rule.status].isin(rule.keys).to_numpy(dtype=bool)


def _booked(contract: TableContract, rule: Cancelled, frame: pd.DataFrame) -> pd.DataFrame:
    """Dealer and number under which each row was booked: a reversing row may name another one."""
    number = frame[contract.key[0]].astype("str")
    if rule.original in frame:
        other = frame[rule.original].astype("str")
        number = number.where(~((frame[rule.amount] < 0) & other.notna()), other)
    dealer = frame["dealer"].astype("str").fillna("") if "dealer" in frame else ""
    return pd.DataFrame({"number": number}).assign(dealer=dealer)


def _pairs(group: pd.DataFrame, negative: Bools) -> Bools:
    """The first rows of each sign, as many as the other sign has."""
    keys = [*group.columns]
    place = group.assign(sign=negative).groupby([*keys, "sign"]).cumcount()
    signs = pd.DataFrame({"minus": negative, "plus": ~negative}, index=group.index)
    matched = pd.concat([group, signs], axis=1).groupby(keys)[["minus", "plus"]].transform("sum")
    return (place < matched.min(axis=1)).to_numpy(dtype=bool)
