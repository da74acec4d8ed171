"""Compares the head and the rows of a table with what it must print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from reportgen.document.blocks import Course
from reportgen.document.printed import PrintedCell, PrintedTable, printed_cell
from reportgen.labels import Language
from reportgen.verify.figure_cells import cell_differs, fact_differs
from reportgen.verify.found_items import FoundTable, seen
from reportgen.verify.mismatch import Mismatch, plain_text
from reportgen.verify.read_xlsx import Cell

NOTHING: Final = "nothing more"
_Row: TypeAlias = tuple[PrintedCell, ...]
_FoundRow: TypeAlias = Mapping[int, Cell]


def cells_differ(
    item: PrintedTable, other: FoundTable, where: str, language: Language
) -> Iterator[Mismatch]:
    """Yield how a table differs, cell by cell; a row too many or too few is reported whole."""
    heads = [plain_text(column.label) for column in item.columns]
    said = [other.heads.get(at, "") for at in range(max([*other.heads, len(heads) - 1]) + 1)]
    if said != heads:
        yield Mismatch("", where, " | ".join(heads), " | ".join(said))
        return
    for number, row, found in _side_by_side(item, other.rows, language):
        here = f"{where}, row {number}"
        if row is None:
            yield Mismatch("", here, NOTHING, _joined(map(seen, (found or {}).values())))
        elif found is None:
            yield Mismatch("", here, _joined(_texts(row, item, language)), "")
        else:
            yield from _row_differs(row, found, item, here, language)


def _row_differs(
    row: _Row, found: _FoundRow, item: PrintedTable, where: str, language: Language
) -> Iterator[Mismatch]:
    for at, (value, column) in enumerate(zip(row, item.columns, strict=True)):
        here = f"{where}, column '{column.label}'"
        yield from cell_differs(value, column, found.get(at), here, language)
    beyond = [found[at] for at in sorted(found) if at >= len(row)]
    course = [fact for value in row if isinstance(value, Course) for fact in value.facts]
    if any(cell.place for cell in found.values()):  # in a workbook, beyond the printed page
        for fact, cell in zip(course, beyond, strict=False):
            yield from fact_differs(fact, cell, f"{where}, course", language)
        beyond = beyond[len(course) :]
    for cell in beyond:
        yield Mismatch("", where, NOTHING, seen(cell))


def _side_by_side(
    item: PrintedTable, found: Sequence[_FoundRow], language: Language
) -> Iterator[tuple[int, _Row | None, _FoundRow | None]]:
    """Pair rows: number, what it must say, what it says; as many of both as there are."""
    texts = [_texts(row, item, language) for row in item.rows[len(found) :]]
    rows = [*found, *({} for text in texts if not any(text))]  # a sheet has no empty rows
    if len(rows) == len(item.rows):
        yield from ((n, row, rows[n - 1]) for n, row in enumerate(item.rows, start=1))
        return
    wanted = [_texts(row, item, language) for row in item.rows]
    said = [
        tuple(seen(row[at]) if at in row else "" for at in range(len(item.columns))) for row in rows
    ]
    for _, i, j, k, m in SequenceMatcher(None, wanted, said, autojunk=False).get_opcodes():
        for step in range(max(j - i, m - k)):
            row = item.rows[i + step] if i + step < j else None
            yield i + step + 1, row, rows[k + step] if k + step < m else None


def _texts(row: _Row, item: PrintedTable, language: Language) -> tuple[str, ...]:
    return tuple(
        plain_text(printed_cell(value, column, language))
        for value, column in zip(row, item.columns, strict=True)
    )


def _joined(texts: Iterator[str] | Sequence[str]) -> str:
    return " | ".join(texts)
