"""What the last meeting of one invented store agreed upon, and what has become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from reportgen_plugins.after_sales.demo.demo_totals import store_figures
from reportgen_plugins.after_sales.demo.export_cells import slashed

if TYPE_CHECKING:
    from reportgen_plugins.after_sales.demo.simulated_store import SimulatedStore

# Finding, indicator, measure, owner, wanted change, day of the month it is due, status, evidence.
_AGREED: Final = (
    ("回访联系不上的客户多", "回访成功率", "开单时当面核对手机号码", "服务经理", 3.0, 10, "已完成",
     "抽查 30 张工单，号码全部核对"),
    ("维修返修多", "一次修复率", "交车前由技术主管复检", "技术主管", 2.0, 15, "进行中", ""),
    ("客户等待时间长", "满意度", "高峰时段增加一名接待", "服务经理", 2.0, 20, "已完成",
     "排班表已调整"),
    ("投诉处理慢", "期末未决", "每日晨会通报未结投诉", "客户关系经理", -2.0, 12, "进行中", ""),
    ("新车首保不回店", "首保台次", "销售交车时预约首保", "客户服务经理", 4.0, 25, "已确认", ""),
    ("工单少", "接车台次", "短信邀约三个月未进厂客户", "客户服务经理", 20.0, 28, "已取消",
     "并入客户关怀活动"),
)  # fmt: skip
_RATES: Final = {
    "回访成功率": ("成功台次", "回访台次"),
    "一次修复率": ("一次修复数", "一次修复作答数"),
}


def measures_table(world: SimulatedStore) -> pd.DataFrame:
    """整改措施 agreed for the last month: baseline of the month before, actual where it is done."""
    figures = store_figures(world)
    figures |= {
        name: (100 * figures[top] / figures[bottom]).round(1)
        for name, (top, bottom) in _RATES.items()
    }
    month, begin, rows = world.span.last_month, world.span.first_day(1), []
    for number, agreed in enumerate(_AGREED, 1):
        finding, indicator, action, owner, change, day, status, evidence = agreed
        before, now = (float(value) for value in figures[indicator][-2:])
        rows.append({
            "经销商代码": world.store.dealer.id,
            "措施编号": f"ZG{month.replace('-', '')}{number:02d}",
            "问题": finding, "指标": indicator, "整改措施": action, "责任人": owner,
            "完成期限": slashed(world.span, np.array([begin + day - 1]))[0],
            "现状值": before, "目标值": round(before + change, 1),
            "实际值": now if status == "已完成" else None,
            "完成情况": status, "完成证据": evidence,
        })  # fmt: skip
    return pd.DataFrame(rows)
