"""What the number format of a cell shows beyond its number: `00000123`, `92.5%`, `$1,234`.

Only what says something of the value is taken over: zeros and letters before a number, a percent
sign, a currency. Rounding is not, for a sum is made of the numbers themselves.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from lxml import etree

from reportgen.sources.cell_text import Cell, ShownNumber
from reportgen.sources.sheet_tokens import SheetTokens

_STYLES: Final = "xl/styles.xml"
_BUILT_IN: Final = {9: "0%", 10: "0.00%"}
"""Formats a workbook need not spell out, as far as they say something."""
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]')
"""Quoted and escaped text, room for a character, a currency, a colour or condition."""
_CURRENCY: Final = re.compile(r"(?:[A-Z]{2})?\$|[¥￥€£]|[A-Z]{3}$")
_ZEROS: Final = re.compile("0+")


def shown(value: float, code: str) -> Cell:
    """A number as a cell of that format shows it; the number itself where the format adds nothing.

    >>> shown(123, "00000000")
    ShownNumber(123.0)
    """
    text = _shown(float(value), code)
    return value if text is None else ShownNumber(value, text)


def with_formats(
    cells: Sequence[Sequence[Cell]], package: zipfile.ZipFile, part: str
) -> list[list[Cell]]:
    """The cells of an .xlsx sheet, from row 1 and column 1, its numbers as they are shown."""
    done = [list(row) for row in cells]
    styles = _telling(package)
    for row, column, code in _Formatted(package, part, styles).found if styles else ():
        if row < len(done) and column < len(done[row]):
            value = done[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                done[row][column] = shown(value, code)
    return done


class _Formatted(SheetTokens):
    """Row and column, from 0, and format of the cells whose format says something."""

    def __init__(self, package: zipfile.ZipFile, part: str, styles: Mapping[str, str]) -> None:
        super().__init__()
        self._styles = styles
        self.found: list[tuple[int, int, str]] = []
        self.read(package, part)

    def cell(self) -> None:
        """What a cell holds is read elsewhere."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Keep the cells of the styles."""
        if name == "c" and (code := self._styles.get(attributes.get("s", ""))):
            self.found.append((self.row - 1, self.column - 1, code))


def _telling(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Style → format, of the styles whose format shows more than the number."""
    if _STYLES not in package.namelist():
        return {}
    root = etree.fromstring(package.read(_STYLES))
    codes = _BUILT_IN | {
        int(each.get("numFmtId", "0")): str(each.get("formatCode", ""))
        for each in root.iter("{*}numFmt")
    }
    styles = root.find("{*}cellXfs")
    used = [int(each.get("numFmtId", "0")) for each in (() if styles is None else styles)]
    return {
        str(at): codes[number]
        for at, number in enumerate(used)
        if number in codes and _shown(1.0, codes[number]) is not None
    }


@lru_cache(maxsize=65_536)
def _shown(value: float, code: str) -> str | None:
    """The text of a number by the first section of a format; none where that adds nothing."""
    said, bare, literals = _parts(code)
    plain = f"{value:.15g}"
    if "%" in bare:
        return f"{(Decimal(plain) * 100).normalize():f}%"
    if mark := next((text for text in literals if _CURRENCY.fullmatch(text)), ""):
        return f"{'-' if value < 0 else ''}{mark}{plain.removeprefix('-')}"
    if value < 0 or not value.is_integer() or not _ZEROS.fullmatch(bare):
        return None
    digits = f"{int(value):0{len(bare)}d}"
    text = "".join(digits if part is None else part for part in said)
    return text if len(bare) > 1 or text[:1].isalpha() else None


@lru_cache(maxsize=1024)
def _parts(code: str) -> tuple[tuple[str | None, ...], str, tuple[str, ...]]:
    """A format's first section: literals around None for the number, the rest, the literals."""
    said: list[str | None] = []
    bare, at = "", 0
    for found in _LITERAL.finditer(code):
        between = code[at : found.start()]
        at = found.end()
        if ";" in between:
            break
        bare = _noted(between, bare, said)
        said.append(found[1] or found[2] or found[3] or "")
    else:
        between = code[at:]
    bare = _noted(between.split(";")[0], bare, said)
    return tuple(said), bare, tuple(part.strip() for part in said if part and part.strip())


def _noted(text: str, bare: str, said: list[str | None]) -> str:
    """Note text between literals: a currency is one itself, the rest stands for the number."""
    found = re.match(r"\s*([$€£¥￥])", text)
    if found:
        said.append(found[1])
        text = text[found.end() :]
    text = text.strip()
    if text and None not in said:
        said.append(None)
    return bare + text
