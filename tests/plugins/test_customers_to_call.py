"""The list of customers to call: one a report, each vehicle once, and every number its own."""

from __future__ import annotations

import re
import sys
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportgen import Block, Data, Finding, Recommendation, Section, Table, Text
from reportgen.document.formats import plain
from reportgen.extension.loader import install_namespace
from reportgen.labels import Language
from reportgen.report.yielded_blocks import blocks_of
from reportgen.section.phrases import Phrases

install_namespace((Path(__file__).parents[2] / "plugins",))
sys.path.insert(0, str(Path(__file__).parent))

from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES  # noqa: E402
from reportgen_plugins.after_sales.vehicles.customers_to_call import (  # noqa: E402
    LIST,
    NAME,
    customers_to_call,
)
from reportgen_plugins.churn import Churn  # noqa: E402
from reportgen_plugins.loyal_customers import LoyalCustomers  # noqa: E402
from vehicle_cases import data_of, orders, store  # noqa: E402


def report(
    rows: pd.DataFrame, *sections: Section, language: Language = "zh"
) -> tuple[list[Block], Data]:
    data = data_of(rows, language=language, contracts=TABLES)
    blocks: list[Block] = []
    for section in sections:
        own = data.speaking(section.phrases, section.type)
        blocks += blocks_of(section.build(own), section.build, own)
    return blocks, data


def listed(rows: list[dict[str, Any]], profile: Any = "greatwall") -> pd.DataFrame:  # noqa: ANN401
    data = data_of(orders(rows), Phrases({}, "test"), contracts=TABLES)
    return customers_to_call(data, PROFILES[profile], 5000).set_index("vehicle")


def sentences(blocks: list[Block], language: Language) -> list[str]:
    said = []
    for block in blocks:
        match block:
            case Text(words):
                said.append(words)
            case Finding():
                said += [block.title, block.text]
            case Recommendation():
                said.append(block.measure)
            case Table():
                said.append(block.note)
            case _:
                pass
    return [s for words in said for s in re.split(r"(?<=[。.])", plain(words, language)) if s]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("order", list(permutations([Churn(), LoyalCustomers()])))
def test_every_sentence_that_names_the_list_counts_its_rows(
    order: tuple[Section, ...], language: Language
) -> None:
    blocks, data = report(store(1, vehicles=400, planted=0.4), *order, language=language)
    label, rows = LIST.in_(language), data.table(NAME)
    lost = rows[rows["reason"] == "lost"]
    allowed = {len(rows), len(lost), *rows["reason"].value_counts(), 10}
    allowed |= {*lost["series"].value_counts(), *lost["responsible"].value_counts()}
    naming = [s for s in sentences(blocks, language) if label in s]
    assert len(naming) >= 6
    for sentence in naming:
        numbers = re.sub(r"12\s?(个月|months)|S0", "", sentence)
        assert {*map(int, re.findall(r"\d+", numbers))} <= allowed, sentence


def test_each_vehicle_stands_on_one_list_whatever_the_chapters_ask_for() -> None:
    sections = (Churn(), LoyalCustomers(profile="third_tier"), Churn(profile="front_desk"))
    _, data = report(store(2, vehicles=300), *sections)
    lists = [data.table(name) for name in data.printed if "vehicle" in data.table(name)]
    called = pd.concat([rows["vehicle"] for rows in lists])
    assert len(called) > 50
    assert not called.duplicated().any()


def test_by_advisor_the_most_urgent_first_with_reason_and_day() -> None:
    found = listed([
        {"vehicle": "still here", "day": "2026-10-05", "advisor": "乙"},
        {"vehicle": "leaving", "day": "2026-05-10", "advisor": "乙", "total": 10},
        {"vehicle": "lost, small", "day": "2026-01-10", "advisor": "乙", "total": 5},
        {"vehicle": "lost, big", "day": "2026-01-10", "advisor": "乙", "total": 9000},
        {"vehicle": "of 甲", "day": "2026-07-10", "advisor": "丙", "work_type": "repair"},
        {"vehicle": "long gone", "day": "2025-01-10", "advisor": "乙"},
    ])  # fmt: skip
    assert list(found.index) == ["of 甲", "leaving", "lost, big", "lost, small"]
    assert list(found["reason"]) == ["leaving", "leaving", "lost", "lost"]
    assert list(found["talking_point"]) == ["repair", "leaving", "lost", "lost"]
    assert [day.date() for day in found["due_at"][1:3]] == [date(2026, 11, 10), date(2026, 12, 1)]


def test_who_calls_fills_in_the_result() -> None:
    data = data_of(store(1, vehicles=100), contracts=TABLES)
    rows = customers_to_call(data, PROFILES["greatwall"], 5000)
    columns = [c for c in data.contracts[NAME].columns if c.filled_in]
    assert [c.name for c in columns] == ["called_on", "outcome", "next_step"]
    assert rows[[c.name for c in columns]].isna().all(axis=None)
    assert all(c.values for c in columns[1:])


def test_name_plate_and_phone_are_those_of_the_last_order_that_has_them() -> None:
    rows = [
        {
            "vehicle": "V1",
            "day": "2025-09-01",
            "phone": "old",
            "plate": "京A1",
            "customer_name": "张",
        },
        {
            "vehicle": "V1",
            "day": "2026-02-01",
            "phone": "new",
            "plate": None,
            "customer_name": "李",
        },
    ]
    found = listed(rows).loc["V1"]
    assert [found["customer_name"], found["plate"], found["phone"]] == ["李", "京A1", "new"]
