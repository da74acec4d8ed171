"""Writes a plugin's picture: its message, the picture over rows of its own, its caption."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Final

from xlsxwriter.image import Image

from reportgen.document.blocks import Picture
from reportgen.document.printed import Figure
from reportgen.renderers.picture_size import picture_size_cm
from reportgen.renderers.xlsx.reading_sheet import ROW, Page

_CM: Final = 2.54
"""Centimetres of an inch."""
_POINTS: Final = 72
"""Points of an inch."""
_HIGH: Final = 2 * ROW
"""Points of a row under a picture; by judgement: few enough that a page holds them together."""


def write(page: Page, figure: Figure, picture: Picture) -> None:
    """Write a picture with its texts; the place of its facts is its own."""
    page.row += 1
    for line in figure.above:
        style = "caption" if line.role == "chart title" else "note"
        page.line(line, page.book.styles.of(style))
    top = page.row
    _insert(page, picture)
    for fact in picture.facts:
        page.book.place(page.sheet, top, 0, fact)
    for page.row in range(top, top + _rows(picture)):
        page.set_height(_HIGH)
    page.row = top + _rows(picture)
    for line in figure.below:
        page.line(line, page.book.styles.of("note"))


def _rows(picture: Picture) -> int:
    return math.ceil(picture_size_cm(picture)[1] / _CM * _POINTS / _HIGH)


def _insert(page: Page, picture: Picture) -> None:
    image = Image(BytesIO(picture.image))
    image.image_name = picture.id
    width, height = picture_size_cm(picture)
    options = {
        "description": picture.alt,
        "object_position": 2,
        "x_scale": width / _CM * image.x_dpi / image.width,
        "y_scale": height / _CM * image.y_dpi / image.height,
    }
    if page.sheet.raw.insert_image(page.row, 0, image, options):
        raise RuntimeError(f"sheet '{page.sheet.name}': picture '{picture.id}' was refused")
