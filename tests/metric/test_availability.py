"""What is not known makes a figure null with a reason; what it cannot change leaves it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.labels import Label
from reportgen.metric.availability import (
    Availability,
    Coverage,
    Span,
    Undecided,
    handed_down,
)
from reportgen.metric.evaluate import MONTH as BY_MONTH
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.exported_days import ExportedDays
from reportgen.metric.expressions import (
    Average,
    Count,
    Difference,
    Empty,
    Expr,
    Filled,
    Given,
    In,
    Is,
    Mean,
    Ratio,
    Rows,
    Sum,
    Total,
    during,
    narrow,
    within,
)
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month

AUGUST, SEPTEMBER, OCTOBER = Month(2026, 10).back(3)
CALLS = Rows("calls", "called_at")
SUCCESS = Count(CALLS.only(Is("outcome", "success")))
TRIED = Count(CALLS.only(In("outcome", ("success", "failed"))))
WORDS = ["success", "failed", "pending", "成功回访"]


def frame(outcomes: list[str], amounts: list[float | None] | None = None) -> pd.DataFrame:
    days = pd.date_range("2026-10-01", periods=len(outcomes), freq="h").astype("datetime64[us]")
    return pd.DataFrame(
        {
            "outcome": pd.Series(outcomes, dtype="str"),
            "amount": pd.Series(amounts or [1.0] * len(outcomes), dtype=float),
            "called_at": days,
        }
    )


def undecided(rows: list[bool], *, lacking: bool = False) -> Undecided:
    marked, none = np.array(rows, dtype=bool), np.zeros(len(rows), dtype=bool)
    return Undecided(none if lacking else marked, marked if lacking else none, "unknown_words")


def exported(*months: Month, partial: tuple[Month, ...] = ()) -> Availability:
    span = Span(Coverage(frozenset(months), frozenset(partial)))
    return Availability("called_at", None, {"": (span,)})


def unfinished(*months: Month, last: int = 12, name: str = "calls") -> Availability:
    days = ExportedDays(OCTOBER.first, date(2026, 10, last), Label(name, name))
    span = Span(Coverage(frozenset(months), frozenset({OCTOBER}), days))
    return Availability("called_at", None, {"": (span,)})


def over(rows: pd.DataFrame, known: Availability) -> Evaluator:
    return Evaluator({"calls": rows}, {"calls": known})


@pytest.mark.parametrize(
    ("month", "reason"),
    [(OCTOBER, None), (SEPTEMBER, "not_exported"), (AUGUST, "partly_exported")],
)
def test_a_month_nobody_exported_is_no_zero(month: Month, reason: str | None) -> None:
    evaluator = over(frame(["success"]), exported(OCTOBER, partial=(AUGUST,)))

    result = evaluator.value(during(Count(CALLS), month))

    assert result.reason == reason
    assert result.value == (1.0 if month == OCTOBER else None)


def test_months_of_which_one_is_missing_are_partly_exported() -> None:
    evaluator = over(frame(["success"]), exported(AUGUST, OCTOBER))

    assert evaluator.value(during(Count(CALLS), AUGUST, OCTOBER)).reason == "partly_exported"


def test_a_course_has_no_figure_where_a_month_is_missing() -> None:
    evaluator = over(frame(["success"]), exported(OCTOBER))
    share = Ratio(SUCCESS, Count(CALLS))

    assert evaluator.family(share, BY_MONTH)["2026-10"].value == 1.0
    assert evaluator.value(Difference(during(share, OCTOBER), during(share, AUGUST))).value is None


@given(outcomes=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), data=st.data())
@settings(deadline=None)
def test_whatever_an_unknown_word_means_the_figure_lies_within_its_bounds(
    outcomes: list[str], data: st.DataObject
) -> None:
    known = Availability(undecided={"outcome": undecided([o == "成功回访" for o in outcomes])})
    meant = [data.draw(st.sampled_from(WORDS[:3])) if o == "成功回访" else o for o in outcomes]
    for expr in (SUCCESS, TRIED, Ratio(SUCCESS, TRIED), Total((SUCCESS, TRIED))):
        found = over(frame(outcomes), known).value(expr)
        truth = Evaluator({"calls": frame(meant)}).value(expr).value
        if found.value is not None:
            assert found.value == truth
        elif found.bounds and truth is not None:
            assert found.bounds[0] - 1e-9 <= truth <= found.bounds[1] + 1e-9
        else:
            assert found.reason in {"unknown_words", "no_denominator"}


def test_a_row_other_conditions_leave_out_decides_nothing() -> None:
    rows = frame(["success", "成功回访"], [1.0, None])
    known = Availability(undecided={"outcome": undecided([False, True])})

    assert over(rows, known).value(
        Count(CALLS.only(Is("outcome", "success"), Filled("amount")))
    ) == (Evaluator({"calls": rows}).value(Count(CALLS.only(Is("outcome", "success")))))


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        (Sum(CALLS, "amount"), "unknown_words"),
        (Mean(CALLS, "amount"), "unknown_words"),
        (Count(CALLS), None),
        (Count(CALLS.only(Empty("amount"))), "unknown_words"),
    ],
)
def test_a_sum_without_a_value_nobody_could_read_is_no_sum(expr: Expr, reason: str | None) -> None:
    rows = frame(["success"] * 3, [1.0, 2.0, None])
    known = Availability(undecided={"amount": undecided([False, False, True])})

    assert over(rows, known).value(expr).reason == reason


def test_a_mean_does_without_one_value_in_twenty() -> None:
    rows = frame(["success"] * 40, [1.0] * 39 + [None])
    known = Availability(undecided={"amount": undecided([False] * 39 + [True])})

    assert over(rows, known).value(Mean(CALLS, "amount")).value == 1.0


def test_a_cell_without_a_column_is_empty_but_perhaps_filled() -> None:
    rows = frame(["success"], [None])
    known = Availability(undecided={"amount": undecided([True], lacking=True)})

    assert over(rows, known).value(Count(CALLS.only(Empty("amount")))).value == 1.0
    assert over(rows, known).value(Count(CALLS.only(Filled("amount")))).value is None


def test_a_family_over_a_column_some_rows_do_not_say_has_no_member_for_certain() -> None:
    known = Availability(undecided={"outcome": undecided([False, True])})

    family = over(frame(["success", "成功回访"]), known).family(Count(CALLS), "outcome")

    assert {name: result.reason for name, result in family.items()} == {
        "success": "unknown_words",
        "成功回访": "unknown_words",
    }


def test_a_mean_over_months_says_which_it_does_without() -> None:
    evaluator = over(frame(["success"]), exported(OCTOBER))
    months = tuple(during(Count(CALLS), month) for month in (SEPTEMBER, OCTOBER))
    mean = Average(months)

    said = evaluator.without_unknown(mean, evaluator.value(mean))

    assert evaluator.value(mean).value == 1.0
    assert isinstance(said, Average)
    assert isinstance(said.parts[0], Given)
    assert said.parts[1] == months[1]


# --- the report's month, exported in part ---------------------------------------------------


def test_it_counts_as_far_as_it_goes_and_says_how_far() -> None:
    evaluator = over(frame(["success"] * 3), unfinished(SEPTEMBER))

    october = evaluator.value(during(Count(CALLS), OCTOBER))
    since = evaluator.value(during(Count(CALLS), SEPTEMBER, OCTOBER))

    assert (october.value, since.value) == (3.0, 3.0)
    assert [days.last.day for days in (*october.so_far, *since.so_far)] == [12, 12]
    assert not evaluator.value(during(Count(CALLS), SEPTEMBER)).so_far
    assert evaluator.family(Count(CALLS), BY_MONTH)["2026-10"] == october
    named = narrow(during(Count(CALLS), OCTOBER), Is("outcome", "success"))
    assert evaluator.family(during(Count(CALLS), OCTOBER), "outcome") == {
        "success": evaluator.value(named)
    }


def test_it_is_neither_compared_with_a_whole_month_nor_with_a_level() -> None:
    evaluator = over(frame(["success"]), unfinished(SEPTEMBER))
    now, before = (during(Count(CALLS), month) for month in (OCTOBER, SEPTEMBER))
    level = Given(5.0, Label("", ""))

    for expr in (Difference(now, before), Ratio(now, before), Difference(now, level)):
        assert evaluator.value(expr).reason == "partly_exported"


@pytest.mark.parametrize(("last", "known"), [(12, True), (15, True), (16, False), (31, False)])
def test_a_ratio_of_two_tables_needs_as_many_days_of_both(
    last: int,
    known: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    orders = unfinished(last=last, name="orders") if last < 31 else exported(OCTOBER)
    evaluator = Evaluator(
        {"calls": frame(["success"]), "orders": frame(["success"] * 2)},
        {"calls": unfinished(), "orders": orders},
    )

    ratio = Ratio(Count(CALLS), Count(Rows("orders", "called_at")))
    result = evaluator.value(during(ratio, OCTOBER))

    assert result.value == (0.5 if known else None)
    assert [days.table.en for days in result.so_far] == (["calls", "orders"] if known else [])


def test_a_mean_over_months_does_without_it() -> None:
    evaluator = over(frame(["success"]), unfinished(SEPTEMBER))
    parts = tuple(during(Count(CALLS), month) for month in (SEPTEMBER, OCTOBER))

    mean = evaluator.value(Average(parts))

    assert (mean.value, mean.so_far) == (0.0, ())
    assert evaluator.value(Average(parts, known_only=False)).reason == "partly_exported"
    said = evaluator.without_unknown(Average(parts), mean)
    assert said == Average((parts[0], Given(None, Label("", ""), "partly_exported")))
    assert evaluator.value(Average(parts[1:])).so_far


# --- derived tables -------------------------------------------------------------------------


def derived(*columns: ColumnContract, back: int | None = 0) -> TableContract:
    label = Label("", "")
    return TableContract(
        "made", label, label, columns, date="month", made_from=("calls",), back=back, per=("who",)
    )


def flag(made_from: str = "", open_with: str = "") -> ColumnContract:
    sources = (made_from,) if made_from else ()
    return ColumnContract("good", "flag", Label("", ""), made_from=sources, open_with=open_with)


MADE = pd.DataFrame({"who": ["a", "b"], "good": pd.array([True, None], dtype="boolean")})
SOURCE = pd.DataFrame({"who": ["a", "b"], "outcome": ["success", "成功回访"]})


def made(contract: TableContract, known: Availability) -> Availability:
    return handed_down(contract, MADE, {"calls": known}, {"calls": SOURCE}, OCTOBER)


def test_a_column_says_nothing_without_the_one_it_is_made_from() -> None:
    contract = derived(flag("calls.score"))

    assert made(contract, Availability()).absent == {"good": "no_column"}


def test_only_rows_made_from_a_doubted_one_are_doubted() -> None:
    known = Availability(undecided={"outcome": undecided([False, True])})

    told = made(derived(flag("calls.outcome")), known).undecided["good"]

    assert told.under().tolist() == [False, True]
    assert told.doubt == "unknown_words"


def test_rows_of_another_file_are_all_doubted_where_only_their_place_could_link_them() -> None:
    frame = MADE.assign(_file="orders.csv", _row=[2, 3])
    calls = SOURCE.assign(_file="calls.csv", _row=[2, 3])
    contract = replace(derived(flag("calls.outcome")), per=("_file", "_row"))
    known = Availability(undecided={"outcome": undecided([False, True])})

    told = handed_down(contract, frame, {"calls": known}, {"calls": calls}, OCTOBER)

    assert told.undecided["good"].under().tolist() == [True, True]


def test_a_blank_of_a_column_that_is_open_where_blank_is_not_recorded() -> None:
    told = made(derived(flag(open_with="good")), Availability()).undecided["good"]

    assert (told.under().tolist(), told.doubt) == ([False, True], "not_recorded")


@pytest.mark.parametrize(
    ("back", "reason"), [(0, None), (1, None), (12, "partly_exported"), (None, "partly_exported")]
)
def test_what_says_how_things_stand_at_the_end_needs_the_month_to_its_end(
    back: int | None, reason: str | None
) -> None:
    known = made(derived(flag(), back=back), unfinished(SEPTEMBER))
    frame = MADE.assign(month=pd.Timestamp(date(2026, 10, 1)))
    count = during(Count(Rows("made", "month")), OCTOBER)

    result = Evaluator({"made": frame}, {"made": known}).value(count)

    assert result.reason == reason
    assert bool(result.so_far) is (reason is None)


@pytest.mark.parametrize(("month", "marked"), [(AUGUST, False), (SEPTEMBER, True), (OCTOBER, True)])
def test_what_looks_ahead_is_known_as_far_as_it_sees(
    month: Month,
    marked: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    contract = replace(derived(flag()), ahead=1)
    known = made(contract, unfinished(AUGUST, SEPTEMBER))
    rows = within(Rows("made", "month"), month)

    assert not [*known.doubts(rows, ())]
    assert bool(known.so_far(rows, ())) is marked


@pytest.mark.parametrize(("calls", "known"), [(8, False), (9, True), (20, True), (31, True)])
def test_what_is_looked_up_may_be_exported_for_longer_than_the_rows(
    calls: int,
    known: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    """Visits up to the 12th whose call-backs go on: all of them are known."""
    contract = replace(derived(replace(flag("calls.outcome"), ahead=1)), made_from=("orders",))
    tables = {
        "calls": unfinished(last=calls) if calls < 31 else exported(OCTOBER),
        "orders": unfinished(last=12, name="orders"),
    }
    found = handed_down(contract, MADE, tables, {"calls": SOURCE, "orders": SOURCE}, OCTOBER)
    frame = MADE.assign(month=pd.Timestamp(date(2026, 10, 1)), good=[True, False])
    visits = Rows("made", "month")

    ratio = Ratio(Count(visits.only(Is("good", value=True))), Count(visits))
    result = Evaluator({"made": frame}, {"made": found}).value(during(ratio, OCTOBER))

    assert (result.value, result.reason) == ((0.5, None) if known else (None, "partly_exported"))
    assert [days.last.day for days in result.so_far] == ([12] if known and calls >= 9 else [])


@pytest.mark.parametrize(
    ("back", "exports", "reason"),
    [
        (0, (OCTOBER,), None),
        (1, (OCTOBER,), "partly_exported"),
        (1, (SEPTEMBER, OCTOBER), None),
        (None, (OCTOBER,), "partly_exported"),
        (None, (AUGUST, OCTOBER), "partly_exported"),
        (None, (AUGUST, SEPTEMBER, OCTOBER), None),
    ],
)
def test_what_looks_back_needs_the_months_it_looks_at(
    back: int | None, exports: tuple[Month, ...], reason: str | None
) -> None:
    known = made(derived(flag(), back=back), exported(*exports))
    rows = Rows("made", "month")
    frame = MADE.assign(month=pd.Timestamp(date(2026, 10, 1)))

    result = Evaluator({"made": frame}, {"made": known}).value(during(Count(rows), OCTOBER))

    assert result.reason == reason
