"""Formats values: as text in Word and in sentences, as a number format in Excel.

Both come from the record of the unit, so the two files show the same figure the same way. Rounding
is half up from the decimal a spreadsheet sees (15 significant digits), because that is what Excel
does with the same number; `round()` would print 0.4345 as 43.4 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from reportgen.document.blocks import Cell, Column, Course, Status
from reportgen.document.facts import Fact, Form, Shown, Words
from reportgen.labels import Language
from reportgen.metric.units import NumberFormat, Unit, unit_record
from reportgen.punctuation import with_remark

NULL: Final = "—"
"""What stands where there is no value; never 0, NaN or an error."""

SO_FAR: Final = "*"
"""What stands behind a figure of an unfinished month; a note above tells which days it is of."""

CellUnit: TypeAlias = Unit | Literal["text", "date"]

_BARE: Final = ("", "¥")
"""What may stand before a number in a format without quotation marks, in every version of Excel."""
_SCALED: Final = {Decimal(1): "", Decimal(100): "%", Decimal("0.001"): ","}
"""What makes a spreadsheet print a value at another scale."""


def number_look(unit: Unit, language: Language) -> NumberFormat:
    """Return how a unit is printed in one language."""
    record = unit_record(unit)
    match language:
        case "zh":
            return record.printed
        case "en":
            return record.english or record.printed


def fact_format(fact: Fact, language: Language) -> str:
    """Return the Excel number format of a fact; a change carries its sign."""
    code = number_format(fact.unit, language, digits_of(fact))
    if is_change(fact) and ";" not in code:
        code = f"+{code};-{code};{code}"
    mark = f'"{SO_FAR}"' if fact.so_far else ""
    return ";".join(f"{section}{mark}" for section in code.split(";"))


def is_change(fact: Fact) -> bool:
    """Tell whether a fact is the change of another one: only a change has been tested for noise."""
    return bool(fact.evidence)


def number_format(unit: CellUnit, language: Language, digits: int | None = None) -> str:
    """Return the Excel number format of a unit; `@` for text, ISO for dates.

    `digits` replaces the unit's own number of decimals, as a metric may ask for.
    """
    match unit:
        case "text":
            return "@"
        case "date":
            return "yyyy-mm-dd"
        case _:
            return _excel_code(number_look(unit, language), language, digits)


@lru_cache(maxsize=256)
def _excel_code(look: NumberFormat, language: Language, digits: int | None) -> str:
    """Return the Excel code that prints what `_number` prints in a sentence."""
    if look.code:
        return look.code
    decimals = look.decimals if digits is None else digits
    scaled, after = _SCALED[look.scale], look.after.in_(language)
    code = ("#,##0" if look.grouped else "0") + ("." + "0" * decimals if decimals else "") + scaled
    before = look.before.in_(language)
    code = f'"{before}"{code}' if before not in _BARE else f"{before}{code}"
    if after and after != scaled:
        code += f'"{after}"'
    return f"+{code};-{code};{code}" if look.signed else code


def digits_of(fact: Fact) -> int | None:
    """Return how many decimals a fact's metric asks for; null where the unit decides."""
    return fact.metric.digits if fact.metric else None


def text(what: Fact | float | None, unit: Unit, language: Language, form: Form = "value") -> str:
    """Format a fact or a plain number for a reader; `—` where there is none.

    A rate that is not known but lies between known ends is printed as these: `88.0%–93.5%`.
    A fact brings its own unit. Plain numbers know only the forms `value` and `size`; a form a fact
    has no evidence for (an interval it does not have) is `—`.
    """
    if not isinstance(what, Fact):
        return _number(what, unit, language, form)
    fact = what
    match form:
        case "fraction":
            return _marked(_fraction(fact, language), fact)
        case "full":
            return _full(fact, language)
        case "interval":
            return _between(fact, language)
        case "n":
            return _number(fact.n, "count", language)
        case "value" | "size":
            return _between(fact, language) if fact.bounded else _value(fact, language, form)


def _value(fact: Fact, language: Language, form: Form) -> str:
    said = _number(fact.value, fact.unit, language, form, digits_of(fact))
    return _marked(_signed(said) if form == "value" and is_change(fact) else said, fact)


