"""A small .xlsb, record by record as [MS-XLSB] has them: no free program writes one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = str | float | bool | None

_ROW, _ERROR, _BOOL, _REAL, _TEXT = 0, 3, 4, 5, 6
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_ROWS, _END_ROWS = 143, 144, 145, 146
_BOOK_OPTIONS, _SHEET, _DIMENSION = 153, 156, 148
_BEGIN_FORMATS, _END_FORMATS, _FORMAT = 617, 618, 47
_BEGIN_STYLES, _END_STYLES = 278, 279

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/workbook.bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)


def xlsb(rows: Sequence[Sequence[Value]], name: str = "工单", chart: str = "") -> bytes:
    """A workbook with one sheet; dates are written as text or as their serial numbers."""
    cells = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row)}
    return xlsb_at(cells, name, chart)


def xlsb_at(cells: Mapping[tuple[int, int], Value], name: str = "工单", chart: str = "") -> bytes:
    """A workbook with one sheet whose cells stand at (row, column), from 0, and maybe a chart."""
    sheet = _string("rId1") + _string(name)
    second = struct.pack("<II", 0, 2) + _string("rId2") + _string(chart)
    relations = [("rId1", "worksheet", "worksheets/sheet1.bin")]
    relations += [("rId2", "chartsheet", "chartsheets/sheet1.bin")] if chart else []
    book = [
        _record(_BEGIN_BOOK),
        _record(_BOOK_OPTIONS, struct.pack("<III", 0, 0, 0)),
        _record(_BEGIN_SHEETS),
        _record(_SHEET, struct.pack("<II", 0, 1) + sheet),
        _record(_SHEET, second) if chart else b"",
        _record(_END_SHEETS),
        _record(157),
        _record(_END_BOOK),
    ]
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": b"".join(book),
        "xl/_rels/workbook.bin.rels": _relations(*relations),
        "xl/worksheets/sheet1.bin": b"".join(_sheet(cells)),
    }
    parts |= {"xl/chartsheets/sheet1.bin": _record(129) + _record(130)} if chart else {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return file.getvalue()


def _sheet(cells: Mapping[tuple[int, int], Value]) -> Iterable[bytes]:
    last = (
        max((row for row, _ in cells), default=0),
        max((column for _, column in cells), default=0),
    )
    yield _record(_BEGIN_SHEET)
    yield _record(_DIMENSION, struct.pack("<IIII", 0, last[0], 0, last[1]))
    yield _record(_BEGIN_ROWS)
    row = -1
    for (at, column), value in sorted(cells.items()):
        if at != row:
            row = at
            yield _record(_ROW, struct.pack("<IIHBBB", row, 0, 300, 0, 0, 0) + bytes(4))
        yield from _cell(column, value)
    yield _record(_END_ROWS)
    yield _record(_END_SHEET)


def _cell(column: int, value: Value) -> Iterable[bytes]:
    place = struct.pack("<II", column, 0)
    match value:
        case bool():
            yield _record(_BOOL, place + bytes([value]))
        case str() if value.startswith("#"):
            yield _record(_ERROR, place + bytes([0x17]))  # #REF!
        case str():
            yield _record(_TEXT, place + _string(value))
        case None:
            return
        case _:
            yield _record(_REAL, place + struct.pack("<d", value))


def _record(kind: int, data: bytes = b"") -> bytes:
    """Type and length in groups of seven bits, the lowest first."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(data), []
    while length > 127:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    return head + bytes([*size, length]) + data


def _string(text: str) -> bytes:
    coded = text.encode("utf-16-le")
    return struct.pack("<I", len(coded) // 2) + coded


def _relations(*each: tuple[str, str, str]) -> str:
    """Id, kind and target of each."""
    written = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in each
    )
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{written}</Relationships>'
