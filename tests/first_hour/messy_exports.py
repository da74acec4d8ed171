"""A messy Chinese system's exports: what people at a store keep in files of their own.

Banner and total rows, GB18030 and UTF-16, dates of several forms in one column, order numbers
wrapped as `="00123"`, amounts in 万元 and distances in 万公里, a fifth of the VINs blank, cancelled
orders between the others, scores from 1 to 10, and words that no contract knows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from invented_store import Store
from xlsxwriter import Workbook

ADVISORS: Final = ("陈伟", "李敏", "王芳")
TECHNICIANS: Final = ("周强", "吴刚", "郑明")
WORK: Final = {
    "maintenance": "常规保养", "repair": "小修", "body_paint": "事故车",
    "first_service": "首次保养",    "warranty": "厂家索赔", "pdi": "新车PDI",
}  # fmt: skip
OUTCOMES: Final = {
    "success": "成功回访", "unreachable": "无人接听", "refused": "客户拒访", "wrong_number": "空号",
}  # fmt: skip
CAUSES: Final = {"service": "服务态度", "quality": "维修质量", "price": "收费"}
REACTIONS: Final = {"satisfied": "比较满意", "reserved": "保留意见", "dissatisfied": "不满意"}
KNOWN: Final = {
    "委托单编号": "ro_no", "建单日": "opened_at", "底盘号（17位）": "vin", "接车人": "advisor",
    "主修": "technician", "业务类别": "work_type", "总价（万元）": "total",
    "进店公里数（万公里）": "mileage", "单据状态": "status", "返修标记": "comeback",
    "访问日": "called_at", "通话结果": "outcome", "总体打分": "overall",
    "修好了吗": "first_time_fixed",
    "客诉编号": "complaint_no", "来电日": "received_at", "客诉类别": "category",
    "跟进人员": "owner",
    "处理进展": "status", "结案日": "closed_at", "客户反馈态度": "customer_reaction",
    "新车交付台账.xlsx": "vehicle_sales", "提车日": "sold_at", "车型系列": "series",
    "成功回访": "success", "客户拒访": "refused", "厂家索赔": "warranty", "新车PDI": "pdi",
    "返": "yes", "否": "no", "已办结": "closed", "比较满意": "satisfied",
}  # fmt: skip
"""What the person at the store knows of these headers and words."""

STORE: Final = "冀北远帆汽车"

Rows = list[Sequence[object]]


def write(store: Store, folder: Path) -> None:
    """Write the exports of a store into a folder."""
    folder.mkdir(parents=True)
    for name, year in (("维修明细2025下半年.csv", 2025), ("维修明细2026年1-9月.csv", 2026)):
        (folder / name).write_bytes(_text(_orders(store, year)).encode("gb18030"))
    _workbook(folder / "电访结果.xlsx", "电话访问结果汇总表", _calls(store))
    (folder / "客诉登记.csv").write_bytes(_text(_cases(store), "\t").encode("utf-16"))
    _workbook(folder / "新车交付台账.xlsx", "新车交付台账", _sales(store))


def _orders(store: Store, year: int) -> Rows:
    rows: Rows = [
        ("维修业务明细表",),
        (f"统计区间：{year} 年", "", "打印人：admin"),
        ("委托单编号", "建单日", "牌照号码", "底盘号（17位）", "接车人", "主修", "业务类别",
         "进店公里数（万公里）", "总价（万元）", "单据状态", "返修标记"),
    ]  # fmt: skip
    for order in store.orders:
        if order.opened.year != year:
            continue
        rows.append(
            (
                f'="{order.number:05}"', _day(order.opened, order.number),
                plate(order.vehicle.number), "" if order.number % 5 == 0 else order.vehicle.vin,
                ADVISORS[order.advisor], TECHNICIANS[order.technician], WORK[order.work],
                f"{order.km / 10_000:.2f}", f"{order.total / 10_000:.2f}",
                "作废" if order.cancelled else "已结算", "返" if order.comeback else "否",
            )
        )  # fmt: skip
    return [*rows, ("合计", "", "", "", "", "", "", "", f"{len(rows) * 0.2:.2f}", "", "")]


def plate(number: int) -> str:
    return f"冀B{10_000 + number * 13}"


def _day(at: datetime, number: int) -> str:
    forms = ("%Y-%m-%d %H:%M", f"{at.year}/{at.month}/{at.day}", "%Y%m%d", "%Y年%m月%d日")
    return at.strftime(forms[number % 4])


def _calls(store: Store) -> Rows:
    header = ("委托单编号", "访问日", "通话结果", "服务态度", "及时接待", "预先报价", "解释账单",
              "总体打分", "修好了吗")  # fmt: skip
    rows: Rows = [header]
    for call in store.calls:
        fixed = {True: "是", False: "否", None: ""}[call.fixed]
        scores = [*call.scores, call.overall] if call.scores else [""] * 5
        rows.append(
            (
                f"{call.order.number:05}",
                f"{call.day:%Y-%m-%d}",
                OUTCOMES[call.outcome],
                *scores,
                fixed,
            )
        )
    return [*rows, ("合计", "", len(store.calls), *[""] * 6)]


def _cases(store: Store) -> Rows:
    rows: Rows = [
        (
            "客诉编号",
            "来电日",
            "底盘号",
            "客诉类别",
            "跟进人员",
            "处理进展",
            "结案日",
            "客户反馈态度",
        )
    ]
    rows += [
        (
            f"T{case.number:03}", _slashed(case.received), case.vehicle.vin, CAUSES[case.cause],
            ("客服一席", "客服二席")[case.owner], "已办结" if case.closed else "跟进中",
            _slashed(case.closed) if case.closed else "", REACTIONS.get(case.reaction, ""),
        )
        for case in store.cases
    ]  # fmt: skip
    return rows


def _slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _sales(store: Store) -> Rows:
    rows: Rows = [("底盘号", "提车日", "车型系列")]
    sold = [each for each in store.vehicles if each.sold <= store.orders[-1].opened.date()]
    return [*rows, *((each.vin, f"{each.sold:%Y.%m.%d}", "海岳") for each in sold)]


def _text(rows: Rows, delimiter: str = ",") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return made.getvalue()


def _workbook(path: Path, title: str, rows: Rows) -> None:
    with Workbook(path) as book:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, len(rows[0]) - 1, title)
        for at, row in enumerate(rows, 1):
            page.write_row(at, 0, row)
