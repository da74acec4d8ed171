from __future__ import annotations

import pandas as pd
import pytest

from reportgen.extension.components import RawTable
from reportgen.labels import Label
from reportgen.mapping import declared, foreign_currency, match, values_of
from reportgen.metric.table_contracts import ColumnContract, TableContract

TABLE = TableContract(
    name="visits",
    label=Label("进厂", "Visits"),
    row=Label("一行为一次进厂", "one visit"),
    columns=(
        ColumnContract("day", "date", Label("日期", "Day")),
        ColumnContract("total", "money", Label("金额", "Total"), unit="yuan"),
        ColumnContract("km", "number", Label("里程", "Mileage"), unit="km"),
        ColumnContract("score", "number", Label("评分", "Score"), low=0, high=100, unit="score"),
    ),
)


def proposed(header: str, *texts: str) -> tuple[dict[str, dict[str, str]], str | None]:
    rows = pd.DataFrame({0: texts}, dtype="str")
    values = values_of(RawTable("a.csv", (header,), rows))
    matching = match((header,), values, TABLE)
    found = declared(matching, values)
    return {name: dict(told) for name, told in found.items()}, foreign_currency(matching, values)


@pytest.mark.parametrize(
    ("header", "texts", "options"),
    [
        ("日期", ("115/09/03", "115/09/14"), {"calendar": {"day": "minguo"}}),
        ("日期", ("1150903", "1150914"), {"calendar": {"day": "minguo"}}),
        (
            "日期",
            ("03/09/26", "14/09/26"),
            {"century": {"day": "2000"}, "date_order": {"day": "dmy"}},
        ),
        ("日期", ("03-SEP-26", "14-SEP-26"), {"century": {"day": "2000"}}),
        ("日期", ("2026-09-03",), {}),
        ("日期", ('="115/09/03"', "'115/09/14"), {"calendar": {"day": "minguo"}}),
        ("评分", ("4", "5", "3"), {"scales": {"score": "5"}}),
        ("评分", ("9", "10", "3"), {"scales": {"score": "10"}}),
        ("评分(10分制)", ("4", "5", "3"), {"scales": {"score": "10"}}),
        ("评分(5分制)", ("4", "5", "3"), {"scales": {"score": "5"}}),
        ("评分", ("90", "85", "9"), {}),
        ("金额(万元)", ("1", "2"), {"units": {"total": "万元"}}),
        ("金额(元)", ("1", "2"), {}),
        ("里程(mi)", ("1", "2"), {"units": {"km": "mi"}}),
    ],
)
def test_what_a_source_has_to_declare_is_proposed(
    header: str, texts: tuple[str, ...], options: dict[str, dict[str, str]]
) -> None:
    assert proposed(header, *texts) == (options, None)


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        (("$150.00", "$20"), "USD"), (("NT$396", "NT$1,000"), "TWD"), (("¥5", "¥6"), None),
        (("5", "6"), None), (("$5", "€6"), None),
    ],
)  # fmt: skip
def test_the_currency_of_most_amounts_is_proposed(
    texts: tuple[str, ...], currency: str | None
) -> None:
    assert proposed("金额", *texts)[1] == currency


def test_headers_that_differ_only_in_brackets_are_questions() -> None:
    header = ("金额(含税)", "金额(不含税)", "里程(km)")
    values = values_of(RawTable("a.csv", header, pd.DataFrame({n: ["1"] for n in range(3)})))
    states = {p.header: p.state for p in match(header, values, TABLE).proposals}
    assert states["里程(km)"] == "certain"
    assert "certain" not in {states["金额(含税)"], states["金额(不含税)"]}
    notes = [note.about for p in match(header, values, TABLE).proposals for note in p.notes]
    assert notes == ["金额(不含税)"]
