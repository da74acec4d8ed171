"""Writes tables as WordprocessingML: fixed layout, repeating head, rows that do not split."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.document import formats
from reportgen.document.blocks import Column
from reportgen.document.facts import Fact
from reportgen.document.printed import PrintedCell, PrintedTable, printed_cell
from reportgen.labels import Language
from reportgen.renderers.docx.column_widths import NORMAL, SMALL, Need, Size, fit, fits, need
from reportgen.renderers.docx.markup import KEEP, bold, held, paragraph, run
from reportgen.renderers.ooxml import attribute

WHOLE: Final = 12
"""Rows up to which a table never breaks across pages; by judgement: a third of a page."""
_FIGURES: Final = re.compile(r"[\d.,]+%?(?:[–/][\d.,]+%?)+|[\d.,]+%")
_MARKED: Final = "FFF3DC"
_MARGINS: Final = (
    '<w:tblCellMar><w:left w:w="55" w:type="dxa"/><w:right w:w="55" w:type="dxa"/></w:tblCellMar>'
)
_SMALL: Final = '<w:sz w:val="15"/><w:szCs w:val="15"/>'
"""The small type of wide tables, 7.5 points."""


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A table ready to be written: texts, widths in twips, alignment, look of single rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: Sequence[bool]
    total: bool = False
    marked: frozenset[int] = frozenset()
    small: bool = False


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
    size, widths = _layout(cells.columns, texts, numbers, width)
    return TableGrid(
        name=cells.name,
        heads=[column.label for column in cells.columns],
        rows=texts,
        widths=widths,
        numbers=numbers,
        total=cells.total,
        marked=frozenset(cells.marked),
        small=size is SMALL,
    )


def _layout(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], numbers: Sequence[bool], width: int
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
    for size in (NORMAL, SMALL):
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


def write(made: TableGrid, styles: Mapping[str, str], *, noted: bool) -> str:
    """Return the table element; with `noted` a short one stays on the page of the note below.

    LibreOffice keeps no table with what follows that may break across pages itself.
    """
    size = _SMALL if made.small else ""
    head, text = styles["rg table head"], styles["rg table text"]
    align = ['<w:jc w:val="right"/>' if right else "" for right in made.numbers]
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
    for number, row in enumerate(made.rows):
        shade = _shade(_MARKED) if number in made.marked else ""
        look = f"{bold()}{size}" if made.total and number == last else size
        keep = KEEP if number in kept else ""
        lines.append(
            _row(
                [
                    cell(paragraph(text, run(value, look), keep + jc), width, shade)
                    for value, width, jc in zip(row, made.widths, align, strict=True)
                ]
            )
        )
    look = f'w:firstRow="1" w:lastRow="{int(made.total)}" w:firstColumn="0" w:lastColumn="0"'
    margins = _MARGINS if made.small else ""
    return frame(styles["rg table"], made.name, made.widths, look, "".join(lines), margins)


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
