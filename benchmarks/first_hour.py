"""Measures the first hour on exports of systems held out: questions, time, edits, right headlines.

No header of the three systems was looked at when the tables got their names. Those of the orders
are the documented ones of a Chinese workshop system, of a US data feed of dealer systems and of
the database of a Chinese dealer system; those of call-backs, complaints and sales follow public
forms and the system's own style where nothing is documented. The store behind them is invented, as
in `tests/first_hour`, so that every headline figure has a true value.

A person who knows the system answers the questions of `init --from` at a terminal; then `check` and
`build` run, and no file is touched. Prints one row a system.

    python benchmarks/first_hour.py [--show]
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "first_hour"))

from first_report import agrees, make
from headline_figures import headlines
from invented_store import Store, invent

SEEDS: Final = (21, 22, 23)
_STATE: Final = {"state": "status"}
"""The status of a complaint, where that of an order has the shorter name."""
Row = Mapping[str, object]


@dataclass(frozen=True)
class System:
    """A system's exports: file → header → canonical column, and its own words for keys."""

    name: str
    language: str
    STORE: str
    files: Mapping[str, tuple[str, Mapping[str, str]]]
    words: Mapping[str, Mapping[str, str]]
    people: tuple[str, ...]
    day: Callable[[date], str]
    money: Callable[[int], str]

    @property
    def KNOWN(self) -> dict[str, str]:  # noqa: N802 as a module of exports names it
        """Header or word or file → what the person says it is."""
        known: dict[str, str] = {}
        for file, (table, headers) in self.files.items():
            known |= {h: _STATE.get(column, column) for h, column in headers.items() if column}
            known[file] = table
        for words in self.words.values():
            known |= {word: key for key, word in words.items()}
        return known

    def write(self, store: Store, folder: Path) -> None:
        """Write the exports of a store into a folder."""
        folder.mkdir(parents=True)
        rows = {"repair_orders": self._orders, "callbacks": self._calls,
                "complaints": self._cases, "vehicle_sales": self._sales}  # fmt: skip
        for file, (table, headers) in self.files.items():
            with (folder / file).open("w", encoding="utf-8-sig", newline="") as text:
                writer = csv.writer(text)
                writer.writerow(headers)
                for row in rows[table](store):
                    writer.writerow(row.get(column, "") for column in headers.values())

    def _word(self, column: str, key: object) -> str:
        return self.words[column].get(str(key), "") if key not in {None, ""} else ""

    def _orders(self, store: Store) -> Iterable[Row]:
        for o in store.orders:
            yield {
                "ro_no": f"R{o.number:06}", "opened_at": self.day(o.opened), "vin": o.vehicle.vin,
                "customer_id": f"C{o.vehicle.number:05}", "advisor": self.people[o.advisor],
                "technician": self.people[3 + o.technician],
                "work_type": self._word("work_type", o.work), "mileage": o.km,
                "total": self.money(o.total), "comeback": self._word("comeback", o.comeback),
                "status": self._word("status", "cancelled" if o.cancelled else "settled"),
            }  # fmt: skip

    def _calls(self, store: Store) -> Iterable[Row]:
        for c in store.calls:
            items = dict(zip(("attitude", "reception", "quote", "bill"), c.scores, strict=False))
            yield {
                "ro_no": f"R{c.order.number:06}", "called_at": self.day(c.day),
                "outcome": self._word("outcome", c.outcome), **items, "overall": c.overall or "",
                "first_time_fixed": self._word("first_time_fixed", c.fixed),
            }  # fmt: skip

    def _cases(self, store: Store) -> Iterable[Row]:
        for c in store.cases:
            yield {
                "complaint_no": f"K{c.number:04}", "received_at": self.day(c.received),
                "vin": c.vehicle.vin, "category": c.cause, "owner": self.people[c.owner],
                "state": self._word("state", "closed" if c.closed else "in_progress"),
                "closed_at": self.day(c.closed) if c.closed else "",
                "customer_reaction": self._word("customer_reaction", c.reaction),
            }  # fmt: skip

    def _sales(self, store: Store) -> Iterable[Row]:
        for v in store.vehicles:
            yield {"vin": v.vin, "sold_at": self.day(v.sold), "customer_id": f"C{v.number:05}"}


