from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import pandas as pd
import pytest

from reportgen import Block, ColumnContract, Data, Dealer, Label, Month, Section, TableContract
from reportgen.labels import Language
from reportgen.report.section_needs import missing_needs, said_missing
from reportgen.section.dealer_tables import DealerTables

VISITS = TableContract(
    "visits",
    Label("进厂", "Visits"),
    Label("行", "row"),
    (ColumnContract("score", "number", Label("评分", "Score")),),
)


class Wanting(Section):
    """Needs visits, and one of two columns."""

    type = "wanting"
    needs: ClassVar[Mapping[str, Sequence[str]]] = {"visits": ["day"]}
    needs_any: ClassVar[Sequence[Mapping[str, Sequence[str]]]] = (
        {"visits": ["score", "absent"]},
        {"calls": []},
    )

    def build(self, data: Data) -> Iterable[Block]:
        raise NotImplementedError


def data(language: Language = "zh", **columns: list[object]) -> Data:
    tables = DealerTables({"visits": pd.DataFrame(columns)}, {"visits": VISITS})
    return Data(Dealer("D1"), Month(2026, 10), language, tables)


def test_what_is_missing_is_a_table_or_a_column() -> None:
    assert missing_needs(data(day=[1], score=[None]), {"visits": ["day", "score"], "x": ["y"]}) == (
        ("visits", "score"),
        ("x", ""),
    )


@pytest.mark.parametrize(
    ("columns", "zh", "en"),
    [
        ({"day": [1]}, "缺少“calls”", "'calls' is missing"),
        ({"score": [1]}, "“进厂”缺少“day”列", "'Visits' lacks the column 'day'"),
        ({"day": [1], "score": [1], "absent": [1]}, "", ""),
    ],
)
def test_it_is_said_as_the_reader_knows_it(
    columns: dict[str, list[object]], zh: str, en: str
) -> None:
    assert said_missing(Wanting(), data("zh", **columns)) == zh
    assert said_missing(Wanting(), data("en", **columns)) == en
