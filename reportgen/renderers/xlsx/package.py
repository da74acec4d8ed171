"""The finished file: detail rows spliced in, charts made explicit, packed like every Office file."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.labels import Language
from reportgen.renderers.charts import make_explicit
from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx.details import Part, splice


def finish(raw: bytes, details: Mapping[str, Part], language: Language) -> bytes:
    """Complete what xlsxwriter wrote; `details` maps the path of a sheet to its rows."""
    parts = unpack(raw)
    for name, part in details.items():
        if part.rows:
            parts[name] = splice(parts[name], part)
    for name in parts:
        if name.startswith("xl/charts/chart"):
            parts[name] = make_explicit(parts[name], language)
    return pack(parts)
