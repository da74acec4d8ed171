"""Measures how often `reportgen map` is right about headers nobody wrote an alias for.

`column_synonyms.csv` lists 480 headers of some twenty systems with the system each was seen in. One
system at a time is held out: the tables know only the headers of the others (not even their own
labels), and the held-out system's headers are put before the matcher, one sheet after another so
that each canonical column appears once a sheet. Columns that no table holds stay in as bait.

The scores were tuned on `TUNED` alone; the other systems are the ones to report. Values are made
up by kind of column from a fixed seed, categories from the word lists of two real systems.

    python benchmarks/mapping_accuracy.py [--tuned] [--show]
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from reportgen.extension.loader import load_plugins
from reportgen.intake.headers import normalise
from reportgen.labels import Label
from reportgen.mapping import Proposal, Values, match
from reportgen.metric.table_contracts import TableContract

FILE: Final = Path(__file__).with_name("column_synonyms.csv")
TUNED: Final = ("UE", "CDK", "DMS-US", "ARMS")
"""Systems the scores were tuned on; never reported."""
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "repair_orders": {
        "ro_no": "ro_no", "dealer_code": "dealer", "region": "region", "open_date": "opened_at",
        "close_date": "closed_at", "delivery_date": "delivered_at", "plate_no": "plate",
        "vin": "vin", "customer_id": "customer_id", "customer_name": "customer_name",
        "phone": "phone", "series": "series", "model": "model", "mileage_in": "mileage",
        "advisor": "advisor", "technician": "technician", "work_type": "work_type",
        "pay_type": "pay_type", "fault_desc": "fault", "labor_amount": "labor",
        "parts_amount": "parts", "total_amount": "total", "comeback_flag": "comeback",
        "comeback_ro": "original_ro", "appointment_flag": "appointment", "status": "status",
    },
    "callbacks": {
        "callback_date": "called_at", "callback_type": "type", "result": "outcome",
        "call_status": "outcome", "satisfaction": "overall", "feedback": "comment",
        "attempts": "attempts",
    },
    "complaints": {
        "complaint_no": "complaint_no", "received_at": "received_at", "source": "channel",
        "category": "category", "sub_category": "subcategory", "content": "content",
        "level": "level", "handler": "owner", "department": "department", "due_at": "due_at",
        "status": "status", "closed_at": "closed_at", "unresolved_reason": "unresolved_reason",
        "customer_reaction": "customer_reaction", "brand": "brand", "series": "series",
        "model": "model",
    },
    "vehicle_sales": {"sale_date": "sold_at"},
    "appointments": {
        "appointment_no": "appointment_no", "booked_on": "booked_at", "slot": "slot_at",
        "status": "status", "advisor": "advisor",
    },
}  # fmt: skip
"""Table → name in the list → name in the contract; a column that is not here is bait."""
ROWS: Final = 60
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Seen:
    """One header of one system, and the column it stands for."""

    table: str
    canonical: str
    header: str
    systems: tuple[str, ...]

    @property
    def truth(self) -> str:
        """The column of the contract it belongs to; empty for bait."""
        return COLUMNS[self.table].get(self.canonical, "")


@dataclass(frozen=True)
class Verdict:
    """What the matcher did with one header."""

    seen: Seen
    system: str
    known: bool
    named: bool
    outcome: str
    said: str

    @property
    def language(self) -> str:
        """The language of the header."""
        return "zh" if _CHINESE.search(self.seen.header) else "en"


def main() -> None:
    """Measure every system and print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tuned", action="store_true", help="the systems the scores come from")
    options.add_argument("--show", action="store_true", help="list what was not accepted right")
    chosen = options.parse_args()
    seen = read()
    systems = sorted({name for each in seen for name in each.systems})
    wanted = [name for name in systems if (name in TUNED) == chosen.tuned]
    tables = load_plugins().tables
    print(f"systems: {', '.join(wanted)}\n")
    for with_values in (False, True):
        verdicts = [v for name in wanted for v in held_out(name, seen, tables, with_values)]
        print("with values" if with_values else "headers only")
        print(report(verdicts))
        if chosen.show:
            show(verdicts)


