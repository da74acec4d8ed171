"""The vehicle base month by month: two small tables instead of one row a vehicle and month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.vehicles.churn_profiles import ChurnProfile, table_of
from reportgen_plugins.after_sales.vehicles.vehicle_base import reach, vehicles
from reportgen_plugins.after_sales.vehicles.vehicle_rows import (
    Codes,
    Flags,
    month_number,
    month_numbers,
)
from reportgen_plugins.after_sales.visits import visits

from reportgen import YEAR, ColumnContract, Data, Label, Month, Rows, TableContract

RECENCY = TableContract(
    name="recency_months",
    label=Label("各月末客户分级", "Recency classes by month"),
    row=Label("一行为一个月末、一个车系、一个级别", "one class of one series at one month's end"),
    key=("month", "series", "recency"),
    date="month",
    made_from=("visits",),
    back=None,
    columns=(
        ColumnContract("month", "date", Label("月份", "Month")),
        ColumnContract("series", "text", Label("车系", "Series")),
        ColumnContract("recency", "category", Label("客户分级", "Recency class")),
        ColumnContract("vehicles", "number", Label("车辆数", "Vehicles"), unit="count"),
    ),
)

FLOWS = TableContract(
    name="flow_months",
    label=Label("各月新增与流失", "New and lost vehicles by month"),
    row=Label("一行为一个月、一个车系", "one month of one series"),
    key=("month", "series"),
    date="month",
    made_from=("visits",),
    back=None,
    columns=(
        ColumnContract("month", "date", Label("月份", "Month")),
        ColumnContract("series", "text", Label("车系", "Series")),
        ColumnContract("base_before", "number", Label("月初有效车辆", "Base before"), unit="count"),
        ColumnContract("new", "number", Label("首次进厂", "New"), unit="count"),
        ColumnContract("reactivated", "number", Label("重新进厂", "Back"), unit="count"),
        ColumnContract("lost", "number", Label("流失", "Lost"), unit="count"),
        ColumnContract("base", "number", Label("月末有效车辆", "Base"), unit="count"),
    ),
)


@dataclass(frozen=True, slots=True)
class _History:
    """Visits of every vehicle by month, as one grid: what every count of the base needs.

    Attributes:
        months: The months of the data, oldest first; the report's is the last.
        vehicles: Vehicle keys, sorted; the rows of the grid.
        codes: Row of the grid of every visit of a known vehicle, in the order of `visits`.
        last: Vehicles × months: position of the latest month with a visit up to then; -1: none.
        first: Position of each vehicle's first month.
    """

    months: tuple[Month, ...]
    vehicles: npt.NDArray[np.object_]
    codes: Codes
    last: Codes
    first: Codes

    def away(self, month: int) -> Codes:
        """Calendar months since the last visit, 1 = came in that month; 0 = never came.

        A negative month lies before the data.
        """
        if month < 0:
            return np.zeros(len(self.vehicles), dtype=np.int64)
        last = self.last[:, month]
        return np.where(last < 0, 0, month - last + 1)

    def in_base(self, month: int, months: int) -> Flags:
        """Whether each vehicle came within so many months up to the end of a month."""
        away = self.away(month)
        return (away > 0) & (away <= months)


_Base: TypeAlias = tuple[
    _History, npt.NDArray[np.bool_], npt.NDArray[np.int64], npt.NDArray[np.object_]
]


def covered(data: Data, profile: ChurnProfile) -> int:
    """How many months, the report's last, have a base at their beginning the data can know.

    A vehicle counts as lost only where the data reaches back beyond the limit of loss: with fewer
    months nobody could have been lost, and a 0 would be false.
    """
    return min(data.history, max(0, reach(data) - profile.lost_after))


def compared(data: Data) -> int:
    """How many months, the report's last, have a full year of visits up to their end."""
    return min(data.history, max(0, reach(data) - YEAR + 1))


def recency_months(data: Data, profile: ChurnProfile) -> Rows:
    """Vehicles seen within a year by month's end, series and class; made once.

    Only classes within a year, and only months with a year of data: with the whole base, the
    share of vehicles lost long ago would grow merely because the data gets longer.
    """
    _make(data, profile)
    return Rows(table_of(RECENCY.name, profile), RECENCY.date)


