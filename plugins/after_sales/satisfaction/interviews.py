"""Interviews: the call-backs that customers answered, one row a repair order and channel.

The advisor and the day of the visit come from the repair order where the call-back names neither.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from reportgen import ColumnContract, Data, Label, Rows, TableContract

ITEMS = {
    "attitude": Label("服务态度", "Attitude"),
    "reception": Label("及时接待", "Prompt reception"),
    "quote": Label("预先报价", "Advance quote"),
    "bill": Label("解释账单", "Bill explained"),
}
"""What customers rate from 0 to 100, in the order of the questionnaire."""


INTERVIEWS = TableContract(
    name="interviews",
    label=Label("满意度访谈", "Interviews"),
    row=Label(
        "一行为一张工单的一次电访或面访；同一工单同一方式多次回访取最后一次",
        "one phone or face interview about one repair order; the latest of each kind counts",
    ),
    key=("ro_no", "channel"),
    date="called_at",
    made_from=("callbacks",),
    columns=(
        ColumnContract("called_at", "date", Label("回访日期", "Call date")),
        ColumnContract("visited_at", "date", Label("进厂日期", "Visit date")),
        ColumnContract("ro_no", "code", Label("工单号", "Repair order")),
        ColumnContract("advisor", "text", Label("服务顾问", "Advisor")),
        ColumnContract(
            "channel",
            "category",
            Label("回访方式", "Channel"),
            values={
                "phone": (Label("电访", "Phone"), ()),
                "face": (Label("面访", "Face to face"), ()),
            },
            made_from=("callbacks.channel",),
        ),
        *(
            ColumnContract(k, "number", name, unit="score", made_from=(f"callbacks.{k}",))
            for k, name in ITEMS.items()
        ),
        ColumnContract("score", "number", Label("各项平均", "Mean of items"), unit="score"),
        ColumnContract(
            "overall",
            "number",
            Label("总体满意度", "Overall"),
            unit="score",
            made_from=("callbacks.overall",),
        ),
    ),
)


def interviews(data: Data) -> Rows:
    """The interviews of a dealer as a selection on the derived table `interviews`, made once."""
    if INTERVIEWS.name not in data.tables:
        data.derive(_contract(data), _interviews(data))
    return Rows(INTERVIEWS.name, INTERVIEWS.date)


def _contract(data: Data) -> TableContract:
    """The contract; an advisor from the order is known where its month was exported."""
    if data.has("callbacks", "advisor"):
        return INTERVIEWS
    columns = tuple(
        advisor_of_order(column) if column.name == "advisor" else column
        for column in INTERVIEWS.columns
    )
    return replace(INTERVIEWS, columns=columns)


def advisor_of_order(column: ColumnContract) -> ColumnContract:
    """The column of advisors where calls name none: known from the order, a month back."""
    return replace(column, made_from=("repair_orders.advisor",), back=1)


def _interviews(data: Data) -> pd.DataFrame:
    """One row an interview: call-backs with an answer, the advisor and day from the order."""
    calls = data.table("callbacks")
    wanted = [column.name for column in INTERVIEWS.columns]
    blank = {c: float("nan") for c in (*ITEMS, "overall") if c not in calls}
    text = {c: pd.Series(None, index=calls.index, dtype="str")
            for c in ("ro_no", "advisor", "channel") if c not in calls}  # fmt: skip
    calls = calls.assign(**blank, **text)
    answers = calls[list(ITEMS)].notna().sum(axis=1)
    asked = [item for item in ITEMS if calls[item].notna().any()]
    found = with_order(data, calls).assign(
        score=calls[asked].mean(axis=1).where(answers * 2 >= len(asked)) if asked else float("nan")
    )
    found = found[(answers > 0) | found["overall"].notna()]
    found = found.sort_values(["called_at", "_file", "_row"], kind="stable")
    again = found["ro_no"].notna() & found.duplicated(["ro_no", "channel"], keep="last")
    return found.loc[~again, [*wanted, "_file", "_row"]].reset_index(drop=True)


def with_order(data: Data, calls: pd.DataFrame) -> pd.DataFrame:
    """The call-backs with the advisor and the day of the visit from the repair order."""
    orders = data.tables.get("repair_orders")
    if orders is None or "ro_no" not in orders:
        return calls.assign(visited_at=pd.Series(pd.NaT, index=calls.index, dtype="datetime64[us]"))
    orders = orders[orders["ro_no"].notna()].drop_duplicates("ro_no").set_index("ro_no")
    made = calls.assign(visited_at=calls["ro_no"].map(orders["opened_at"]).dt.normalize())
    if "advisor" in orders:
        made["advisor"] = calls["advisor"].fillna(calls["ro_no"].map(orders["advisor"]))
    return made
