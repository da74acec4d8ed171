"""Entries that contradict each other, in the one store whose plan is careless.

Sales, orders and call-backs are changed where the checks of the report look; how many rows of each
kind stands in `CARELESS`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_surveys import SUCCESS
from reportgen_plugins.after_sales.demo.export_cells import slashed
from reportgen_plugins.after_sales.demo.invented_names import STRANGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

CARELESS: Final[Mapping[str, int]] = MappingProxyType({
    "sold_after_visit": 3,
    "falling_mileage": 4,
    "year_too_late": 2,
    "no_advisor": 24,
    "unknown_orders": 14,
    "unknown_advisor": 6,
    "no_outcome": 5,
})  # fmt: skip
"""What is wrong in the last month, in rows."""
_SALES_MONTHS: Final = 2
_DRIVEN: Final = 5000  # km from which a lost digit is seen


def careless_sales(world: SimulatedStore, table: pd.DataFrame) -> pd.DataFrame:
    """The list of sales begins two months ago, and has cars that had been in the shop before."""
    days = world.fleet["start"].to_numpy()
    sold = table.assign(day=table["车架号"].map(dict(zip(world.fleet["vin"], days, strict=True))))
    kept = sold[sold["day"] >= world.span.first_day(_SALES_MONTHS)].reset_index(drop=True)
    last = kept.index[-CARELESS["sold_after_visit"] :]
    month = world.span.first_day(1)
    before = world.orders[world.orders["opened"].between(month - 60, month - 30)]
    kept.loc[last, "车架号"] = world.car("vin", before["car"].drop_duplicates()[: len(last)])
    kept.loc[last, "销售日期"] = slashed(world.span, np.full(len(last), -5.0))
    return kept.drop(columns="day")


def careless_orders(world: SimulatedStore, table: pd.DataFrame) -> pd.DataFrame:
    """Orders of the last month without an advisor, with a slip in the mileage or in the year."""
    orders = world.orders
    late = orders["opened"] >= world.span.first_day(1)
    known = orders.duplicated("car") & (orders["mileage"] > _DRIVEN)
    left = late & known & (orders["delivered"] < 0)
    rows = world.store.rng(11).permutation(np.flatnonzero(left))
    cuts = np.cumsum([CARELESS[k] for k in ("falling_mileage", "year_too_late", "no_advisor")])
    slips, years, blanks, _ = np.split(rows, cuts)
    mileage, delivered, advisor = (
        table[c].to_numpy(copy=True) for c in ("行驶里程", "出厂日期", "服务顾问")
    )
    mileage[slips] //= 10
    delivered[years] = [f"{int(text[:4]) + 1}{text[4:]}" for text in delivered[years]]
    advisor[blanks] = ""
    return table.assign(行驶里程=mileage, 出厂日期=delivered, 服务顾问=advisor)


def careless_calls(world: SimulatedStore, table: pd.DataFrame) -> pd.DataFrame:
    """Calls of the last month about orders nobody knows, of a stranger, without an outcome."""
    surveys = world.surveys
    late = (surveys["called"] >= world.span.first_day(1)) & (surveys["outcome"] == SUCCESS)
    rows = world.store.rng(12).permutation(np.flatnonzero(late))
    cuts = np.cumsum([CARELESS[k] for k in ("unknown_orders", "unknown_advisor", "no_outcome")])
    lost, strange, blank, _ = np.split(rows, cuts)
    number, outcome = (table[c].to_numpy(copy=True) for c in ("工单号", "回访结果"))
    number[lost] = [f"{text[:-4]}9{text[-3:]}" for text in number[lost]]
    outcome[blank] = ""
    advisor = np.full(len(table), "", dtype=object)
    advisor[strange] = STRANGER
    return table.assign(工单号=number, 回访结果=outcome, 服务顾问=advisor)
