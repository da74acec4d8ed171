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
    booked = _booked(contract, rule, frame)
    below = frame[rule.amount] < 0
    concerned = np.flatnonzero(booked["number"].isin(booked.loc[below, "number"].dropna()))
    if len(concerned):
        none[concerned] = _cancelling(frame.iloc[concerned], booked.iloc[concerned], rule.amount)
    return none


def _cancelling(frame: pd.DataFrame, booked: pd.DataFrame, name: str) -> Bools:
    """The rows whose amounts cancel out, and those that say the same again."""
    amount = frame[name]
    says = frame.drop(columns=[FILE, ROW]).apply(lambda column: pd.factorize(column)[0])
    content = says.groupby(list(says), sort=False).ngroup().to_numpy()
    group = booked.assign(size=amount.abs())
    told = ~pd.Series(content).duplicated().to_numpy() & (amount != 0).to_numpy()
    told &= group.notna().all(axis=1).to_numpy()
    pairs = _pairs(group[told], (amount < 0).to_numpy()[told])
    return np.isin(content, content[np.flatnonzero(told)[pairs]])


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
