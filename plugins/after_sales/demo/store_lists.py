"""The lists beside the exports: which stores there are, and what each shall reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from reportgen_plugins.after_sales.demo.invented_names import dealers
from reportgen_plugins.after_sales.demo.store_plans import plan_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGE_FROM: Final = 450  # orders a month
_FRANCHISED: Final = 3  # every third store
_TARGETS: Final[Mapping[str, str]] = {
    "csi.store": "85", "first_time_fix.fixed": "95%", "churn.loss": "18%",
}  # fmt: skip
"""Indicator → the target of every store in every month."""
_LAST_QUARTER: Final[Mapping[str, str]] = {"csi.store": "86"}
_HEALTHY: Final[Mapping[str, str]] = {"csi.store": "88", "churn.loss": "15%"}


def stores_table(count: int, seed: int) -> pd.DataFrame:
    """经销商: code, names, region, city and tags of every store."""
    stores = dealers(count, seed)
    return pd.DataFrame({
        "经销商代码": [store.id for store in stores],
        "名称": [store.name_zh for store in stores],
        "英文名称": [store.name_en for store in stores],
        "区域": [store.region for store in stores],
        "城市": [store.city for store in stores],
        "标签": [_tags(place) for place in range(count)],
    })  # fmt: skip


def _tags(place: int) -> str:
    owner = "加盟" if place % _FRANCHISED == _FRANCHISED - 1 else "直营"
    return f"{owner};{'大店' if plan_of(place).orders >= _LARGE_FROM else '小店'}"


def targets_table(count: int, seed: int, last_month: str) -> pd.DataFrame:
    """目标: for all stores, for the last three months, and for the store that is ahead."""
    last = pd.Period(last_month, "M")
    rows = [("", "", *target) for target in _TARGETS.items()]
    rows += [("", str(last - back), *t) for back in (2, 1, 0) for t in _LAST_QUARTER.items()]
    rows += [
        (store.id, "", *target)
        for place, store in enumerate(dealers(count, seed))
        if plan_of(place).name == "healthy"
        for target in _HEALTHY.items()
    ]
    return pd.DataFrame(rows, columns=["门店", "月份", "指标", "目标值"])
