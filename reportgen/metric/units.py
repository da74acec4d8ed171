"""Units: one record each, with everything that is asked about the figures of a unit.

To add a unit, give it a word in `Unit` and a record in `unit_record`; to change the decimals of
percentages, change them here. No other module asks which unit it has before it: a test holds it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Final, Literal, TypeAlias, cast

from reportgen.labels import Label
from reportgen.metric.currencies import CURRENCIES, HOME, CurrencyCode

Unit: TypeAlias = Literal[
    "count",  # how many of something
    "share",  # k of n, a proportion 0 to 1: printed as a percentage, has a Wilson interval
    "percent",  # a ratio (1.0 is 100 %) printed as a percentage that may exceed 100 %
    "points",  # a difference of shares in percentage points: 3.8 is 3.8 points
    "growth",  # a change by an earlier figure: 0.24 is +24.0 %
    "score",  # 0 to 100
    "yuan",
    "wan",  # yuan printed as 万元 (in English as thousands)
    "days",
    "hours",
    "minutes",
    "km",
    "per_day",
    "per_1000",
    "times",  # a plain quotient, as visits per vehicle
    "number",  # anything else, two decimals at most
]
"""What a number counts; it decides how the number is printed."""

_MONEY: Final[frozenset[Unit]] = frozenset({"yuan", "wan"})
_NOTHING: Final = Label("", "")


def _same(text: str) -> Label:
    return Label(text, text)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a figure is printed: `value * scale` with `decimals`, between `before` and `after`.

    Attributes:
        decimals: How many.
        scale: 1, 100 (Excel's `%`) or 0.001 (Excel's `,`); another one needs a `code`.
        before: What stands before the figure.
        after: What stands after it.
        grouped: Whether Excel separates thousands.
        signed: Whether a figure above zero has its sign.
        trimmed: Whether a sentence leaves zeros at the end out.
        code: The Excel number format where none follows from the rest; its decimals are fixed.
    """

    decimals: int
    scale: Decimal = Decimal(1)
    before: Label = _NOTHING
    after: Label = _NOTHING
    grouped: bool = True
    signed: bool = False
    trimmed: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """What the engine needs to know about a unit.

    Attributes:
        name: What the workbook calls it.
        printed: How figures look in Word, in sentences and in Excel.
        english: How they look in English, where English counts in another size.
        percentage: Whether the decimals a report sets for percentages replace its own.
        proportion: Whether it is k of n: has a Wilson interval, fits a funnel, and a change is
            tested as a difference of two proportions.
        counted: Whether it is a number of cases: whole steps on an axis, and a change is tested as
            a difference of two counts.
        graded: Whether an export may hold it on another scale (1 to 10 for 0 to 100).
        distance: Whether an export may hold it in miles.
        changes_in: The unit of its change, where that is another one.
        judged: By what a change, in this unit, is called clear or strong: its part of the earlier
            value, or itself, in points of 0 to 100 or in days. The steps are `section`'s.
        least: What no figure falls below; an axis ends there.
        most: What no figure exceeds; an axis ends there.
        barred: Whether Excel draws data bars where a column asks for them: nothing of the unit is
            0. Bars of scores that lie close together would all look alike.
    """

    name: Label
    printed: NumberFormat
    english: NumberFormat | None = None
    percentage: bool = False
    proportion: bool = False
    counted: bool = False
    graded: bool = False
    distance: bool = False
    changes_in: Unit | None = None
    judged: Literal["relative", "points", "days"] = "relative"
    least: float = -math.inf
    most: float = math.inf
    barred: bool = False


_PERCENT: Final = NumberFormat(1, Decimal(100), after=_same("%"), grouped=False)
_YUAN: Final = _same("¥")


