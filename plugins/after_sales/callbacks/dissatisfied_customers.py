"""Dissatisfied customers of the last months, and whether somebody spoke to them again.

A customer counts as spoken to when the same order has a later call, or a complaint case.
"""

from __future__ import annotations

import pandas as pd
from reportgen_plugins.after_sales.recent_months import RECENT, recent_start
from reportgen_plugins.after_sales.satisfaction.interviews import CallsWithOrder, advisor_of_order
from reportgen_plugins.after_sales.tables.callbacks import CALLBACKS

from reportgen import ColumnContract, Count, Data, Is, Label, Metric, Rows, TableContract

HOURS = 48
"""Within so many hours of a bad answer somebody should speak to the customer."""
_DAYS = HOURS // 24
_MADE_FROM = ("callbacks.overall",)

STATES = {
    "open": Label(f"超过{HOURS}小时未跟进", f"Not followed up within {HOURS} hours"),
    "due": Label(f"{HOURS}小时内", f"Within {HOURS} hours"),
    "followed": Label("已跟进", "Followed up"),
}
LIST = Label("不满意客户名单", "Dissatisfied customers")
DISSATISFIED = TableContract(
    name="dissatisfied_customers",
    label=LIST,
    row=Label(
        f"一行为近{RECENT}个月一次总体评分偏低的回访",
        f"one call-back of the last {RECENT} months with a low overall score",
    ),
    key=("ro_no", "called_at"),
    date="called_at",
    made_from=(CALLBACKS.name,),
    columns=(
        ColumnContract("called_at", "date", Label("回访日期", "Called")),
        ColumnContract("ro_no", "code", Label("工单号", "Repair order")),
        advisor_of_order(ColumnContract("advisor", "text", Label("服务顾问", "Advisor"))),
        ColumnContract(
            "overall", "number", Label("总体评分", "Overall"), unit="score", made_from=_MADE_FROM
        ),
        ColumnContract("comment", "text", Label("客户意见", "Comment"), private="text"),
        ColumnContract("followed_at", "date", Label("跟进日期", "Followed up")),
        ColumnContract(
            "state",
            "category",
            Label("跟进状态", "State"),
            values={key: (label, ()) for key, label in STATES.items()},
            made_from=_MADE_FROM,
        ),
    ),
)
_ROWS = Rows(DISSATISFIED.name)

ALL = Metric(
    "callbacks.dissatisfied",
    Label("不满意客户", "Dissatisfied customers"),
    Count(_ROWS),
    "count",
    "lower",
    Label(
        f"近{RECENT}个月总体评分低于界限的回访",
        f"call-backs of the last {RECENT} months with an overall score below the limit",
    ),
)
OPEN = Metric(
    "callbacks.dissatisfied_open",
    STATES["open"],
    Count(_ROWS.only(Is("state", "open"))),
    "count",
    "lower",
    Label(
        f"不满意客户中，{HOURS} 小时后仍没有再次回访、也没有登记投诉的",
        f"dissatisfied customers without another call or a complaint case after {HOURS} hours",
    ),
)


def dissatisfied_customers(data: Data, limit: float) -> pd.DataFrame | None:
    """The list, the longest waiting first, printed in the workbook; null without overall scores."""
    if not data.has(CALLBACKS.name, "overall", "called_at", "ro_no"):
        return None
    if DISSATISFIED.name not in data.tables:
        frame = _chosen(data, limit)
        data.derive(DISSATISFIED, frame, printed=bool(len(frame)))
    return data.table(DISSATISFIED.name)


def _chosen(data: Data, limit: float) -> pd.DataFrame:
    calls = data.derived(CallsWithOrder())
    if "comment" not in calls:
        calls = calls.assign(comment=pd.Series(None, index=calls.index, dtype="str"))
    chosen = calls[(calls["called_at"] >= recent_start(data)) & (calls["overall"] < limit)]
    chosen = chosen.sort_values(["called_at", "_file", "_row"], kind="stable")
    chosen = chosen.reset_index(drop=True)
    chosen["followed_at"] = _followed(data, chosen)
    waited = (pd.Timestamp(data.month.end) - chosen["called_at"].dt.normalize()).dt.days
    state = pd.Series("open", index=chosen.index, dtype="str")
    state[waited <= _DAYS] = "due"
    state[chosen["followed_at"].notna()] = "followed"
    names = [column.name for column in DISSATISFIED.columns]
    return chosen.assign(state=state)[[*names, "_file", "_row"]]


def _followed(data: Data, chosen: pd.DataFrame) -> pd.Series:
    """The first day after each answer on which its order was called again or complained of."""
    contacts = [
        data.table(CALLBACKS.name)[["ro_no", "called_at"]].set_axis(["ro_no", "at"], axis=1)
    ]
    if data.has("complaints", "ro_no", "received_at"):
        cases = data.table("complaints")[["ro_no", "received_at"]]
        contacts.append(cases.set_axis(["ro_no", "at"], axis=1))
    found = pd.concat(contacts, ignore_index=True).dropna()
    answers = chosen[["ro_no", "called_at"]].reset_index()
    pairs = answers.merge(found, on="ro_no")
    later = pairs[pairs["at"] > pairs["called_at"]]
    return later.groupby("index")["at"].min().reindex(chosen.index).astype("datetime64[us]")
