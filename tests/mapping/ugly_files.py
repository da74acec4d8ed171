"""Three exports as dealer systems write them: the files of the tutorial on one's own data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from xlsxwriter import Workbook

ADVISORS = ("陈伟", "李敏", "王芳", "赵强")
KINDS = ("一般维修", "保养", "保养", "事故维修", "首保")
SERIES = ("海岳", "晨屿", "青野")
ORDERS = 160
CALLS = 96
BANNER = 2
"""Rows above the header of the repair orders."""


def write(folder: Path) -> None:
    """Write the three files below `data/`."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "维修业务明细.csv").write_bytes(orders().encode("gb18030"))
    (data / "电访结果.xlsx").write_bytes(calls())
    (data / "客诉登记.csv").write_bytes(complaints().encode("utf-16"))


def vin(number: int) -> str:
    return f"LSVAA4182E2{100_000 + number * 37 % 900_000}"


def orders() -> str:
    """Repair orders: two banner rows, headers of its own, amounts with a sign, a total row."""
    rows: list[tuple[object, ...]] = [
        ("维修业务明细表",),
        ("统计区间：2026-08-01 至 2026-09-30", "", "打印人：admin"),
        ("委托单编号", "建单日", "牌照号码", "底盘号（17位）", "接车人", "送修人手机", "车种",
         "进店公里数", "业务类别", "工时费（元）", "材料费（元）", "总价（元）", "介绍人"),
    ]  # fmt: skip
    for n in range(ORDERS):
        labor, parts = 100 + n % 7 * 35, 60 + n % 11 * 48
        rows.append(
            (
                f"W26{n:05}", f"2026年{8 + n % 2}月{1 + n % 28}日", f"京A{10_000 + n * 13}",
                vin(n % 120), ADVISORS[n % 4], f"139{10_000_000 + n * 977:08}", SERIES[n % 3],
                3000 + n * 211, KINDS[n % 5], f"¥{labor:,.2f}", f"¥{parts:,.2f}",
                f"¥{labor + parts:,.2f}", "",
            )
        )  # fmt: skip
    total = ("合计", "", "", "", "", "", "", "", "", "", "", f"¥{ORDERS * 420:,.2f}", "")
    return text([*rows, total])


def calls() -> bytes:
    """Call-backs: a title, a merged header of two rows, a total row."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("九月")
        page.merge_range(0, 0, 0, 8, "九月电话访问结果汇总表")
        page.merge_range(1, 0, 1, 3, "基本信息")
        page.merge_range(1, 4, 1, 8, "评分")
        page.write_row(
            2, 0, ("委托单编号", "访问日", "接待人员", "通话结果",
                   "服务态度", "及时接待", "预先报价", "账单解释", "一次修好"),
        )  # fmt: skip
        for n in range(CALLS):
            reached = n % 8 != 0
            scores = [80 + (n * k) % 21 for k in (3, 5, 7, 11)] if reached else [""] * 4
            fixed = ("否" if n % 9 == 0 else "是") if reached else ""
            page.write_row(
                3 + n, 0,
                (f"W26{2 * n + 1:05}", f"2026-09-{2 + n % 28:02}", ADVISORS[(2 * n + 1) % 4],
                 "接通" if reached else "无人接听", *scores, fixed),
            )  # fmt: skip
        page.write_row(3 + CALLS, 0, ("合计", "", "", CALLS))
    return buffer.getvalue()


def complaints() -> str:
    """Complaints in UTF-16, parted by tabs."""
    rows: list[tuple[object, ...]] = [
        ("客诉编号", "来电日", "客诉内容", "客诉类别", "跟进人员", "处理状态", "结案日", "底盘号"),
    ]
    rows += [
        (
            f"T{n:03}", f"2026/9/{3 + n}", "交车时间一再推迟，\n要求说明",
            ("服务态度", "维修质量")[n % 2], ADVISORS[n % 4], "结案" if n % 3 else "跟进中",
            f"2026/9/{8 + n}" if n % 3 else "", vin(n),
        )
        for n in range(9)
    ]  # fmt: skip
    return text(rows, "\t")


def text(rows: list[tuple[object, ...]], delimiter: str = ",") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return made.getvalue()
