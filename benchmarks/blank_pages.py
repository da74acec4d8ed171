"""Counts the pages of finished reports that are more than 40 % blank, as LibreOffice prints them.

Of each page: the part of the text's height below the last ink. The title page is left out. Needs
LibreOffice and pdftoppm; workbooks are printed as they are set up.

    python benchmarks/blank_pages.py report.docx report.xlsx …
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

MOST = 0.4
DOTS = 30
"""Dots an inch: enough to see a line of text."""
TOP, BOTTOM = 0.085, 0.92
"""Where headers end and footers begin, as parts of a page's height."""
PAPER = 245
"""Grey from which a dot is paper."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=Path, nargs="+")
    print("pages  over 40 % blank")
    for file in options.parse_args().files:
        shares = blank_shares(file)
        first = 2 if file.suffix == ".docx" else 1
        over = [
            f"{number} ({share:.0%})"
            for number, share in enumerate(shares, start=1)
            if number >= first and share > MOST
        ]
        print(f"{len(shares):5}  {len(over):3}  {file.name}: {', '.join(over) or '-'}")


def blank_shares(file: Path) -> list[float]:
    """Return how much of each page is blank below its last ink."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file)
        (pdf,) = Path(folder).glob("*.pdf")
        _run("pdftoppm", "-r", str(DOTS), "-gray", pdf, Path(folder) / "page")
        return [_blank(page) for page in sorted(Path(folder).glob("page*.pgm"))]


def _run(*command: str | Path) -> None:
    words: Sequence[str] = [str(word) for word in command]
    subprocess.run(words, check=True, capture_output=True, timeout=300)  # noqa: S603


def _blank(page: Path) -> float:
    with Image.open(page) as image:
        top, bottom = int(image.height * TOP), int(image.height * BOTTOM)
        text = image.crop((0, top, image.width, bottom))
        ink = text.point(lambda grey: 255 if grey < PAPER else 0).getbbox()
    return 1 - (ink[3] / text.height if ink else 0)


if __name__ == "__main__":
    main()
