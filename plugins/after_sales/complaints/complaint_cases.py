"""Complaint cases as they stand at the end of the month: `complaint_status`, one row a case.

A case is carried in when it came before the month and was still open when the month began; so
carried in + new - resolved = open, case by case. A case closed more than once counts by its last
closing; one closed before it came, as closed when it came. When a case of an earlier month was
closed that has no date, nobody knows, nor whether a case is open whose status nobody can read: what
depends on it is blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from reportgen_plugins.after_sales.tables.complaints import COMPLAINTS

from reportgen import (
    YEAR,
    ColumnContract,
    Data,
    Derivation,
    Label,
    Month,
    TableContract,
    TablesByDealer,
)

TABLE = "complaint_status"
CLOSED = "closed"
"""The status of a case that nobody works on any more."""
REACTIONS = {
    "satisfied": Label("满意", "Satisfied"),
    "reserved": Label("保留意见", "Reserved"),
    "dissatisfied": Label("不满意", "Dissatisfied"),
}

_BANDS = (("d0_3", 4), ("d4_7", 8), ("d8_30", 31))
AGES = {
    "d0_3": Label("0–3天", "0–3 days"),
    "d4_7": Label("4–7天", "4–7 days"),
    "d8_30": Label("8–30天", "8–30 days"),
    "over_30": Label("超过30天", "over 30 days"),
}
"""How long a case has been open, in calendar days at the end of the month."""


_CLOSING = ("closed_at", "status")
"""Columns that tell whether a case is closed."""
_STATES = (
    "closed_at", "reaction", "carried_in", "resolved_in_month", "open_at_end", "age_days", "age",
    "in_time", "overdue", "first_handling", "undated",
)  # fmt: skip
"""What only the closing of cases tells."""


def _flag(  # noqa: PLR0913, PLR0917 what it is called, and what it is made from
    name: str,
    zh: str,
    en: str,
    made_from: str = "",
    back: int | None = 0,
    open_with: str = "",
) -> ColumnContract:
    sources = (f"complaints.{made_from}",) if made_from else ("complaints",)
    return ColumnContract(
        name, "flag", Label(zh, en), made_from=sources, back=back, open_with=open_with
    )


CONTRACT = TableContract(
    name=TABLE,
    label=Label("投诉处理状态", "Complaint status"),
    row=Label("一行为一件投诉在月末的状态", "one complaint as it stands at the end of the month"),
    key=("complaint_no", "received_at"),
    made_from=("complaints",),
    columns=(
        ColumnContract("complaint_no", "code", Label("投诉编号", "Complaint no.")),
        ColumnContract("received_at", "date", Label("受理日期", "Received")),
        ColumnContract(
            "closed_at",
            "date",
            Label("关闭日期", "Closed"),
            made_from=("complaints",),
            back=None,
            open_with="resolved_in_month",
        ),
        ColumnContract(
            "category",
            "text",
            Label("投诉类别", "Category"),
            made_from=("complaints.category",),
        ),
        ColumnContract(
            "subcategory",
            "text",
            Label("具体问题", "Problem"),
            made_from=("complaints.subcategory",),
        ),
        ColumnContract(
            "reaction",
            "category",
            Label("客户反应", "Reaction"),
            values={key: (label, ()) for key, label in REACTIONS.items()},
            made_from=("complaints.customer_reaction",),
        ),
        _flag("new", "本月新增", "New this month"),
        _flag("in_year", "近12个月受理", "Received in 12 months", back=YEAR - 1),
        _flag("carried_in", "上月结转", "Carried in", back=None, open_with="carried_in"),
        _flag(
            "resolved_in_month",
            "本月解决",
            "Resolved this month",
            back=None,
            open_with="resolved_in_month",
        ),
        _flag("open_at_end", "月末未结", "Open at month end", back=None, open_with="open_at_end"),
        ColumnContract("age_days", "number", Label("未结天数", "Days open"), unit="count"),
        ColumnContract(
            "age",
            "category",
            Label("未结时长", "Age"),
            values={key: (label, ()) for key, label in AGES.items()},
            made_from=("complaints",),
            back=None,
            open_with="open_at_end",
        ),
        _flag("in_time", "按时关闭", "Closed in time", "due_at", open_with="resolved_in_month"),
        _flag("overdue", "超期未结", "Overdue", "due_at", None, "open_at_end"),
        _flag(
            "first_handling",
            "一次处理关闭",
            "Closed at first handling",
            "reopened",
            open_with="resolved_in_month",
        ),
        _flag("repeat", "一年内重复投诉", "Repeat within 12 months", back=YEAR),
        _flag("undated", "已关闭但无日期", "Closed without a date"),
    ),
)


def tracked(data: Data) -> bool:
    """Whether the rows say when or whether a case was closed."""
    return data.has("complaints", "closed_at") or data.has("complaints", "status")


def cases(data: Data) -> pd.DataFrame:
    """The cases up to the end of the month, one row each, as `complaint_status`; made once.

    The index is that of the complaints table.
    """
    if TABLE not in data.tables:
        rows = data.table("complaints")
        frame = data.derived(Cases()).set_axis(rows.index)
        frame = frame[frame["received_at"] < pd.Timestamp(data.month.end)]
        states = [] if tracked(data) else [c for c in _STATES if c in frame]
        data.derive(_contract(data), frame.drop(columns=states))
    return data.table(TABLE)


def _contract(data: Data) -> TableContract:
    """The contract; a repeat is told by the vehicle, else by the customer."""
    who = "vehicle" if data.has("complaints", "vehicle") else "customer_id"
    columns = tuple(
        replace(column, made_from=(f"complaints.{who}",)) if column.name == "repeat" else column
        for column in CONTRACT.columns
    )
    return replace(CONTRACT, columns=columns)


@dataclass(frozen=True, slots=True)
class Cases(Derivation):
    """One row a complaint, in their order: what its receipt and its closing tell."""

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the cases; the columns on closing are for those who track it."""
        rows = dealers.table("complaints")
        unsorted = Label("未分类", "Not classified").in_(dealers.language)
        frame = _cases(rows, dealers.month, unsorted)
        if any(dealers.has("complaints", column) for column in _CLOSING):
            frame = _states(frame, rows.assign(unsure=_unsure(dealers, rows)), dealers.month)
        return frame


