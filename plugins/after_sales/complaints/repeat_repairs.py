"""Vehicles that may fall under the 三包 rules: one problem again and again, or weeks in repair.

三包 (家用汽车产品修理更换退货责任规定, article 24): the same quality problem repaired more than 4
times, or more than 30 days in repair in total, gives a right to replacement or refund. Only a
lawyer can say whether it does; the report flags the vehicle for a check. The rule runs two years
from the sale, so older repairs, and vehicles known to have been sold earlier, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from reportgen_plugins.after_sales.fast_isin import among
from reportgen_plugins.after_sales.repairs.comebacks import OrdersForComebacks

from reportgen import (
    ColumnContract,
    Count,
    Data,
    Derivation,
    Label,
    Metric,
    Rows,
    TableContract,
    TablesByDealer,
)

TABLE = "repeat_repairs"
MOST_REPAIRS = 4
MOST_DAYS = 30
_MONTHS = 24
_QUALITY = ("repair", "warranty")
_WHOSE = ["dealer", "vehicle"]

CONTRACT = TableContract(
    name=TABLE,
    label=Label("三包核对", "Repeat repairs"),
    row=Label("一行为一辆需核对三包条款的车", "one vehicle to be checked"),
    key=("vehicle",),
    columns=(
        ColumnContract("vehicle", "code", Label("车辆号", "Vehicle")),
        ColumnContract("fault_family", "text", Label("主要故障", "Main fault"), private="text"),
        ColumnContract("repairs", "number", Label("同一故障维修次数", "Repairs"), unit="count"),
        ColumnContract("days", "number", Label("累计维修天数", "Days in repair"), unit="count"),
        ColumnContract("last_at", "date", Label("最近进厂", "Last visit")),
    ),
)

TO_CHECK = Metric(
    "complaints.to_check",
    Label("需核对三包条款的车辆", "Vehicles to check under the three-guarantee rules"),
    Count(Rows(TABLE)),
    "count",
    "lower",
    Label(
        "近24个月同一故障维修超过4次，或累计维修超过30天的车辆",
        "vehicles with more than 4 repairs of one fault, or more than 30 days in repair, "
        "within 24 months",
    ),
    source="家用汽车产品修理更换退货责任规定, article 24",
)


def repeat_repairs(data: Data, complaining: Iterable[str] = ()) -> pd.DataFrame:
    """The vehicles to check, as `repeat_repairs`, made once.

    Only vehicles that came this month or whose complaint is open (`complaining`): an old case that
    nobody raises is no news.
    """
    if TABLE not in data.tables:
        found = data.derived(OftenRepaired())
        recent = found["last_at"] >= pd.Timestamp(data.month.first)
        recent |= found["vehicle"].isin(set(complaining))
        data.derive(CONTRACT, found[recent].reset_index(drop=True))
    return data.table(TABLE)


@dataclass(frozen=True, slots=True)
class OftenRepaired(Derivation):
    """One row a vehicle repaired too often or too long within two years."""

    def rows(self, dealers: TablesByDealer) -> pd.DataFrame:
        """Return the vehicles, in order."""
        found = _summed(_within(dealers.derived(OrdersForComebacks()), dealers))
        return found[(found["repairs"] > MOST_REPAIRS) | (found["days"] > MOST_DAYS)]


def _within(orders: pd.DataFrame, dealers: TablesByDealer) -> pd.DataFrame:
    """Quality repairs of the last two years, of vehicles not known to be older."""
    since = pd.Timestamp((dealers.month - (_MONTHS - 1)).first)
    kept = orders["work_type"].isin(_QUALITY) & (orders["opened_at"] >= since)
    if dealers.has("vehicle_sales", "vehicle", "sold_at"):
        sales = dealers.table("vehicle_sales")
        kept &= ~among(orders["car"], dealers.key(sales[sales["sold_at"] < since], "vehicle"))
    return orders[kept & orders["vehicle"].notna()]


def _summed(orders: pd.DataFrame) -> pd.DataFrame:
    """One row a vehicle: its most frequent fault, days in repair over all faults."""
    orders = orders.sort_values("opened_at", kind="stable")
    days = (orders["finished_at"] - orders["opened_at"]).dt.total_seconds() / 86_400
    rows = orders.assign(days=days.clip(lower=0))
    faults = rows.groupby([*_WHOSE, "fault_family"]).size().rename("repairs").reset_index()
    faults = faults.sort_values(["repairs", "fault_family"], ascending=[False, True])
    most = faults.drop_duplicates(_WHOSE).set_index(_WHOSE)
    by = rows.groupby(_WHOSE, sort=True)
    first = by[["_file", "_row"]].last()
    return pd.DataFrame(
        {
            "fault_family": most["fault_family"].reindex(first.index),
            "repairs": most["repairs"].reindex(first.index).fillna(0).astype(float),
            "days": by["days"].sum().round(1),
            "last_at": by["opened_at"].max(),
            "_file": first["_file"],
            "_row": first["_row"],
        }
    ).reset_index()
