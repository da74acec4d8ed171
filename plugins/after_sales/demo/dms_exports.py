"""Show the simulated store as a dealer management system exports it, defects included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_orders import BODY, KINDS
from reportgen_plugins.after_sales.demo.demo_surveys import ITEMS, OUTCOMES
from reportgen_plugins.after_sales.demo.demo_vehicles import SOLD, chance
from reportgen_plugins.after_sales.demo.invented_names import LITERAL_COMMENT, SERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats, Store
    from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

Texts = npt.NDArray[np.object_]

_DUPLICATES: Final = 0.005
_BLANK_TECHNICIANS: Final = 0.008
_MOST_IMPOSSIBLE: Final = 2  # impossible dates in one file


@dataclass(frozen=True)
class Defects:
    """What is wrong with one file, counted in rows.

    Attributes:
        duplicate_rows: Exact copies of another row; never of a row with another defect.
        blank_technicians: Orders without 主修人.
        impossible_dates: 出厂日期 on a day the month does not have.
        total_rows: 合计 rows at the end.
    """

    duplicate_rows: int = 0
    blank_technicians: int = 0
    impossible_dates: int = 0
    total_rows: int = 0


@dataclass(frozen=True)
class SimulatedStore:
    """Everything simulated for one store; times are days before the end of the sample."""

    store: Store
    span: SampleMonths
    fleet: pd.DataFrame
    customers: pd.DataFrame
    orders: pd.DataFrame
    surveys: pd.DataFrame
    complaints: pd.DataFrame

    def car(self, column: str, cars: pd.Series[int]) -> Texts:
        """Look up one column of the given cars."""
        return np.asarray(self.fleet[column].to_numpy(dtype=object)[cars.to_numpy()])

    def owner(self, column: str, cars: pd.Series[int]) -> Texts:
        """Look up one column of the owners of the given cars."""
        owners = self.fleet["customer"].to_numpy()[cars.to_numpy()]
        return np.asarray(self.customers[column].to_numpy(dtype=object)[owners])

    def series(self, cars: pd.Series[int]) -> Texts:
        """Series names of the given cars."""
        names = np.array(SERIES, dtype=object)
        return np.asarray(names[self.fleet["series"].to_numpy()[cars.to_numpy()]])


def sales_table(world: SimulatedStore) -> pd.DataFrame:
    """新车销售: one row per car sold in the sales years, dates like 2026/10/5."""
    sold = world.fleet[world.fleet["group"] == SOLD].sort_values("start", kind="stable")
    cars = sold.index.to_series()
    seller = world.store.rng(6).integers(len(world.store.sellers), size=len(sold))
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "车架号": world.car("vin", cars),
        "销售日期": _slashed(world.span, sold["start"].to_numpy()),
        "车系": world.series(cars),
        "车型": world.car("model", cars),
        "客户编号": world.owner("code", cars),
        "销售顾问": np.array(world.store.sellers, dtype=object)[seller],
    })  # fmt: skip


def customers_table(world: SimulatedStore) -> pd.DataFrame:
    """客户档案: one row per customer."""
    customers, advisors = world.customers, np.array(world.store.advisors, dtype=object)
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "客户编号": customers["code"],
        "客户类型": customers["kind"],
        "性别": customers["gender"],
        "年龄段": customers["age_band"],
        "所在区域": customers["district"],
        "建档日期": _slashed(world.span, customers["since"].to_numpy()),
        "负责顾问": advisors[customers["advisor"].to_numpy()],
    })  # fmt: skip


def orders_by_month(world: SimulatedStore) -> Iterator[tuple[str, pd.DataFrame, Defects]]:
    """工单 of every month by day of opening, with duplicates, blanks and impossible dates."""
    table, rng = _orders_table(world), world.store.rng(7)
    for month, part in _by_month(world.span, world.orders["opened"], table):
        yield month, *_spoil_orders(rng, month, part)


def surveys_by_month(world: SimulatedStore) -> Iterator[tuple[str, pd.DataFrame, Defects]]:
    """回访 of every month by day of the call, with duplicates and a 合计 row."""
    table, rng = _surveys_table(world), world.store.rng(8)
    for month, part in _by_month(world.span, world.surveys["called"], table):
        spoiled, copies = _duplicated(
            rng, part, np.flatnonzero(part["客户意见"] != LITERAL_COMMENT)
        )
        total = pd.DataFrame([_total_row(part)], columns=part.columns).astype(part.dtypes)
        whole = pd.concat([spoiled, total], ignore_index=True)
        yield month, whole, Defects(duplicate_rows=copies, total_rows=1)


def complaints_by_month(world: SimulatedStore) -> Iterator[tuple[str, pd.DataFrame]]:
    """投诉 of every month by time of arrival, in the state at the end of the sample."""
    yield from _by_month(world.span, world.complaints["received"], _complaints_table(world))


def _orders_table(world: SimulatedStore) -> pd.DataFrame:
    orders, store, span = world.orders, world.store, world.span
    n, kind = len(orders), orders["kind"].to_numpy()
    rng = store.rng(9)
    numbers = orders["number"].to_numpy(dtype=object)
    origin = orders["origin"].to_numpy()
    flagged = (origin >= 0) & chance(rng, n, 0.75)
    denied = (origin < 0) & chance(rng, n, 0.55)
    linked = flagged & chance(rng, n, 0.8)
    # Cashier a little before the gate; orders still in the shop have neither time.
    settled = orders["delivered"].to_numpy() - rng.uniform(10, 60, n) / 1440
    settled = np.where(orders["delivered"] >= 0, 0.0, settled)
    advisors, technicians = (np.array(p, dtype=object) for p in (store.advisors, store.technicians))
    labour, parts = orders["labour"].to_numpy(), orders["parts"].to_numpy()
    return pd.DataFrame({
        "经销商代码": store.dealer.id,
        "工单号": numbers,
        "开单日期": _timed(span, orders["opened"].to_numpy()),
        "结算日期": _timed(span, np.maximum(settled, orders["opened"].to_numpy())),
        "出厂日期": _timed(span, orders["delivered"].to_numpy()),
        "车牌号": world.car("plate", orders["car"]),
        "车架号": world.car("vin", orders["car"]),
        "客户编号": world.owner("code", orders["car"]),
        "客户姓名": world.owner("name", orders["car"]),
        "联系电话": world.owner("phone", orders["car"]),
        "车系": world.series(orders["car"]),
        "车型": world.car("model", orders["car"]),
        "行驶里程": orders["mileage"],
        "服务顾问": advisors[orders["advisor"].to_numpy()],
        "主修人": technicians[orders["technician"].to_numpy()],
        "维修类型": np.array(KINDS, dtype=object)[kind],
        "付费类型": orders["pay"],
        "故障描述": orders["fault"],
        "工时费": _money(labour),
        "配件费": _money(parts),
        "结算金额": _money(labour + parts),
        "返修": np.select([flagged, denied], ["是", "否"], ""),
        "原工单号": np.where(linked, numbers[origin], ""),
        "预约": np.where(orders["booked"], "是", "否"),
    })  # fmt: skip


def _surveys_table(world: SimulatedStore) -> pd.DataFrame:
    surveys = world.surveys
    order = world.orders.iloc[surveys["order"].to_numpy()]
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "工单号": order["number"].to_numpy(dtype=object),
        "车架号": world.car("vin", order["car"]),
        "回访日期": _dates(world.span, surveys["called"].to_numpy()),
        "回访方式": np.where(surveys["phone"], "电访", "面访"),
        "回访结果": np.array(OUTCOMES, dtype=object)[surveys["outcome"].to_numpy()],
        **{name: surveys[name] for name in ITEMS},
        "满意度": surveys["overall"],
        "一次修复": surveys["fixed"],
        "客户意见": surveys["comment"],
    })  # fmt: skip


def _complaints_table(world: SimulatedStore) -> pd.DataFrame:
    complaints, span = world.complaints, world.span
    is_open = complaints["is_open"].to_numpy()
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "投诉编号": complaints["number"],
        "投诉时间": _timed(span, complaints["received"].to_numpy()),
        "投诉渠道": complaints["channel"],
        "投诉类型": complaints["kind"],
        "问题类型": complaints["sub_kind"],
        "投诉内容": complaints["content"],
        "投诉级别": complaints["level"],
        "责任部门": complaints["department"],
        "处理人": complaints["handler"],
        # Deadlines may lie after the end: write them all.
        "规定关闭时间": _timed(span, complaints["due"].to_numpy(), until=np.inf),
        "关闭时间": _timed(span, complaints["closed"].to_numpy()),
        "状态": np.where(is_open, "处理中", "已关闭"),
        "未决原因": complaints["reason"],
        "客户反应": complaints["reaction"],
        "车架号": world.car("vin", complaints["car"]),
        "客户编号": world.owner("code", complaints["car"]),
        "是否重开": complaints["reopened"],
    })  # fmt: skip


def _by_month(
    span: SampleMonths, days: pd.Series[float], table: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Split a table sorted by time; the simulated month before the first file is left out."""
    months = span.files(span.order_months)
    firsts = np.array(months, dtype="datetime64[M]").astype("datetime64[m]")
    at = span.at(np.asarray(days, dtype=np.float64))
    cuts = [*np.searchsorted(at, firsts).tolist(), len(table)]
    for month, begin, end in zip(months, cuts[:-1], cuts[1:], strict=True):
        yield month, table.iloc[begin:end].reset_index(drop=True)


