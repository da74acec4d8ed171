"""Show the simulated store as a dealer management system exports it, defects included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.careless_entries import (
    careless_calls,
    careless_orders,
    careless_sales,
)
from reportgen_plugins.after_sales.demo.demo_orders import KINDS
from reportgen_plugins.after_sales.demo.demo_surveys import ITEMS, OUTCOMES
from reportgen_plugins.after_sales.demo.demo_vehicles import SOLD, chance
from reportgen_plugins.after_sales.demo.entry_faults import (
    Defects,
    duplicated,
    spoil_orders,
    total_row,
)
from reportgen_plugins.after_sales.demo.export_cells import dates, money, slashed, timed
from reportgen_plugins.after_sales.demo.invented_names import LITERAL_COMMENT
from reportgen_plugins.after_sales.demo.staff_names import advisors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportgen_plugins.after_sales.demo.sample_months import SampleMonths
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore


def sales_table(world: SimulatedStore) -> pd.DataFrame:
    """新车销售: one row per car sold in the sales years, dates like 2026/10/5."""
    sold = world.fleet[world.fleet["group"] == SOLD].sort_values("start", kind="stable")
    cars = sold.index.to_series()
    seller = world.store.rng(6).integers(len(world.store.sellers), size=len(sold))
    table = pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "车架号": world.car("vin", cars),
        "销售日期": slashed(world.span, sold["start"].to_numpy()),
        "车系": world.series(cars),
        "车型": world.car("model", cars),
        "客户编号": world.owner("code", cars),
        "销售顾问": np.array(world.store.sellers, dtype=object)[seller],
    })  # fmt: skip
    return careless_sales(world, table) if world.store.plan.careless else table


def customers_table(world: SimulatedStore) -> pd.DataFrame:
    """客户档案: one row per customer."""
    customers = world.customers
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "客户编号": customers["code"],
        "客户类型": customers["kind"],
        "性别": customers["gender"],
        "年龄段": customers["age_band"],
        "职业": customers["occupation"],
        "所在区域": customers["district"],
        "建档日期": slashed(world.span, customers["since"].to_numpy()),
        "负责顾问": advisors(world, customers["advisor"], pd.Series(0.0, customers.index)),
    })  # fmt: skip


def orders_by_month(world: SimulatedStore) -> Iterator[tuple[str, pd.DataFrame, Defects]]:
    """工单 of every month by day of opening, with duplicates, blanks and impossible dates."""
    table, rng = _orders_table(world), world.store.rng(7)
    if world.store.plan.careless:
        table = careless_orders(world, table)
    for month, part in _by_month(world.span, world.orders["opened"], table):
        yield month, *spoil_orders(rng, month, part)


def surveys_by_month(world: SimulatedStore) -> Iterator[tuple[str, pd.DataFrame, Defects]]:
    """回访 of every month by day of the call, with duplicates and a 合计 row."""
    table, rng = _surveys_table(world), world.store.rng(8)
    if world.store.plan.careless:
        table = careless_calls(world, table)
    for month, part in _by_month(world.span, world.surveys["called"], table):
        spoiled, copies = duplicated(rng, part, np.flatnonzero(part["客户意见"] != LITERAL_COMMENT))
        total = pd.DataFrame([total_row(part)], columns=part.columns).astype(part.dtypes)
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
    technicians = np.array(store.technicians, dtype=object)
    labour, parts = orders["labour"].to_numpy(), orders["parts"].to_numpy()
    return pd.DataFrame({
        "经销商代码": store.dealer.id,
        "工单号": numbers,
        "开单日期": timed(span, orders["opened"].to_numpy()),
        "结算日期": timed(span, np.maximum(settled, orders["opened"].to_numpy())),
        "出厂日期": timed(span, orders["delivered"].to_numpy()),
        "车牌号": world.car("plate", orders["car"]),
        "车架号": world.car("vin", orders["car"]),
        "客户编号": world.owner("code", orders["car"]),
        "客户姓名": world.owner("name", orders["car"]),
        "联系电话": world.owner("phone", orders["car"]),
        "车系": world.series(orders["car"]),
        "车型": world.car("model", orders["car"]),
        "行驶里程": orders["mileage"],
        "服务顾问": advisors(world, orders["advisor"], orders["opened"]),
        "主修人": technicians[orders["technician"].to_numpy()],
        "维修类型": np.array(KINDS, dtype=object)[kind],
        "付费类型": orders["pay"],
        "故障描述": orders["fault"],
        "工时费": money(labour),
        "配件费": money(parts),
        "结算金额": money(labour + parts),
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
        "回访日期": dates(world.span, surveys["called"].to_numpy()),
        "回访方式": np.where(surveys["phone"], "电访", "面访"),
        "拨打次数": surveys["attempts"].astype(float),
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
        "投诉时间": timed(span, complaints["received"].to_numpy()),
        "投诉渠道": complaints["channel"],
        "投诉类型": complaints["kind"],
        "问题类型": complaints["sub_kind"],
        "投诉内容": complaints["content"],
        "投诉级别": complaints["level"],
        "责任部门": complaints["department"],
        "处理人": complaints["handler"],
        # Deadlines may lie after the end: write them all.
        "规定关闭时间": timed(span, complaints["due"].to_numpy(), until=np.inf),
        "关闭时间": timed(span, complaints["closed"].to_numpy()),
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
