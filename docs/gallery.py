# ruff: noqa: INP001 a script beside the pictures it makes
"""Make docs/gallery/: the pages of `reportgen demo` in both languages, as contact sheets.

Needs LibreOffice, poppler (`pdftoppm`) and Pillow, which comes with matplotlib.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image, ImageOps
from pypdf import PdfReader

from reportgen.renderers.docx.substitute_fonts import environment

FOLDER: Final = Path(__file__).with_name("gallery")
MOST_BYTES: Final = 250_000
_COLUMNS: Final = {"word": 4, "excel": 2}
_COUNT: Final = {"word": 8, "excel": 6}
_WIDTH: Final = 1400
"""Pixels of the whole sheet."""
_GAP: Final = 14
_GREY: Final = (226, 229, 233)
_PAPER: Final = (245, 246, 248)


def main() -> None:
    """Make the four pictures."""
    FOLDER.mkdir(exist_ok=True)
    for language in ("zh", "en"):
        with TemporaryDirectory() as folder:
            for kind, report in _reports(Path(folder) / "demo", language):
                pages = _pages(report, Path(folder) / kind, _COUNT[kind])
                _save(_sheet(pages, _COLUMNS[kind]), FOLDER / f"{kind}-{language}.png")


def _reports(folder: Path, language: str) -> list[tuple[str, Path]]:
    """The Word and the Excel file of a demo."""
    _run(sys.executable, "-m", "reportgen", "demo", str(folder), "--language", language)
    out = folder / "out"
    return [("word", next(out.rglob("*.docx"))), ("excel", next(out.rglob("*.xlsx")))]


def _pages(report: Path, folder: Path, count: int) -> list[Image.Image]:
    """The first pages as LibreOffice lays them out; of a workbook the first one of each sheet."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    folder.mkdir()
    _run(
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(report),
        env=environment(folder),
    )
    pdf = next(folder.glob("*.pdf"))
    wanted = _first_pages(pdf)[:count] if report.suffix == ".xlsx" else range(1, count + 1)
    for page in map(str, wanted):
        limits = ("-f", page, "-l", page)
        _run("pdftoppm", "-r", "100", "-png", *limits, str(pdf), str(folder / "page"))
    return [Image.open(path).convert("RGB") for path in sorted(folder.glob("page*.png"))]


def _first_pages(pdf: Path) -> list[int]:
    """The pages with which the sheets of a workbook begin: its bookmarks lead there."""
    reader = PdfReader(pdf)
    marks = [mark for mark in reader.outline if not isinstance(mark, list)]
    found = [reader.get_destination_page_number(mark) for mark in marks]
    return [page + 1 for page in found if page is not None]


def _sheet(pages: Sequence[Image.Image], columns: int) -> Image.Image:
    """The pages side by side, each with a thin frame."""
    width = (_WIDTH - _GAP) // columns - _GAP
    tiles = [ImageOps.expand(_scaled(page, width - 2), 1, _GREY) for page in pages]
    height = max(tile.height for tile in tiles)
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (_WIDTH, rows * (height + _GAP) + _GAP), _PAPER)
    for at, tile in enumerate(tiles):
        row, column = divmod(at, columns)
        sheet.paste(tile, (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP)))
    return sheet


def _scaled(page: Image.Image, width: int) -> Image.Image:
    return page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)


def _save(sheet: Image.Image, path: Path) -> None:
    """Write with as many colours as the limit allows, rare ones such as an orange edge among them.

    Raises:
        ValueError: Even with 32 colours it is too large.
    """
    for colours in (256, 128, 64, 32):
        few = sheet.quantize(colours, kmeans=2, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return
    raise ValueError(f"{path} has {path.stat().st_size} bytes; show fewer pages")


def _run(*command: str, env: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)  # noqa: S603 our own commands


if __name__ == "__main__":
    main()
