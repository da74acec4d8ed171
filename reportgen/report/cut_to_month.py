"""Cuts the inputs to one dealer's rows up to the month's end; counts each row left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from reportgen.document.ledger import Account, Ledger
from reportgen.intake import DEALER
from reportgen.metric.availability import Mask
from reportgen.metric.table_contracts import FILE
from reportgen.periods import Month
from reportgen.report.load_inputs import Inputs
from reportgen.report.table_availability import availability
from reportgen.section.data import Data
from reportgen.section.dealer import Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.spec.spec import Spec


def cut(spec: Spec, inputs: Inputs, dealer: Dealer, month: Month) -> tuple[Data, Ledger]:
    """Return one dealer's tables up to the end of the month, and the accounts of their files."""
    tables, ledger = cut_tables(inputs, dealer, month)
    data = Data(
        dealer=dealer,
        month=month,
        language=spec.report.language,
        tables=tables,
        history=spec.period.history,
        percent_digits=spec.report.percent_digits,
        currency=spec.report.currency,
        targets=spec.targets_set,
    )
    return data, ledger


def cut_tables(inputs: Inputs, dealer: Dealer, month: Month) -> tuple[DealerTables, Ledger]:
    """Cut the tables alone, with what is known of them."""
    tables, known = {}, {}
    accounts: list[Account] = []
    for name, frame in inputs.tables.items():
        own, contract = _own(frame, dealer), inputs.contracts[name]
        early = up_to(month, own, contract.date)
        kept = own if early.all() else own[early].reset_index(drop=True)
        tables[name] = kept
        ledger = inputs.ledger.of([name])
        whole = availability(contract, own, ledger.accounts, dealer.id, month)
        known[name] = whole.of(early)
        accounts += _accounts(ledger, dealer, own, kept)
    return DealerTables(tables, inputs.contracts, known, inputs.derived), Ledger(tuple(accounts))


def _own(frame: pd.DataFrame, dealer: Dealer) -> pd.DataFrame:
    if DEALER not in frame:
        return frame
    mine = frame[DEALER] == dealer.id
    return frame if mine.all() else frame[mine].reset_index(drop=True)


def up_to(month: Month, frame: pd.DataFrame, clock: str) -> Mask:
    """Tell which rows are not later than the month; a row without a date is not."""
    if clock not in frame:
        return np.ones(len(frame), dtype=bool)
    return ~(frame[clock] >= pd.Timestamp(month.end)).to_numpy(dtype=bool)


def _rows_by_file(frame: pd.DataFrame) -> Counter[str]:
    if frame.empty:
        return Counter()
    return Counter({str(file): int(n) for file, n in frame[FILE].value_counts().items()})


def _accounts(
    ledger: Ledger, dealer: Dealer, own: pd.DataFrame, kept: pd.DataFrame
) -> Iterator[Account]:
    """Return the accounts of the files this dealer has rows in, other dealers' rows set apart.

    A file none of whose rows could be used belongs to nobody in particular: everybody is told.
    """
    mine, used = (_rows_by_file(frame) for frame in (own, kept))
    for account in ledger.accounts:
        own_rows = mine[account.file]
        if account.used and not own_rows and dealer.id not in account.dealers:
            continue
        yield account.for_dealer(dealer.id, own_rows, used[account.file])
