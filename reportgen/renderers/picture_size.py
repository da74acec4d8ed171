"""Computes the size a plugin's picture has in both files."""

from __future__ import annotations

from typing import Final

from reportgen.document.blocks import Picture
from reportgen.document.picture_faults import pixels_of

_TALLEST_CM: Final = 12.0
"""Greatest height, that of a chart: with its texts it stays on one printed page of a workbook."""


def picture_size_cm(picture: Picture) -> tuple[float, float]:
    """Return width and height in centimetres; a very tall picture is narrower than it asks for."""
    pixels = pixels_of(picture.image)
    ratio = pixels.height / pixels.width
    height = min(_TALLEST_CM, picture.width_cm * ratio)
    return height / ratio, height
