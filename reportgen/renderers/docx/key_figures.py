"""Writes key figures side by side: label, value, trend, change and target, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from reportgen.document import formats
from reportgen.document.blocks import Severity
from reportgen.document.printed import Tile, Tone
from reportgen.labels import Language
from reportgen.renderers.docx.column_widths import units
from reportgen.renderers.docx.drawings import Drawings
from reportgen.renderers.docx.markup import BETTER, KEEP, QUIET, WORSE, color, paragraph, run
from reportgen.renderers.docx.tables import cell, frame

PER_LINE: Final = 4
"""Key figures side by side; by judgement: with four, label and value stay on one line."""
_LOOSE: Final = '<w:keepNext w:val="0"/>'
_NARROW: Final = 5
"""Key figures side by side when every value is short; by judgement."""
_SHORT: Final = 8
"""Units of the values that are short in that sense; by judgement."""
_GROUND: Final = "F2F6FA"
_EDGE: Final[dict[Severity, str]] = {
    "bad": "D55E00",
    "watch": "E69F00",
    "good": "0072B2",
    "info": "8C959F",
}
_TONES: Final[dict[Tone, str]] = {
    "better": color(BETTER),
    "worse": color(WORSE),
    "quiet": color(QUIET),
    "": "",
}


def write(tiles: Sequence[Tile], language: Language, drawings: Drawings, width: int) -> list[str]:
    """Return one table for each line of tiles, evenly filled: six are three and three."""
    most = _NARROW if _narrow(tiles, language) else PER_LINE
    per = ceil(len(tiles) / ceil(len(tiles) / most))
    lines = [tiles[start : start + per] for start in range(0, len(tiles), per)]
    return [_line(line, language, drawings, width // per) for line in lines]


def _narrow(tiles: Sequence[Tile], language: Language) -> bool:
    """Tell whether five tiles may share a line, because every value is short."""
    shown = (formats.text(tile.value, tile.value.unit, language) for tile in tiles)
    return len(tiles) == _NARROW and all(units(text) <= _SHORT for text in shown)


def _line(tiles: Sequence[Tile], language: Language, drawings: Drawings, width: int) -> str:
    styles = drawings.styles
    label, value, small = (styles[f"rg kpi {part}"] for part in ("label", "value", "change"))
    rows = [
        [(label, run(tile.label)) for tile in tiles],
        [(value, _value(tile, language)) for tile in tiles],
    ]
    if any(tile.course for tile in tiles):
        rows.append([_course(tile, drawings) for tile in tiles])
    if any(tile.change for tile in tiles):
        rows.append([(small, run(tile.moved, _TONES[tile.tone])) for tile in tiles])
    if any(tile.target for tile in tiles):
        rows.append([(small, run(tile.aimed)) for tile in tiles])
    written = ""
    for number, row in enumerate(rows):
        keep = KEEP if number < len(rows) - 1 else _LOOSE
        cells = "".join(
            cell(
                paragraph(style, inside, keep),
                width,
                _borders(tile.severity if not number else None),
            )
            for tile, (style, inside) in zip(tiles, row, strict=True)
        )
        head = "<w:tblHeader/>" if not number else ""
        written += f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"
    names = "，".join(tile.label for tile in tiles)
    look = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
    return frame("", names, [width] * len(tiles), look, written)


def _value(tile: Tile, language: Language) -> str:
    shown = formats.text(tile.value, tile.value.unit, language)
    return run(shown, color(WORSE) if tile.severity == "bad" else "")


def _course(tile: Tile, drawings: Drawings) -> tuple[str, str]:
    """Return the style and the inside of the paragraph with the trend line of a tile."""
    if not tile.course:
        # A drawing's line is as high as fonts make it when there is no drawing in it.
        return drawings.styles["rg gap"], run("")
    drawn = drawings.sparkline(tile.trend, tile.label, tile.course)
    return drawings.styles["rg drawing"], drawn


def _borders(severity: Severity | None) -> str:
    top = ""
    if severity:
        top = f'<w:top w:val="single" w:sz="24" w:space="0" w:color="{_EDGE[severity]}"/>'
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="36" w:space="0" w:color="FFFFFF"/>'
        for side in ("left", "right")
    )
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{_GROUND}"/>'
    return f"<w:tcBorders>{top}{sides}</w:tcBorders>{ground}"