def read() -> list[Seen]:
    """Read the list of headers."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] in COLUMNS]
    return [
        Seen(row["table"], row["canonical"], row["synonym"], tuple(row["seen_in"].split("+")))
        for row in rows
    ]


def held_out(
    system: str,
    seen: Sequence[Seen],
    tables: Mapping[str, TableContract],
    with_values: bool,  # noqa: FBT001 both are measured
) -> Iterator[Verdict]:
    """Match every header of one system when only the others are known."""
    for table in COLUMNS:
        known = [s for s in seen if s.table == table and set(s.systems) - {system}]
        own = [s for s in seen if s.table == table and system in s.systems]
        contract = taught(tables[table], known)
        forms = {normalise(s.header) for s in known if s.truth}
        names = [column.name for column in tables[table].columns]
        counted: set[str] = set()
        for sheet in sheets(own):
            header = [s.header for s in sheet]
            maker = random.Random(f"{system} {table}")  # noqa: S311 sample values
            columns = [values(s, maker) if with_values else Values(()) for s in sheet]
            matching = match(header, columns, contract)
            for each, proposal in zip(sheet, matching.proposals, strict=True):
                if each.header not in counted:
                    counted.add(each.header)
                    known_form = normalise(each.header) in forms
                    named = each.truth in {s.truth for s in known}
                    yield Verdict(each, system, known_form, named, *judge(each, proposal, names))


def taught(contract: TableContract, known: Sequence[Seen]) -> TableContract:
    """Return the contract with the headers of the known systems as its only names."""
    names: dict[str, list[str]] = defaultdict(list)
    for each in known:
        if each.truth:
            names[each.truth].append(each.header)
    columns = tuple(
        replace(column, aliases=tuple(names[column.name]), label=Label("", ""), name=f"§{at}")
        for at, column in enumerate(contract.columns)
    )
    return replace(contract, columns=columns)


def sheets(own: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Arrange headers in sheets with one header a canonical column each."""
    groups: dict[str, list[Seen]] = defaultdict(list)
    for each in own:
        groups[each.canonical].append(each)
    for number in range(max(map(len, groups.values()), default=0)):
        yield [group[min(number, len(group) - 1)] for group in groups.values()]


def judge(seen: Seen, proposal: Proposal, names: Sequence[str]) -> tuple[str, str]:
    """Judge a result: right, wrong, asked (right column offered), missed; of bait also left."""
    offered = [proposal.best, *proposal.others] if proposal.best else []
    said = [names[int(pair.column.name[1:])] for pair in offered if pair]
    first = said[0] if said else ""
    if proposal.state == "certain":
        return ("right" if first == seen.truth else "wrong"), first
    if not seen.truth:
        return ("asked" if proposal.state == "ask" else "left"), first
    return ("asked" if proposal.state == "ask" and seen.truth in said else "missed"), first


# --- values ---------------------------------------------------------------------------------

_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "work_type": [
        "一般维修",
        "外出维修",
        "售前维修",
        "保养",
        "服务活动",
        "特殊服务",
        "急件工单",
        "PDI",
        "配件索赔",
    ],
    "pay_type": ["Customer", "Warranty", "Internal", "Service contract"],
    "status": [
        "待处理",
        "大区处理中",
        "大区已处理",
        "待反馈",
        "坐席回访已处理",
        "已关闭",
        "强制关闭",
    ],
    "call_status": ["Connected", "Not Connected", "Ringing", "Busy", "Wrong Number", "Call back"],
    "customer_reaction": ["满意", "不满意", "保留"],
    "series": ["朗逸", "途观", "速腾", "帕萨特"],
    "model": ["1.4T 舒适型", "2.0T 豪华型", "1.5L 手动"],
    "brand": ["大众", "斯柯达"],
    "region": ["华东", "华南", "江苏", "浙江"],
}
_FLAGS: Final = ("comeback_flag", "appointment_flag", "odometer_replaced", "sold_by_dealer",
                 "closed_on_time", "first_handling_satisfied", "normal_close")  # fmt: skip
_PEOPLE: Final = ("customer_name", "advisor", "technician", "sender_name", "caller", "handler",
                  "acceptor", "comeback_technician", "comeback_advisor")  # fmt: skip
_NUMBERS: Final = {"mileage_in": (50, 180_000), "mileage_out": (50, 180_000), "attempts": (1, 4),
                   "satisfaction": (60, 100), "days_since_visit": (1, 700), "maint_count": (1, 30),
                   "daily_mileage": (5, 200), "next_service_km": (5000, 90_000),
                   "delay_days": (0, 9),
                   "hours_to_handle": (1, 90), "limit_days": (1, 9), "call_seconds": (20, 400),
                   "model_year": (2012, 2024)}  # fmt: skip
