"""Makes the shipped Word templates: run it after changing a style, then look at the pages.

    python report_templates/make_templates.py

A template is an ordinary Word file: a title page with `{{ title }}` and its like, two paragraphs
`[[RG:FRONT]]` and `[[RG:BODY]]`, and named styles. A designer changes it in Word; the names are the
contract (`reportgen.renderers.docx.word_template`). Line spacing is exact throughout, so that Word
and LibreOffice break pages at the same places whatever fonts are installed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

from template_parts import cover_header, parts  # noqa: E402 found beside this file
from template_styles import Palette, styles  # noqa: E402

from reportgen.renderers.ooxml import pack  # noqa: E402


@dataclass(frozen=True, slots=True)
class Design:
    """One template: its colours, and whether the title page has a colour band."""

    file: str
    palette: Palette
    band: bool


DESIGNS = (
    Design("monthly.docx", Palette(), band=True),
    Design("plain.docx", Palette(brand="2B2B2B", accent="7F7F7F", cover="2B2B2B"), band=False),
)


def build(design: Design) -> bytes:
    """The template as a file, the same bytes every time."""
    files = parts(design.palette, band=design.band)
    files["word/styles.xml"] = styles(design.palette)
    files["word/header1.xml"] = cover_header(design.palette, band=design.band)
    return pack({name: text.encode() for name, text in files.items()})


def main() -> None:
    """Write every template beside this file."""
    for design in DESIGNS:
        (HERE / design.file).write_bytes(build(design))


if __name__ == "__main__":
    main()
