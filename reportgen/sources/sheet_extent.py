"""How far a sheet reaches: its last row and column, found without room for what lies between.

Each form of workbook is looked at in pieces, before a reader that trusts it reserves memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

CELLS: Final = 50_000_000
"""More cells than this, empty ones counted, would not fit in memory."""

_CHUNK: Final = 2**20
_OVERLAP: Final = 64
_ROWS: Final = re.compile(rb"""\sr=["'](\d{1,9})["']""")
_COLUMNS: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})\d""")
_SPANS: Final = re.compile(rb"""\sr=["']([A-Z]{3})\d""")
_WIDEST_PAIR: Final = 702  # column ZZ

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_RECORD_ROW: Final = 0
_RECORD_CELLS: Final = range(1, 12)
_SEVEN: Final = 0x7F


class Reach(NamedTuple):
    """The last row and column of a part, counted from 1."""

    row: int
    column: int

    @property
    def cells(self) -> int:
        """How many cells a reader makes room for."""
        return self.row * self.column

    @property
    def too_far(self) -> bool:
        """Whether a reader would run out of memory, or no program has such a row or column."""
        return self.cells > CELLS or self.row > LAST.row or self.column > LAST.column


LAST: Final = Reach(1_048_576, 16_384)
"""XFD1048576, the last cell of a sheet."""


def reaches(package: zipfile.ZipFile) -> Iterator[tuple[str, Reach]]:
    """Every part of a workbook that holds sheets, and how far it reaches."""
    for entry in package.infolist():
        name = entry.filename
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            yield name, reach_of_xml(package, name)
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            yield name, _reach_of_records(package, name)
        elif name == "content.xml":
            yield name, _reach_of_ods(package, name)


def chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked part in pieces that overlap, so that nothing hides on a seam."""
    tail = b""
    with package.open(part) as file:
        while piece := file.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def reach_of_xml(package: zipfile.ZipFile, part: str) -> Reach:
    """The largest row and column an .xlsx sheet names; short names are looked at if need be."""
    row, far = 1, 0
    for chunk in chunks(package, part):
        row = max(row, *map(int, _ROWS.findall(chunk)), 1)
        far = max(far, *(column_number(name) for name in set(_SPANS.findall(chunk))), 0)
    if far or not Reach(row, _WIDEST_PAIR).too_far:
        return Reach(row, far or 1)
    return Reach(row, max(_widest(chunk) for chunk in chunks(package, part)))


def _widest(chunk: bytes) -> int:
    return max(map(column_number, set(_COLUMNS.findall(chunk))), default=1)


def column_number(letters: bytes) -> int:
    """Column letters as a number: A = 1, XFD = 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _reach_of_records(package: zipfile.ZipFile, part: str) -> Reach:
    """The last row and column of an .xlsb sheet: its cells are records of type, length and data."""
    content = package.read(part)
    row, column, at = 0, 0, 0
    while at < len(content):
        kind, at = _seven_bits(content, at, 2)
        length, at = _seven_bits(content, at, 4)
        if kind == _RECORD_ROW:
            row = max(row, int.from_bytes(content[at : at + 4], "little") + 1)
        elif kind in _RECORD_CELLS:
            column = max(column, int.from_bytes(content[at : at + 4], "little") + 1)
        at += length
    return Reach(row, column)


def _seven_bits(content: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in bytes of seven bits, the lowest first, and where it ends."""
    number = 0
    for place in range(most):
        byte = content[at + place] if at + place < len(content) else 0
        number |= (byte & _SEVEN) << (7 * place)
        if byte <= _SEVEN:
            return number, at + place + 1
    return number, at + most


def _reach_of_ods(package: zipfile.ZipFile, part: str) -> Reach:
    """The last filled row and column of all sheets: rows and cells may be repeated."""
    row, last = 0, Reach(0, 0)
    with package.open(part) as file:
        ended = etree.iterparse(
            file, tag=(f"{_TABLE}table-row", f"{_TABLE}table"), resolve_entities=False
        )
        for _, element in ended:
            if element.tag == f"{_TABLE}table":
                row = 0
                continue
            row += _repeated(element, "rows")
            if width := _filled_width(element):
                last = Reach(max(last.row, row), max(last.column, width))
            element.clear()
    return last


def _filled_width(row: etree._Element) -> int:
    """The last cell of a row that holds something."""
    column = width = 0
    for cell in row:
        column += _repeated(cell, "columns")
        if len(cell) or any(name.startswith(_OFFICE) for name in cell.attrib):
            width = column
    return width


def _repeated(element: etree._Element, what: str) -> int:
    text = str(element.get(f"{_TABLE}number-{what}-repeated", "1"))
    return int(text) if text.isascii() and text.isdigit() else 1
