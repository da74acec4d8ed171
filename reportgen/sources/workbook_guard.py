"""A workbook as a reader that trusts it may open it: its parts in place, no cell out of reach."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from reportgen.errors import SourceError
from reportgen.sources.file_type import opened
from reportgen.sources.sheet_extent import Reach, reach_of_ods, reach_of_records
from reportgen.sources.sheet_scan import SheetScan
from reportgen.sources.sheet_tokens import DoctypeError
from reportgen.sources.stray_cells import refuse_strays
from reportgen.sources.workbook_parts import (
    book_part,
    conventional,
    is_binary,
    sheet_parts,
)

_ODS: Final = "content.xml"


@dataclass(slots=True)
class Guarded:
    """The bytes to read, and what they alone do not tell of a sheet."""

    content: bytes
    faults: dict[str, dict[str, int]] = field(default_factory=dict)


def guarded(content: bytes, file: str) -> Guarded:
    """The workbook with its parts in place and no cell too far away to be read.

    Raises:
        SourceError: It is damaged, declares a document type, or a sheet has a cell far from its
            table, or needs more room than its cells are worth.
    """
    with opened(content, file):
        content = conventional(content)
    with opened(content, file) as package:
        scans = _scans(package, file)
        sheets = {sheet: part for sheet, part in sheet_parts(package).items() if part}
        if is_binary(book_part(package)):
            _refuse_far(package, sheets.values(), file)
        elif hidden := [part for part in sheets.values() if part not in scans]:
            raise SourceError(
                f"{file}: the workbook is damaged ({hidden[0]} is no XML); save it again"
            )
        if _ODS in package.namelist():
            _refuse_hopeless(package, _ODS, reach_of_ods(package, _ODS), file)
        named = {part: f"{file} › {sheet}" for sheet, part in sheets.items()}
        for part, scan in scans.items():
            if scan.reach.is_sparse(package.getinfo(part).file_size):
                refuse_strays(package, part, named.get(part, file))
                _refuse_hopeless(package, part, scan.reach, file)
    faults = {sheet: scans[part].faults for sheet, part in sheets.items() if part in scans}
    return Guarded(content, faults)


def _scans(package: zipfile.ZipFile, file: str) -> dict[str, SheetScan]:
    """Every part that is XML, whatever it is called: a reader may be led to any of them."""
    found = {}
    for entry in package.infolist():
        try:
            found[entry.filename] = SheetScan(package, entry)
        except DoctypeError:
            raise SourceError(
                f"{file}: {entry.filename} declares a document type; save it in Excel"
            ) from None
    return {part: scan for part, scan in found.items() if scan.is_xml}


def _refuse_far(package: zipfile.ZipFile, binary: Iterable[str], file: str) -> None:
    """Binary sheets are taken as they are, or not at all."""
    for part in binary:
        _refuse_hopeless(package, part, reach_of_records(package.read(part)), file)


def _refuse_hopeless(package: zipfile.ZipFile, part: str, reach: Reach, file: str) -> None:
    if reach.is_hopeless(package.getinfo(part).file_size):
        raise SourceError(
            f"{file}: {part} reaches to row {reach.row} and column {reach.column}, more cells than "
            "fit in memory; delete what stands far from the table (Ctrl+End in Excel goes there) "
            "and save"
        )
