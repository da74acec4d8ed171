from __future__ import annotations

import pytest

from reportgen.document.blocks import Chart, Column, Series, Table
from reportgen.document.currency import in_currency
from reportgen.document.facts import Fact
from reportgen.document.formats import number_format, text
from reportgen.labels import Language
from reportgen.metric.currencies import CURRENCIES, CurrencyCode
from reportgen.metric.units import Unit, priced, unit_record

SPEND = Fact("spend", 1_234_567.0, "yuan", "Spend")
TABLE = Table("t", "Spend", (Column("Name"), Column("Spend", "wan")), (("A", SPEND), ("B", 5.0)))
CHART = Chart("c", "bar", "Spend", "Spend", ("A",), (Series("s", (SPEND,)),), unit="yuan")


@pytest.mark.parametrize(
    ("unit", "currency", "language", "said", "code"),
    [
        ("yuan", "CNY", "zh", "¥1,234,567", "¥#,##0"),
        ("yuan", "USD", "en", "US$1,234,567", '"US$"#,##0'),
        ("yuan", "TWD", "zh", "NT$1,234,567", '"NT$"#,##0'),
        ("wan", "CNY", "zh", "123.5万元", '0\\.0,"万元"'),
        ("wan", "USD", "zh", "123.5万美元", '0\\.0,"万美元"'),
        ("wan", "USD", "en", "US$1,235k", '"US$"#,##0,"k"'),
        ("wan", "EUR", "en", "€1,235k", '"€"#,##0,"k"'),
        ("count", "USD", "en", "1,234,567", "#,##0"),
    ],
)
def test_amounts_are_printed_in_the_currency_of_the_report(
    unit: Unit, currency: CurrencyCode, language: Language, said: str, code: str
) -> None:
    own = priced(unit, currency)
    assert text(1_234_567.0, own, language) == said
    assert number_format(own, language) == code


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_unit_of_money_in_a_table_and_a_chart_is_in_the_currency(
    currency: CurrencyCode,
) -> None:
    table, chart = in_currency((TABLE, CHART), currency)
    money = priced("yuan", currency)
    assert [column.unit for column in table.columns] == ["text", priced("wan", currency)]
    assert (chart.unit, chart.series[0].values[0].unit) == (money, money)
    assert table.rows[0][1].unit == money
    assert in_currency((table, chart), currency) == (table, chart)
    assert (table is TABLE) == (currency == "CNY")


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_currency_changes_the_look_of_an_amount_and_nothing_else(currency: CurrencyCode) -> None:
    own, home = unit_record(priced("wan", currency)), unit_record("wan")
    assert (own.barred, own.counted, own.least) == (home.barred, home.counted, home.least)
    assert own.printed.scale == home.printed.scale