_MONEY: Final = ("labor_amount", "parts_amount", "total_amount", "discount", "tax", "sublet")
_DATES: Final = re.compile(r"_date$|_at$|booked_on|slot")
_VIN: Final = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def values(seen: Seen, maker: random.Random) -> Values:
    """Make up values of a column as a system would write them; a tenth of the cells is empty."""
    cells = [value(seen.canonical, maker) if maker.random() > 0.1 else "" for _ in range(ROWS)]  # noqa: PLR2004 a tenth
    return Values.of(pd.Series(cells, dtype="str"))


def value(canonical: str, maker: random.Random) -> str:  # noqa: C901, PLR0911 one line a kind
    """Make up one value."""
    if canonical in _WORDS:
        return maker.choice(_WORDS[canonical])
    if canonical in _FLAGS:
        return maker.choice(["是", "否"])
    if canonical in _PEOPLE:
        return maker.choice("王李张刘陈杨") + maker.choice(["伟", "芳", "秀英", "敏", "建国"])
    if canonical in _NUMBERS:
        return str(maker.randint(*_NUMBERS[canonical]))
    if canonical in _MONEY:
        return f"{maker.uniform(0, 3000):.2f}"
    if _DATES.search(canonical):
        return (
            f"2026-{maker.randint(1, 10):02}-{maker.randint(1, 28):02} 10:{maker.randint(10, 59)}"
        )
    match canonical:
        case "vin":
            return "LSV" + "".join(maker.choice(_VIN) for _ in range(14))
        case "plate_no":
            return "粤B" + "".join(maker.choice(_VIN) for _ in range(5))
        case "phone" | "sender_phone":
            return f"13{maker.randint(10**8, 10**9 - 1)}"
        case "ro_no" | "invoice_no" | "complaint_no" | "appointment_no" | "comeback_ro":
            return f"RO2610{maker.randint(0, 9999):04}"
        case "dealer_code" | "customer_id" | "opcode" | "engine_no":
            return f"A{maker.randint(1000, 99_999)}"
    return maker.choice(["更换机油", "异响", "客户要求检查", "正常", "空调不凉，已报价"])


# --- what came out --------------------------------------------------------------------------

_ORDER: Final = ("right", "asked", "missed", "wrong")
_BAIT: Final = ("left", "asked", "wrong")


def report(verdicts: Sequence[Verdict]) -> str:
    """Print the table of docs/mapping.md."""
    own = [v for v in verdicts if v.seen.truth]
    groups = {
        "all": own,
        "Chinese": [v for v in own if v.language == "zh"],
        "English": [v for v in own if v.language == "en"],
        "known from another system": [v for v in own if v.known],
        "new, of a column with a known name": [v for v in own if v.named and not v.known],
        "new, Chinese": [v for v in own if not v.known and v.language == "zh"],
        "new, English": [v for v in own if not v.known and v.language == "en"],
    }
    lines = ["| headers | number | accepted, right | asked | missed | accepted, wrong |"]
    lines.append("|---|---|---|---|---|---|")
    lines += [_row(name, group, _ORDER) for name, group in groups.items()]
    bait = [v for v in verdicts if not v.seen.truth]
    lines += ["", "| columns no table holds | number | left out | asked | accepted, wrong |"]
    lines.append("|---|---|---|---|---|")
    lines.append(_row("all", bait, _BAIT))
    return "\n".join(lines) + "\n"


def _row(name: str, group: Sequence[Verdict], order: Sequence[str]) -> str:
    counts = Counter(verdict.outcome for verdict in group)
    cells = [f"{counts[each]} ({counts[each] / max(1, len(group)):.0%})" for each in order]
    return f"| {name} | {len(group)} | {' | '.join(cells)} |"


def show(verdicts: Sequence[Verdict]) -> None:
    """Print every header that was not accepted right or left out."""
    for v in verdicts:
        if v.outcome not in {"right", "left"}:
            print(
                f"{v.outcome:7} {v.system:8} {v.seen.table}.{v.seen.canonical:18} "
                f"{v.seen.header} -> {v.said}"
            )
    print()


if __name__ == "__main__":
    main()
