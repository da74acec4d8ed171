"""The currencies: the unit an amount is counted in, and the marks it is written with.

To add a currency, add its record here: the spec then accepts its code, amounts written with its
marks are read, and reports print its symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from reportgen.labels import Label

CurrencyCode: TypeAlias = Literal[
    "CNY", "USD", "TWD", "HKD", "MOP", "SGD", "AUD", "CAD", "JPY", "EUR", "GBP"
]
"""ISO 4217."""
HOME: Final[CurrencyCode] = "CNY"


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency: its code, its marks and how it is printed.

    Attributes:
        symbol: What stands before an amount in a report.
        name: What a reader calls it.
        marks: Further marks exports write before or behind an amount. Several currencies may share
            one: `$` and 元 say little by themselves.
    """

    symbol: str
    name: Label
    marks: tuple[str, ...]


CURRENCIES: Final[Mapping[CurrencyCode, Currency]] = {
    "CNY": Currency("¥", Label("元", "yuan"), ("rmb", "cnh", "人民币", "元", "圆", "元人民币")),
    "USD": Currency("US$", Label("美元", "US dollars"), ("$", "美元", "美金")),
    "TWD": Currency("NT$", Label("新台币", "NT dollars"), ("$", "ntd", "nt", "新台币", "元", "圆")),
    "HKD": Currency("HK$", Label("港元", "HK dollars"), ("$", "港币", "港元", "元", "圆")),
    "MOP": Currency("MOP$", Label("澳门元", "patacas"), ("$", "澳门币", "葡币", "元", "圆")),
    "SGD": Currency("S$", Label("新加坡元", "Singapore dollars"), ("$", "新元", "新币", "元")),
    "AUD": Currency("A$", Label("澳元", "Australian dollars"), ("$", "au$", "澳元", "澳币")),
    "CAD": Currency("C$", Label("加元", "Canadian dollars"), ("$", "ca$", "加元", "加币")),
    "JPY": Currency("JP¥", Label("日元", "yen"), ("¥", "日元", "日圆", "円")),
    "EUR": Currency("€", Label("欧元", "euros"), ("欧元",)),
    "GBP": Currency("£", Label("英镑", "pounds"), ("英镑",)),
}


@cache
def currencies_of(mark: str) -> frozenset[CurrencyCode]:
    """Return the currencies a mark may stand for; the mark in simplified small letters."""
    return frozenset(
        code
        for code, currency in CURRENCIES.items()
        if mark in {currency.symbol.casefold(), code.casefold(), *currency.marks}
    )


def every_mark() -> frozenset[str]:
    """Return all marks, in simplified small letters."""
    return frozenset(
        mark
        for code, currency in CURRENCIES.items()
        for mark in (currency.symbol.casefold(), code.casefold(), *currency.marks)
    )