def _cases(rows: pd.DataFrame, month: Month, unsorted: str) -> pd.DataFrame:
    """What the receipt of a case alone tells."""
    start, frame = pd.Timestamp(month.first), rows
    received = frame["received_at"]
    kept = {c: frame[c] for c in ("dealer", "complaint_no", "_file", "_row") if c in frame}
    causes = {c: _filled(frame, c, unsorted) for c in ("category", "subcategory")}
    return pd.DataFrame(
        {
            **kept,
            "received_at": received,
            **causes,
            "new": (received >= start).astype("boolean"),
            "in_year": (received >= pd.Timestamp((month - (YEAR - 1)).first)).astype("boolean"),
            "repeat": _repeats(frame).astype("boolean"),
        },
        index=frame.index,
    )


def _states(frame: pd.DataFrame, rows: pd.DataFrame, month: Month) -> pd.DataFrame:
    """What closing dates add: carried in, resolved, open, and how old and how late."""
    start, end = pd.Timestamp(month.first), pd.Timestamp(month.end)
    received = rows["received_at"]
    closed, undated = _closing(rows)
    closed, unsure = closed.where(closed < end), rows["unsure"]
    still = closed.isna() & ~undated & ~unsure
    carried = (received < start) & (still | (closed >= start))
    when = (undated | unsure) & (received < start)
    age = (end - pd.Timedelta(days=1) - received.dt.normalize()).dt.days.where(still)
    due = _limit(rows)
    reopened = _column(rows, "reopened", "boolean")
    noted = reopened.notna().groupby(rows["dealer"]).transform("any")
    return frame.assign(
        closed_at=closed,
        reaction=_column(rows, "customer_reaction", "str").where(~still),
        carried_in=carried.astype("boolean").mask(when),
        resolved_in_month=(closed.ge(start) | undated).astype("boolean").mask(when | unsure),
        open_at_end=still.astype("boolean").mask(unsure),
        age_days=age.astype(float),
        age=_bands(age),
        in_time=(closed < due).astype("boolean").where(closed.notna() & due.notna()),
        overdue=(still & (due <= end)).astype("boolean"),
        first_handling=(~reopened.fillna(value=False)).where(~still & noted),
        undated=undated.astype("boolean"),
    )


def _closing(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """When each case was closed, never before it came; and which were without a date."""
    closed = _column(rows, "closed_at", "datetime64[ns]")
    undated = (_column(rows, "status", "str") == CLOSED) & closed.isna()
    received = rows["received_at"]
    return closed.where(~(closed < received), received), undated


def _unsure(dealers: TablesByDealer, rows: pd.DataFrame) -> pd.Series:
    """The cases of which nobody can say whether they are closed."""
    told = _column(rows, "closed_at", "datetime64[ns]").notna()
    found = pd.Series(data=False, index=rows.index)
    for column in _CLOSING:
        if dealers.has("complaints", column):
            unread = dealers.undecided("complaints", column)
            found |= unread & dealers.filled("complaints", column)
    known = COMPLAINTS.column("status").values
    return found & ~told & ~_column(rows, "status", "str").isin(list(known))


def _limit(rows: pd.DataFrame) -> pd.Series:
    """The first moment that is too late: a due date without a time lasts the whole day."""
    due = _column(rows, "due_at", "datetime64[ns]")
    return due.where(due != due.dt.normalize(), due + pd.Timedelta(days=1))


def _bands(age: pd.Series) -> pd.Series:
    band = pd.Series("over_30", index=age.index, dtype="str")
    for key, below in reversed(_BANDS):
        band = band.where(age >= below, key)
    return band.where(age.notna())


def _repeats(rows: pd.DataFrame) -> pd.Series:
    """Which cases follow another of the same vehicle or customer within 12 months."""
    found = pd.Series(data=False, index=rows.index)
    for who in ("vehicle", "customer_id"):
        if who not in rows:
            continue
        ranked = rows[rows[who].notna()].sort_values("received_at", kind="stable")
        before = ranked.groupby(["dealer", who])["received_at"].shift()
        again = before >= ranked["received_at"] - pd.DateOffset(months=YEAR)
        found |= again.reindex(rows.index, fill_value=False)
    return found


def _filled(rows: pd.DataFrame, column: str, empty: str) -> pd.Series:
    return _column(rows, column, "str").fillna(empty)


def _column(rows: pd.DataFrame, name: str, dtype: str) -> pd.Series:
    """A column that may be absent: then all its values are missing."""
    if name in rows:
        return rows[name].astype("boolean") if dtype == "boolean" else rows[name]
    return pd.Series(pd.NaT if dtype.startswith("date") else None, index=rows.index, dtype=dtype)
