"""Cut: one dealer's rows up to the end of the month; each row left out is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from reportgen.document.ledger import Account, Ledger
from reportgen.intake import DEALER
from reportgen.metric.table_contracts import FILE
from reportgen.periods import Month
from reportgen.report.load_inputs import Inputs
from reportgen.section.data import Data
from reportgen.section.dealer import Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.spec.spec import Spec


def cut(spec: Spec, inputs: Inputs, dealer: Dealer, month: Month) -> tuple[Data, Ledger]:
    """One dealer's tables without later rows, and the accounts of the files they come from."""
    tables = {}
    accounts: list[Account] = []
    for name, frame in inputs.tables.items():
        own = _own(frame, dealer)
        kept = _up_to(month, own, inputs.contracts[name].date)
        tables[name] = kept
        accounts += _accounts(inputs.ledger.of([name]), dealer, own, kept)
    data = Data(
        dealer=dealer,
        month=month,
        language=spec.report.language,
        tables=DealerTables(tables, inputs.contracts),
        history=spec.period.history,
        percent_digits=spec.report.percent_digits,
        currency=spec.report.currency,
    )
    return data, Ledger(tuple(accounts))


def _own(frame: pd.DataFrame, dealer: Dealer) -> pd.DataFrame:
    if DEALER not in frame:
        return frame
    mine = frame[DEALER] == dealer.id
    return frame if mine.all() else frame[mine].reset_index(drop=True)


def _up_to(month: Month, frame: pd.DataFrame, clock: str) -> pd.DataFrame:
    """The rows that are not later than the month; a row without a date stays."""
    late = frame[clock] >= pd.Timestamp(month.end) if clock in frame else None
    return frame if late is None or not late.any() else frame[~late].reset_index(drop=True)


def _rows_by_file(frame: pd.DataFrame) -> Counter[str]:
    if frame.empty:
        return Counter()
    return Counter({str(file): int(n) for file, n in frame[FILE].value_counts().items()})


def _accounts(
    ledger: Ledger, dealer: Dealer, own: pd.DataFrame, kept: pd.DataFrame
) -> Iterator[Account]:
    """The accounts of the files this dealer has rows in, what is not its own set apart.

    A file none of whose rows could be used belongs to nobody in particular: everybody is told.
    """
    mine, used = (_rows_by_file(frame) for frame in (own, kept))
    for account in ledger.accounts:
        own_rows = mine[account.file]
        if account.used and not own_rows and dealer.id not in account.dealers:
            continue
        yield account.for_dealer(dealer.id, own_rows, used[account.file])