WORKSHOP = System(
    name="Chinese workshop system", language="zh", STORE="城南汽修",
    files={
        "接车登记.csv": ("repair_orders", {
            "接车日期": "opened_at", "接车单号": "ro_no", "客户类型": "", "会员卡": "customer_id",
            "车架号": "vin", "行驶里程": "mileage", "维修类别": "work_type", "修理班组": "",
            "负责人": "technician", "登记经手人": "advisor", "优惠金额": "", "结算金额": "total",
            "HF": "", "单据情况": "status", "返修": "comeback", "备注": ""}),
        "客户关怀.csv": ("callbacks", {
            "接车单号": "ro_no", "联系日期": "called_at", "电话状况": "outcome",
            "态度分": "attitude", "接待分": "reception", "报价分": "quote", "账单分": "bill",
            "总评": "overall",
            "一次修好否": "first_time_fixed"}),
        "抱怨处理单.csv": ("complaints", {
            "编号": "complaint_no", "投诉日期": "received_at", "车架号": "vin",
            "抱怨类型": "category", "处理人": "owner", "是否闭环": "state", "返单时间": "closed_at",
            "客户初次反馈": "customer_reaction"}),
        "新车档案.csv": ("vehicle_sales", {
            "车架号": "vin", "购车日": "sold_at", "会员卡": "customer_id"}),
    },
    words={
        "work_type": {"maintenance": "例行保养", "repair": "机电修理", "body_paint": "事故整形",
                      "first_service": "新车首次", "warranty": "三包修理", "pdi": "交车检查"},
        "outcome": {"success": "已联系上", "unreachable": "没人接", "refused": "不愿意谈",
                    "wrong_number": "号码不对"},
        "state": {"closed": "已闭环", "in_progress": "跟进中"},
        "status": {"cancelled": "作废", "settled": "已结清"},
        "comeback": {"True": "是", "False": "否"},
        "first_time_fixed": {"True": "是", "False": "否"},
        "customer_reaction": {"satisfied": "理解", "reserved": "不表态", "dissatisfied": "不满意"},
    },
    people=("冯丽", "蒋涛", "沈洁", "韩磊", "杨波", "朱军"),
    day=lambda d: f"{d.year}-{d.month}-{d.day}", money=lambda n: f"{n}.00元",
)  # fmt: skip

FEED = System(
    name="US data feed", language="en", STORE="Lakeside Auto",
    files={
        "service_ros.csv": ("repair_orders", {
            "dv_dealer_id": "", "ronumber": "ro_no", "opendate": "opened_at",
            "service_advisor_number": "", "service_advisor_name": "advisor", "vin": "vin",
            "customer_number": "customer_id", "lead_tech": "technician", "op_category": "work_type",
            "odometer_out": "", "odometer_in": "mileage", "ro_total_sale": "total",
            "ro_status": "status", "comeback_flag": "comeback", "payment_method": ""}),
        "csi_log.csv": ("callbacks", {
            "ronumber": "ro_no", "contact_date": "called_at", "contact_result": "outcome",
            "courtesy": "attitude", "greeted_promptly": "reception", "estimate": "quote",
            "invoice_explained": "bill", "overall_score": "overall",
            "fixed_first_visit": "first_time_fixed"}),
        "concerns.csv": ("complaints", {
            "concern_id": "complaint_no", "logged": "received_at", "vin": "vin",
            "root_cause": "category", "action_owner": "owner", "resolution": "state",
            "resolved_on": "closed_at", "sentiment": "customer_reaction"}),
        "deliveries.csv": ("vehicle_sales", {
            "deal_number": "", "vin": "vin", "contract_date": "sold_at",
            "customer_number": "customer_id"}),
    },
    words={
        "work_type": {"maintenance": "MAINT", "repair": "REPAIR", "body_paint": "BODY",
                      "first_service": "FIRST SVC", "warranty": "WARR", "pdi": "PREP"},
        "outcome": {"success": "Completed survey", "unreachable": "No answer",
                    "refused": "Opted not to answer", "wrong_number": "Disconnected number"},
        "state": {"closed": "Resolved w/ goodwill", "in_progress": "With manager"},
        "status": {"cancelled": "VOID", "settled": "CASHIERED"},
        "comeback": {"True": "Y", "False": "N"}, "first_time_fixed": {"True": "Y", "False": "N"},
        "customer_reaction": {"satisfied": "Happy", "reserved": "Mixed", "dissatisfied": "Unhappy"},
    },
    people=("A. Hill", "B. Shaw", "C. Wolfe", "D. Penn", "E. Rowe", "F. Nash"),
    day=lambda d: f"{d.month:02}/{d.day:02}/{d.year}", money=lambda n: f"${n:,.2f}",
)  # fmt: skip

