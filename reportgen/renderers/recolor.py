"""Replaces the standard colours and fonts in finished parts by a brand's, in any format.

Every renderer writes the standard look; a brand replaces its colours and fonts in the XML. Thus a
chart, a cell and a heading change together, and without a brand nothing is touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeAlias
from zlib import crc32

from reportgen.document.brand import STANDARD, WHITE, Brand, mixed, readable
from reportgen.renderers.charts.chart_colors import repainted
from reportgen.renderers.ooxml import attribute

CHART_FONT: Final = "Microsoft YaHei"
"""What charts and workbooks name for every script."""
_COLOR: Final = re.compile(r'(\b(?:val|fill|color|lastClr|rgb)="(?:FF)?)([0-9A-Fa-f]{6})"')
_CHART_FONTS: Final = re.compile(rf'(<a:(latin|ea|cs) typeface=)"{CHART_FONT}"')
_INK: Final = re.compile(r"#[0-9a-fA-F]{6}\b")
_PNG: Final = b"\x89PNG"
_KEPT: Final = 64
"""Pictures kept; by judgement: those of one report, which both files and the comparison show."""
_Rgb: TypeAlias = tuple[int, int, int]
_TINT: Final = 0.94
"""Share of white in tinted grounds, close to that of the standard look."""
_PALE: Final = 0.9
"""Share of white in pale grounds, close to that of the standard look."""
_SOFT: Final = 0.5
"""Share of white in soft lines, close to that of the standard look."""


def colors(brand: Brand) -> dict[str, str]:
    """Map standard colour → the brand's, for the colours it changes and those derived from them."""
    old, new = STANDARD.colors, brand.colors
    found: dict[str, str] = {}
    if new.primary != old.primary:
        tint = mixed(new.primary, WHITE, _TINT)
        soft = mixed(new.primary, WHITE, _SOFT)
        found |= {old.primary: new.primary, "F2F6FA": tint, "EEF4FA": tint, "8FA9C2": soft}
    if new.better != old.better:
        pale = mixed(new.better, WHITE, _PALE)
        found |= {old.better: new.better, "00568A": readable(new.better), "EAF4FA": pale}
    if new.worse != old.worse:
        pale = mixed(new.worse, WHITE, _PALE)
        found |= {old.worse: new.worse, "A84300": readable(new.worse), "FDF0E7": pale}
    return found


def recolored(xml: str, changes: Mapping[str, str]) -> str:
    """Return the XML with colours replaced; only attributes that hold a colour are looked at."""
    return _COLOR.sub(lambda found: f'{found[1]}{changes.get(found[2].upper(), found[2])}"', xml)


@lru_cache(maxsize=_KEPT)
def picture(data: bytes, brand: Brand) -> bytes:
    """Return a drawn chart in the brand's colours: an SVG, or a PNG with a palette."""
    changes = {f"#{old}": f"#{new}" for old, new in colors(brand).items()}
    if not changes:
        return data
    paint = repainted(changes)
    if data.startswith(_PNG):
        return _with_palette(data, paint)
    if b"<svg" not in data[:2000]:
        return data
    return _INK.sub(lambda found: _painted(found[0], paint), data.decode()).encode()


def _painted(ink: str, paint: Mapping[_Rgb, _Rgb]) -> str:
    red, green, blue = (int(ink[at : at + 2], 16) for at in (1, 3, 5))
    new = paint.get((red, green, blue))
    return f"#{new[0]:02x}{new[1]:02x}{new[2]:02x}" if new else ink


def _with_palette(data: bytes, paint: Mapping[_Rgb, _Rgb]) -> bytes:
    """Return the PNG with its palette replaced; one without a palette stays as it is."""
    at = data.find(b"PLTE")
    if at < 0:
        return data
    size = int.from_bytes(data[at - 4 : at], "big")
    old = data[at + 4 : at + 4 + size]
    inks = ((old[i], old[i + 1], old[i + 2]) for i in range(0, size, 3))
    chunk = b"PLTE" + bytes(part for ink in inks for part in paint.get(ink, ink))
    end = at + 4 + size + 4
    return data[:at] + chunk + crc32(chunk).to_bytes(4, "big") + data[end:]


def in_fonts(xml: str, brand: Brand) -> str:
    """Return a chart in the brand's fonts, Latin and Chinese apart."""
    if brand.fonts == STANDARD.fonts:
        return xml
    latin, chinese = attribute(brand.fonts.latin), attribute(brand.fonts.east_asian)
    return _CHART_FONTS.sub(lambda found: found[1] + (chinese if found[2] == "ea" else latin), xml)
