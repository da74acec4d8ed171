"""The complaints of one invented store."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_stores import Store
from reportgen_plugins.after_sales.demo.demo_vehicles import Floats, Ints, chance
from reportgen_plugins.after_sales.demo.sample_months import SampleMonths

_CHANNELS: Final = ("厂家热线", "门店电话", "到店", "网络")
_LEVELS: Final = ("一般", "重要", "重大")
_LIMITS: Final = np.array([7.0, 3.0, 1.0])  # days to close, by level
# Kind, sub-kind, department in charge, what customers say.
_CAUSES: Final = (
    ("服务质量", "接待不及时", "服务部",
     ("在店等待超过两小时无人说明进度", "到店后排队一个多小时")),
    ("服务质量", "服务态度", "服务部", ("接待人员解释不耐烦", "打电话询问进度没礼貌")),
    ("维修质量", "重复维修", "车间", ("同一故障修后再次出现", "一个问题修了三次还没修好")),
    ("维修质量", "维修不彻底", "车间", ("交车后发现问题没有解决", "提车当天毛病还在")),
    ("维修质量", "车辆损伤", "车间", ("取车时发现新的划痕", "座椅上留下油渍")),
    ("配件供应", "配件等待", "配件部", ("配件订了三周仍未到货", "到店后才告知配件缺货")),
    ("收费", "报价不符", "服务部", ("结算金额高于当初报价", "加项目没有提前报价就收费")),
    ("产品质量", "异响", "技术部", ("新车行驶中有异响", "新车一周就出现车机问题")),
)  # fmt: skip
_CAUSE_MIX: Final = np.array([0.2, 0.1, 0.18, 0.14, 0.06, 0.14, 0.1, 0.08])
_HANDLERS: Final = ("客服一席", "客服二席", "客服主管")
_REASONS: Final = ("配件未到", "等待厂家答复", "客户要求未达成一致", "客户暂时联系不上")
_REACTIONS: Final = ("满意", "保留意见", "不满意")
_PER_MONTH: Final = (8, 15)  # of a store of 430 orders
_REPEATS: Final = 0.06
_OLD_CASE: Final = -48.0  # days before the end: when a case came that is still open


def build_complaints(
    store: Store,
    span: SampleMonths,
    fleet: pd.DataFrame,
    customers: pd.DataFrame,
    orders: pd.DataFrame,
) -> pd.DataFrame:
    """Draw complaints about recent visits, a few for every hundred.

    Returns:
        One row per complaint in order of arrival: number, received, due, closed (days before the
        end; closed may be 0 or more: still open), channel, cause, department and so on as text,
        car (position).
    """
    rng = store.rng(5)
    received = _received(rng, store, span)
    n = len(received)
    car = _cars(rng, received, orders)
    mix = _CAUSE_MIX * rng.uniform(0.6, 1.4, len(_CAUSE_MIX))
    cause = rng.choice(len(_CAUSES), n, p=mix / mix.sum())
    level = rng.choice(3, n, p=(0.68, 0.26, 0.06))
    closed = received + _LIMITS[level] * rng.lognormal(-0.6, 0.7, n)
    # A few wait for a part or for the maker and stay open for weeks.
    closed = np.where(
        chance(rng, n, store.plan.cases_stay_open), closed + rng.uniform(10, 70, n), closed
    )
    if store.plan.old_case:
        closed[np.searchsorted(received, _OLD_CASE)] = 1.0
    is_open = closed >= 0
    kinds = np.array([one[:3] for one in _CAUSES], dtype=object)[cause]
    said = np.array([one[3] for one in _CAUSES], dtype=object)[cause, rng.integers(2, size=n)]
    reaction = rng.choice(_REACTIONS, n, p=(0.72, 0.18, 0.1))
    return pd.DataFrame({
        "number": span.numbers("TS", received),
        "received": received,
        "due": received + _LIMITS[level],
        "closed": closed,
        "is_open": is_open,
        "channel": rng.choice(_CHANNELS, n, p=(0.35, 0.35, 0.2, 0.1)),
        "kind": kinds[:, 0],
        "sub_kind": kinds[:, 1],
        "department": kinds[:, 2],
        "content": _contents(rng, said, fleet, customers, car),
        "level": np.array(_LEVELS)[level],
        "handler": rng.choice(_HANDLERS, n),
        "reason": np.where(is_open, rng.choice(_REASONS, n), ""),
        "reaction": np.where(is_open, "", reaction),
        "reopened": np.where(~is_open & chance(rng, n, 0.05), "是", "否"),
        "car": car,
    })  # fmt: skip


def _received(rng: np.random.Generator, store: Store, span: SampleMonths) -> Floats:
    """Spread each month's complaints over its office hours."""
    months = np.array(span.files(span.order_months), dtype="datetime64[M]")
    size = store.plan.orders / 430
    count = np.round(rng.integers(_PER_MONTH[0], _PER_MONTH[1] + 1, size=len(months)) * size)
    if store.plan.complaints != 1:
        count[-1] = round(sum(_PER_MONTH) / 2 * size * store.plan.complaints)
    count = count.astype(np.int64)
    ends = (months + 1).astype("datetime64[D]").astype(np.int64)
    first = months.astype("datetime64[D]").astype(np.int64)
    length, since = np.repeat(ends - first, count), np.repeat(first - ends[-1], count)
    day = since + np.floor(length * rng.random(len(length)))
    return np.sort(day + (8.5 + 9 * rng.random(len(day))) / 24)


def _cars(rng: np.random.Generator, received: Floats, orders: pd.DataFrame) -> Ints:
    """Complain about one of the last 120 visits; some customers complain again."""
    visit = np.searchsorted(orders["opened"].to_numpy(), received)
    visit = np.maximum(visit - rng.integers(1, 121, size=len(received)), 0)
    car = orders["car"].to_numpy()[visit]
    earlier = np.maximum(np.arange(len(car)) - rng.integers(1, 30, size=len(car)), 0)
    return np.asarray(np.where(chance(rng, len(car), _REPEATS), car[earlier], car))


def _contents(
    rng: np.random.Generator,
    said: np.ndarray,
    fleet: pd.DataFrame,
    customers: pd.DataFrame,
    car: Ints,
) -> list[str]:
    """Write the free text; one in four gives away a phone number, one in six a plate."""
    phones = customers["phone"].to_numpy()[fleet["customer"].to_numpy()[car]]
    plates = fleet["plate"].to_numpy()[car]
    form = rng.choice(3, len(car), p=(0.59, 0.25, 0.16)).tolist()
    texts = ("客户反映{0}，要求尽快处理", "客户反映{0}，请回电{1}", "车辆{2}：{0}")
    return [
        texts[f].format(s, phone, plate)
        for f, s, phone, plate in zip(form, said, phones, plates, strict=True)
    ]