DATABASE = System(
    name="Chinese dealer database", language="zh", STORE="北岸汽车",
    files={
        "tt_balance_order.csv": ("repair_orders", {
            "asc_code": "", "balance_no": "", "ro_no": "ro_no", "ro_type": "",
            "repair_type": "work_type", "service_advisor": "advisor", "start_time": "opened_at",
            "chief_technician": "technician", "owner_no": "customer_id", "vin": "vin",
            "start_mileage": "mileage", "receive_amount": "total", "is_rework": "comeback",
            "balance_status": "status"}),
        "tt_sales_trace.csv": ("callbacks", {
            "ro_no": "ro_no", "trace_date": "called_at", "trace_result": "outcome",
            "score_attitude": "attitude", "score_reception": "reception", "score_quote": "quote",
            "score_bill": "bill", "score_total": "overall", "is_fixed": "first_time_fixed"}),
        "tt_customer_complaint.csv": ("complaints", {
            "complaint_no": "complaint_no", "complaint_date": "received_at", "vin": "vin",
            "complaint_type": "category", "principal": "owner", "close_status": "state",
            "close_date": "closed_at", "feedback_result": "customer_reaction"}),
        "tm_vehicle.csv": ("vehicle_sales", {
            "vin": "vin", "sales_date": "sold_at", "owner_no": "customer_id"}),
    },
    words={
        "work_type": {"maintenance": "保养", "repair": "普通修理", "body_paint": "事故车",
                      "first_service": "首保", "warranty": "保修", "pdi": "PDI"},
        "outcome": {"success": "跟踪成功", "unreachable": "无人接听", "refused": "客户拒绝",
                    "wrong_number": "电话错误"},
        "state": {"closed": "结案", "in_progress": "处理中"},
        "status": {"cancelled": "已作废", "settled": "已结算"},
        "comeback": {"True": "1", "False": "0"}, "first_time_fixed": {"True": "1", "False": "0"},
        "customer_reaction": {"satisfied": "满意", "reserved": "一般", "dissatisfied": "不满意"},
    },
    people=("何静", "高翔", "梁燕", "宋凯", "唐勇", "许刚"),
    day=lambda d: d.strftime("%Y-%m-%d 00:00:00"), money=lambda n: f"{n}.00",
)  # fmt: skip

SYSTEMS: Final = (WORKSHOP, FEED, DATABASE)


def main() -> None:
    """Print a table: one row a system."""
    parser = argparse.ArgumentParser(description="measure the first hour on systems held out")
    parser.add_argument("--show", action="store_true", help="print what the terminal said")
    show = parser.parse_args().show
    print("| exports | files | headers | questions | machine | files edited | headlines right |")
    print("|---|---|---|---|---|---|---|")
    for system, seed in zip(SYSTEMS, SEEDS, strict=True):
        print(_measured(system, invent(seed), show=show), flush=True)


def _measured(system: System, store: Store, *, show: bool) -> str:
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        module: Any = system
        report = make(module, store, Path(folder), system.language)
        seconds = time.monotonic() - started
    truth = {labels[system.language == "en"]: v for labels, v in headlines(store).items()}
    right = [k for k, v in truth.items() if k in report.word and agrees(report.word[k], v)]
    if show:
        print(report.said)
        for question, answer in report.person.asked:
            print(f"asked {question} → {answer or '-'}")
        for label in truth.keys() - set(right):
            print(f"wrong {label}: {report.word.get(label)} for {truth[label]}")
    headers = sum(len(headers) for _, headers in system.files.values())
    asked = len(report.person.asked)
    return (
        f"| {system.name} | {len(system.files)} | {headers} | {asked} | {seconds:.0f} s "
        f"| 0 | {len(right)} of {len(truth)} |"
    )


if __name__ == "__main__":
    main()
