"""Key figures against targets, earlier months and the year to date."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.facts import Fact
from reportgen.labels import Label
from reportgen.metric.expressions import Better, Count, Filled, Is, Metric, Ratio, Rows, Value
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.periods import Month
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables
from reportgen.section.key_figure_review import KeyFigure, key_figure, reviewed
from reportgen.section.targets import Indicator, Targets

NAME = Label("名称", "name")
CALLS = Rows("calls", "called_at")
CONTRACT = TableContract(
    "calls",
    NAME,
    NAME,
    (ColumnContract("called_at", "date", NAME), ColumnContract("fixed", "flag", NAME)),
    date="called_at",
)
MADE = Metric("made", Label("回访数", "Calls"), Count(CALLS), "count", "higher")
FIXED = Metric(
    "fixed",
    Label("修复率", "Fixed"),
    Ratio(Count(CALLS.only(Is("fixed", value=True))), Count(CALLS.only(Filled("fixed")))),
    "share",
    "higher",
)
OCTOBER = Month(2026, 10)


def indicator(metric: Metric) -> Indicator:
    return Indicator(metric.id, metric.label, metric.unit)


def data(made: Mapping[str, tuple[int, int]], targets: Targets | None = None) -> Data:
    """Month → calls, and how many of them were fixed."""
    rows = [
        (f"{month}-05", at < fixed) for month, (calls, fixed) in made.items() for at in range(calls)
    ]
    frame = pd.DataFrame(
        {
            "called_at": pd.to_datetime([day for day, _ in rows]),
            "fixed": pd.array([fixed for _, fixed in rows], dtype="boolean"),
        }
    )
    tables = DealerTables({"calls": frame}, {"calls": CONTRACT})
    return Data(Dealer("D1"), OCTOBER, "zh", tables, targets=targets or Targets())


def given_figure(of: Data, name: str, value: float, better: Better) -> KeyFigure:
    def fact(month: Month) -> Fact:
        suffix = "" if month == OCTOBER else f"@{month}"
        return of.given(f"{name}{suffix}", NAME, value, "number", NAME, better=better)

    return KeyFigure(Indicator(name, NAME, "number"), fact)


def test_amounts_and_large_counts_grow_and_small_counts_differ() -> None:
    calls = data({"2025-10": (20, 10), "2026-09": (36, 30), "2026-10": (45, 40)})

    review = reviewed(calls, key_figure(calls, indicator(MADE), MADE))

    assert (review.on_month.unit, review.on_month.value) == ("growth", pytest.approx(0.25))
    assert (review.on_year.unit, review.on_year.value) == ("count", 25.0)
    assert review.course[-1].value == 45.0
    assert review.course[0].id == "made@2025-10"


def test_a_rate_changes_by_points_and_its_year_is_pooled() -> None:
    calls = data({"2026-01": (100, 50), "2026-09": (10, 9), "2026-10": (90, 90)})

    review = reviewed(calls, key_figure(calls, indicator(FIXED), FIXED))

    assert review.on_month.unit == "points"
    assert review.on_month.value == pytest.approx(10.0)
    assert review.to_date is not None
    assert review.to_date.value == pytest.approx(149 / 200)


def test_the_year_to_date_is_held_against_the_targets_of_its_months() -> None:
    values = {("", Month(2026, month), "made"): 10.0 for month in range(1, 11)}
    values |= {("", None, "fixed"): 0.5}
    calls = data({"2026-01": (30, 15), "2026-10": (20, 20)}, Targets(values))

    made = reviewed(calls, key_figure(calls, indicator(MADE), MADE))
    fixed = reviewed(calls, key_figure(calls, indicator(FIXED), FIXED))

    assert made.target is not None
    assert made.target.value == 10.0
    assert made.attainment is not None
    assert made.attainment.value == pytest.approx(2.0)
    assert made.to_date_attainment is not None
    assert made.to_date_attainment.value == pytest.approx(50 / 100)
    assert fixed.to_date_attainment is not None
    assert fixed.to_date_attainment.value == pytest.approx(0.7 / 0.5)


def test_a_month_without_a_target_leaves_none_for_the_year() -> None:
    values = {("", Month(2026, month), "made"): 10.0 for month in (9, 10)}
    calls = data({"2026-10": (20, 20)}, Targets(values))

    review = reviewed(calls, key_figure(calls, indicator(MADE), MADE))

    assert review.attainment is not None
    assert review.to_date_attainment is None


def test_without_a_target_nothing_is_attained() -> None:
    calls = data({"2026-10": (20, 20)})

    review = reviewed(calls, key_figure(calls, indicator(MADE), MADE))

    assert (review.target, review.attainment, review.to_date_attainment) == (None, None, None)


@given(st.floats(1, 1000), st.floats(1, 1000), st.sampled_from(("higher", "lower")))
def test_a_target_is_attained_where_the_figure_lies_on_its_good_side(
    value: float, target: float, better: Better
) -> None:
    calls = data({}, Targets({("", None, "x"): target}))

    review = reviewed(calls, given_figure(calls, "x", value, better))

    assert review.attainment is not None
    assert review.attainment.value is not None
    reached = value >= target if better == "higher" else value <= target
    assert (review.attainment.value >= 1) == reached
    assert review.state == ("met" if reached else "missed")
    assert review.severity == ("good" if reached else "watch")


def test_a_figure_without_a_good_direction_is_never_attained() -> None:
    calls = data({}, Targets({("", None, "x"): 5.0}))

    assert reviewed(calls, given_figure(calls, "x", 4.0, "none")).attainment is None


def test_a_change_beyond_chance_is_good_or_to_be_watched_by_its_direction() -> None:
    calls = data({"2026-09": (360, 350), "2026-10": (445, 300)})

    made = reviewed(calls, key_figure(calls, indicator(MADE), MADE))
    fixed = reviewed(calls, key_figure(calls, indicator(FIXED), FIXED))

    assert (made.state, made.severity) == ("better", "good")
    assert made.size == pytest.approx(85 / 360)
    assert (fixed.state, fixed.severity) == ("worse", "watch")


def test_ready_made_figures_of_the_year_are_added_up() -> None:
    frame = pd.DataFrame(
        {"month": pd.to_datetime(["2026-09-01", "2026-10-01"]), "value": [100.0, 150.0]}
    )
    contract = TableContract(
        "totals", NAME, NAME, (ColumnContract("month", "date", NAME),), date="month"
    )
    totals = Data(
        Dealer("D1"), Month(2026, 10), "zh", DealerTables({"totals": frame}, {"totals": contract})
    )
    metric = Metric("sum", NAME, Value(Rows("totals", "month"), "value"), "wan", "higher")

    review = reviewed(totals, key_figure(totals, indicator(metric), metric))

    assert review.on_month.value == pytest.approx(0.5)
    assert review.to_date is not None
    assert review.to_date.value is None  # no figure of January: unknown, not a smaller sum


@pytest.mark.parametrize(
    ("now", "state"),
    [(100.0, "flat"), (150.0, "better"), (60.0, "worse"), (103.0, "flat")],
)
def test_an_amount_moved_where_it_left_the_range_of_its_months(now: float, state: str) -> None:
    values = {str(month): 100.0 + (at % 2) * 4 for at, month in enumerate(OCTOBER.back(13))}
    values["2026-10"] = now
    of = data({})
    facts = {
        month: of.given(f"x@{month}", NAME, values[month], "wan", NAME, better="higher")
        for month in values
    }
    figure = KeyFigure(Indicator("x", NAME, "wan"), lambda month: facts[str(month)])

    assert reviewed(of, figure).state == state


def test_an_amount_that_fell_slowly_is_worse_than_a_year_ago() -> None:
    of = data({})
    facts = {
        month: of.given(f"x@{month}", NAME, 100.0 - 2 * at, "wan", NAME, better="higher")
        for at, month in enumerate(OCTOBER.back(13))
    }
    figure = KeyFigure(Indicator("x", NAME, "wan"), lambda month: facts[month])

    review = reviewed(of, figure)

    assert (review.state, review.severity) == ("worse_on_year", "watch")
