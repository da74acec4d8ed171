"""One large file of all dealers, taken apart: the rows of each dealer as a table of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import pandas as pd

from reportgen.extension.components import RawTable

NOBODY = ""
"""Stands for the dealer of rows that name none, and of what is no row."""


def split_by_dealer(raw: RawTable, at: int, dealers: Collection[str]) -> Iterator[RawTable]:
    """Yield the rows of some dealers, a table each; rows that are left out are nobody's.

    Args:
        raw: Rows of these dealers, others among them.
        at: The position of the column that names the dealer.
        dealers: Their codes without blanks around them.
    """
    whose = raw.rows[at].str.strip()
    for dealer, places in sorted(raw.rows.groupby(whose.to_numpy(), sort=False).indices.items()):
        if dealer in dealers and dealer != NOBODY:
            rows = raw.rows.iloc[places]
            yield _of(raw, str(dealer), rows)
    if NOBODY in dealers:
        yield replace(_of(raw, NOBODY, raw.rows[whose == NOBODY]), dropped=raw.dropped,
                      dropped_cells=raw.dropped_cells)  # fmt: skip


def _of(raw: RawTable, dealer: str, rows: pd.DataFrame) -> RawTable:
    short = {row: lacks for row, lacks in raw.short.items() if row in rows.index}
    name = f"{raw.file} › {dealer}" if dealer else raw.file
    return replace(
        raw, file=name, rows=rows, dealer=dealer, short=short, dropped={}, dropped_cells={}
    )
