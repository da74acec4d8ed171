"""The finished file: detail rows spliced in, then packed like every Office file."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.renderers.ooxml import pack, unpack
from reportgen.renderers.xlsx.details import Part, splice


def finish(raw: bytes, details: Mapping[int, Part]) -> bytes:
    """Splice the detail rows into their sheets (index from 0 → rows) and pack with stable bytes."""
    parts = unpack(raw)
    for index, part in details.items():
        name = f"xl/worksheets/sheet{index + 1}.xml"
        if part.rows:
            parts[name] = splice(parts[name], part)
    return pack(parts)
