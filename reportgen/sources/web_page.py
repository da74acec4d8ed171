"""The table of a web page, which many systems save as .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree, html

from reportgen.errors import SourceError
from reportgen.sources.cell_text import Cell
from reportgen.sources.encodings import AUTO, decode
from reportgen.sources.sheet_grid import Merge

_MOST: Final = 1_000


def largest_table(content: bytes, file: str) -> tuple[list[list[Cell]], list[Merge]]:
    """The cells of the table with most of them, and its merged areas.

    Raises:
        SourceError: There is no table.
    """
    text, _ = decode(content, AUTO, file)
    page = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    tables = [each for each in page.iter("table") if not each.xpath(".//table")]
    if not tables:
        raise SourceError(
            f"{file}: this is a web page (HTML) without a table, not a workbook; export as .xlsx"
        )
    return _laid_out(max(tables, key=lambda table: len(table.xpath(".//td|.//th"))))


def _laid_out(table: etree._Element) -> tuple[list[list[Cell]], list[Merge]]:
    """Cells by row and column; those under a cell that spans rows are left out and blank."""
    rows: list[list[Cell]] = []
    merges: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    for at, line in enumerate(table.iter("tr")):
        row: list[Cell] = []
        for cell in line.iterchildren("td", "th"):
            while (at, len(row)) in taken:
                row.append("")
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            left = len(row)
            row += [_text(cell), *[""] * (right - 1)]
            taken.update((at + n, left + m) for n in range(1, down) for m in range(right))
            if down * right > 1:
                merges.append(((at, left), (at + down - 1, left + right - 1)))
        rows.append(row)
    return rows, merges


def _span(cell: etree._Element, name: str) -> int:
    """How many rows or columns a cell takes; nonsense counts as one."""
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _MOST) if text.isascii() and text.isdigit() else 1


def _text(cell: etree._Element) -> str:
    return " ".join(_pieces(cell)).strip()


def _pieces(cell: etree._Element) -> Iterator[str]:
    for text in cell.itertext():
        yield from str(text).split()
