"""Reads the brand file, the house look of all formats: colours, fonts and a logo.

    colors: { primary: "#1F4E79", accent: "#E69F00", better: "#0072B2", worse: "#D55E00" }
    fonts: { latin: Calibri, east_asian: 微软雅黑 }
    logo: logo.png          # PNG or JPEG beside this file

What a file leaves out keeps the standard look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from reportgen.errors import did_you_mean
from reportgen.yaml.file import Context, read_as
from reportgen.yaml.model import Strict

_COLOR: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
_CONTRAST: Final = 4.5
"""Least contrast of text to its ground by WCAG 2.2, level AA."""
_LINEAR: Final = 0.04045
"""Part of full brightness below which sRGB is a straight line (IEC 61966-2-1)."""
_PICTURES: Final = (".png", ".jpg", ".jpeg")
WHITE: Final = "FFFFFF"


def _color(value: object) -> object:
    found = _COLOR.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no colour; write it as '#1F4E79', in quotes")
    return found[1].upper()


def _under_white(color: str) -> str:
    if contrast(color, WHITE) < _CONTRAST:
        raise ValueError(f"#{color} is too light for the white text on it; choose a darker colour")
    return color


Color: TypeAlias = Annotated[str, BeforeValidator(_color)]
"""Six hexadecimal digits, upper case, without `#`."""


class Colors(Strict):
    """The colours a company may choose."""

    primary: Annotated[Color, AfterValidator(_under_white)] = Field(
        default="1F4E79", description="title page, headings, table heads, the main series"
    )
    accent: Color = Field(default="E69F00", description="the line on the title page")
    better: Color = Field(default="0072B2", description="better than before, or good")
    worse: Color = Field(default="D55E00", description="worse than before, or to act on")

    @field_validator("worse")
    @classmethod
    def _told_apart(cls, worse: str, info: ValidationInfo) -> str:
        if worse == info.data.get("better"):
            raise ValueError(f"#{worse} is also the colour of 'better'; they must differ")
        return worse


class Fonts(Strict):
    """The fonts Office is told to use; a reader without one sees the nearest one."""

    latin: str = Field(default="Calibri", min_length=1, description="letters and digits")
    east_asian: str = Field(default="微软雅黑", min_length=1, description="Chinese characters")


@dataclass(slots=True)
class _Beside(Context):
    """The validation context with the brand file's folder, from which a logo is named."""

    folder: Path = Path()


class Brand(Strict):
    """The look of every file; the defaults are the standard look."""

    colors: Colors = Colors()
    fonts: Fonts = Fonts()
    logo: Path | None = Field(
        default=None, description="PNG or JPEG, named from this file's folder"
    )

    @field_validator("logo", mode="before")
    @classmethod
    def _picture(cls, value: Any, info: ValidationInfo) -> Path | None:  # noqa: ANN401 raw YAML
        if value is None:
            return None
        folder = info.context.folder if isinstance(info.context, _Beside) else Path()
        path = folder / str(value)
        if path.suffix.lower() not in _PICTURES:
            raise ValueError(f"'{value}' is no PNG or JPEG; save the logo as one of them")
        if not path.is_file():
            names = sorted(file.name for file in folder.glob("*"))
            near = did_you_mean(path.name, names) or f"; put it into {folder}"
            raise ValueError(f"there is no file '{value}'{near}")
        return path


STANDARD: Final = Brand()


def load(path: Path | None) -> Brand:
    """Read a brand file, once until it changes; the standard look without one.

    Raises:
        SpecError: The file does not say what it should.
    """
    if path is None:
        return STANDARD
    return _load(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=8)
def _load(path: Path, _modified: int) -> Brand:
    return read_as(path, Brand, _Beside(folder=path.parent))


def mixed(color: str, other: str, share: float) -> str:
    """Mix `color` with a share (0 to 1) of `other`."""
    pairs = zip(_parts(color), _parts(other), strict=True)
    return "".join(f"{round(one + (two - one) * share):02X}" for one, two in pairs)


def readable(color: str) -> str:
    """Darken a colour until small type in it can be read on white (contrast 4.5)."""
    while contrast(color, WHITE) < _CONTRAST + 1:
        color = mixed(color, "000000", 0.08)
    return color


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (part / 255 for part in _parts(color))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue
