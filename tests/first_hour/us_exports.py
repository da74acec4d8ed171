"""A US system's exports: dates as m/d/y, dollars, miles, flags as 1 and 0, outcomes in words.

`Deal #` is the number of a sale and no dealer; cases end "Closed with explanation"; the amounts
have a sign and commas; voided orders stand between the others.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from invented_store import Store
from xlsxwriter import Workbook

ADVISORS: Final = ("Dana Cole", "Sam Ortiz", "Lee Park")
TECHNICIANS: Final = ("T. Young", "R. Diaz", "K. Moss")
WORK: Final = {
    "maintenance": "Scheduled Maint", "repair": "Repair", "body_paint": "Collision",
    "first_service": "1st Service", "warranty": "Warranty Claim", "pdi": "Pre-Delivery",
}  # fmt: skip
OUTCOMES: Final = {
    "success": "Spoke with customer", "unreachable": "Left voicemail",
    "refused": "Declined survey", "wrong_number": "Bad number",
}  # fmt: skip
REACTIONS: Final = {
    "satisfied": "Accepted", "reserved": "Neutral", "dissatisfied": "Disputed",
}  # fmt: skip
STORE: Final = "Harbor Motors"
KNOWN: Final = {
    "RO #": "ro_no", "Open Dt": "opened_at", "VIN": "vin", "Svc Writer": "advisor",
    "Tech Name": "technician", "Op Type": "work_type", "Odometer (mi)": "mileage",
    "RO Total": "total", "RO Stat": "status", "Comeback?": "comeback", "RO": "ro_no",
    "Called On": "called_at", "Disposition": "outcome", "Courtesy (1-10)": "attitude",
    "Promptness (1-10)": "reception", "Estimate Given (1-10)": "quote",
    "Invoice Explained (1-10)": "bill", "Overall (1-10)": "overall",
    "Fixed 1st Time": "first_time_fixed", "Case #": "complaint_no", "Date Opened": "received_at",
    "Issue": "category", "Assigned To": "owner", "Outcome": "status", "Date Closed": "closed_at",
    "Customer Response": "customer_reaction", "Units Delivered.csv": "vehicle_sales",
    "Delivered On": "sold_at", "Customer Cases.csv": "complaints", "CSI Calls.xlsx": "callbacks",
    "Scheduled Maint": "maintenance", "Collision": "body_paint", "1st Service": "first_service",
    "Warranty Claim": "warranty", "Pre-Delivery": "pdi", "Spoke with customer": "success",
    "Left voicemail": "unreachable", "Declined survey": "refused", "Bad number": "wrong_number",
    "Closed with explanation": "closed", "Under review": "in_progress", "Accepted": "satisfied",
    "Neutral": "reserved", "Disputed": "dissatisfied",
}  # fmt: skip
"""What the person at the store knows of these headers and words."""

Rows = list[Sequence[object]]


def write(store: Store, folder: Path) -> None:
    """Write the exports of a store into a folder."""
    folder.mkdir(parents=True)
    _text(folder / "RO Detail 2025 H2.csv", _orders(store, 2025))
    _text(folder / "RO Detail 2026 YTD.csv", _orders(store, 2026))
    _text(folder / "Customer Cases.csv", _cases(store))
    _text(folder / "Units Delivered.csv", _sales(store))
    with Workbook(folder / "CSI Calls.xlsx", {"default_date_format": "mm/dd/yyyy"}) as book:
        page = book.add_worksheet("Calls")
        for at, row in enumerate(_calls(store)):
            page.write_row(at, 0, row)


def _orders(store: Store, year: int) -> Rows:
    header = ("RO #", "Open Dt", "Deal #", "VIN", "Svc Writer", "Tech Name", "Op Type",
              "Odometer (mi)", "RO Total", "RO Stat", "Comeback?")  # fmt: skip
    rows: Rows = [header]
    for order in store.orders:
        if order.opened.year == year:
            rows.append(
                (
                    f"{600_000 + order.number}", _american(order.opened),
                    f"{4000 + order.vehicle.number}", order.vehicle.vin, ADVISORS[order.advisor],
                    TECHNICIANS[order.technician], WORK[order.work], round(order.km / 1.609344),
                    f"${order.total:,.2f}", "Voided" if order.cancelled else "Closed",
                    int(order.comeback),
                )
            )  # fmt: skip
    return rows


def _american(day: date) -> str:
    time = f" {day:%I:%M %p}" if isinstance(day, datetime) and day.minute % 2 else ""
    return f"{day.month}/{day.day}/{day.year}{time}"


def _calls(store: Store) -> Rows:
    header = ("RO #", "Called On", "Disposition", "Courtesy (1-10)", "Promptness (1-10)",
              "Estimate Given (1-10)", "Invoice Explained (1-10)", "Overall (1-10)",
              "Fixed 1st Time")  # fmt: skip
    rows: Rows = [header]
    for call in store.calls:
        scores = [*call.scores, call.overall] if call.scores else [None] * 5
        fixed = None if call.fixed is None else int(call.fixed)
        rows.append((600_000 + call.order.number, call.day, OUTCOMES[call.outcome], *scores, fixed))
    return rows


def _cases(store: Store) -> Rows:
    header = ("Case #", "Date Opened", "VIN", "Issue", "Assigned To", "Outcome", "Date Closed",
              "Customer Response")  # fmt: skip
    rows: Rows = [header]
    for case in store.cases:
        rows.append(
            (
                f"C-{case.number:04}", _american(case.received), case.vehicle.vin,
                case.cause.title(), ("Ann Reed", "Bo Hart")[case.owner],
                "Closed with explanation" if case.closed else "Under review",
                _american(case.closed) if case.closed else "", REACTIONS.get(case.reaction, ""),
            )
        )  # fmt: skip
    return rows


def _sales(store: Store) -> Rows:
    sold = ((4000 + v.number, v.vin, _american(v.sold)) for v in store.vehicles)
    return [("Deal #", "VIN", "Delivered On"), *sold]


def _text(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
