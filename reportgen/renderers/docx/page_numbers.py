"""Finds on which page each heading and caption is, by asking a layout engine.

LibreOffice, where it is installed, converts a sketch of the finished file once to PDF with its
bookmarks as named destinations; the page of each is read from the PDF and written into the cached
results of the contents. The Word file itself is never saved by LibreOffice, which would damage it.
Elsewhere, and where LibreOffice fails, hangs or tells what cannot be, reportgen counts lines
itself (`layout`), which may not be sure: then there are no numbers.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx import layout, libreoffice
from reportgen.renderers.docx.fields import FIRST_HEADING, bookmarks
from reportgen.renderers.docx.without_charts import sketch
from reportgen.renderers.ooxml import pack

if TYPE_CHECKING:
    from pypdf import PdfReader

Engine: TypeAlias = Literal["libreoffice", "builtin", "none"]
VARIABLE: Final = "REPORTGEN_PAGES"
_OPTIONS: Final = (
    '{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_HEX: Final = re.compile("/([0-9A-F]{2})")
_MARK: Final = re.compile(r'<w:bookmarkStart [^>]*w:name="([^"]*)"')
_log = logging.getLogger(__name__)


def engine(wanted: Literal["auto", "libreoffice", "builtin", "none"]) -> Engine:
    """Return the engine to use; `auto` means the environment's choice, else what is installed.

    Raises:
        EnvironmentFault: LibreOffice was asked for and is not installed, or the environment asks
            for what does not exist.
    """
    installed = libreoffice.soffice() is not None
    asked, place = wanted, "pages: libreoffice"
    if wanted == "auto":
        asked, place = _environment(), f"{VARIABLE}=libreoffice"
    if asked == "libreoffice" and not installed:
        raise EnvironmentFault(
            f"{place} was asked for, but 'soffice' is not on the PATH; install LibreOffice, or "
            "write builtin"
        )
    if asked == "auto":
        return "libreoffice" if installed else "builtin"
    return asked


def _environment() -> Literal["auto", "libreoffice", "builtin", "none"]:
    said = os.environ.get(VARIABLE, "").strip().lower() or "auto"
    if said not in {"auto", "libreoffice", "builtin", "none"}:
        raise EnvironmentFault(
            f"{VARIABLE}={said} is not known; it is auto, libreoffice, builtin or none"
        )
    return said  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Pages:
    """The printed page of each bookmark, and the last page of the report."""

    of: Mapping[str, int]
    last: int


def find(used: Engine, parts: Mapping[str, bytes]) -> Pages | None:
    """Find the pages of everything the lists lead to; None when the engine could not tell.

    `parts` are those of the Word file, with lists in front.
    """
    if used == "none":
        return None
    names = bookmarks(parts["word/document.xml"].decode())
    if used == "libreoffice":
        try:
            return _converted(parts, names)
        except (OSError, EnvironmentFault) as error:
            if not libreoffice.said_before():
                _say_once(f"{error}; reportgen counts the pages itself")
    try:
        return _laid_out(parts, names)
    except layout.UnsureError as error:
        _say_once(f"no page numbers in the contents: {error}")
    return None


def _laid_out(parts: Mapping[str, bytes], names: Sequence[str]) -> Pages:
    return Pages(*layout.find(parts, names, FIRST_HEADING))


def _converted(parts: Mapping[str, bytes], names: Sequence[str]) -> Pages:
    physical, count = _destinations(pack(sketch(parts)))
    if missing := [name for name in (FIRST_HEADING, *names) if name not in physical]:
        raise EnvironmentFault(f"LibreOffice lost {missing[:3]}")
    first = physical[FIRST_HEADING]
    _refuse_disorder(parts, physical, count)
    return Pages({name: physical[name] - first + 1 for name in names}, count - first)


def _refuse_disorder(parts: Mapping[str, bytes], physical: Mapping[str, int], count: int) -> None:
    """Refuse pages that cannot be: outside the file, or running backwards."""
    marks = _MARK.findall(parts["word/document.xml"].decode())
    pages = [physical[name] for name in marks if name in physical]
    if pages != sorted(pages) or not all(0 <= page < count for page in pages):
        raise EnvironmentFault("LibreOffice made a PDF whose pages are in disorder")


@cache
def _say_once(reason: str) -> None:
    """Log a warning once: a batch has the same trouble with every report."""
    _log.warning("%s", reason)


def _destinations(data: bytes) -> tuple[dict[str, int], int]:
    """Return the page of each bookmark, counted from 0 at the title page, and the page count."""
    from pypdf import PdfReader  # noqa: PLC0415 keeps `reportgen --help` fast

    made = libreoffice.convert(data, _OPTIONS)
    try:
        return _read_destinations(PdfReader(BytesIO(made)))
    except Exception as error:  # pypdf says of damaged files whatever comes to it
        raise EnvironmentFault("LibreOffice made a PDF that cannot be read") from error


def _read_destinations(reader: PdfReader) -> tuple[dict[str, int], int]:
    found = {
        _HEX.sub(lambda found: chr(int(found[1], 16)), name): page
        for name, where in reader.named_destinations.items()
        if (page := reader.get_destination_page_number(where)) is not None
    }
    return found, len(reader.pages)
