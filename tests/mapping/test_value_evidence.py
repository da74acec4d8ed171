from __future__ import annotations

import pandas as pd
import pytest

from reportgen.labels import Label
from reportgen.mapping import Values, evidence
from reportgen.mapping.value_evidence import SAMPLED, VETO
from reportgen.metric.table_contracts import ColumnContract, ColumnKind, Private

DATES = ["2026-09-01", "2026/9/2", "20260903", "2026年9月4日"]
VINS = ["LSVAA4182E2123456", "LRG**********0837", "LSVNV2182E2100001"]
MOBILES = ["13912345678", "138****8000", "15000000001"]
PLATES = ["京A12345", "粤BD12345", "冀B***81"]


def values(texts: list[str]) -> Values:
    return Values.of(pd.Series(texts, dtype="str"))


def column(kind: ColumnKind, private: Private | None = None, **more: object) -> ColumnContract:
    return ColumnContract("c", kind, Label("列", "C"), private=private, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("texts", "kind", "private", "rule"),
    [
        (DATES, "date", None, "date"),
        (["03/04/2026", "05/06/2026"], "datetime", None, "datetime"),
        (["¥1,234.50", "88", "-"], "money", None, "money"),
        (["是", "否", "是"], "flag", None, "flag"),
        (VINS, "code", "vin", "vin"),
        (MOBILES, "code", "phone", "phone"),
        (PLATES, "code", "plate", "plate"),
        (["王伟", "李秀英女士", "张三"], "text", "name", "name"),
    ],
)
def test_values_speak_for_a_column(
    texts: list[str], kind: ColumnKind, private: Private | None, rule: str
) -> None:
    said = evidence(values(texts), column(kind, private))

    assert said.rule == rule
    assert said.strength > 0
    assert said.share == 1


@pytest.mark.parametrize(
    ("texts", "kind", "private", "rule"),
    [
        (["保养", "维修"], "date", None, "not_date"),
        (["保养", "维修"], "money", None, "not_number"),
        (["保养", "维修"], "flag", None, "not_flag"),
        (["保养", "维修"], "code", "vin", "not_vin"),
        (["1", "2"], "code", "plate", "not_plate"),
        (["王伟", "李敏"], "code", "phone", "not_phone"),
        (DATES, "text", None, "is_date"),
        (DATES, "money", None, "not_number"),
        (VINS, "text", None, "is_vin"),
        (PLATES, "code", None, "is_plate"),
        (MOBILES, "text", "name", "is_phone"),
    ],
)
def test_values_speak_against_a_column(
    texts: list[str], kind: ColumnKind, private: Private | None, rule: str
) -> None:
    said = evidence(values(texts), column(kind, private))

    assert (said.strength, said.rule) == (VETO, rule)


def test_known_words_speak_for_a_category_and_unknown_ones_do_not() -> None:
    kinds = column("category", values={"a": (Label("保养", "Service"), ("定保",))})

    assert evidence(values(["保养", "定保", "service"]), kinds).rule == "category"
    assert evidence(values(["甲", "乙"]), kinds).strength == 0


def test_a_score_out_of_bounds_is_no_score() -> None:
    score = column("number", low=0, high=100)

    assert evidence(values(["85", "92"]), score).rule == "number"
    assert evidence(values(["850", "920"]), score).rule == "not_number"


def test_free_text_may_hold_anything_and_no_values_say_nothing() -> None:
    assert evidence(values(MOBILES), column("text", "text")).strength == 0
    assert evidence(values(["", " "]), column("date")).strength == 0


def test_a_large_column_is_sampled_evenly() -> None:
    some = values(["", *(str(n) for n in range(10_000))])

    assert len(some.texts) == SAMPLED
    assert (some.texts[0], some.texts[-1]) == ("0", "9999")