def _between(fact: Fact, language: Language) -> str:
    ends = (fact.low, fact.high)
    low, high = (_number(end, fact.unit, language, digits=digits_of(fact)) for end in ends)
    return NULL if NULL in (low, high) else f"{low}–{high}"


def _marked(said: str, fact: Fact) -> str:
    """Mark a figure of an unfinished month."""
    return f"{said}{SO_FAR}" if fact.so_far and said != NULL else said


def shown(part: str | Shown, language: Language) -> str:
    """Format one part of a sentence."""
    if isinstance(part, str):
        return part
    return text(part.fact, part.fact.unit, language, part.form)


def plain(words: Words, language: Language) -> str:
    """Return a sentence as plain text."""
    return "".join(shown(part, language) for part in words)


def cell(value: Cell, unit: CellUnit, language: Language) -> str:  # noqa: PLR0911 one case a kind of cell
    """Format a table cell; `unit` is its column's and is used for plain numbers."""
    match value:
        case None:
            return NULL
        case str():
            return value
        case Fact():
            return text(value, value.unit, language)
        case Status(_, word):
            return word
        case Course(facts):
            return ends_of(facts, language)
        case tuple():
            return plain(value, language)
        case date():
            return value.isoformat()[:10]
        case _:
            return _number(value, _of_plain(unit), language)


FEWEST_POINTS: Final = 3
"""Known months from which a course is drawn; by judgement: two points are a change, no course."""


def ends_of(course: Sequence[Fact], language: Language) -> str:
    """Return the first and the last known figure of a course; `—` where it is too short to draw."""
    known = [fact for fact in course if fact.value is not None]
    if len(known) < FEWEST_POINTS:
        return NULL
    first, last = (text(fact, fact.unit, language) for fact in (known[0], known[-1]))
    return f"{first} → {last}"


def _of_plain(unit: CellUnit) -> Unit:
    match unit:
        case "text" | "date":
            return "number"
        case _:
            return unit


def has_bars(column: Column) -> bool:
    """Tell whether Excel draws data bars in a column: it asks for them and its unit allows them."""
    match column.unit:
        case "text" | "date":
            return False
        case unit:
            return column.bar and unit_record(unit).barred


def rounded(value: float, decimals: int, scale: Decimal = Decimal(1)) -> Decimal:
    """Round `value * scale` half up (away from zero), from the 15 digits a spreadsheet sees."""
    exact = Decimal(format(value, ".15g")) * scale
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@lru_cache(maxsize=1 << 14)
def _number(
    value: float | None,
    unit: Unit,
    language: Language,
    form: Form = "value",
    digits: int | None = None,
) -> str:
    if value is None or not math.isfinite(value):
        return NULL
    look = number_look(unit, language)
    figure = rounded(value, look.decimals if digits is None else digits, look.scale)
    plain_figure = f"{abs(figure):,f}"
    if look.trimmed and "." in plain_figure:
        plain_figure = plain_figure.rstrip("0").rstrip(".")
    sign = "-" if figure < 0 else "+" if look.signed and figure > 0 else ""
    if form == "size":
        sign = ""
    return f"{sign}{look.before.in_(language)}{plain_figure}{look.after.in_(language)}"


def _signed(said: str) -> str:
    """Add the sign to an increase; a change that rounds to nothing has none."""
    return said if said[0] in "+-" or is_nothing(said) else f"+{said}"


def is_nothing(said: str) -> bool:
    """Tell whether a formatted number has rounded to zero; `—` counts as nothing too."""
    return not any(digit in said for digit in "123456789")


def _fraction(fact: Fact, language: Language) -> str:
    if fact.top is None or fact.bottom is None:
        return NULL
    top, bottom = (_number(part, "number", language) for part in (fact.top, fact.bottom))
    return f"{top}/{bottom}"


def _full(fact: Fact, language: Language) -> str:
    value = text(fact, fact.unit, language)
    evidence = _fraction(fact, language)
    if evidence == NULL and fact.n is not None:
        evidence = f"n={_number(fact.n, 'count', language)}"
    if NULL in (value, evidence):
        return value
    return with_remark(value, evidence, language)
