"""Reads a template file as one from a stranger: sizes are looked at before anything is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportgen.errors import EnvironmentFault, TemplateError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MB: Final = 1 << 20
_FILE: Final = 50 * _MB
"""Bytes of a template; by judgement: photographs for a title page are smaller."""
_UNPACKED: Final = 100 * _MB
"""Bytes of all parts together; by judgement: twice the largest file."""
_RATIO: Final = 200
"""Times a part may grow; XML of Word grows 10 to 50 times, zeros 1,000 times."""
_SMALL: Final = _MB
"""Bytes up to which a part may grow as it likes; by judgement."""
_XML: Final = 20 * _MB
"""Bytes of an XML part; by judgement: the longest report has 5 MB."""
_PARTS: Final = 1000
"""Parts of a template; by judgement: Word writes some twenty."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, OSError, ValueError, NotImplementedError,
)  # fmt: skip
"""What `zipfile` raises for a damaged package."""
_AGAIN: Final = "open it in Word and save it as .docx"


def read_parts(path: Path) -> dict[str, bytes]:
    """Read a template; returns its parts by name.

    Raises:
        TemplateError: It is no Word file, damaged, locked, or larger than a template is.
        EnvironmentFault: It cannot be read.
    """
    try:
        if not path.is_file():  # a pipe or a device has no end
            raise TemplateError("this is no file on a disk; save it from Word as .docx")
        if path.stat().st_size > _FILE:
            raise TemplateError(f"larger than {_FILE // _MB} MB; shrink its pictures")
        data = path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"{path}: cannot be read: {error.strerror}") from error
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if fault := _fault(entries):
                raise TemplateError(fault)
            return {entry.filename: package.read(entry) for entry in entries}
    except _DAMAGED as error:
        raise TemplateError(_no_package(data, error)) from error


def _no_package(data: bytes, error: Exception) -> str:
    if data.startswith(_OLE) and _LOCKED in data:
        return "it is locked with a password; remove it in Word (File, Info, Protect Document)"
    if data.startswith(b"PK"):
        return f"the file is damaged ({error}); {_AGAIN}"
    return "this is not a Word file; save it from Word as .docx"


def _fault(entries: list[zipfile.ZipInfo]) -> str:
    """Return what is wrong with the directory of a package; empty when nothing is."""
    if len(entries) > _PARTS:
        return f"{len(entries)} parts, more than {_PARTS}; {_AGAIN}"
    names = Counter(entry.filename.casefold() for entry in entries)
    if twice := [name for name, count in names.items() if count > 1]:
        return f"the part '{twice[0]}' stands there twice; {_AGAIN}"
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in _METHODS:
            return f"the part '{entry.filename}' is encrypted, or packed unusually; {_AGAIN}"
        grows = entry.file_size > _RATIO * max(entry.compress_size, 1)
        if entry.file_size > _SMALL and grows:
            return f"the part '{entry.filename}' unpacks to {entry.file_size // _MB} MB; {_AGAIN}"
    if sum(entry.file_size for entry in entries) > _UNPACKED:
        return f"its parts unpack to more than {_UNPACKED // _MB} MB; shrink its pictures"
    return ""


def parse(part: bytes, name: str) -> _Element:
    """Parse an XML part; nothing it names is read.

    Raises:
        TemplateError: It is damaged, declares a document type, or is too large.
    """
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    if len(part) > _XML:
        raise TemplateError(f"{name}: larger than {_XML // _MB} MB; {_AGAIN}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(f"{name}: the part is damaged ({error.msg}); {_AGAIN}") from error
    if root.getroottree().docinfo.doctype:
        raise TemplateError(f"{name}: declares a document type; {_AGAIN}")
    return root
