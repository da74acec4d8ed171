"""A Taiwan system's exports: traditional characters, years of 民國, NT$, Big5 beside UTF-8.

A fifth of the orders has no VIN and some of those no plate either, so only the customer's number
tells the vehicle; distances stand in 萬公里; cancelled orders are 註銷.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from invented_store import Store
from xlsxwriter import Workbook

ADVISORS: Final = ("陳怡君", "林志豪", "張雅婷")
TECHNICIANS: Final = ("黃建宏", "吳宗翰", "劉冠廷")
WORK: Final = {
    "maintenance": "定期保養", "repair": "一般修理", "body_paint": "板噴",
    "first_service": "新車首保",
    "warranty": "保固", "pdi": "交車前整備",
}  # fmt: skip
OUTCOMES: Final = {
    "success": "訪問成功", "unreachable": "未接", "refused": "拒訪", "wrong_number": "空號",
}  # fmt: skip
CAUSES: Final = {"service": "服務態度", "quality": "維修品質", "price": "收費"}
REACTIONS: Final = {"satisfied": "滿意", "reserved": "尚可", "dissatisfied": "不滿意"}
STORE: Final = "台中服務廠"
KNOWN: Final = {
    "工單號碼": "ro_no", "進廠日": "opened_at", "車身號碼": "vin", "客戶代號": "customer_id",
    "服務專員": "advisor", "施工技師": "technician", "作業類別": "work_type",
    "里程(萬公里)": "mileage", "應收金額": "total", "工單狀況": "status", "電訪日": "called_at",
    "訪問結果": "outcome", "整體滿意": "overall", "一次修妥": "first_time_fixed",
    "案件編號": "complaint_no", "受理日": "received_at", "客訴類別": "category", "承辦人": "owner",
    "處理狀況": "status", "結案日": "closed_at", "客戶感受": "customer_reaction",
    "領牌日": "sold_at", "新車領牌.csv": "vehicle_sales", "客訴紀錄.csv": "complaints",
    "電訪紀錄.xlsx": "callbacks",
    "板噴": "body_paint", "新車首保": "first_service", "保固": "warranty", "交車前整備": "pdi",
    "一般修理": "repair", "訪問成功": "success", "未接": "unreachable", "拒訪": "refused",
    "註銷": "cancelled", "已結帳": "settled", "尚可": "reserved",
}  # fmt: skip
"""What the person at the store knows of these headers and words."""

Rows = list[Sequence[object]]


def write(store: Store, folder: Path) -> None:
    """Write the exports of a store into a folder."""
    folder.mkdir(parents=True)
    for year, coding in ((2025, "big5"), (2026, "utf-8-sig")):
        name = f"工單明細_{year - 1911}年.csv"
        (folder / name).write_bytes(_text(_orders(store, year)).encode(coding))
    (folder / "客訴紀錄.csv").write_bytes(_text(_cases(store)).encode("big5"))
    (folder / "新車領牌.csv").write_bytes(_text(_sales(store)).encode("utf-8-sig"))
    with Workbook(folder / "電訪紀錄.xlsx") as book:
        page = book.add_worksheet("電訪")
        for at, row in enumerate(_calls(store)):
            page.write_row(at, 0, row)


def _orders(store: Store, year: int) -> Rows:
    header = ("工單號碼", "進廠日", "車牌號碼", "車身號碼", "客戶代號", "服務專員", "施工技師",
              "作業類別", "里程(萬公里)", "應收金額", "工單狀況")  # fmt: skip
    rows: Rows = [header]
    for order in store.orders:
        if order.opened.year == year:
            rows.append(
                (
                    f"T{order.number:06}", _minguo(order.opened),
                    "" if order.number % 10 == 0 else plate(order.vehicle.number),
                    "" if order.number % 5 == 0 else order.vehicle.vin,
                    f"K{order.vehicle.number:04}", ADVISORS[order.advisor],
                    TECHNICIANS[order.technician], WORK[order.work], f"{order.km / 10_000:.2f}",
                    f"NT${order.total:,}", "註銷" if order.cancelled else "已結帳",
                )
            )  # fmt: skip
    return rows


def plate(number: int) -> str:
    return f"BKA-{1000 + number * 7}"


def _minguo(day: date) -> str:
    return f"{day.year - 1911}/{day.month:02}/{day.day:02}"


def _calls(store: Store) -> Rows:
    header = ("工單號碼", "電訪日", "訪問結果", "服務態度", "及時接待", "預先報價", "解釋帳單",
              "整體滿意", "一次修妥")  # fmt: skip
    rows: Rows = [header]
    for call in store.calls:
        scores = [*call.scores, call.overall] if call.scores else [""] * 5
        fixed = {True: "是", False: "否", None: ""}[call.fixed]
        day = f"{call.day.year - 1911}{call.day:%m%d}"
        rows.append((f"T{call.order.number:06}", day, OUTCOMES[call.outcome], *scores, fixed))
    return rows


def _cases(store: Store) -> Rows:
    header = (
        "案件編號",
        "受理日",
        "車身號碼",
        "客訴類別",
        "承辦人",
        "處理狀況",
        "結案日",
        "客戶感受",
    )
    rows: Rows = [header]
    for case in store.cases:
        rows.append(
            (
                f"Q{case.number:03}", _minguo(case.received), case.vehicle.vin,
                CAUSES[case.cause], ("客服甲", "客服乙")[case.owner],
                "結案" if case.closed else "處理中", _minguo(case.closed) if case.closed else "",
                REACTIONS.get(case.reaction, ""),
            )
        )  # fmt: skip
    return rows


def _sales(store: Store) -> Rows:
    sold = ((v.vin, _minguo(v.sold), f"K{v.number:04}") for v in store.vehicles)
    return [("車身號碼", "領牌日", "客戶代號"), *sold]


def _text(rows: Rows) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows(rows)
    return made.getvalue()
