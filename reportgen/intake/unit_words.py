"""Units as files write them, in cells (`1.2万公里`) and headers (`结算金额(万元)`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, TypeAlias

from reportgen.intake.folding import folded, simplified
from reportgen.metric.currencies import CurrencyCode, currencies_of, every_mark
from reportgen.metric.table_contracts import ColumnContract
from reportgen.metric.units import unit_record

Dimension: TypeAlias = Literal["money", "distance", "score", "plain"]

SIZES: Final[Mapping[str, float]] = {
    "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8,
    "k": 1e3, "'000": 1e3, "000": 1e3, "thousand": 1e3, "million": 1e6,
    "thousands": 1e3, "inthousands": 1e3, "millions": 1e6, "inmillions": 1e6,
    "qian": 1e3, "wan": 1e4, "yi": 1e8,
}  # fmt: skip
"""What stands before a unit, or alone, and how many units it is."""
_MILE: Final = 1.609344  # km, by definition
BASES: Final[Mapping[Dimension, Mapping[str, float]]] = {
    "money": {
        "元": 1, "圆": 1, "块": 1, "yuan": 1, "dollar": 1, "dollars": 1,
        "角": 0.1, "分": 0.01, "fen": 0.01, "cent": 0.01, "cents": 0.01,
    },
    "distance": {
        "公里": 1, "公里数": 1, "千米": 1, "km": 1, "kms": 1, "kilometer": 1, "kilometers": 1,
        "kilometre": 1, "kilometres": 1, "米": 1e-3,
        "mi": _MILE, "mile": _MILE, "miles": _MILE, "英里": _MILE, "哩": _MILE,
    },
    "score": {"分": 1, "%": 1, "points": 1, "pts": 1},
    "plain": dict.fromkeys(
        ("元", "圆", "公里", "千米", "km", "台次", "台", "辆", "次", "天", "日", "小时", "分", "件",
         "单", "人", "个", "项", "条", "%", "days", "hours", "times", "count", "pcs"),
        1,
    ),
}  # fmt: skip
"""What a column measures → unit, and how many of the contract's units it is."""
_REMARKS: Final = frozenset(
    ("含税", "含税价", "不含税", "未税", "未含税", "税前", "税后", "inctax", "incltax", "excltax",
     "extax", "inclvat", "exclvat", "tax", "必填", "选填", "可选", "required", "optional",
     "原", "现", "新", "旧", "合计", "总计", "total", "仪表", "进厂", "出厂", "in", "out")
)  # fmt: skip
"""Brackets of number columns that say something else than a unit."""
_PERIOD: Final = re.compile(
    r"(?:(?:20)?\d{2}年)?\d{1,2}月份?|20\d{2}年?(?:[-./]?\d{1,2})?|[本上当]月|今年|累计|实际|ytd|mtd"
)
"""Brackets that say of when the numbers are."""
_SCALES: Final = re.compile(r"(?:满分)?(\d{1,4})[分星]?制?|[01][-~–—至到/](\d{1,4})[分星]?制?")
BRACKETS: Final = re.compile(r"[(\[【〔{<《]([^)\]】〕}>》]{0,100})[)\]】〕}>》]")
"""Bounded: brackets that are opened only take quadratic time otherwise."""
_PARTS: Final = re.compile(r"[,;:、]")
_UNIT: Final = frozenset({"单位", "unit", "币种", "currency"})
_TAIL: Final = re.compile(
    r"(?:[\s_](mi|miles?|km|kms|cents?|fen|thousand|wan)"
    r"|((?:百|千|万|百万|亿)(?:元|公里)|英里))$"
)
"""A unit at the end of a header: a word of its own, or a size no name ends in by chance."""


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """What a header or a declaration says of the numbers below it.

    `currencies` are those an amount may be in; empty where nothing is said of that.
    """

    factor: float
    currencies: frozenset[CurrencyCode] = field(default_factory=frozenset)


def dimension(column: ColumnContract) -> Dimension:
    """What a column of numbers measures."""
    record = unit_record(column.unit)
    if column.traits.money:
        return "money"
    if record.distance:
        return "distance"
    return "score" if record.graded else "plain"


@cache
def unit_of(text: str, measure: Dimension) -> UnitSaid | None:
    """The unit a text names; none where it names none that the dimension has."""
    word = folded(text)
    currencies: frozenset[CurrencyCode] = frozenset()
    if measure == "money":
        word, currencies = _without_currency(word)
    size = max((each for each in SIZES if word.startswith(each)), key=len, default="")
    for name in {size, ""}:
        base = word.removeprefix(name)
        if base in BASES[measure] or (not base and (name or currencies)):
            factor = SIZES.get(name, 1) * BASES[measure].get(base, 1)
            own = currencies_of(base) if measure == "money" else frozenset()
            return UnitSaid(factor, currencies or own)
    return None


def _without_currency(word: str) -> tuple[str, frozenset[CurrencyCode]]:
    """A unit without the mark of a currency, `万美元` → `万`, and the currencies it may mean."""
    for mark in sorted(every_mark() - BASES["money"].keys(), key=len, reverse=True):
        if mark and (word.startswith(mark) or word.endswith(mark)):
            rest = word.removeprefix(mark) if word.startswith(mark) else word.removesuffix(mark)
            return rest, currencies_of(mark)
    return word, frozenset()


def brackets(header: str) -> tuple[str, ...]:
    """What stands in the brackets of a header, part by part: `(单位：元，含税)` → 元, 含税."""
    found = BRACKETS.findall(unicodedata.normalize("NFKC", header))
    parts = (part.strip() for text in found for part in _PARTS.split(text))
    return tuple(part for part in parts if part and folded(part) not in _UNIT)


def scale_of(header: str) -> float | None:
    """The best score a header names: `满意度(10分制)`, `Score (1-5)`."""
    for text in brackets(header):
        found = _SCALES.fullmatch(simplified(re.sub(r"\s", "", text)))
        if found:
            return float(found[1] or found[2])
    return None


def header_unit(header: str, column: ColumnContract) -> tuple[UnitSaid | None, str]:
    """The unit a header names for a column of numbers; and the brackets nobody understands."""
    measure = dimension(column)
    said: UnitSaid | None = None
    for text in brackets(header):
        found = unit_of(text, measure)
        if found is not None:
            said = found
        elif not _is_remark(text, measure):
            return None, text
    if said is None and (tail := _TAIL.search(simplified(header.strip()).lower())):
        said = unit_of(tail[1] or tail[2], measure)
    return said, ""


def _is_remark(text: str, measure: Dimension) -> bool:
    word = folded(text)
    scale = measure == "score" and scale_of(f"({text})") is not None
    return word in _REMARKS or _PERIOD.fullmatch(word) is not None or scale
