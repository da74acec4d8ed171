"""What the report calls things is taken from the tables its trade declares."""

from __future__ import annotations

import pytest

from reportgen.extension.loader import load_plugins
from reportgen.labels import Label
from reportgen.metric.table_contracts import ColumnContract, Private, TableContract
from reportgen.report.trade_words import masked_kinds, whose

NAME = Label("x", "x")


def table(*columns: ColumnContract) -> tuple[TableContract, ...]:
    return (TableContract("stays", NAME, NAME, columns),)


@pytest.mark.parametrize(
    ("label", "zh", "en"),
    [
        (Label("酒店", "Hotel"), "酒店", "Hotel"),
        (Label("经销商代码", "Dealer code"), "经销商", "Dealer"),
        (Label("门店编号", "Store no."), "门店", "Store"),
    ],
)
def test_a_dealer_is_called_what_its_column_is_called(label: Label, zh: str, en: str) -> None:
    trade = table(ColumnContract("dealer", "code", label))
    assert (whose(trade, "zh"), whose(trade, "en")) == (zh, en)


def test_a_trade_without_such_a_column_has_the_word_of_the_engine() -> None:
    assert whose(table(ColumnContract("other", "code", NAME)), "zh") == ""


@pytest.mark.parametrize(
    ("private", "said"),
    [((), ""), (("text", "id"), ""), (("phone", "name"), "Names, phones"), (("vin",), "VINs")],
)
def test_only_kinds_that_the_tables_hold_are_named(private: tuple[Private, ...], said: str) -> None:
    columns = [ColumnContract(f"c{n}", "text", NAME, private=p) for n, p in enumerate(private)]
    assert masked_kinds(table(*columns), "en") == said


def test_the_bundled_trade_speaks_of_dealers_and_cars() -> None:
    trade = load_plugins().neighbours(["monthly_figures"])
    assert (whose(trade, "zh"), whose(trade, "en")) == ("经销商", "Dealer")
    assert masked_kinds(trade, "zh") == "姓名、电话、车牌、车架号"
