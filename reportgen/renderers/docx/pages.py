"""On which page each heading and caption stands: asked of a layout engine, never guessed.

LibreOffice converts the finished file once to PDF with its bookmarks as named destinations; the
page of each is read from the PDF and written into the cached results of the contents. The Word
file itself is never saved by LibreOffice, which would damage it.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final, Literal, TypeAlias

from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx import office
from reportgen.renderers.docx.fields import FIRST_HEADING

Engine: TypeAlias = Literal["libreoffice", "none"]
VARIABLE: Final = "REPORTGEN_PAGES"
_OPTIONS: Final = (
    '{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_HEX: Final = re.compile("/([0-9A-F]{2})")
_log = logging.getLogger(__name__)


def engine(wanted: Literal["auto", "libreoffice", "none"]) -> Engine:
    """The engine to use; `auto` takes LibreOffice where it is installed and not switched off.

    Raises:
        EnvironmentFault: LibreOffice was asked for and is not installed.
    """
    installed = office.soffice() is not None
    if wanted == "libreoffice" and not installed:
        raise EnvironmentFault(
            "pages: libreoffice was asked for, but 'soffice' is not on the PATH; install "
            "LibreOffice, or write pages: none"
        )
    if wanted == "auto":
        off = os.environ.get(VARIABLE, "").strip().lower() == "none"
        return "libreoffice" if installed and not off else "none"
    return wanted


@dataclass(frozen=True, slots=True)
class Pages:
    """The printed page of each bookmark, and the last page of the report."""

    of: Mapping[str, int]
    last: int


def find(data: bytes, bookmarks: Sequence[str]) -> Pages | None:
    """Where everything stands; nothing when LibreOffice could not tell."""
    try:
        physical, count = _destinations(data)
    except (OSError, EnvironmentFault) as error:
        _say_once(str(error))
        return None
    missing = [name for name in bookmarks if name not in physical]
    if missing or FIRST_HEADING not in physical:
        _say_once(f"LibreOffice lost {missing[:3]}")
        return None
    first = physical[FIRST_HEADING]
    return Pages({name: physical[name] - first + 1 for name in bookmarks}, count - first)


@cache
def _say_once(reason: str) -> None:
    """A batch has the same trouble with every report: once is enough."""
    _log.warning("no page numbers in the contents: %s", reason)


def _destinations(data: bytes) -> tuple[dict[str, int], int]:
    """The page of each bookmark, counted from 0 at the title page; how many pages there are."""
    from pypdf import PdfReader  # noqa: PLC0415 keeps `reportgen --help` fast

    reader = PdfReader(BytesIO(office.convert(data, _OPTIONS)))
    found = {
        _HEX.sub(lambda found: chr(int(found[1], 16)), name): page
        for name, where in reader.named_destinations.items()
        if (page := reader.get_destination_page_number(where)) is not None
    }
    return found, len(reader.pages)
