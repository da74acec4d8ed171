"""Customers called: one row an order and month, however often the customer was called.

A customer reached at the second call was called once and reached; the calls before are attempts.
"""

from __future__ import annotations

import pandas as pd
from reportgen_plugins.after_sales.tables.callbacks import CALLBACKS, FAILED

from reportgen import Data, Label, Rows, TableContract

_SHOWN = ("called_at", "ro_no", "advisor", "channel", "outcome")
CUSTOMERS_CALLED = TableContract(
    name="customers_called",
    label=Label("回访客户", "Customers called"),
    row=Label(
        "一行为一张工单一个月的回访：接通过即为成功，否则取最后一次",
        "the call-backs of one order in one month: reached once is reached, else the last call",
    ),
    key=("ro_no", "called_at"),
    date="called_at",
    columns=tuple(CALLBACKS.column(name) for name in _SHOWN),
    made_from=(CALLBACKS.name,),
)


def customers_called(data: Data) -> Rows:
    """The customers called as a selection: the call-backs themselves where none was a retry."""
    calls = data.table(CALLBACKS.name)
    decisive = _decisive(calls)
    if decisive.all():
        return Rows(CALLBACKS.name, CALLBACKS.date)
    known = [name for name in _SHOWN if name in calls]
    return data.derive(CUSTOMERS_CALLED, calls.loc[decisive, [*known, "_file", "_row"]])


def _decisive(calls: pd.DataFrame) -> pd.Series:
    """The call of each order and month that counts; without an order each call is a customer."""
    if "ro_no" not in calls:
        return pd.Series(True, index=calls.index)  # noqa: FBT003 a value
    rank = calls["outcome"].isin(FAILED) + 2 * (calls["outcome"] == "success")
    ordered = calls.assign(rank=rank, month=calls["called_at"].dt.to_period("M"))
    ordered = ordered.sort_values(["rank", "called_at", "_file", "_row"], kind="stable")
    again = ordered.duplicated(["ro_no", "month"], keep="last") & ordered["ro_no"].notna()
    return ~again.reindex(calls.index)
