"""Finishes the workbook: detail rows spliced in, charts made explicit, stable bytes."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final

from reportgen.document.brand import STANDARD, Brand
from reportgen.labels import Label, Language
from reportgen.renderers import recolor
from reportgen.renderers.charts import make_explicit
from reportgen.renderers.ooxml import attribute, pack, unpack
from reportgen.renderers.xlsx.detail_cells import Strings
from reportgen.renderers.xlsx.detail_sheets import Part, splice, stretch

_STYLES: Final = "xl/styles.xml"
_LOOKS: Final = re.compile(r"xl/(styles|charts/chart|worksheets/sheet)")
_STRINGS: Final = "xl/sharedStrings.xml"


def finish(
    raw: bytes,
    details: Mapping[str, Part],
    language: Language,
    brand: Brand = STANDARD,
    own: Container[bytes] = (),
) -> bytes:
    """Complete what xlsxwriter wrote.

    `details` maps the path of a sheet to its rows; `own` are pictures that keep their colours.
    """
    parts = unpack(raw)
    strings = Strings(parts[_STRINGS])
    full = {name: part for name, part in details.items() if part.rows}
    for number, (name, part) in enumerate(full.items(), start=1):
        table = f"xl/tables/table{number}.xml"
        parts[name], parts[table] = splice(parts[name], part, strings), stretch(parts[table], part)
    parts[_STRINGS] = strings.xml()
    for name in parts:
        if name.startswith("xl/charts/chart"):
            parts[name] = make_explicit(parts[name], language)
    if brand == STANDARD:
        return pack(parts)
    made = _branded(parts, details, brand, language)
    return pack(made | {name: part for name, part in parts.items() if part in own})


def _branded(
    parts: Mapping[str, bytes], details: Mapping[str, Part], brand: Brand, language: Language
) -> dict[str, bytes]:
    """Return the parts in the colours and fonts of a brand; a cell has one font for all scripts."""
    changes = recolor.colors(brand)
    fonts = brand.fonts
    font = Label(fonts.east_asian, fonts.latin).in_(language)
    made = dict(parts)
    for name in parts:
        if _LOOKS.match(name) and name not in details:
            text = recolor.in_fonts(recolor.recolored(parts[name].decode(), changes), brand)
            made[name] = text.encode()
        elif name.startswith("xl/media/"):
            made[name] = recolor.picture(parts[name], brand)
    if fonts != STANDARD.fonts:
        named, wanted = (f"val={attribute(one)}".encode() for one in (recolor.CHART_FONT, font))
        made[_STYLES] = made[_STYLES].replace(named, wanted)
    return made
