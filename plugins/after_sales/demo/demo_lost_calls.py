"""The churn questionnaires of one invented store: what those who stayed away answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_vehicles import INTERNAL, PASSING, chance
from reportgen_plugins.after_sales.demo.export_cells import slashed
from reportgen_plugins.after_sales.demo.staff_names import advisors
from reportgen_plugins.after_sales.demo.store_plans import LEAVING_REASONS

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

_ASKED: Final = 0.3  # of those lost within the year
_MAINTAINS: Final = 0.7
_MAIN_REASON: Final = 0.45
_CONTRADICTIONS: Final = 3
_ANSWERS: Final = {
    "未保养原因": ("车开的少", "已转让", "出差出国", "其他"),
    "最近作业": ("保养", "小修", "钣金喷漆", "其他"),
    "是否保险公司推荐": ("是", "否"),
    "维修去处": ("同品4s店", "其他品牌维修站", "社会修理厂", "个体修理厂", "连锁快修店"),
    "选择原因": ("价格", "近/方便", "熟人", "推荐", "其他"),
    "对方质量": ("一般", "好", "非常差"),
    "质量好在哪里": ("技术好", "配件有保证", "修得快", "其他"),
}
"""Question → its answers, the first given most often."""


def lost_calls_table(world: SimulatedStore) -> pd.DataFrame:
    """流失调查: some of the owners who had been away for half a year, asked once each.

    The branches of the questionnaire are kept: who did not maintain the car ends after the second
    question, only body work is asked about the insurer, only good quality about its reason.
    """
    rng = world.store.rng(18)
    asked, called = _asked(world, rng)
    n = len(asked)
    said = {question: _drawn(rng, answers, n) for question, answers in _ANSWERS.items()}
    main = np.where(
        chance(rng, n, _MAIN_REASON), world.store.plan.left_because, _drawn(rng, LEAVING_REASONS, n)
    )
    maintained = chance(rng, n, _MAINTAINS)
    said["未保养原因"] = np.where(maintained, "", said["未保养原因"])
    for question in list(_ANSWERS)[1:]:
        said[question] = np.where(maintained, said[question], "")
    said["是否保险公司推荐"] = np.where(
        said["最近作业"] == "钣金喷漆", said["是否保险公司推荐"], ""
    )
    said["质量好在哪里"] = np.where(said["对方质量"] == "好", said["质量好在哪里"], "")
    main = np.where(maintained, main, "")
    if world.store.plan.careless:
        main[np.flatnonzero(~maintained)[:_CONTRADICTIONS]] = world.store.plan.left_because
    own = pd.Series(world.fleet["advisor"].to_numpy()[asked], dtype="int64")
    return pd.DataFrame({
        "经销商代码": world.store.dealer.id,
        "车架号": world.car("vin", pd.Series(asked)),
        "客户编号": world.owner("code", pd.Series(asked)),
        "调查日期": slashed(world.span, called),
        "服务顾问": advisors(world, own, pd.Series(called)),
        "是否保养": np.where(maintained, "是", "否"),
        **said,
        "流失主因": main,
    })  # fmt: skip


def _asked(world: SimulatedStore, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cars whose owners are asked, and the day of the call, in order of the day."""
    last = world.orders.groupby("car")["opened"].max()
    called = np.floor(last.to_numpy() + rng.uniform(185, 240, len(last)))
    group = world.fleet["group"].to_numpy()[last.index]
    chosen = (called < 0) & (called >= world.span.first_day(world.span.order_months))
    chosen &= ~np.isin(group, (PASSING, INTERNAL)) & chance(rng, len(last), _ASKED)
    order = np.argsort(called[chosen], kind="stable")
    return last.index.to_numpy()[chosen][order], called[chosen][order]


def _drawn(rng: np.random.Generator, answers: tuple[str, ...], n: int) -> np.ndarray:
    weights = 1 / np.arange(1, len(answers) + 1) ** 0.7
    return np.asarray(rng.choice(answers, n, p=weights / weights.sum()), dtype=object)
