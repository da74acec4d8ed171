"""How far a sheet reaches: its last row and column, found without room for what lies between."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

CELLS: Final = 50_000_000
"""More cells than this, empty ones counted, would not fit in memory."""
_MANY: Final = 100_000
"""Cells below which any sheet is harmless."""
_LEAST: Final = 4
"""A filled cell takes more bytes than this."""
_EMPTIEST: Final = 16
"""A table may have that many blank cells beside a filled one."""

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

    def is_sparse(self, size: int) -> bool:
        """Whether a part of so many bytes has fewer cells than a reader makes room for."""
        return self.too_far or (self.cells > _MANY and size < self.cells * _LEAST)

    def is_hopeless(self, size: int) -> bool:
        """Whether it has so few that a reader would reserve memory for nothing."""
        return self.is_sparse(size * _EMPTIEST)


LAST: Final = Reach(1_048_576, 16_384)
"""XFD1048576, the last cell of a sheet."""


def records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a binary part: type, and where their data begin and end."""
    at = 0
    while at < len(content):
        kind, at = _seven_bits(content, at, 2)
        length, at = _seven_bits(content, at, 4)
        yield kind, at, at + length
        at += length


def reach_of_records(content: bytes) -> Reach:
    """The last row and column of an .xlsb sheet."""
    row = column = 0
    for kind, at, _ in records(content):
        if kind == _RECORD_ROW:
            row = max(row, int.from_bytes(content[at : at + 4], "little") + 1)
        elif kind in _RECORD_CELLS:
            column = max(column, int.from_bytes(content[at : at + 4], "little") + 1)
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


def reach_of_ods(package: zipfile.ZipFile, part: str) -> Reach:
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
    """How often a row or cell stands there; a reader may take `+5` for a number too."""
    text = str(element.get(f"{_TABLE}number-{what}-repeated", "1")).strip().lstrip("+")
    return int(text) if text.isascii() and text.isdigit() else 1