def flow_months(data: Data, profile: ChurnProfile) -> Rows:
    """Base, new, back and lost by month and series for the covered months; made once.

    base = base_before + new + reactivated - lost in every row.
    """
    _make(data, profile)
    return Rows(table_of(FLOWS.name, profile), FLOWS.date)


def _make(data: Data, profile: ChurnProfile) -> None:
    """Derive both tables from one grid."""
    name = table_of(FLOWS.name, profile)
    if name in data.tables:
        return
    base = _base(data, profile)
    data.derive(replace(FLOWS, name=name), _flows(data, profile, base))
    words = {each.key: (each.label, ()) for each in profile.within_year}
    columns = tuple(replace(c, values=words) if c.name == "recency" else c for c in RECENCY.columns)
    contract = replace(RECENCY, name=table_of(RECENCY.name, profile), columns=columns)
    data.derive(contract, _classes(data, profile, base))


def _classes(data: Data, profile: ChurnProfile, base: _Base) -> pd.DataFrame:
    grid, keep, codes, names = base
    classes = [each.key for each in profile.within_year]
    made = []
    for back in reversed(range(compared(data))):
        away = grid.away(len(grid.months) - 1 - back)
        seen = keep & (away > 0) & (away <= YEAR)
        cells = codes[seen] * len(classes) + profile.places(away[seen])
        counts = np.bincount(cells, minlength=len(names) * len(classes))
        made.append(_frame(data.month - back, np.repeat(names, len(classes)), {
            "recency": np.tile(np.array(classes, dtype=object), len(names)),
            "vehicles": counts.astype(float),
        }))  # fmt: skip
    return _joined(made, RECENCY)


def _flows(data: Data, profile: ChurnProfile, base: _Base) -> pd.DataFrame:
    grid, keep, codes, names = base
    made = []
    for back in reversed(range(covered(data, profile))):
        month = len(grid.months) - 1 - back
        before = grid.in_base(month - 1, profile.lost_after)
        after = grid.in_base(month, profile.lost_after)
        new = grid.first == month
        states = {
            "base_before": before,
            "new": new,
            "reactivated": after & ~before & ~new,
            "lost": before & ~after,
            "base": after,
        }
        counts = {
            name: np.bincount(codes[keep & state], minlength=len(names)).astype(float)
            for name, state in states.items()
        }
        made.append(_frame(data.month - back, names, counts))
    return _joined(made, FLOWS)


def _base(data: Data, profile: ChurnProfile) -> _Base:
    """The grid, which vehicles count, and the series of each as a code and its names."""
    rows = vehicles(data, profile)
    table = data.table(rows.table)
    codes, names = pd.factorize(table["series"], sort=True)
    keep = ~table["passing_by"].to_numpy(dtype=bool)
    return _history(data), keep, codes.astype(np.int64), np.asarray(names, dtype=object)


def _frame(
    month: Month, series: npt.NDArray[np.object_], columns: dict[str, npt.NDArray[np.generic]]
) -> pd.DataFrame:
    return pd.DataFrame({"month": pd.Timestamp(month.first), "series": series, **columns})


def _joined(frames: list[pd.DataFrame], contract: TableContract) -> pd.DataFrame:
    if not frames:
        empty = pd.DataFrame({c.name: pd.Series(dtype="float64") for c in contract.columns})
        return empty.astype({"month": "datetime64[us]", "series": "str"})
    table = pd.concat(frames, ignore_index=True)
    texts = [c for c in ("series", "recency") if c in table]
    return table.astype(dict.fromkeys(texts, "str"))


def _history(data: Data) -> _History:
    """The grid of all vehicles and months; vehicles are in the order of the table `vehicles`.

    A visit of nobody knows which vehicle is in no vehicle's history.
    """
    visits(data)
    rows = data.table("visits")
    rows = rows[rows["vehicle"].notna()]
    codes, vehicles = pd.factorize(rows["vehicle"], sort=True)
    months = data.month.back(reach(data))
    came = np.full((len(vehicles), len(months)), -1, dtype=np.int64)
    place = month_numbers(rows["visited_at"]) - month_number(months[0]) if months else codes
    came[codes, place] = place
    last = np.maximum.accumulate(came, axis=1)
    first = np.argmax(came >= 0, axis=1) if months else np.zeros(0, dtype=np.int64)
    names = np.asarray(vehicles, dtype=object)
    return _History(months, names, codes.astype(np.int64), last, first)
