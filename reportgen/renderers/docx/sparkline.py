"""Draws the trend of a key figure as a line as small as a word: one vector shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.document.facts import Fact

WIDTH_CM: Final = 2.3
"""Width of the line; by judgement: it stands in a tile of four to a line."""
HEIGHT_CM: Final = 0.5
"""Height of the line; by judgement: a little more than a line of text."""
CELL_WIDTH_CM: Final = 1.6
"""Width of the line in a cell of a table; by judgement: beside nine other columns."""
CELL_HEIGHT_CM: Final = 0.3
"""Height of the line in a cell; by judgement: as high as the text beside it."""
_EMU: Final = 360_000
"""English metric units in a centimetre."""
_WIDE: Final = 230
"""Width of the shape in its own units, a tenth of a millimetre each."""
_HIGH: Final = 50
"""Height of the shape in its own units."""
_DOT: Final = 6
"""Radius of the dot at the end, in the shape's units; by judgement."""
_NAMESPACE: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def shape(trend: Sequence[Fact], width: float = WIDTH_CM, height: float = HEIGHT_CM) -> str:
    """Return the `a:graphic` of the line, a dot at its end; a month without a value is a gap.

    Width and height are in centimetres. The colour is the theme's first accent, so that it follows
    the template.
    """
    line, dot = _path(_points(trend))
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    color = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
    frame = f'w="{_WIDE}" h="{_HIGH}"'
    return (
        f'<a:graphic><a:graphicData uri="{_NAMESPACE}"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>'
        '<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path {frame} fill="none">{line}</a:path><a:path {frame}>{dot}</a:path>'
        f'</a:pathLst></a:custGeom>{color}<a:ln w="12700" cap="rnd">{color}<a:round/></a:ln>'
        "</wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
    )


def _points(trend: Sequence[Fact]) -> list[tuple[int, int] | None]:
    values = [fact.value for fact in trend]
    drawn = [value for value in values if value is not None]
    low, span = min(drawn), max(drawn) - min(drawn)
    step = (_WIDE - 2 * _DOT) / max(1, len(values) - 1)
    high = _HIGH - 2 * _DOT

    def place(number: int, value: float) -> tuple[int, int]:
        share = (value - low) / span if span else 0.5
        return round(_DOT + number * step), round(_DOT + high * (1 - share))

    return [None if value is None else place(i, value) for i, value in enumerate(values)]


def _path(points: Sequence[tuple[int, int] | None]) -> tuple[str, str]:
    line, pen = "", False
    end = (0, 0)
    for point in points:
        if point is not None:
            move = "lnTo" if pen else "moveTo"
            line += f'<a:{move}><a:pt x="{point[0]}" y="{point[1]}"/></a:{move}>'
            end = point
        pen = point is not None
    x, y = end
    dot = (
        f'<a:moveTo><a:pt x="{x - _DOT}" y="{y}"/></a:moveTo><a:arcTo wR="{_DOT}" hR="{_DOT}" '
        'stAng="10800000" swAng="21600000"/><a:close/>'
    )
    return line, dot