@cache
def unit_record(unit: Unit) -> UnitRecord:  # noqa: C901, PLR0911, PLR0912 one case a unit
    """Return the record of a unit."""
    base, _, code = unit.partition(" ")
    if code:
        return _in_currency(cast("Unit", base), cast("CurrencyCode", code))
    match unit:
        case "count":
            return UnitRecord(
                name=Label("个", "count"),
                printed=NumberFormat(0),
                counted=True,
                least=0.0,
                barred=True,
            )
        case "share":
            return UnitRecord(
                name=Label("占比", "share"),
                printed=_PERCENT,
                percentage=True,
                proportion=True,
                changes_in="points",
                least=0.0,
                most=1.0,
                barred=True,
            )
        case "percent":
            return UnitRecord(
                name=Label("百分比", "percent"),
                printed=_PERCENT,
                percentage=True,
                changes_in="points",
            )
        case "points":
            return UnitRecord(
                name=Label("百分点", "percentage points"),
                printed=NumberFormat(1, after=Label("个百分点", " pp"), grouped=False, signed=True),
                percentage=True,
                judged="points",
            )
        case "growth":
            return UnitRecord(
                name=Label("增长率", "growth"),
                printed=NumberFormat(1, Decimal(100), after=_same("%"), grouped=False, signed=True),
                percentage=True,
            )
        case "score":
            return UnitRecord(
                name=Label("分（0–100）", "score (0–100)"),
                printed=NumberFormat(1),
                graded=True,
                judged="points",
                least=0.0,
                most=100.0,
            )
        case "yuan":
            return UnitRecord(
                name=Label("元", "yuan"), printed=NumberFormat(0, before=_YUAN), barred=True
            )
        case "wan":
            return UnitRecord(
                name=Label("万元", "thousand yuan"),
                # A comma divides by 1,000 and the escaped point stands before the last digit.
                printed=NumberFormat(
                    1, Decimal("0.0001"), after=_same("万元"), code='0\\.0,"万元"'
                ),
                english=NumberFormat(0, Decimal("0.001"), before=_YUAN, after=_same("k")),
                barred=True,
            )
        case "days":
            return UnitRecord(
                name=Label("天", "days"),
                printed=NumberFormat(1, after=Label("天", " days")),
                judged="days",
            )
        case "hours":
            return UnitRecord(
                name=Label("小时", "hours"), printed=NumberFormat(1, after=Label("小时", " hours"))
            )
        case "minutes":
            return UnitRecord(
                name=Label("分钟", "minutes"),
                printed=NumberFormat(1, after=Label("分钟", " minutes")),
            )
        case "km":
            return UnitRecord(
                name=Label("公里", "km"),
                distance=True,
                printed=NumberFormat(0, after=Label("公里", " km")),
            )
        case "per_day":
            return UnitRecord(name=Label("每天", "per day"), printed=NumberFormat(1))
        case "per_1000":
            return UnitRecord(name=Label("每千", "per 1,000"), printed=NumberFormat(1))
        case "times":
            return UnitRecord(name=Label("次", "times"), printed=NumberFormat(2), barred=True)
        case "number":
            return UnitRecord(
                name=Label("数值", "number"), printed=NumberFormat(2, trimmed=True), barred=True
            )


def priced(unit: Unit, currency: CurrencyCode) -> Unit:
    """Return a unit of money in a currency (`yuan USD` for `yuan`); any other unit as it is."""
    return unit if currency == HOME or unit not in _MONEY else cast("Unit", f"{unit} {currency}")


def unpriced(unit: str) -> str:
    """Return `yuan` for `yuan USD`; any other word as it is."""
    kind, _, code = unit.partition(" ")
    return kind if kind in _MONEY and code in CURRENCIES else unit


def _in_currency(unit: Unit, code: CurrencyCode) -> UnitRecord:
    """Return the record of a unit of money in another currency."""
    currency, record = CURRENCIES[code], unit_record(unit)
    mark, name = _same(currency.symbol), currency.name
    if record.english is None:
        return replace(record, name=name, printed=replace(record.printed, before=mark))
    large = f"万{name.zh}"
    return replace(
        record,
        name=Label(large, f"thousand {name.en}"),
        printed=replace(record.printed, after=_same(large), code=f'0\\.0,"{large}"'),
        english=replace(record.english, before=mark),
    )
