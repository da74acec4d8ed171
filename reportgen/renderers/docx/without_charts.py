"""Makes a sketch of a report with empty boxes for its charts: same pages, half the layout time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_TEXT: Final = "word/document.xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_CONTENT: Final = "[Content_Types].xml"
_SHAPE: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_DRAWING: Final = re.compile(
    r'(<wp:extent (cx="\d+" cy="\d+")/>(?:(?!<wp:extent).)*?)<a:graphic>'
    r"(?:(?!<wp:extent).)*?</a:graphic>",
    re.DOTALL,
)
_PARTS: Final = re.compile("word/(?:charts|embeddings)/|word/media/(?:drawn|brought)")
_RELATION: Final = re.compile(rb'<Relationship Id="rgId[^>]*/>')
_OVERRIDE: Final = re.compile(rb'<Override PartName="/word/(?:charts|media/brought)[^>]*/>')


def sketch(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts without charts and pictures; their places keep their size."""
    kept = {name: part for name, part in parts.items() if not _PARTS.match(name)}
    kept[_TEXT] = _DRAWING.sub(_box, parts[_TEXT].decode()).encode()
    kept[_RELATIONS] = _RELATION.sub(b"", parts[_RELATIONS])
    kept[_CONTENT] = _OVERRIDE.sub(b"", parts[_CONTENT])
    return kept


def _box(found: re.Match[str]) -> str:
    return (
        f'{found[1]}<a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp><wps:cNvSpPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {found[2]}/></a:xfrm><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
    )
