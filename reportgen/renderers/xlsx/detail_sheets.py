"""Writes detail sheets: the rows behind the figures, as one real Excel table on each sheet.

The XML of the rows (`detail_cells`) is spliced into the sheet that xlsxwriter made. Everything
around the rows (table, filter, styles, print set-up) stays xlsxwriter's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reportgen.catalogs import Labels
from reportgen.document.blocks import DetailTable
from reportgen.document.formats import number_format
from reportgen.labels import Language
from reportgen.metric.table_contracts import FILE, ROW, ColumnContract
from reportgen.renderers.xlsx import detail_cells, fill_in_columns
from reportgen.renderers.xlsx.checked_writes import LAST_ROW, CheckedSheet, width
from reportgen.renderers.xlsx.detail_cells import Strings
from reportgen.renderers.xlsx.detail_columns import DATES, NUMBERS, DetailColumn
from reportgen.renderers.xlsx.excel_names import letters, quoted

if TYPE_CHECKING:
    from reportgen.renderers.xlsx.sheet_register import Book

HEAD_ROW: Final = 1
"""Index of the head row; above it stand the way back and the title."""
FIRST_ROW: Final = HEAD_ROW + 1
ROWS_PER_SHEET: Final = LAST_ROW - FIRST_ROW + 1
_HEADS: Final = Labels("excel_workbook", ("source_file", "source_row"))
_ORIGIN: Final = (
    ColumnContract(FILE, "text", _HEADS["source_file"]),
    ColumnContract(ROW, "number", _HEADS["source_row"], unit="count"),
)
_WIDEST: Final = 40
"""Greatest width of a column in characters; by judgement."""
_CARRIERS: Final = (False, True)
"""The rows xlsxwriter is given: they carry each column's style, plain and quoted."""
_SAMPLED: Final = 300
"""Distinct texts that decide how wide a column is; by judgement: enough to be typical."""


@dataclass(frozen=True)
class Part:
    """The rows of one table that are on one sheet."""

    sheet: CheckedSheet
    columns: Mapping[str, DetailColumn]
    rows: int


