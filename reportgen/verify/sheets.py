"""Reads a finished workbook: the values and number formats of its sheets' cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers.expat import ParserCreate

from reportgen.renderers.xlsx.strings import SharedStrings
from reportgen.verify.word import relations

if TYPE_CHECKING:
    from lxml.etree import _Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL: Final = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?[^>/]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?(?:<v[^>]*>([^<]*)</v>|<is>(.*?)</is>)",
    re.DOTALL,
)
_TEXT: Final = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
_BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 49: "@",
}  # fmt: skip


class Cell(NamedTuple):  # a workbook has thousands, and these are made fastest
    """One filled cell: its value as stored, its number format."""

    place: str
    column: int
    value: str | float
    code: str

    @property
    def text(self) -> str:
        """The text of the cell; empty for a number."""
        return self.value if isinstance(self.value, str) else ""


@dataclass(slots=True)
class Sheet:
    """A sheet for reading: its filled rows, and the parts of its native charts."""

    name: str
    rows: list[list[Cell]]
    charts: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What its first cell says."""
        return self.rows[0][0].text if self.rows and self.rows[0] else ""


@dataclass(frozen=True)
class Workbook:
    """A workbook as it lies on disk; sheets are read when asked for."""

    parts: Mapping[str, bytes]

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Name of every sheet → its part, in order."""
        links = relations(self.parts, "xl/workbook.xml")
        return {
            one.get("name", ""): links.get(one.get(f"{_R}id", ""), "")
            for one in self._book.iter(f"{_S}sheet")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Defined name → the cell it means, `'流失分析'!$B$6`."""
        return {one.get("name", ""): one.text or "" for one in self._book.iter(f"{_S}definedName")}

    @cached_property
    def tables(self) -> dict[str, list[str]]:
        """Sheet part → the parts of its tables, for the sheets of detail rows."""
        found = {}
        for part in self.sheet_parts.values():
            linked = relations(self.parts, part).values()
            if tables := [one for one in linked if "/tables/" in one]:
                found[part] = tables
        return found

    @cached_property
    def reading(self) -> list[Sheet]:
        """Every sheet but those of detail rows."""
        return [
            self._sheet(name, part)
            for name, part in self.sheet_parts.items()
            if part not in self.tables
        ]

    @cached_property
    def cells(self) -> dict[str, dict[str, object]]:
        """Sheet → place → value, of the sheets for reading."""
        return {
            sheet.name: {cell.place: cell.value for row in sheet.rows for cell in row}
            for sheet in self.reading
        }

    @cached_property
    def _book(self) -> _Element:
        return _root(self.parts["xl/workbook.xml"])

    @cached_property
    def _strings(self) -> SharedStrings:
        return SharedStrings(self.parts.get("xl/sharedStrings.xml", b""))

    @cached_property
    def _codes(self) -> list[str]:
        """The number format of every style of a cell."""
        if "xl/styles.xml" not in self.parts:
            return ["General"]
        styles = _root(self.parts["xl/styles.xml"])
        own = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "")
            for one in styles.iter(f"{_S}numFmt")
        }
        known = _BUILT_IN | own
        used = styles.find(f"{_S}cellXfs")
        listed = used if used is not None else []
        return [known.get(int(one.get("numFmtId", "0")), "General") for one in listed]

    def _sheet(self, name: str, part: str) -> Sheet:
        """A sheet's filled cells: searched, because parsing them all takes three times as long.

        Raises:
            ExpatError: The sheet is no XML.
        """
        xml = self.parts[part]
        ParserCreate().Parse(xml, True)  # noqa: FBT003 its only way to say that this is all
        rows: dict[bytes, list[Cell]] = {}
        codes = self._codes
        for letters, row, style, kind, stored, inline in _CELL.findall(xml):
            column = letters.decode()
            value = self._value(kind, stored, inline)
            cell = Cell(f"{column}{row.decode()}", column_of(column), value, codes[int(style or 0)])
            rows.setdefault(row, []).append(cell)
        return Sheet(name, list(rows.values()), self._charts(part))

    def _value(self, kind: bytes, stored: bytes, inline: bytes) -> str | float:
        if kind == b"s":
            return self._strings[int(stored)]
        if kind == b"inlineStr":
            return unescape(b"".join(_TEXT.findall(inline)).decode())
        if kind in {b"", b"n"}:
            try:
                return float(stored)
            except ValueError:
                return stored.decode()
        return unescape(stored.decode())

    def _charts(self, part: str) -> list[str]:
        """The chart parts of a sheet, in the order in which they were put there."""
        found = []
        for drawing in relations(self.parts, part).values():
            if "/drawings/drawing" in drawing and drawing in self.parts:
                links = relations(self.parts, drawing)
                for one in _root(self.parts[drawing]).iter():
                    target = links.get(one.get(f"{_R}id", ""), "")
                    if posixpath.basename(target).startswith("chart"):
                        found.append(target)
        return found


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """The number of a column such as `AB`, counted from 0."""
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1


def _root(part: bytes) -> _Element:
    from lxml import etree  # noqa: PLC0415 keeps importing this cheap

    return etree.fromstring(part, etree.XMLParser(huge_tree=True))
