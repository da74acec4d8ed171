"""Cells of an .xlsx sheet that show something in Excel and give a reader nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

_ERRORS: Final = re.compile(rb"""<c\b[^>]*\st=["']e["']""")
_UNCACHED: Final = re.compile(rb"(?:</f>|<f\b[^>]*/>)(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_CHUNK: Final = 2**22
_MAIN: Final = "{*}sheet"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheet_faults(content: bytes, sheet: str) -> dict[str, int]:
    """Kind → count: `error_value` (#REF!, #N/A) and `formula_without_value` (never calculated)."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = _part(package, sheet)
        if part is None:
            return {}
        found = {"error_value": 0, "formula_without_value": 0}
        for rows in _rows(package, part):
            found["error_value"] += len(_ERRORS.findall(rows))
            found["formula_without_value"] += len(_UNCACHED.findall(rows))
    return {kind: count for kind, count in found.items() if count}


def _part(package: zipfile.ZipFile, sheet: str) -> str | None:
    """The part a sheet is in; none where the workbook is no .xlsx."""
    names = package.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    book = etree.fromstring(package.read("xl/workbook.xml"))
    rels = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    ids = {each.get("name"): each.get(_ID) for each in book.iter(_MAIN)}
    parts = {each.get("Id"): str(each.get("Target")) for each in rels}
    target = parts.get(ids.get(sheet), "")
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return name if name in names else None


def _rows(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces of whole rows, so that no cell is cut."""
    rest = b""
    with package.open(part) as file:
        while piece := file.read(_CHUNK):
            whole, mark, rest = (rest + piece).rpartition(b"</row>")
            yield whole + mark
    yield rest
