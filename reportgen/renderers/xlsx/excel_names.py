"""Makes names a workbook accepts for sheets, tables and cells: unique and valid."""

from __future__ import annotations

import re
from typing import Final

from reportgen.renderers.xlsx.checked_writes import clean

LONGEST_SHEET_NAME: Final = 31
"""UTF-16 units of a sheet name, Excel's limit."""
_FORBIDDEN_IN_SHEET = re.compile(r"[\[\]:*?/\\$]+")
"""What Excel refuses, and `$`, which xlsxwriter drops where a small chart names its cells."""
_ESCAPE: Final = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
"""What a name must not hold: Excel reads `_x000D_` as a character in some parts, not in others."""
_RESERVED: Final = frozenset({"history", "历史记录"})


class Names:
    """Hands out names, each once; a workbook ignores case."""

    def __init__(self) -> None:
        self._sheets: set[str] = set(_RESERVED)
        self._defined: set[str] = set()

    def sheet(self, title: str) -> str:
        """Make a sheet name from a title: no forbidden mark, at most 31 units, never twice."""
        plain = _ESCAPE.sub("x", _FORBIDDEN_IN_SHEET.sub(" ", clean(title)))
        plain = " ".join(plain.split()).strip("' ")
        name, number = _short(plain or "-"), 2
        while name.casefold() in self._sheets:
            suffix = f" ({number})"
            name = _short(plain or "-", LONGEST_SHEET_NAME - len(suffix)) + suffix
            number += 1
        self._sheets.add(name.casefold())
        return name

    def table(self, table: str, part: int) -> str:
        """Make the name of a detail table: `tbl_repair_orders`, the second part `…_2`."""
        return self.defined(f"tbl_{table}" + (f"_{part + 1}" if part else ""))

    def defined(self, text: str) -> str:
        """Make a defined name from a text whose first part is a plain word and an underscore."""
        plain = re.sub(r"\W+", "_", clean(text)).strip("_")[:200]
        name, number = plain, 2
        while name.casefold() in self._defined:
            name, number = f"{plain}_{number}", number + 1
        self._defined.add(name.casefold())
        return name


def quoted(sheet: str) -> str:
    """Quote a sheet name as formulas and links write it."""
    return "'" + sheet.replace("'", "''") + "'"


def letters(index: int) -> str:
    """Return the letters of a column, counted from 0: `A`, `Z`, `AA`."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _short(text: str, units: int = LONGEST_SHEET_NAME) -> str:
    """Cut a text to so many UTF-16 units, never within a character."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip("' ")
