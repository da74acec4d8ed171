"""Writes tables as WordprocessingML: fixed layout, repeating head, rows that do not split."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reportgen.document import formats
from reportgen.document.blocks import Column, Course, Severity, Status
from reportgen.document.facts import Fact
from reportgen.document.printed import PrintedCell, PrintedTable, printed_cell
from reportgen.labels import Language
from reportgen.renderers.docx.column_widths import NORMAL, SMALL, Need, Size, fit, fits, need
from reportgen.renderers.docx.drawings import Drawings
from reportgen.renderers.docx.markup import (
    BETTER,
    KEEP,
    QUIET,
    WORSE,
    bold,
    color,
    held,
    paragraph,
    run,
)
from reportgen.renderers.ooxml import attribute

WHOLE: Final = 12
"""Rows up to which a table never breaks across pages; by judgement: a third of a page."""
_FIGURES: Final = re.compile(r"[\d.,]+%?(?:[–/][\d.,]+%?)+|[\d.,]+%")
_MARKED: Final = "FFF3DC"
_SIDES: Final = '<w:left w:w="55" w:type="dxa"/>', '<w:right w:w="55" w:type="dxa"/>'
_MARGINS: Final = f"<w:tblCellMar>{''.join(_SIDES)}</w:tblCellMar>"
_CLOSE_MARGINS: Final = (
    f'<w:tblCellMar><w:top w:w="15" w:type="dxa"/>{_SIDES[0]}'
    f'<w:bottom w:w="15" w:type="dxa"/>{_SIDES[1]}</w:tblCellMar>'
)
_CLOSE_LINES: Final = '<w:spacing w:line="240" w:lineRule="exact"/>'
"""The lines of a dense table: 12 points, as high as the small line of a course."""
_SMALL: Final = '<w:sz w:val="15"/><w:szCs w:val="15"/>'
"""The small type of wide tables, 7.5 points."""
_COURSE: Final = "0" * 12
"""A text as wide as the small line of a course."""
_COLORS: Final[Mapping[Severity, str]] = {
    "bad": bold() + color(WORSE),
    "watch": color(WORSE),
    "good": color(BETTER),
    "info": color(QUIET),
}


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A table ready to be written: texts, widths in twips, alignment, look of single rows.

    `states` are the cells, by row and column, in the colour of a severity; `courses` those drawn.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: Sequence[bool]
    total: bool = False
    marked: frozenset[int] = frozenset()
    small: bool = False
    dense: bool = False
    states: Mapping[tuple[int, int], Severity] = field(default_factory=dict)
    courses: Mapping[tuple[int, int], Course] = field(default_factory=dict)


def grid(cells: PrintedTable, language: Language, width: int) -> TableGrid:
    """Lay out the printed rows of a table, with the widths that fit them."""
    texts = [
        [
            printed_cell(value, column, language)
            for value, column in zip(row, cells.columns, strict=True)
        ]
        for row in cells.rows
    ]
    numbers = [
        _numeric(column, [row[i] for row in cells.rows], [row[i] for row in texts])
        for i, column in enumerate(cells.columns)
    ]
    found = {(r, c): value for r, row in enumerate(cells.rows) for c, value in enumerate(row)}
    courses = {
        (row, at): value
        for (row, at), value in found.items()
        if isinstance(value, Course) and texts[row][at] != formats.NULL
    }
    seen = [
        [_COURSE if (r, c) in courses else text for c, text in enumerate(row)]
        for r, row in enumerate(texts)
    ]
    sizes = (SMALL,) if cells.dense else (NORMAL, SMALL)
    size, widths = _layout(cells.columns, seen, numbers, width, sizes)
    return TableGrid(
        name=cells.name,
        heads=[column.label for column in cells.columns],
        rows=texts,
        widths=widths,
        numbers=numbers,
        total=cells.total,
        marked=frozenset(cells.marked),
        small=size is SMALL,
        dense=cells.dense,
        states={at: value.severity for at, value in found.items() if isinstance(value, Status)},
        courses=courses,
    )


def _layout(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    width: int,
    sizes: Sequence[Size],
) -> tuple[Size, list[int]]:
    """Choose the first layout that fits: as it is, headings on two lines, small type, both."""

    def needs(*, folded: bool) -> list[Need]:
        return [
            need(
                column.label,
                [row[i] for row in rows],
                numbers=numbers[i],
                weight=column.weight,
                folded=folded,
            )
            for i, column in enumerate(columns)
        ]

    plain, folded = needs(folded=False), needs(folded=True)
    for size in sizes:
        for tried in (plain, folded):
            if fits(tried, width, size):
                return size, fit(tried, width, size)
    return SMALL, fit(folded, width, SMALL)


def _numeric(column: Column, values: Sequence[PrintedCell], texts: Sequence[str]) -> bool:
    """Tell whether a column reads as numbers: facts, or text such as `9.6%–18.9%` and `9/13`."""
    if column.unit not in ("text", "date"):
        return True
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, Fact | int | float) for value in known):
        return True
    printed = [text for text in texts if text not in ("", formats.NULL)]
    return bool(printed) and all(_FIGURES.fullmatch(text) for text in printed)


def write(made: TableGrid, drawings: Drawings, *, noted: bool) -> str:
    """Return the table element; with `noted` a short one stays on the page of the note below.

    LibreOffice keeps no table with what follows that may break across pages itself.
    """
    size = _SMALL if made.small else ""
    head = drawings.styles["rg table head"]
    lines_of = _CLOSE_LINES if made.dense else ""
    align = [lines_of + ('<w:jc w:val="right"/>' if right else "") for right in made.numbers]
    lines = [
        _row(
            [
                cell(
                    paragraph(head, run(title, size), KEEP + jc),
                    width,
                    '<w:vAlign w:val="center"/>',
                )
                for title, width, jc in zip(made.heads, made.widths, align, strict=True)
            ],
            "<w:tblHeader/>",
        )
    ]
    last = len(made.rows) - 1
    kept = held(len(made.rows), WHOLE) | ({last} if noted and last < WHOLE else set())
    for number in range(len(made.rows)):
        shade = _shade(_MARKED) if number in made.marked else ""
        look = f"{bold()}{size}" if made.total and number == last else size
        keep = KEEP if number in kept else ""
        written = [
            _inside(made, drawings, (number, at), look, keep + jc) for at, jc in enumerate(align)
        ]
        lines.append(
            _row([cell(one, w, shade) for one, w in zip(written, made.widths, strict=True)])
        )
    look = f'w:firstRow="1" w:lastRow="{int(made.total)}" w:firstColumn="0" w:lastColumn="0"'
    margins = _CLOSE_MARGINS if made.dense else _MARGINS if made.small else ""
    style = drawings.styles["rg table"]
    return frame(style, made.name, made.widths, look, "".join(lines), margins)


def _inside(
    made: TableGrid, drawings: Drawings, place: tuple[int, int], look: str, properties: str
) -> str:
    """Return the paragraph of a cell: its text in the colour of its state, or its small line."""
    said = made.rows[place[0]][place[1]]
    if course := made.courses.get(place):
        drawn = drawings.sparkline(course.facts, course.label, said, in_cell=True)
        return paragraph(drawings.styles["rg drawing"], drawn, properties)
    if state := made.states.get(place):
        look = f"{_COLORS[state]}{look}"
    return paragraph(drawings.styles["rg table text"], run(said, look), properties)


def frame(  # noqa: PLR0913, PLR0917 the attributes of the element
    style: str, name: str, widths: Sequence[int], look: str, rows: str, margins: str = ""
) -> str:
    """Return the table element around rows; the name is what a screen reader says."""
    styled = f'<w:tblStyle w:val="{style}"/>' if style else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{styled}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{margins}<w:tblLook w:val="04A0" {look} w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val={attribute(name)}/>'
        f"<w:tblDescription w:val={attribute(name)}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def cell(inside: str, width: int, properties: str = "") -> str:
    """Return a table cell around paragraphs."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{inside}</w:tc>'


def _row(cells: Sequence[str], properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _shade(rgb: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{rgb}"/>'
