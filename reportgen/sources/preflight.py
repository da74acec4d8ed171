"""What a file that claims to be a workbook really is, before any reader opens it.

A reader trusts the file: a stray cell in the last row and column makes it reserve hundreds of
gigabytes, a small archive can unpack to a terabyte. Both are refused here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final, Literal

from reportgen.errors import SourceError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_ENTRIES: Final = 2_000
_UNPACKED: Final = 512 * 2**20
_RATIO: Final = 200
_SMALL: Final = 2**20  # below this any ratio is harmless
_CELLS: Final = 50_000_000
_CHUNK: Final = 2**20
_OVERLAP: Final = 64
_BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHER: Final = (("word/", "a Word document"), ("ppt/", "a PowerPoint file"))
_ROWS: Final = re.compile(rb"""\sr=["'](\d{1,9})["']""")
_COLUMNS: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})\d""")
_SPANS: Final = re.compile(rb"""\sr=["']([A-Z]{3})\d""")
_WIDEST_PAIR: Final = 702  # column ZZ
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def inspect(content: bytes, file: str) -> None:
    """Let a workbook pass.

    Raises:
        SourceError: It is something else, is protected by a password, or would not fit in memory.
    """
    if content.startswith(_ZIP):
        _inspect_zip(content, file)
    elif content.startswith(_OLE):
        _inspect_ole(content, file)
    else:
        raise SourceError(f"{file}: {_what_else(content)}")


def disguise(content: bytes) -> Literal["html", "text", ""]:
    """What a file named like a workbook is instead, where that can be read too."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith((_ZIP, _OLE)) or start.startswith(b"%pdf"):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return ""
    if start.startswith(b"<") and any(tag in start for tag in (b"<html", b"<table", b"<!doctype")):
        return "html"
    plain = b"\x00" not in start or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if plain else ""


def _inspect_ole(content: bytes, file: str) -> None:
    """Old .xls files pass; the same container also holds encrypted workbooks and Word files."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SourceError(
            f"{file}: the workbook is protected by a password; save a copy without one"
        )
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise SourceError(f"{file}: this is an old Office file, but no workbook; export as .xlsx")


def _what_else(content: bytes) -> str:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return "this is a PDF, not a workbook; export the table as .xlsx"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "this is XML of Excel 2003 with a wrong ending; open it in Excel and save as .xlsx"
    return "this is no workbook; export it again as .xlsx"


def _inspect_zip(content: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bomb(package.infolist(), len(content), file)
            _refuse_others(package.namelist(), file)
            for entry in package.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    _inspect_part(package, entry, file)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise SourceError(
            f"{file}: the workbook is damaged ({error}); export or copy it again"
        ) from error


def _refuse_bomb(entries: list[zipfile.ZipInfo], packed: int, file: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _ENTRIES:
        raise SourceError(f"{file}: {len(entries)} parts in one workbook, at most {_ENTRIES}")
    if unpacked > _UNPACKED or (unpacked > _SMALL and unpacked > _RATIO * packed):
        raise SourceError(
            f"{file}: {packed / 2**20:.1f} MB that unpack to {unpacked / 2**20:.0f} MB; "
            "no export looks like this, split it into smaller files"
        )


def _refuse_others(names: list[str], file: str) -> None:
    if any(book in names for book in _BOOKS):
        return
    for folder, what in _OTHER:
        if any(name.startswith(folder) for name in names):
            raise SourceError(f"{file}: this is {what}, not a workbook; export the table as .xlsx")
    raise SourceError(f"{file}: this is a zip archive, not a workbook; unpack it first")


def _inspect_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> None:
    """Refuse document types in any part, and sheets with a cell far away."""
    sheet = entry.filename.startswith("xl/worksheets/")
    row, far = 1, 0
    for chunk in _chunks(package, entry):
        if _DOCTYPE.search(chunk):
            raise SourceError(
                f"{file}: {entry.filename} declares a document type; save it in Excel"
            )
        if sheet:
            row = max(row, *map(int, _ROWS.findall(chunk)), 1)
            far = max(far, *(_number(name) for name in set(_SPANS.findall(chunk))), 0)
    if sheet and row * max(far, _WIDEST_PAIR) > _CELLS:
        width = far or max(_widest(chunk) for chunk in _chunks(package, entry))
        if row * width > _CELLS:
            raise SourceError(
                f"{file}: {entry.filename} reaches to row {row} and column {width}; delete the "
                "stray cell at its end (Ctrl+End in Excel) and save"
            )


def _widest(chunk: bytes) -> int:
    return max(map(_number, set(_COLUMNS.findall(chunk))), default=1)


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part in pieces that overlap, so that nothing hides on a seam."""
    tail = b""
    with package.open(entry) as part:
        while piece := part.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _number(letters: bytes) -> int:
    """Column letters as a number: A = 1, XFD = 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
