"""Refuse a report no table has a row for: it would print nothing and look finished.

A build without any row ends before it begins; among other dealers one without rows fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.errors import SourceError
from reportgen.intake import DEALER
from reportgen.periods import Month
from reportgen.report.cut_to_month import has_rows
from reportgen.report.load_inputs import Inputs
from reportgen.section.dealer import Dealer

_NAMED: Final = 10


def refuse_empty(inputs: Inputs, dealers: Sequence[Dealer], month: Month) -> None:
    """Refuse reports none of which would have a row.

    Raises:
        SourceError: It says which dealers there are.
    """
    if not any(has_rows(inputs, dealer, month) for dealer in dealers):
        raise SourceError(_told(inputs, dealers, month))


def _told(inputs: Inputs, dealers: Sequence[Dealer], month: Month) -> str:
    """Say who has no rows, and who has."""
    columns = [frame[DEALER] for frame in inputs.tables.values() if DEALER in frame]
    known = sorted({code for column in columns for code in column.dropna().unique()})
    who = ", ".join(dealer.id for dealer in dealers[:_NAMED])
    told = f"no table has a row of {who} up to {month}, so there is nothing to report"
    if not known:
        return f"{told}; the files may be of another month"
    listed = ", ".join(known[:_NAMED])
    return f"{told}; the tables name the dealers {listed}: correct the spec or the month"
