"""Writes the tables of the recommendations and of the glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from reportgen.document.printed import PrintedCell, PrintedTable, Stack, printed_cell
from reportgen.labels import Language
from reportgen.renderers.docx.lines import runs
from reportgen.renderers.docx.markup import KEEP, held, paragraph, run
from reportgen.renderers.docx.tables import WHOLE, cell, frame

_SHARES: Final[Mapping[Literal["data", "recommendations", "glossary"], Sequence[float]]] = {
    "recommendations": (0.27, 0.38, 0.1, 0.11, 0.14),
    "glossary": (0.24, 0.76),
}
"""What each column takes of the width."""
_FIRST: Final = frozenset({0})
"""Rows of a plan kept on the page of the next: rows are tall, and all may not fit on one."""
_LOOK: Final = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'


def write(cells: PrintedTable, language: Language, styles: Mapping[str, str], width: int) -> str:
    """Return the table element of the recommendations or of the glossary."""
    widths = [int(width * share) for share in _SHARES[cells.kind]]
    widths[-1] += width - sum(widths)
    head, text = styles["rg table head"], styles["rg table text"]
    titles = [[paragraph(head, run(column.label), KEEP)] for column in cells.columns]
    lines = [_row(titles, widths, "<w:tblHeader/>")]
    kept = _FIRST if cells.kind == "recommendations" else held(len(cells.rows), WHOLE)
    for number, row in enumerate(cells.rows):
        keep = KEEP if number in kept else ""
        inside = (
            _inside(value, printed_cell(value, column, language), language)
            for value, column in zip(row, cells.columns, strict=True)
        )
        lines.append(
            _row([[paragraph(text, one, keep) for one in parts] for parts in inside], widths)
        )
    return frame(styles["rg table"], cells.name, widths, _LOOK, "".join(lines))


def _inside(value: PrintedCell, text: str, language: Language) -> list[str]:
    if isinstance(value, Stack):
        return [runs(line, language) for line in value.lines]
    return [run(text)]


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int], properties: str = "") -> str:
    written = "".join(
        cell("".join(parts), width) for parts, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{written}</w:tr>"
