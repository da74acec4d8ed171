"""Recalculates a workbook with engines that know nothing of reportgen."""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Cells = dict[tuple[str, str], Any]

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def formulas(workbook: bytes) -> dict[tuple[str, str], str]:
    """Every formula: (sheet, cell) → its text."""
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet, cell in _filled(workbook, values=False)
        if cell.data_type == "f"
    }


def cached(workbook: bytes) -> Cells:
    """The values the formulas were written with."""
    stored = _cells(workbook, values=True)
    return {place: stored.get(place) for place in formulas(workbook)}


def by_formualizer(workbook: bytes) -> Cells:
    """The values of the formulas as formualizer computes them."""
    engine = pytest.importorskip("formualizer", reason="formualizer is a development dependency")
    again = engine.recalculate_xlsx_bytes(without_values(workbook))["bytes"]
    stored = _cells(again, values=True)
    return {place: stored.get(place) for place in formulas(workbook)}


def by_libreoffice(workbook: bytes, folder: Path) -> Cells:
    """The values of the formulas as LibreOffice computes them."""
    stored = _cells(opened_by_libreoffice(workbook, folder), values=True)
    return {place: stored.get(place) for place in formulas(workbook)}


def opened_by_libreoffice(workbook: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it, every formula computed anew."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS_RECALCULATE, "utf-8")
    source, out = folder / "book.xlsx", folder / "out"
    source.write_bytes(without_values(workbook))
    command = [office, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 fixed words
    return (out / "book.xlsx").read_bytes()


def differences(workbook: bytes, recalculate: Callable[[bytes], Cells]) -> list[str]:
    """Every formula whose value the engine does not confirm within 1e-9."""
    written, found = cached(workbook), recalculate(workbook)
    texts = formulas(workbook)
    return [
        f"{place}: written {value!r}, found {found[place]!r}: {texts[place]}"
        for place, value in written.items()
        if not same(value, found[place])
    ]


def same(one: object, other: object) -> bool:
    """Whether two cell values are equal, numbers within 1e-9."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))
    return bool(one == other)


def without_values(workbook: bytes) -> bytes:
    """The workbook with every cached formula value wrong, so that none can pass unchecked."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = b"".join(_spoiled(data))
            target.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _spoiled(xml: bytes) -> Iterator[bytes]:
    first, *others = xml.split(b"</f><v>")
    yield first
    for other in others:
        yield b"</f><v>-987654321" + other[other.index(b"</v>") :]


def _cells(workbook: bytes, *, values: bool) -> Cells:
    found = _filled(workbook, values=values)
    return {(sheet.title, cell.coordinate): cell.value for sheet, cell in found}


def _filled(workbook: bytes, *, values: bool) -> Iterator[tuple[Any, Any]]:
    with warnings.catch_warnings():  # it says that it does not know sparklines
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=values)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet, cell) for cell in row if cell.value is not None)
