"""Interviews: the call-backs that customers answered, one row a repair order and channel.

The advisor and the day of the visit come from the repair order where the call-back names neither.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from reportgen_plugins.after_sales.fast_isin import looked_up

from reportgen import ColumnContract, Data, Derivation, Label, Rows, TableContract, TablesByDealer

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
        data.derive(_contract(data), data.derived(Interviews()))
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


@dataclass(frozen=True, slots=True)
class Interviews(Derivation):
    """One row an interview: call-backs with an answer, the advisor and day from the order."""

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the interviews by the time of the call."""
        calls = dealers.derived(CallsWithOrder())
        wanted = ["dealer", *(column.name for column in INTERVIEWS.columns), "_file", "_row"]
        blank = {c: float("nan") for c in (*ITEMS, "overall") if c not in calls}
        text = {c: pd.Series(None, index=calls.index, dtype="str")
                for c in ("channel",) if c not in calls}  # fmt: skip
        calls = calls.assign(**blank, **text)
        answers = calls[list(ITEMS)].notna()
        asked = answers.groupby(calls["dealer"]).transform("any").sum(axis=1)
        rated = answers.sum(axis=1)
        score = calls[list(ITEMS)].mean(axis=1).where(rated * 2 >= asked)
        found = calls.assign(score=score)
        found = found[(rated > 0) | found["overall"].notna()]
        found = found.sort_values(["called_at", "_file", "_row"], kind="stable")
        same = ["dealer", "ro_no", "channel"]
        again = found["ro_no"].notna() & found.duplicated(same, keep="last")
        return found.loc[~again, wanted].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class CallsWithOrder(Derivation):
    """The call-backs with the advisor and the day of the visit from the repair order."""

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the call-backs, row for row."""
        calls = dealers.table("callbacks")
        text = pd.Series(None, index=calls.index, dtype="str")
        calls = calls.assign(**{c: text for c in ("ro_no", "advisor") if c not in calls})
        if not dealers.has("repair_orders", "ro_no"):
            return calls.assign(visited_at=pd.Series(pd.NaT, calls.index, dtype="datetime64[us]"))
        orders, numbers = dealers.table("repair_orders"), dealers.key(calls, "ro_no")
        keys = dealers.key(orders, "ro_no").drop_duplicates()
        orders = orders.loc[keys.index]
        visited = looked_up(numbers, keys, orders["opened_at"])
        made = calls.assign(visited_at=visited.dt.normalize())
        if "advisor" in orders:
            made["advisor"] = calls["advisor"].fillna(looked_up(numbers, keys, orders["advisor"]))
        return made
