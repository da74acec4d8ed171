"""Which months of a table were exported is told by its files, its rows, or the spec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from reportgen.document.ledger import Account
from reportgen.labels import Label
from reportgen.metric.availability import Coverage
from reportgen.metric.exported_days import ExportedDays
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.report.table_availability import availability

NAME = Label("", "")
CALLS = TableContract(
    "calls",
    NAME,
    NAME,
    key=("no",),
    date="day",
    columns=(
        ColumnContract("no", "code", NAME),
        ColumnContract("day", "date", NAME, required=True),
        ColumnContract("outcome", "category", NAME),
        ColumnContract("amount", "money", NAME),
    ),
)
JULY, AUGUST, SEPTEMBER, OCTOBER = Month(2026, 10).back(4)
COLUMNS = {"no": "no", "day": "day", "outcome": "outcome", "amount": "amount"}


def days(month: Month, *, first: int = 1, last: int = 0, step: int = 1) -> list[date]:
    return [
        month.first + timedelta(days=day - 1)
        for day in range(first, (last or month.days) + 1, step)
    ]


def frame(*parts: Iterable[date], file: str = "a.csv") -> pd.DataFrame:
    every = [day for part in parts for day in part]
    return pd.DataFrame(
        {
            "no": pd.Series(range(len(every)), dtype="str"),
            "day": pd.Series(every, dtype="datetime64[us]"),
            "outcome": pd.Series(["success"] * len(every), dtype="str"),
            "amount": pd.Series([1.0] * len(every), dtype=float),
            "_file": pd.Series([file] * len(every), dtype="str"),
            "_row": pd.Series(range(2, len(every) + 2), dtype="int64"),
        }
    )


def account(rows: pd.DataFrame, **more: object) -> Account:
    file = rows["_file"].iloc[0] if len(rows) else "a.csv"
    ends = (rows["day"].min().date(), rows["day"].max().date()) if len(rows) else (None, None)
    plain = Account(
        "calls", file, len(rows), len(rows), columns=COLUMNS, first=ends[0], last=ends[1]
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def covered(rows: pd.DataFrame, *accounts: Account) -> Coverage:
    return availability(CALLS, rows, accounts, "D1", OCTOBER).spans[""][0].coverage


def test_an_empty_file_of_a_month_covers_it() -> None:
    rows = frame(days(SEPTEMBER))
    files = (account(rows, month=SEPTEMBER), account(rows.iloc[:0], file="b.csv", month=OCTOBER))

    assert covered(rows, *files).whole == {SEPTEMBER, OCTOBER}


def test_a_file_of_a_month_whose_rows_have_no_day_covers_nothing() -> None:
    rows = frame(days(SEPTEMBER), [None] * 5)  # type: ignore[list-item]
    september = account(rows[:-5], month=SEPTEMBER)
    october = replace(account(rows[-5:]), file="b.csv", month=OCTOBER, first=None, last=None)

    assert covered(rows, september, october).whole == {SEPTEMBER}


def test_a_month_without_a_file_is_not_covered_whatever_the_other_files_hold() -> None:
    rows = frame(days(AUGUST), days(OCTOBER))

    assert covered(rows, account(rows, month=OCTOBER)).whole == {OCTOBER}


def test_a_file_of_another_dealer_covers_nothing() -> None:
    rows = frame(days(OCTOBER))

    assert not covered(rows, account(rows, month=OCTOBER, dealer="D2")).whole


def test_a_busy_table_has_a_hole_where_a_month_is_empty() -> None:
    rows = frame(days(JULY), days(SEPTEMBER), days(OCTOBER))

    assert covered(rows, account(rows)).whole == {JULY, SEPTEMBER, OCTOBER}


def test_a_sparse_table_may_have_an_empty_month_but_nobody_knows_after_its_last_row() -> None:
    rows = frame(days(JULY, step=12), days(SEPTEMBER, last=1))

    assert covered(rows, account(rows)).whole == {JULY, AUGUST, SEPTEMBER}


def test_the_rows_of_other_dealers_tell_how_far_a_file_reaches() -> None:
    rows = frame(days(JULY, step=12), days(SEPTEMBER, last=1))

    assert OCTOBER in covered(rows, account(rows, last=OCTOBER.first)).whole


@pytest.mark.parametrize("last", [12, 20])
def test_covers_says_that_nothing_happened_afterwards(last: int) -> None:
    rows = frame(days(SEPTEMBER), days(OCTOBER, last=last))

    assert covered(rows, account(rows)).partial == {OCTOBER}
    assert covered(rows, account(rows, covers=OCTOBER)) == Coverage(frozenset({SEPTEMBER, OCTOBER}))
    assert OCTOBER in covered(frame(days(SEPTEMBER)), account(rows.iloc[:30], covers=OCTOBER)).whole


def test_a_month_that_begins_late_or_ends_early_is_partly_exported() -> None:
    rows = frame(days(AUGUST, first=12), days(SEPTEMBER, last=20), days(OCTOBER))

    assert covered(rows, account(rows)) == Coverage(
        frozenset({OCTOBER}), frozenset({AUGUST, SEPTEMBER})
    )


def test_a_first_month_of_few_rows_begins_late_where_the_month_after_has_many() -> None:
    begun = days(AUGUST, first=20, step=4)
    dense, sparse = frame(begun, days(SEPTEMBER)), frame(begun, days(SEPTEMBER, step=9))

    assert covered(dense, account(dense)).partial == {AUGUST}
    assert covered(sparse, account(sparse)).whole == {AUGUST, SEPTEMBER}


@pytest.mark.parametrize(("first", "last"), [(1, 12), (10, 31), (8, 20)])
def test_of_the_reports_month_the_days_exported_are_known(first: int, last: int) -> None:
    rows = frame(*[days(OCTOBER, first=first, last=last)] * 3)

    so_far = covered(rows, account(rows)).so_far

    assert so_far == ExportedDays(date(2026, 10, first), date(2026, 10, last), NAME)


def test_a_quiet_last_weekend_is_no_early_end() -> None:
    rows = frame(days(SEPTEMBER), days(OCTOBER, first=10, last=29))

    assert covered(rows, account(rows)).so_far is None


def test_a_store_closed_over_the_end_of_a_month_exported_both() -> None:
    rows = frame(days(SEPTEMBER, last=26), days(OCTOBER, first=7))

    assert covered(rows, account(rows)).whole == {SEPTEMBER, OCTOBER}


def test_totals_of_months_are_never_cut_off() -> None:
    rows = frame(*([month.first] * 20 for month in (SEPTEMBER, OCTOBER)))

    assert covered(rows, account(rows)).whole == {SEPTEMBER, OCTOBER}


def test_rows_without_a_day_cover_nothing() -> None:
    rows = frame(days(OCTOBER)).assign(day=pd.NaT).astype({"day": "datetime64[us]"})

    assert covered(rows, account(rows.iloc[:0])) == Coverage(frozenset())


# --- cells ----------------------------------------------------------------------------------


def test_a_cell_nobody_could_read_is_undecided_and_says_why() -> None:
    rows = frame(days(OCTOBER))
    unread = {"outcome": (2, 3), "amount": (4,)}

    known = availability(CALLS, rows, (account(rows, unread=unread),), "D1", OCTOBER)

    assert known.undecided["outcome"].unread.nonzero()[0].tolist() == [0, 1]
    assert known.undecided["outcome"].doubt == "unknown_words"
    assert known.undecided["amount"].doubt == "unreadable"
    assert not known.absent


def test_a_column_blank_everywhere_is_not_there() -> None:
    rows = frame(days(OCTOBER)).assign(amount=float("nan"))

    assert availability(CALLS, rows, (account(rows),), "D1", OCTOBER).absent == {
        "amount": "no_column"
    }


def test_a_month_in_which_a_full_column_is_blank_lacks_it() -> None:
    rows = frame(days(SEPTEMBER), days(OCTOBER))
    rows.loc[rows["day"] >= "2026-10-01", "amount"] = float("nan")

    lacking = availability(CALLS, rows, (account(rows),), "D1", OCTOBER).undecided["amount"].lacking

    assert lacking.tolist() == [False] * 30 + [True] * 31


def test_a_column_few_rows_fill_may_be_blank_for_a_month() -> None:
    rows = frame(days(SEPTEMBER), days(OCTOBER))
    rows.loc[rows.index != 3, "amount"] = float("nan")

    assert not availability(CALLS, rows, (account(rows),), "D1", OCTOBER).undecided


def test_a_file_without_the_column_lacks_it() -> None:
    september, october = (
        frame(days(SEPTEMBER, step=9), file="a.csv"),
        frame(days(OCTOBER, last=2), file="b.csv"),
    )
    october["amount"] = float("nan")
    rows = pd.concat([september, october], ignore_index=True)
    less = {name: head for name, head in COLUMNS.items() if name != "amount"}
    files = (account(september), account(october, columns=less))

    lacking = availability(CALLS, rows, files, "D1", OCTOBER).undecided["amount"].lacking

    assert lacking.tolist() == [False] * len(september) + [True] * 2
