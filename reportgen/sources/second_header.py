"""A table that begins anew further down, with other columns: its rows mean something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pandas as pd

from reportgen.errors import SourceError

_LOOKED_AT: Final = 2  # columns in which a header may begin; the first may be new
_HALF: Final = 2
_SHOWN: Final = 3


def refuse_second_header(
    file: str, header: Sequence[str], rows: pd.DataFrame, others: Iterable[Sequence[str]] = ()
) -> None:
    """Refuse a row that names columns of the header, but not the same in the same order.

    The header repeated as it is, as on each page of a print, or its beginning passes.

    Args:
        file: What readers know it by.
        header: The header cells.
        rows: The rows below it, as wide as it is.
        others: The cells of rows that are wider.

    Raises:
        SourceError: It names the row.
    """
    words = {text.strip() for text in header} - {""}
    plain = _stripped(header)
    for place, cells in _candidates(rows, words, others):
        found = _stripped(cells)
        filled = [cell for cell in found if cell]
        known = [cell for cell in filled if cell in words]
        if found != plain[: len(found)] and len(known) > 1 and len(known) * _HALF >= len(filled):
            raise SourceError(
                f"{file}: the table begins anew in {place} with other columns "
                f"({', '.join(known[:_SHOWN])} …); export each table as a file of its own"
            )


def _candidates(
    rows: pd.DataFrame, words: set[str], others: Iterable[Sequence[str]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """The rows that begin with a word of the header."""
    for at in rows.columns[:_LOOKED_AT]:
        for number in rows.index[rows[at].isin(words)]:
            for row in rows.loc[[number]].to_numpy().tolist():
                yield f"row {number}", row
    for wider in others:
        if words.intersection(map(str.strip, wider[:_LOOKED_AT])):
            yield "a wider row", wider


def _stripped(cells: Sequence[str]) -> list[str]:
    """The cells without blanks around them and blank ones at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found
