"""The finished file: detail rows spliced in, charts made explicit, packed with stable bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reportgen.labels import Language
from reportgen.renderers.charts import make_explicit
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx.cells import Strings
from reportgen.renderers.xlsx.details import Part, splice, stretch

_STRINGS: Final = "xl/sharedStrings.xml"


def finish(raw: bytes, details: Mapping[str, Part], language: Language) -> bytes:
    """Complete what xlsxwriter wrote; `details` maps the path of a sheet to its rows."""
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
    return pack(parts)
