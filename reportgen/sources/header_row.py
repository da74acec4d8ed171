"""Which row of a table is its header, when banner rows stand above it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from reportgen.errors import SourceError

SHORT: Final = 30
TEXTS: Final = 0.6
FILLED: Final = 0.5
_MOST_COLUMNS: Final = 2_000
"""By judgement: exports have up to some hundred; each takes a millisecond however few its rows."""
_UNSEEN: Final = ("Cc", "Cf")
"""Unicode categories of what is never seen."""


def visible(text: str) -> str:
    """A header without characters nobody sees: zero bytes, marks of writing direction."""
    return "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN
    )


def is_caption(text: str) -> bool:
    """Whether a cell reads like a header: short, and no number."""
    return len(text.strip()) <= SHORT and not text.strip().replace(".", "").isdigit()


def refuse_wide(file: str, width: int) -> None:
    """Refuse a table of more columns than any system exports.

    Raises:
        SourceError: It has.
    """
    if width > _MOST_COLUMNS:
        raise SourceError(
            f"{file}: there are {width} columns, at most {_MOST_COLUMNS} are read; export only "
            "those the report needs"
        )


def common_width(records: Sequence[Sequence[str]], own: int = 0) -> int:
    """How many cells most of the records have that are not blank.

    If undecided, as many as the row above them has (`own`), else the wider one.
    """
    widths = Counter(len(record) for record in records if any(cell.strip() for cell in record))
    return max(widths, key=lambda width: (widths[width], width == own, width), default=0)


def refuse_rows_above(file: str, rows: Sequence[Sequence[str]]) -> None:
    """Refuse rows as wide as the header that stand above it: they may be rows of the table.

    Args:
        file: What readers know it by.
        rows: The rows down to the header.

    Raises:
        SourceError: There are several; a single one may number the columns.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    above = sum(width >= widths[-1] for width in widths[:-1])
    if above > 1:
        raise SourceError(
            f"{file}: {above} rows above the header in row {len(rows)} are as wide as it is and "
            "would not be read; name the row of the header with `header_row`, or put the header "
            "first"
        )


def header_record(records: Sequence[Sequence[str]]) -> int | None:
    """The position of the header: the first row of captions as wide as the rows below it.

    Narrower rows, or rows with most cells blank, are banners; a header is wider than rows whose
    last, empty cells were not written. The first row with text when no
    row reads like a header.
    """
    filled = [[cell for cell in record if cell.strip()] for record in records]
    for at, record in enumerate(records):
        width = common_width(records[at + 1 : at + 21], len(record)) or len(record)
        texts = sum(is_caption(cell) for cell in filled[at])
        enough = len(filled[at]) > len(record) * FILLED
        if len(record) >= width - 1 and enough and texts >= len(filled[at]) * TEXTS:
            return at
    return next((at for at, cells in enumerate(filled) if cells), None)
