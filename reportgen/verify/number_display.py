"""Renders numbers under Excel number formats, independently of the writer.

Only what `reportgen.document.formats` uses: sections, quoted and escaped literals, digit places,
grouping, percent, and commas that divide by 1,000. Anything else raises, so that a new kind of
format is not taken for checked.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|([0#.,%])|([ +\-¥$])')
_DIGITS: Final = ".15g"
"""A spreadsheet sees 15 significant digits."""


DAY_ZERO: Final = date(1899, 12, 30)
"""The day a workbook counts from."""
DAY_CODE: Final = "yyyy-mm-dd"
_DAYS: Final = 2_000_000
"""Days that are shown as dates, up to the year 7375; Excel itself ends with the year 9999."""


@lru_cache(maxsize=4096)
def display(value: float, code: str) -> str:
    """Return the text that a number shows under a number format.

    Raises:
        ValueError: The format has a mark this reader does not know.
    """
    exact = Decimal(format(value, _DIGITS))
    sections = code.split(";")
    section = sections[0]
    if len(sections) > 1 and exact < 0:
        section, exact = sections[1], -exact
    elif len(sections) > 2 and not exact:  # noqa: PLR2004 the third section is that of zero
        section = sections[2]
    shown = _section(abs(exact), section)
    return f"-{shown}" if exact < 0 and re.search("[1-9]", shown) else shown


def looks(value: float, code: str) -> str:
    """Return what a cell shows; empty for a format this reader does not know."""
    if code == DAY_CODE:
        return (DAY_ZERO + timedelta(days=value)).isoformat() if 0 <= value < _DAYS else ""
    try:
        return display(value, code)
    except ValueError:
        return ""


def _section(number: Decimal, section: str) -> str:
    tokens = list(_tokens(section))
    marks = [at for at, (literal, mark) in enumerate(tokens) if not literal and mark in "0#"]
    if not marks:
        return "".join(text for _, text in tokens)
    point = next((at for at, token in enumerate(tokens) if token == (False, ".")), len(tokens))
    places = [at for at in marks if at < point]
    decimals = len(marks) - len(places)
    commas = [at for at, token in enumerate(tokens) if token == (False, ",")]
    scaling = sum(at > marks[-1] for at in commas)
    percent = sum(token == (False, "%") for token in tokens)
    scaled = number.scaleb(2 * percent - 3 * scaling)
    figure = f"{scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    whole, _, rest = figure.partition(".")
    # `#` places show no zero that does not count
    least = sum(tokens[at][1] == "0" for at in places)
    whole = whole.lstrip("0").rjust(least, "0")
    if any(at < marks[-1] for at in commas):
        whole = f"{int(whole or 0):,}" if whole else ""
    return _filled(tokens, places, point, whole, rest)


def _filled(
    tokens: list[tuple[bool, str]], places: list[int], point: int, whole: str, rest: str
) -> str:
    """Put the digits in their places; the first place takes all that do not fit behind it."""
    digits: dict[int, str] = {}
    for at in reversed(places[1:]):
        whole, digits[at] = (whole[:-1], whole[-1]) if whole and "," not in whole else (whole, "")
    if places:
        digits[places[0]] = whole
    left = list(rest)
    out = []
    for at, (literal, text) in enumerate(tokens):
        if literal or text == "%":
            out.append(text)
        elif at in digits:
            out.append(digits[at])
        elif text in "0#":
            out.append(left.pop(0))
        elif at == point:
            out.append(".")
    return "".join(out)


def _tokens(section: str) -> list[tuple[bool, str]]:
    """Yield the pieces of a format, each with whether it is a literal."""
    found, at = [], 0
    while at < len(section):
        match = _TOKEN.match(section, at)
        if match is None:
            raise ValueError(f"number format '{section}': unknown mark '{section[at]}'")
        quoted, escaped, mark, bare = match.groups()
        literal = quoted if quoted is not None else escaped or bare
        found.append((mark is None, mark if mark is not None else literal))
        at = match.end()
    return found
