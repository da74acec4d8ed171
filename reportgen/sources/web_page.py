"""The tables of a web page, which many systems save as .xls; also of one saved with its pictures.

A page may hold one table in several pieces, a page of print each, beside menus and frames that are
tables too. Pieces with one header are joined; tables with different headers are told apart.
"""

from __future__ import annotations

import email
import email.errors
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from lxml import etree, html

from reportgen.errors import SourceError
from reportgen.sources.cell_text import Cell
from reportgen.sources.encodings import AUTO, decode
from reportgen.sources.file_type import is_archive
from reportgen.sources.sheet_extent import Reach
from reportgen.sources.sheet_grid import Merge

Rows: TypeAlias = list[list[Cell]]

_MOST: Final = 1_000
"""Columns a cell may take, as in every browser."""
_UNSEEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
"""Comments and scripts; one that is never closed reaches to the end, as in a browser."""
_SHOWN: Final = 3
_CLOSED: Final = "open it in a browser to see whether it is whole, then export it again"


@dataclass(slots=True)
class PageTable:
    """The cells of a table, those of a merged area but the first blank, and these areas."""

    rows: Rows = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The cells of the widest row."""
        return max(map(len, self.rows), default=0)

    @property
    def is_table(self) -> bool:
        """Whether rows stand below each other, with more than one filled cell each."""
        return sum(sum(cell != "" for cell in row) > 1 for row in self.rows) > 1

    @property
    def head(self) -> list[Cell]:
        """The first row with more than one filled cell."""
        return next((row for row in self.rows if sum(cell != "" for cell in row) > 1), [])

    def add(self, other: PageTable) -> None:
        """Append what stands below the header of another piece."""
        top = other.rows.index(self.head)
        start = max((bottom for (at, _), (bottom, _) in other.merges if at == top), default=top) + 1
        down = len(self.rows) - start
        self.rows += other.rows[start:]
        self.merges += [
            ((first + down, left), (last + down, right))
            for (first, left), (last, right) in other.merges
            if first >= start
        ]


def page_table(content: bytes, file: str) -> PageTable:
    """The one table of a web page.

    Raises:
        SourceError: There is none, there are several, or the page breaks off.
    """
    found = [table for page in _pages(content, file) for table in _tables(page, file)]
    if not found:
        raise SourceError(
            f"{file}: this is a web page (HTML) without a table, not a workbook; export as .xlsx"
        )
    largest = max(found, key=lambda table: sum(map(len, table.rows)))
    whole = [table for table in found if table.is_table or table.width == largest.width]
    first, *others = whole or [largest]
    for other in others:
        if other.head != first.head:
            heads = "; ".join(_told(table.head) for table in (first, other))
            raise SourceError(
                f"{file}: this web page holds tables with different headers ({heads}); open it in "
                "Excel, keep the table you want, and save it as .xlsx"
            )
        first.add(other)
    return first


def _told(head: Sequence[Cell]) -> str:
    """The beginning of a header; a row of data may stand in its place, so only its letters."""
    words = [str(cell) for cell in head if cell != "" and not re.search(r"\d", str(cell))]
    return ", ".join(words[:_SHOWN]) or "a row of data"


def _pages(content: bytes, file: str) -> Iterator[str]:
    """The page, or the pages of an archive of them (MHTML), as text."""
    if not is_archive(content):
        text, _ = decode(content, AUTO, file)
        begun = content.translate(None, b"\0").lower().count(b"<html")
        yield _whole(text, file, another=begun > text.lower().count("<html"))
        return
    message = email.message_from_bytes(content.lstrip())
    for part in message.walk():
        if any(isinstance(each, email.errors.CloseBoundaryNotFoundDefect) for each in part.defects):
            raise SourceError(f"{file}: the web archive breaks off before its end; {_CLOSED}")
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and b"<table" in page.lower():
                yield _whole(decode(page, AUTO, file)[0], file)


def _whole(text: str, file: str, *, another: bool = False) -> str:
    """Refuse a page that was cut off or overwritten, or that another one follows.

    The other one may be in another encoding: then it can be seen in the bytes only.
    """
    if "\0" in text:
        raise SourceError(
            f"{file}: there are zero bytes in this web page: a part of it was lost; export it again"
        )
    page = _UNSEEN.sub("", text)
    low = page.lower()
    if another or len(re.findall(r"<html[\s>]", low)) > 1:
        raise SourceError(
            f"{file}: a second web page begins within this one, such as a log-in page: the export "
            f"was cut off there; {_CLOSED}"
        )
    starts, ends = low.count("<html"), low.count("</html")
    if "<table" not in low:
        return text
    last_row = max(low.rfind("<tr"), low.rfind("<td"), low.rfind("<th"), low.rfind("<table"))
    if (starts and not ends) or last_row > low.rfind("</table"):
        raise SourceError(f"{file}: the web page breaks off before its end; {_CLOSED}")
    return text


def _tables(text: str, file: str) -> list[PageTable]:
    """The tables of a page in their order; what only arranges other tables is none."""
    if "<table" not in text.lower():
        return []
    page = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    found: list[PageTable] = []
    inner: set[etree._Element] = set()
    for table in reversed(list(page.iter("table"))):
        laid = _laid_out(table, inner, len(text), file)
        if laid.is_table or not table.xpath(".//table"):
            found.insert(0, laid)
        if laid.is_table:
            inner.update(table.iterancestors("td", "th"))
    return found


def _laid_out(table: etree._Element, inner: set[etree._Element], size: int, file: str) -> PageTable:
    """Cells by row and column, without those that hold a table of their own."""
    laid = PageTable()
    lines = table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    below: dict[int, int] = {}
    for at, line in enumerate(lines):
        row: list[Cell] = []
        under, below = below, {column: rows - 1 for column, rows in below.items() if rows > 1}
        for cell in line.iterchildren("td", "th"):
            while len(row) in under:
                row.append("")
            left, right = len(row), _span(cell, "colspan", _MOST)
            down = _span(cell, "rowspan", len(lines) - at)
            row += ["" if cell in inner else _text(cell), *[""] * (right - 1)]
            below.update((left + n, down - 1) for n in range(right) if down > 1)
            if down * right > 1:
                laid.merges.append(((at, left), (at + down - 1, left + right - 1)))
            if Reach(len(lines), len(row)).is_hopeless(size):
                raise SourceError(
                    f"{file}: the table of this web page says it is {len(row)} columns wide, far "
                    "more than it has cells; export it again"
                )
        while len(row) in under:
            row.append("")
        laid.rows.append(row)
    return laid


def _span(cell: etree._Element, name: str, most: int) -> int:
    """How many rows or columns a cell takes; nonsense counts as one."""
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


def _text(cell: etree._Element) -> str:
    return " ".join(_pieces(cell)).strip()


def _pieces(cell: etree._Element) -> Iterator[str]:
    for text in cell.itertext():
        yield from str(text).split()
