"""What the books, the stock and the staff office of a store know month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_orders import WARRANTY
from reportgen_plugins.after_sales.demo.demo_surveys import SUCCESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from reportgen_plugins.after_sales.demo.demo_vehicles import Floats
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

_HOURLY: Final = 130.0  # yuan of labour an hour sold
_MARGIN: Final = {"labour": 0.58, "parts": 0.24}
_DAYS: Final = 22  # working days of a month
_SATISFIED, _VERY_SATISFIED = 80, 90
_WAGE, _BONUS = 4800.0, 0.09  # yuan a head, and a share of the labour


def book_figures(world: SimulatedStore) -> Mapping[str, Floats]:
    """Indicator → its value in every month of repair orders, oldest first.

    Money in yuan. What the rows know as well (revenue, vehicles by pay type, satisfied customers)
    is added up from them.
    """
    plan, rng, orders = world.store.plan, world.store.rng(13), world.orders
    n = world.span.order_months
    labour, parts = (world.monthly(orders["opened"], orders[c]) for c in ("labour", "parts"))
    claims = orders["kind"] == WARRANTY
    said = world.surveys["overall"].to_numpy()
    called, reached = world.surveys["called"], world.surveys["outcome"] == SUCCESS
    head = len(world.store.advisors) + 2 * len(world.store.technicians) + 9
    hired, leavers = rng.binomial(1, 0.25, (2, n))
    leavers[-1] = max(leavers[-1], plan.leavers)
    staff = head + np.cumsum(hired) - np.cumsum(leavers)
    available = len(world.store.technicians) * _DAYS * 8 * rng.uniform(0.96, 1.02, n)
    sold = labour / _HOURLY
    used = parts * (1 - _MARGIN["parts"])
    stock = used.mean() * rng.uniform(1.35, 1.55, n)
    wanted = np.round(world.monthly(orders["opened"]) * rng.uniform(2.0, 2.3, n))
    late = rng.poisson(len(world.store.technicians) * 0.4, n)
    figures: dict[str, npt.ArrayLike] = {
        "产值": np.round(labour + parts, 2),
        "工时收入": np.round(labour, 2),
        "配件收入": np.round(parts, 2),
        "索赔收入": np.round(
            world.monthly(orders["opened"], (orders["labour"] + orders["parts"]) * claims), 2
        ),
        "毛利": np.round(labour * _MARGIN["labour"] + parts * _MARGIN["parts"], 2),
        "保修台次": world.monthly(orders["opened"], claims),
        "自费台次": world.monthly(orders["opened"], orders["pay"] == "自费"),
        "可用工时": np.round(available),
        "实际工时": np.round(np.minimum(sold * rng.uniform(0.88, 0.98, n), available)),
        "售出工时": np.round(sold),
        "工位数": np.full(n, len(world.store.technicians) + 3),
        "配件出库成本": np.round(used, 2),
        "配件库存金额": np.round(stock, 2),
        "呆滞库存金额": np.round(stock * np.linspace(*plan.dead_stock, n), 2),
        "配件需求行数": wanted,
        "配件满足行数": np.round(wanted * rng.uniform(0.9, 0.95, n)),
        "员工人数": staff,
        "离职人数": leavers,
        "应出勤人天": staff * _DAYS,
        "实际出勤人天": np.round(staff * _DAYS * rng.uniform(0.95, 0.99, n)),
        "加班人数": late,
        "加班工时": np.round(late * rng.uniform(6, 12, n)),
        "工资总额": np.round(staff * _WAGE + labour * _BONUS, 2),
        "合理化建议": rng.poisson(4, n),
        "满意客户数": world.monthly(called, reached & (said >= _SATISFIED)),
        "非常满意客户数": world.monthly(called, reached & (said >= _VERY_SATISFIED)),
        "客户反馈数": world.monthly(called, world.surveys["comment"] != ""),
        "转介绍客户数": rng.poisson(5 * plan.orders / 430, n),
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in figures.items()}


def figures_table(world: SimulatedStore, figures: Mapping[str, Floats]) -> pd.DataFrame:
    """月度指标 of the whole store in long form: a row a month and indicator."""
    months = world.span.files(world.span.order_months)
    rows = [
        (month, name, "", f"{value:.12g}")
        for name, values in figures.items()
        for month, value in zip(months, values.tolist(), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["月份", "指标", "对象", "数值"])
    table.insert(0, "经销商代码", world.store.dealer.id)
    return table
