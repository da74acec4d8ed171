"""Cells of an .xlsx sheet that show something in Excel and give a reader nothing."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from reportgen.sources.file_type import opened
from reportgen.sources.stray_cells import row_pieces

_ERRORS: Final = re.compile(rb"""<c\b[^>]*\st=["']e["']""")
_UNCACHED: Final = re.compile(rb"(?:</f>|<f\b[^>]*/>)(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_MAIN: Final = "{*}sheet"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheet_faults(content: bytes, sheet: str, file: str) -> dict[str, int]:
    """Kind → count: `error_value` (#REF!, #N/A) and `formula_without_value` (never calculated).

    Raises:
        SourceError: The workbook is damaged.
    """
    part = part_of(content, sheet, file)
    if part is None:
        return {}
    with opened(content, file) as package:
        found = {"error_value": 0, "formula_without_value": 0}
        for rows in row_pieces(package, part):
            found["error_value"] += len(_ERRORS.findall(rows))
            found["formula_without_value"] += len(_UNCACHED.findall(rows))
    return {kind: count for kind, count in found.items() if count}


def part_of(content: bytes, sheet: str, file: str) -> str | None:
    """The part of a workbook a sheet is in; none where it is no .xlsx."""
    with opened(content, file) as package:
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
