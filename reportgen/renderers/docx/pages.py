"""On which page each heading and caption stands: asked of a layout engine, never guessed.

LibreOffice converts the finished file once to PDF with its bookmarks as named destinations; the
page of each is read from the PDF and written into the cached results of the contents. The Word
file itself is never saved by LibreOffice, which would damage it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, TypeAlias

from reportgen.errors import EnvironmentFault
from reportgen.renderers.docx.fields import FIRST_HEADING

Engine: TypeAlias = Literal["libreoffice", "none"]
VARIABLE: Final = "REPORTGEN_PAGES"
_SECONDS: Final = 120
_FILTER: Final = (
    'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_HEX: Final = re.compile("/([0-9A-F]{2})")
_log = logging.getLogger(__name__)


def engine(wanted: Literal["auto", "libreoffice", "none"]) -> Engine:
    """The engine to use; `auto` takes LibreOffice where it is installed and not switched off.

    Raises:
        EnvironmentFault: LibreOffice was asked for and is not installed.
    """
    installed = _soffice() is not None
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
    except (OSError, subprocess.SubprocessError, EnvironmentFault) as error:
        _log.warning("no page numbers in the contents: %s", error)
        return None
    missing = [name for name in bookmarks if name not in physical]
    if missing or FIRST_HEADING not in physical:
        _log.warning("no page numbers in the contents: LibreOffice lost %s", missing[:3])
        return None
    first = physical[FIRST_HEADING]
    return Pages({name: physical[name] - first + 1 for name in bookmarks}, count - first)


def _destinations(data: bytes) -> tuple[dict[str, int], int]:
    """The page of each bookmark, counted from 0 at the title page; how many pages there are."""
    from pypdf import PdfReader  # noqa: PLC0415 keeps `reportgen --help` fast

    with TemporaryDirectory(prefix="reportgen-pages-") as folder:
        reader = PdfReader(_convert(data, Path(folder)))
        found = {
            _HEX.sub(lambda found: chr(int(found[1], 16)), name): page
            for name, where in reader.named_destinations.items()
            if (page := reader.get_destination_page_number(where)) is not None
        }
        return found, len(reader.pages)


def _convert(data: bytes, folder: Path) -> Path:
    """The file as PDF. A profile of its own: two runs on one profile lose one of the files."""
    source, target = folder / "report.docx", folder / "report.pdf"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    done = subprocess.run(  # noqa: S603 a fixed program on a file of our own
        [
            str(_soffice()),
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            _FILTER,
            "--outdir",
            str(folder),
            str(source),
        ],
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    # LibreOffice also exits with 0 when it made nothing; only the file tells.
    if not target.is_file() or not target.stat().st_size:
        raise EnvironmentFault(f"LibreOffice made no PDF (exit {done.returncode})")
    return target


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")
