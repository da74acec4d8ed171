"""Gives finished parts the colours and fonts of a brand, whatever format they belong to.

Every renderer writes the standard look; a brand replaces its colours and fonts in the XML. Thus a
chart, a cell and a heading change together, and without a brand nothing is touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reportgen.brand import STANDARD, WHITE, Brand, mixed, readable
from reportgen.renderers.ooxml import attribute

CHART_FONT: Final = "Microsoft YaHei"
"""What charts and workbooks name for every script."""
_COLOR: Final = re.compile(r'(\b(?:val|fill|color|lastClr|rgb)="(?:FF)?)([0-9A-Fa-f]{6})"')
_CHART_FONTS: Final = re.compile(rf'(<a:(latin|ea|cs) typeface=)"{CHART_FONT}"')
_TINT: Final = 0.94
_PALE: Final = 0.9
_SOFT: Final = 0.5


def colors(brand: Brand) -> dict[str, str]:
    """Standard colour → the brand's, for the colours it changes and those derived from them."""
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
    """The XML with colours replaced; only attributes that hold a colour are looked at."""
    return _COLOR.sub(lambda found: f'{found[1]}{changes.get(found[2].upper(), found[2])}"', xml)


def in_fonts(xml: str, brand: Brand) -> str:
    """A chart in the brand's fonts, Latin and Chinese apart."""
    if brand.fonts == STANDARD.fonts:
        return xml
    latin, chinese = attribute(brand.fonts.latin), attribute(brand.fonts.east_asian)
    return _CHART_FONTS.sub(lambda found: found[1] + (chinese if found[2] == "ea" else latin), xml)
