"""Vehicles lost within a year by model, district and last job: a list to look things up in."""

from __future__ import annotations

import pandas as pd
from reportgen_plugins.after_sales.churn.churn_metrics import LOSS
from reportgen_plugins.after_sales.churn.churn_view import ChurnView
from reportgen_plugins.after_sales.vehicles.churn_profiles import table_of

from reportgen import ColumnContract, Label, TableContract
from reportgen.stats import COUNTS_ONLY_BELOW, PUBLISHED_FROM

_GROUPS = ("model", "district", "last_job")
_GROUP_COLUMNS = (
    ColumnContract("kind", "text", Label("分类", "Group by")),
    ColumnContract("group", "text", Label("类别", "Group")),
    ColumnContract("in_year", "number", Label("近一年在册", "In the base"), unit="count"),
    ColumnContract("lost", "number", Label("近12个月流失", "Lost, 12 months"), unit="count"),
    ColumnContract("rate", "number", LOSS.label, unit="share"),
)


def lost_groups(view: ChurnView) -> None:
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
