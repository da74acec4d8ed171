"""Reads a brand's logo: the picture, and its size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import SpecError

if TYPE_CHECKING:
    from docx.image.image import Image


def read_logo(path: Path) -> tuple[bytes, Image]:
    """Return the bytes of a logo and what python-docx knows of it.

    Raises:
        SpecError: It is no PNG or JPEG, whatever its name, or has no size.
    """
    from docx.image.image import Image  # noqa: PLC0415 reads the size of any picture

    data = path.read_bytes()
    try:
        image = Image.from_blob(data)
        sound = image.content_type in {"image/png", "image/jpeg"}
        if sound and image.px_width > 0 and image.px_height > 0 and image.vert_dpi > 0:
            return data, image
    except Exception as error:  # it says of damaged pictures whatever comes to it
        raise _unreadable(path) from error
    raise _unreadable(path)


def _unreadable(path: Path) -> SpecError:
    return SpecError(f"{path.name}: this is no PNG or JPEG that can be read; save the logo again")