def _spoil_orders(
    rng: np.random.Generator, month: str, part: pd.DataFrame
) -> tuple[pd.DataFrame, Defects]:
    """Blank technicians, break dates and copy rows, each in rows of its own."""
    blanks = max(1, round(len(part) * _BLANK_TECHNICIANS))
    impossible = int(rng.integers(_MOST_IMPOSSIBLE + 1))
    # Body repairs keep their dates: some are not delivered yet at the end.
    datable = (part["出厂日期"] != "") & (part["维修类型"] != KINDS[BODY])
    chosen = rng.permutation(np.flatnonzero(datable.to_numpy()))
    blank, broken, clean = np.split(chosen, [blanks, blanks + impossible])
    technician, delivered = (part[c].to_numpy(dtype=object).copy() for c in ("主修人", "出厂日期"))
    technician[blank] = ""
    wrong_day = f"{month}-{_days_in(month) + 1}"
    delivered[broken] = [wrong_day + d[10:] for d in delivered[broken]]
    spoiled, copies = _duplicated(rng, part.assign(主修人=technician, 出厂日期=delivered), clean)
    return spoiled, Defects(copies, blanks, impossible)


def _duplicated(
    rng: np.random.Generator, part: pd.DataFrame, rows: npt.NDArray[np.int64]
) -> tuple[pd.DataFrame, int]:
    """Repeat some of the given rows directly below themselves, as a double export does."""
    copies = max(1, round(len(part) * _DUPLICATES))
    times = np.ones(len(part), dtype=np.int64)
    times[rng.choice(rows, copies, replace=False)] = 2
    return part.iloc[np.repeat(np.arange(len(part)), times)].reset_index(drop=True), copies


