"""Says what a trade calls the things the engine speaks of, by the tables its plugin declares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, get_args

from reportgen.catalogs import Labels
from reportgen.intake import DEALER
from reportgen.labels import Language
from reportgen.metric.table_contracts import Private, TableContract
from reportgen.punctuation import listing

PRIVATE: Final = Labels[Private]("data_quality", get_args(Private), "private.")
"""The kinds of personal data, in words."""
_NAMED: Final[tuple[Private, ...]] = ("name", "phone", "plate", "vin")
"""Kinds a report names when it says that personal data are masked; the others go without saying."""
_CODE: Final = re.compile(r"(代码|编码|编号|号)$| (code|id|no\.?|number)$", re.IGNORECASE)
"""What turns the name of a thing into that of its code."""


def whose(trade: Iterable[TableContract], language: Language) -> str:
    """Return what a dealer is called: the label of the column that names it, 酒店 or Hotel."""
    columns = (column for contract in trade for column in contract.columns)
    found = (column.label.in_(language) for column in columns if column.name == DEALER)
    return _CODE.sub("", next(found, ""))


def masked_kinds(trade: Iterable[TableContract], language: Language) -> str:
    """Return the kinds of personal data the trade's tables hold: `Names, phones`."""
    kinds = {column.private for contract in trade for column in contract.columns}
    said = listing((PRIVATE[kind].in_(language) for kind in _NAMED if kind in kinds), language)
    return said[:1].upper() + said[1:]
