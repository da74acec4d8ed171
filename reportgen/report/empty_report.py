"""Refuse a report no table has a row for: it would print nothing and look finished.

A build without any row ends before it begins; among other dealers one without rows fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.errors import SourceError
from reportgen.report.store import Stored
from reportgen.section.dealer import Dealer

_NAMED: Final = 10


def refuse_empty(stored: Stored, dealers: Sequence[Dealer]) -> None:
    """Refuse reports none of which would have a row.

    Raises:
        SourceError: It says which dealers there are.
    """
    if not any(stored.slice(dealer).rows_up_to_month for dealer in dealers):
        raise SourceError(_told(stored, dealers))


def _told(stored: Stored, dealers: Sequence[Dealer]) -> str:
    """Say who has no rows, and who has."""
    who = ", ".join(dealer.id for dealer in dealers[:_NAMED])
    told = f"no table has a row of {who} up to {stored.month}, so there is nothing to report"
    known = stored.whose.named
    if not known:
        return f"{told}; the files may be of another month"
    listed = ", ".join(known[:_NAMED])
    return f"{told}; the tables name the dealers {listed}: correct the spec or the month"