def sheets_needed(detail: DetailTable) -> int:
    """Return how many sheets the rows of a table fill."""
    return max(1, -(-len(detail.frame) // ROWS_PER_SHEET))


def columns_of(
    detail: DetailTable, table: str, sheet: str, language: Language
) -> dict[str, DetailColumn]:
    """Return the columns a detail sheet shows: the contract's shown ones, then file and row."""
    taken: set[str] = set()
    first, last = FIRST_ROW + 1, FIRST_ROW + len(detail.frame)
    found: dict[str, DetailColumn] = {}
    for contract in (*detail.contract.columns, *_ORIGIN):
        if contract.shown and contract.name in detail.frame.columns:
            header = _unique(contract.label.in_(language) or contract.name, taken)
            letter = letters(len(found))
            span = f"{quoted(sheet)}!${letter}${first}:${letter}${last}"
            values = detail.frame[contract.name]
            found[contract.name] = DetailColumn(contract, table, header, span, values, language)
    return found


def write(book: Book, detail: DetailTable, sheets: Sequence[CheckedSheet]) -> list[Part]:
    """Set up the sheets of one table; returns which rows belong to each."""
    parts = []
    for number, sheet in enumerate(sheets):
        start = number * ROWS_PER_SHEET
        frame = detail.frame.iloc[start : start + ROWS_PER_SHEET]
        name = book.table_name(detail.contract.name, number)
        part = DetailTable(detail.contract, detail.title, frame)
        columns = columns_of(part, name, sheet.name, book.language)
        _set_up(book, part, sheet, columns)
        parts.append(Part(sheet, columns, len(frame)))
    return parts


def _set_up(
    book: Book, detail: DetailTable, sheet: CheckedSheet, columns: Mapping[str, DetailColumn]
) -> None:
    raw, rows = sheet.raw, len(detail.frame)
    sheet.link(0, 0, book.contents_target, book.say("back"), book.styles.of("link"))
    title = f"{detail.title} · {book.say('rows', rows=f'{rows:,}')}"
    sheet.text(0, 1, title, book.styles.of("caption", text_wrap=False))
    head = book.styles.of("head")
    for index, column in enumerate(columns.values()):
        style = _style(book, column)
        # an empty cell has no style of its own: what is filled in takes the column's
        own = style if column.contract.filled_in else None
        raw.set_column(index, index, _column_width(column), own)
        sheet.text(HEAD_ROW, index, column.header, head)
        if rows:  # these cells only carry the styles; `splice` puts the rows in their place
            for row, quoted_too in enumerate(_CARRIERS, start=FIRST_ROW):
                sheet.blank(row, index, book.styles.quoted(style) if quoted_too else style)
    raw.set_row(HEAD_ROW, 30)
    if rows:
        _add_table(sheet, columns, head)
        if any(column.contract.filled_in for column in columns.values()):
            last = f"{letters(len(columns) - 1)}${FIRST_ROW + rows}"
            book.name_list(sheet, detail.contract.name, f"$A${HEAD_ROW + 1}:${last}")
        fill_in_columns.offer(sheet, columns, (FIRST_ROW, FIRST_ROW + rows - 1))
    raw.freeze_panes(FIRST_ROW, 1)
    book.no_green_corners(sheet, len(columns), FIRST_ROW + max(rows, 1))
    book.print_set_up(sheet, first=0, last=HEAD_ROW)
    raw.set_start_page(1)


def _add_table(sheet: CheckedSheet, columns: Mapping[str, DetailColumn], head: object) -> None:
    options: dict[str, Any] = {
        "name": next(iter(columns.values())).table,
        "style": "Table Style Light 1",
        "columns": [{"header": c.header, "header_format": head} for c in columns.values()],
    }
    last = FIRST_ROW + len(_CARRIERS) - 1
    if code := sheet.raw.add_table(HEAD_ROW, 0, last, len(columns) - 1, options):
        raise RuntimeError(f"sheet '{sheet.name}': no table could be made (code {code})")


def _style(book: Book, column: DetailColumn) -> Any:  # noqa: ANN401 xlsxwriter's Format
    match column.contract.kind:
        case "datetime":
            return book.styles.of("data", num_format="yyyy-mm-dd hh:mm")
        case "date":
            return book.styles.of("data", num_format="yyyy-mm-dd")
        case "number" | "money":
            return book.styles.of("data", num_format=_number_format(column))
        case "text" | "code" | "category" | "flag":
            return book.styles.of("data", indent=1)


def _number_format(column: DetailColumn) -> str:
    contract = column.contract
    if contract.traits.money:
        return "#,##0.00"
    if contract.unit != "number":
        return number_format(contract.unit, column.language)
    known = column.coded[1].astype(float)
    return "#,##0" if (known % 1 == 0).all() else "#,##0.00"


def _column_width(column: DetailColumn) -> float:
    kind, head = column.contract.kind, width(column.header) + 5  # the filter's button
    if kind in DATES:
        return max(head, 17 if column.contract.traits.clock else 12)
    if kind in NUMBERS:
        known = column.coded[1].astype(float)
        longest = float(np.abs(known).max(initial=0.0))
        # sign, separators, decimals and a unit in words
        digits = len(f"{longest:,.2f}") + 3 if math.isfinite(longest) else 8
        return max(head, digits + (4 if column.contract.unit != "number" else 0))
    chosen = fill_in_columns.words_of(column.contract, column.language)
    words = chosen if column.contract.filled_in else [*column.words.values()][:_SAMPLED]
    return min(_WIDEST, max(head, 8, *(width(word) + 2 for word in words), 0))


def splice(xml: bytes, part: Part, strings: Strings) -> bytes:
    """Replace the two carrier rows in the XML of a detail sheet by its real rows."""
    start, end = _row_start(xml, FIRST_ROW), xml.index(b"</sheetData>")
    carriers = xml[start:end].decode()
    styles = [_styles_of(carriers, index) for index in range(len(part.columns))]
    rows = detail_cells.rows(part.columns, styles, strings, FIRST_ROW + 1)
    size = b"\\g<1>%d" % (FIRST_ROW + part.rows)
    head = re.sub(rb'(<dimension ref="A1:[A-Z]+)\d+', size, xml[:start], count=1)
    return head + rows.encode() + xml[end:]


def stretch(xml: bytes, part: Part) -> bytes:
    """Extend the XML of a detail table over all its rows; it was written over the carriers only.

    It would remember every single cell of the table, to see whether another one overlaps it.
    """
    written, last = FIRST_ROW + len(_CARRIERS), FIRST_ROW + part.rows
    return re.sub(rb'(ref="A\d+:[A-Z]+)%d"' % written, rb'\g<1>%d"' % last, xml)


def _row_start(xml: bytes, row: int) -> int:
    return xml.index(b'<row r="%d"' % (row + 1))


def _styles_of(rows: str, index: int) -> tuple[str, str]:
    """Return the style numbers xlsxwriter gave a column: plain, and quoted."""
    letter = letters(index)
    found = [
        match[1] if (match := re.search(rf'<c r="{letter}{row + 1}" s="(\d+)"', rows)) else "0"
        for row in range(FIRST_ROW, FIRST_ROW + len(_CARRIERS))
    ]
    return found[0], found[1]


def _unique(name: str, taken: set[str]) -> str:
    name = " ".join(name.split())
    unique, number = name, 2
    while unique.casefold() in taken:
        unique, number = f"{name} ({number})", number + 1
    taken.add(unique.casefold())
    return unique
