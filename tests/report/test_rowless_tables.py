from __future__ import annotations

import pandas as pd
import pytest

from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.labels import Label
from reportgen.metric.table_contracts import FILE, ROW, ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.report.rowless_tables import refuse_rowless, spoilt
from reportgen.report.table_availability import availability

TABLE = TableContract(
    "complaints",
    Label("投诉", "Complaints"),
    Label("一件", "one"),
    (ColumnContract("day", "date", Label("日期", "Day"), required=True),),
    date="day",
)
FULL = Account("complaints", "9.csv", 3, 3, columns={"day": "日期"}, month=Month(2026, 9))
EMPTY = Account("complaints", "10.csv", 0, 0, columns={"day": "日期"}, month=Month(2026, 10))
LOST = Account(
    "complaints", "10.csv", 2, 0, {"impossible_date": 2},
    examples={"impossible_date": ("row 2: Day 昨天",)}, month=Month(2026, 10),
)  # fmt: skip


def test_a_month_without_events_stands_beside_others_with_rows() -> None:
    refuse_rowless(Ledger((FULL, EMPTY)))
    refuse_rowless(Ledger((FULL, LOST)))


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (EMPTY, "10.csv: complaints has no row of data; export it again, take the source out of"),
        (
            LOST,
            (
                "10.csv: none of the 2 rows of data can be used for complaints; 2 for this reason: "
                "impossible date, first: row 2: Day 昨天; correct the export"
            ),
        ),
    ],
)
def test_a_table_without_a_row_is_refused(account: Account, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        refuse_rowless(Ledger((account,)))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(("account", "known"), [(EMPTY, True), (LOST, False)])
def test_a_month_all_of_whose_rows_are_lost_is_not_one_without_events(
    account: Account,
    known: bool,  # noqa: FBT001
) -> None:
    days = pd.to_datetime(["2026-09-01", "2026-09-15", "2026-09-30"])
    rows = pd.DataFrame({"day": days, FILE: "9.csv", ROW: [2, 3, 4]})

    (span,) = availability(TABLE, rows, [FULL, account], "D1", Month(2026, 10)).spans[""]

    assert (Month(2026, 10) in span.coverage.whole) is known
    assert spoilt(account) is not known