def _total_row(part: pd.DataFrame) -> dict[str, object]:
    """The 合计 row: how many calls, and the mean of every score."""
    means = {name: round(float(part[name].mean()), 1) for name in (*ITEMS, "满意度")}
    blank = dict.fromkeys(part.columns, "")
    return {**blank, "经销商代码": "合计", "工单号": str(len(part)), "回访日期": None, **means}


def _days_in(month: str) -> int:
    first = np.datetime64(month, "M")
    return int(((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int))


def _timed(span: SampleMonths, days: Floats, until: float = 0.0) -> Texts:
    """Times like "2026-10-05 09:12"; empty from `until` (days after the end) on."""
    texts = [t.replace("T", " ") for t in np.datetime_as_string(span.at(days)).tolist()]
    return np.where(days < until, np.array(texts, dtype=object), "")


def _dates(span: SampleMonths, days: Floats) -> Texts:
    """Calendar dates as an Excel export holds them."""
    return np.asarray(span.at(days).astype("datetime64[D]").astype(object))


def _slashed(span: SampleMonths, days: Floats) -> list[str]:
    """Dates like "2026/10/5"."""
    return [f"{d.year}/{d.month}/{d.day}" for d in _dates(span, days).tolist()]


def _money(yuan: Floats) -> list[str]:
    return [f"{v:,.2f}" for v in yuan.tolist()]
