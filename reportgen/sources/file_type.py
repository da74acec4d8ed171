"""What a file that claims to be a workbook really is, before any reader opens it.

A reader trusts the file, and a small archive can unpack to a terabyte: it is refused here.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from lxml import etree

from reportgen.errors import SourceError
from reportgen.sources.sheet_extent import chunks

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_ENTRIES: Final = 2_000
_UNPACKED: Final = 512 * 2**20
_RATIO: Final = 200
_SMALL: Final = 2**20  # below this any ratio is harmless
_BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHER: Final = (("word/", "a Word document"), ("ppt/", "a PowerPoint file"))
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip
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


def refuse_no_text(content: bytes, file: str) -> None:
    """Refuse a workbook, a PDF or a web page that is named like a text file.

    Raises:
        SourceError: It says what the file is and how to read it.
    """
    what = {_ZIP: "a workbook or another archive", _OLE: "an old workbook"}
    other = {b"%PDF": "a PDF", b"PAR1": "a Parquet file"}
    for start, name in {**what, **other}.items():
        if content.startswith(start):
            kind = "excel" if start in what else "parquet" if start == b"PAR1" else ""
            advice = f"read it with `type: {kind}`" if kind else "export the table as text or .xlsx"
            raise SourceError(f"{file}: this is {name} with the wrong ending, no text; {advice}")
    if disguise(content) == "html":
        raise SourceError(
            f"{file}: this is a web page with the wrong ending, no text; read it with `type: excel`"
        )


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
    with opened(content, file) as package:
        _refuse_bomb(package.infolist(), len(content), file)
        _refuse_others(package.namelist(), file)
        for entry in package.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                _refuse_doctype(package, entry.filename, file)


@contextmanager
def opened(content: bytes, file: str) -> Iterator[zipfile.ZipFile]:
    """A workbook as the archive it is.

    Raises:
        SourceError: It is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield package
    except _DAMAGE as error:
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


def _refuse_doctype(package: zipfile.ZipFile, part: str, file: str) -> None:
    """A document type may name other files, or unfold to gigabytes."""
    if any(_DOCTYPE.search(chunk) for chunk in chunks(package, part)):
        raise SourceError(f"{file}: {part} declares a document type; save it in Excel")
