"""Lists to work with: whom to win back, whom to call, and why customers said they left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.churn.churn_metrics import DUTY, LOSS
from reportgen_plugins.after_sales.churn.churn_view import View
from reportgen_plugins.after_sales.vehicles.churn_profiles import table_of
from reportgen_plugins.after_sales.vehicles.vehicles_table import VEHICLES

from reportgen import (
    YEAR,
    Between,
    ColumnContract,
    Count,
    Data,
    Fact,
    Filled,
    Label,
    Metric,
    Rows,
    TableContract,
)
from reportgen.stats import COUNTS_ONLY_BELOW, PUBLISHED_FROM

_COLUMNS = (
    "vehicle", "customer_id", "series", "model", "responsible", "last_visit", "last_job",
    "months_away", "recency", "spend_last_year", "km_since",
)  # fmt: skip
_GROUPS = ("model", "district", "last_job")
_GROUP_COLUMNS = (
    ColumnContract("kind", "text", Label("分类", "Group by")),
    ColumnContract("group", "text", Label("类别", "Group")),
    ColumnContract("in_year", "number", Label("近一年在册", "In the base"), unit="count"),
    ColumnContract("lost", "number", Label("近12个月流失", "Lost, 12 months"), unit="count"),
    ColumnContract("rate", "number", LOSS.label, unit="share"),
)
_NO = ("否", "没有", "无", "no", "n", "false", "0")


@dataclass(frozen=True, slots=True)
class ChurnReason:
    """One answer of the questionnaire: what was said, and how often."""

    text: str
    times: Fact


def win_back(view: View) -> pd.DataFrame:
    """Vehicles lost within a year, the highest spender first; printed for the workbook.

    Left out: passing-by vehicles, and those that by mileage are not due yet.
    """
    table = _due(view)
    chosen = table[table["at_risk"] & ~table["in_base"]]
    return _printed(
        view, "win_back", Label("流失挽回名单", "Win-back list"), chosen, ["spend_last_year"]
    )


def contact_duty(view: View) -> pd.DataFrame:
    """Vehicles whose advisor must call, by advisor, the highest spender first."""
    table = _due(view)
    chosen = table[table["months_away"].between(*DUTY)]
    label = Label("应联系客户名单", "Customers to contact")
    return _printed(view, "contact_duty", label, chosen, ["responsible", "spend_last_year"])


def lost_groups(view: View) -> None:
    """Vehicles lost within a year by model, district and last job; printed for the workbook.

    Groups of fewer than five are left out; of fewer than ten the rate is.
    """
    if not view.knows_loss:
        return
    data, rows = view.data, []
    for column in _GROUPS:
        if not data.has(view.table, column):
            continue
        kind = data.pick(data.contracts[view.table].column(column).label)
        rates = view.family(LOSS, column, key=column)
        for name, rate in sorted(rates.items(), key=lambda item: -(item[1].top or 0)):
            whole = rate.bottom or 0
            if whole >= PUBLISHED_FROM:
                shown = rate.value if whole >= COUNTS_ONLY_BELOW else None
                rows.append((kind, data.word(view.table, column, name), whole, rate.top, shown))
    frame = pd.DataFrame(rows, columns=[c.name for c in _GROUP_COLUMNS])
    contract = TableContract(
        name=table_of("lost_groups", view.profile),
        label=Label("流失车辆构成", "Lost vehicles by group"),
        row=Label("一个类别", "one group"),
        key=("kind", "group"),
        columns=_GROUP_COLUMNS,
    )
    data.derive(contract, frame.assign(_file="", _row=0), printed=True)


def reasons(data: Data, column: str) -> tuple[ChurnReason, ...]:
    """The answers to one question over twelve months, the most frequent first."""
    if not data.has("lost_calls", column, "called_at"):
        return ()
    start = (data.month - (YEAR - 1)).first
    rows = Rows("lost_calls", where=(Between("called_at", start, data.month.end), Filled(column)))
    label = data.contracts["lost_calls"].column(column).label
    metric = Metric(
        f"churn.answers.{column}",
        label,
        Count(rows),
        "count",
        source=Label("流失客户问卷", "lost-customer questionnaire"),
    )
    found = data.family(metric, column)
    ordered = sorted(found.items(), key=lambda item: -(item[1].value or 0))
    return tuple(ChurnReason(text, times) for text, times in ordered)


def astray(data: Data) -> int:
    """Questionnaires with an answer to a question that their branch skips.

    Who did not maintain the car ends after Q2; who did has no Q2; Q4 belongs to body work.
    """
    if not data.has("lost_calls", "q1"):
        return 0
    table = data.table("lost_calls")
    filled = {q: table[q].notna() for q in (f"q{i}" for i in range(1, 10)) if q in table}
    none = pd.Series(data=False, index=table.index)
    said_no = table["q1"].str.strip().str.lower().isin(_NO)
    later = np.logical_or.reduce([filled.get(f"q{i}", none) for i in range(3, 10)])
    body = table["q3"].str.contains("钣|漆|body", case=False, na=False) if "q3" in table else none
    wrong = (said_no & later) | (filled["q1"] & ~said_no & filled.get("q2", none))
    wrong |= filled.get("q4", none) & ~body
    return int(wrong.sum())


def _due(view: View) -> pd.DataFrame:
    table = view.data.table(view.table)
    not_due = (table["km_since"] < view.service_km) & (table["months_away"] < YEAR)
    return table[~table["passing_by"] & ~not_due]


def _printed(
    view: View, name: str, label: Label, rows: pd.DataFrame, by: list[str]
) -> pd.DataFrame:
    """The rows in calling order as a derived table of their own."""
    own = table_of(name, view.profile)
    known = view.data.contracts[view.table]
    columns = tuple(known.column(c) for c in _COLUMNS if c in rows)
    order = [c for c in (*by, "vehicle") if c in rows]
    ascending = [c != "spend_last_year" for c in order]
    frame = rows.sort_values(order, ascending=ascending, kind="stable")
    frame = frame[[*(c.name for c in columns), "_file", "_row"]].reset_index(drop=True)
    contract = TableContract(
        name=own, label=label, row=VEHICLES.row, key=("vehicle",), columns=columns
    )
    view.data.derive(contract, frame, printed=True)
    return frame
