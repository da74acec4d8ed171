"""What a file that claims to be a workbook really is, before any reader opens it.

A reader trusts the file, and a small archive can unpack to a terabyte: it is refused here.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final, Literal

from lxml import etree

from reportgen.errors import SourceError
from reportgen.sources.encodings import ZEROS, wide
from reportgen.sources.workbook_parts import book_part

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_STREAMS: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
"""How workbooks of Excel 2 to 4 begin, and newer ones without their container."""
_HEAD: Final = 8192
_LINES: Final = 50
_MOSTLY: Final = 0.8
_JSON: Final = re.compile(rb'[\[{]\s*["\[{]')
_ENTRIES: Final = 2_000
_UNPACKED: Final = 512 * 2**20
_RATIO: Final = 200
_SMALL: Final = 2**20  # below this any ratio is harmless
_OTHER: Final = (("word/", "a Word document"), ("ppt/", "a PowerPoint file"))
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip


def inspect(content: bytes, file: str) -> None:
    """Let a workbook pass.

    Raises:
        SourceError: It is something else, is protected by a password, or would not fit in memory.
    """
    if content.startswith(_ZIP):
        _inspect_zip(content, file)
    elif content.startswith(_OLE):
        _refuse_protected(content, file)
    elif not content.startswith(_STREAMS):
        raise SourceError(f"{file}: {_what_else(content)}")


def disguise(content: bytes) -> Literal["html", "text", ""]:
    """What a file named like a workbook is instead, where that can be read too."""
    start = _start(content)
    if content.startswith((_ZIP, _OLE, *_STREAMS)) or start.startswith(b"%pdf"):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith(b"<?xml"):
        return ""
    if start.startswith(b"<") and any(tag in start for tag in (b"<html", b"<table", b"<!doctype")):
        return "html"
    if is_archive(content):
        return "html"
    head = content[:_HEAD]
    return "text" if wide(head) or head.count(0) * ZEROS < len(head) else ""


def is_archive(content: bytes) -> bool:
    """Whether a file is a web page saved with all it shows (MHTML), a message of several parts."""
    start = _start(content)
    return b"mime-version:" in start and b"multipart/" in start


def _start(content: bytes) -> bytes:
    """The beginning of a file in small letters; of UTF-16, its ASCII characters."""
    return content[:_HEAD].translate(None, b"\0").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()


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
    start = _start(content)
    if start.startswith(b"<?xml") or _JSON.match(start):
        kind = "XML" if start.startswith(b"<") else "JSON"
        raise SourceError(
            f"{file}: this is {kind}, no text with a row a line; export the table as .csv or .xlsx"
        )


def refuse_columns_by_blanks(file: str, head: str, delimiters: Collection[str]) -> None:
    """Refuse a text whose columns are kept apart by blanks only.

    Raises:
        SourceError: It says what to do.
    """
    lines = [line for line in head.splitlines()[:_LINES] if line.strip()]
    if any(mark in line for line in lines for mark in delimiters):
        return
    for blank, least in ((r"\s{2,}", 2), (r"\s+", 3)):
        widths = Counter(len(re.split(blank, line.strip())) for line in lines)
        [(width, often)] = widths.most_common(1) or [(0, 0)]
        if width >= least and often > 1 and often >= len(lines) * _MOSTLY:
            raise SourceError(
                f"{file}: blanks keep the {width} columns of this text apart, and a blank may "
                "stand in a cell too; export it with commas or tabs, or as .xlsx"
            )


def _refuse_protected(content: bytes, file: str) -> None:
    """The container of old .xls files also holds workbooks with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SourceError(
            f"{file}: the workbook is protected by a password; save a copy without one"
        )


def _what_else(content: bytes) -> str:
    start = _start(content)
    if start.startswith(b"%pdf"):
        return "this is a PDF, not a workbook; export the table as .xlsx"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "this is XML of Excel 2003 with a wrong ending; open it in Excel and save as .xlsx"
    return "this is no workbook; export it again as .xlsx"


def _inspect_zip(content: bytes, file: str) -> None:
    with opened(content, file) as package:
        _refuse_bomb(package.infolist(), len(content), file)
        _refuse_others(package, file)


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


def _refuse_others(package: zipfile.ZipFile, file: str) -> None:
    names = package.namelist()
    twice = next((name for name, count in Counter(map(str.lower, names)).items() if count > 1), "")
    if twice:
        raise SourceError(f"{file}: the workbook is damaged (two parts {twice}); export it again")
    if "content.xml" in names or book_part(package):
        return
    for folder, what in _OTHER:
        if any(name.startswith(folder) for name in names):
            raise SourceError(f"{file}: this is {what}, not a workbook; export the table as .xlsx")
    raise SourceError(f"{file}: this is a zip archive, not a workbook; unpack it first")
