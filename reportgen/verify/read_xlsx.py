"""Reads a finished workbook: the values and number formats of its sheets' cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from xml.parsers.expat import ParserCreate

from reportgen.renderers.open_package import Package
from reportgen.renderers.xlsx.shared_strings import SharedStrings

if TYPE_CHECKING:
    from lxml.etree import _Element

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_D: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CELL: Final = re.compile(
    r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?[^>/]*>'
    r"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?(?:<v[^>]*>([^<]*)</v>|<is>(.*?)</is>)",
    re.DOTALL,
)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORMULA: Final = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f')
_TEXT: Final = re.compile(r"<t\b[^>]*>([^<]*)</t>")
_BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 49: "@",
}  # fmt: skip


CellKind: TypeAlias = Literal["head", "table", "free"]
"""The head of a table, a cell within one, or text without lines around it."""


class Cell(NamedTuple):  # a workbook has thousands, and these are made fastest
    """One filled cell: its stored value, its number format and its kind."""

    place: str
    column: int
    value: str | float
    code: str = "@"
    kind: CellKind = "free"

    @property
    def text(self) -> str:
        """The text of the cell; empty for a number."""
        return self.value if isinstance(self.value, str) else ""


class Anchored(NamedTuple):
    """A chart or a picture on a sheet: its part, and the row of its upper edge."""

    part: str
    row: int

    @property
    def native(self) -> bool:
        """Whether it is a chart that Excel draws."""
        return posixpath.basename(self.part).startswith("chart")


class ReadSheet:
    """A sheet for reading, searched on demand; parsing it whole takes three times as long.

    Raises:
        ExpatError: The sheet is no XML.
    """

    def __init__(self, name: str, part: str, book: Workbook) -> None:
        self.name, self.part, self._book = name, part, book
        xml = book.parts[part]
        ParserCreate().Parse(xml, True)  # noqa: FBT003 its only way to say that this is all
        self._xml = xml.decode()

    @cached_property
    def title(self) -> str:
        """The text of its first cell."""
        row = next(iter(self.read(rows=1)), [])
        return row[0].text if row else ""

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """Its filled rows."""
        return self.read()

    @cached_property
    def cells(self) -> dict[str, object]:
        """Its values by place."""
        return {cell.place: cell.value for row in self.rows for cell in row}

    @cached_property
    def formulas(self) -> frozenset[str]:
        """The places of its formulas."""
        return frozenset(_FORMULA.findall(self._xml))

    @cached_property
    def drawings(self) -> list[Anchored]:
        """Its charts and pictures, each kind in the order in which it was added."""
        found, parts = [], self._book.parts
        for drawing in parts.targets(self.part).values():
            if "/drawings/drawing" in drawing and drawing in parts:
                links = parts.targets(drawing)
                for anchor in parts.root(drawing):
                    row = int(anchor.findtext(f"{_D}from/{_D}row", "0")) + 1
                    for one in anchor.iter():
                        target = links.get(one.get(f"{_R}id", one.get(f"{_R}embed", "")), "")
                        if target:
                            found.append(Anchored(target, row))
        return found

    @property
    def tail(self) -> str:
        """The XML behind its rows: links, data bars, small charts."""
        return self._xml[self._xml.rfind("</sheetData>") :]

    def read(self, rows: int = 0) -> list[list[Cell]]:
        """Read its filled rows, or only the first ones."""
        end = self._xml.find(f'<row r="{rows + 1}"') if rows else -1
        xml = self._xml[:end] if end > 0 else self._xml
        found: list[list[Cell]] = []
        before = ""
        strings, styles = self._book.strings, self._book.styles
        for column, row, style, kind, stored, inline in _CELL.findall(xml):
            if row != before:
                found.append([])
                before = row
            value = strings[int(stored)] if kind == "s" else _value(kind, stored, inline)
            place = column + row
            found[-1].append(Cell(place, column_of(column), value, *styles[int(style or 0)]))
        return found


@dataclass(frozen=True)
class Workbook:
    """A finished workbook; its sheets are read on demand."""

    parts: Package

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """The part of every sheet by its name, in order."""
        links = self.parts.targets("xl/workbook.xml")
        return {
            one.get("name", ""): links.get(one.get(f"{_R}id", ""), "")
            for one in self._book.iter(f"{_S}sheet")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The cell of each defined name: `'流失分析'!$B$6`."""
        return {one.get("name", ""): one.text or "" for one in self._book.iter(f"{_S}definedName")}

    @cached_property
    def tables(self) -> dict[str, list[str]]:
        """The parts of the tables by sheet part, for the sheets of detail rows."""
        found = {}
        for part in self.sheet_parts.values():
            linked = self.parts.targets(part).values()
            if tables := [one for one in linked if "/tables/" in one]:
                found[part] = tables
        return found

    @cached_property
    def reading(self) -> list[ReadSheet]:
        """The sheets for reading: all but those of detail rows."""
        return [
            ReadSheet(name, part, self)
            for name, part in self.sheet_parts.items()
            if part not in self.tables
        ]

    @cached_property
    def cells(self) -> CellsOfBook:
        """The values by sheet and place, of the sheets for reading."""
        return CellsOfBook(self.reading)

    @cached_property
    def _book(self) -> _Element:
        return self.parts.root("xl/workbook.xml")

    def drawings(self) -> Iterator[_Element]:
        """Return the drawings on the sheets for reading."""
        for sheet in self.reading:
            for part in self.parts.targets(sheet.part).values():
                if "/drawings/drawing" in part and part in self.parts:
                    yield self.parts.root(part)

    @cached_property
    def strings(self) -> SharedStrings:
        """The shared strings of the workbook."""
        return SharedStrings.of(self.parts)

    @cached_property
    def styles(self) -> list[tuple[str, CellKind]]:
        """The number format and the kind of every cell style."""
        if "xl/styles.xml" not in self.parts:
            return [("General", "free")]
        styles = self.parts.root("xl/styles.xml")
        own = {
            int(one.get("numFmtId", "0")): one.get("formatCode", "")
            for one in styles.iter(f"{_S}numFmt")
        }
        known = _BUILT_IN | own
        white = [
            one.find(f"{_S}color[@rgb='FFFFFFFF']") is not None for one in _listed(styles, "fonts")
        ]
        lined = [
            one.find(f"{_S}left[@style='thin']") is not None for one in _listed(styles, "borders")
        ]

        def kind(style: _Element) -> CellKind:
            if not lined[int(style.get("borderId", "0"))]:
                return "free"
            return "head" if white[int(style.get("fontId", "0"))] else "table"

        return [
            (known.get(int(one.get("numFmtId", "0")), "General"), kind(one))
            for one in _listed(styles, "cellXfs")
        ]


def _listed(styles: _Element, name: str) -> Iterable[_Element]:
    found = styles.find(f"{_S}{name}")
    return found if found is not None else ()


class CellsOfBook(Mapping[str, Mapping[str, object]]):
    """The values of a workbook by sheet and place; a sheet is read when asked for."""

    def __init__(self, sheets: Iterable[ReadSheet]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}

    def __getitem__(self, name: str) -> Mapping[str, object]:
        return self._sheets[name].cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)


def _value(kind: str, stored: str, inline: str) -> str | float:
    """Return the value of a cell that is no shared string, from its type and the texts inside."""
    if kind == "inlineStr":
        return unescape("".join(_TEXT.findall(inline)))
    if kind in {"", "n"}:
        try:
            return float(stored)
        except ValueError:
            return stored
    return unescape(stored)


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """Return the number of a column such as `AB`, counted from 0."""
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1


def row_number(cell: Cell) -> int:
    """Return the number of the row a cell is in."""
    return int(cell.place.lstrip(_LETTERS))
