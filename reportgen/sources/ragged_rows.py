"""Records with another number of cells than the header: the shorter ones may be whole.

Many systems leave out the empty cells at the end of a row. Whether a short row is such a one only
the contract can tell, so they are handed on, filled up; the longer ones nobody can place.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from reportgen.errors import SourceError
from reportgen.sources.cell_text import TEXT
from reportgen.sources.text_damage import refuse_cut, refuse_page_in_rows

_NARROW: Final = 3
"""Cells of a row below which a text may well have as many commas."""


class Ragged(NamedTuple):
    """All rows but the long ones; what the short ones lack; the cells of the long ones."""

    rows: pd.DataFrame
    short: dict[int, range]
    long: dict[int, list[str]]


def with_short(  # noqa: PLR0913, PLR0917 what was found, and where
    file: str,
    rows: pd.DataFrame,
    ragged: Mapping[int, str],
    delimiter: str,
    width: int,
    unended: int | None,
) -> Ragged:
    """The rows of a file, the short ones among them filled up with blanks.

    Args:
        file: What readers know it by.
        rows: The rows as wide as the header, index = row number.
        ragged: Row number → text of the others.
        delimiter: What stands between two cells.
        width: How many cells the header has.
        unended: The number of a last row without a line end, which may be cut.

    Raises:
        SourceError: The last row was cut off, or a web page stands in the place of rows.
    """
    refuse_page_in_rows(file, ragged)
    cells = {row: cells_of(text, delimiter) for row, text in ragged.items()}
    if unended in cells and len(cells[unended]) < width:
        refuse_cut(file, unended, cells[unended], rows)
    short = {
        row: range(len(found), width)
        for row, found in cells.items()
        if len(found) < width and row != unended
    }
    long = {row: found for row, found in cells.items() if row not in short}
    if not short:
        return Ragged(rows, short, long)
    filled = [[*cells[row], *[""] * len(lack)] for row, lack in short.items()]
    more = pd.DataFrame(filled, index=list(short), columns=rows.columns, dtype=TEXT)
    return Ragged(pd.concat([rows, more]).sort_index(), short, long)


def refuse_swallowed(file: str, rows: pd.DataFrame, delimiter: str) -> None:
    """Refuse a quotation mark that is closed by one of a later row: the rows between are one cell.

    Such a cell has for each line break as many delimiters as a row has.

    Raises:
        SourceError: It names the row.
    """
    width = rows.shape[1]
    for at in rows.columns if width >= _NARROW else ():
        column = rows[at]
        for row, text in column[column.str.contains("\n", regex=False)].items():
            if text.count(delimiter) == (width - 1) * text.count("\n"):
                raise SourceError(
                    f"{file}: a quotation mark opened in row {row} is closed only "
                    f"{text.count(chr(10))} lines further on, and what stands between looks like "
                    "rows; close or remove it"
                )


def cells_of(text: str, delimiter: str) -> list[str]:
    """The cells of one record; of one that quotes wrongly, its parts between the delimiters."""
    try:
        (found,) = csv.reader([text.rstrip("\r\n")], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return text.rstrip("\r\n").split(delimiter)
    return found
