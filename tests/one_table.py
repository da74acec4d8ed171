"""The intake of a single table, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportgen.document.ledger import Account
from reportgen.extension.components import RawTable
from reportgen.intake import take_all
from reportgen.metric.table_contracts import TableContract


@dataclass(frozen=True)
class Taken:
    """Its used rows, and the account of every file they came from."""

    frame: pd.DataFrame
    accounts: tuple[Account, ...]


def take_in(contract: TableContract, raws: Iterable[RawTable], **options: Any) -> Taken:  # noqa: ANN401 those of take_all
    """Convert, check, count and mask the files of one table."""
    frames, ledger = take_all([contract], {contract.name: raws}, **options)
    return Taken(frames[contract.name], ledger.accounts)
