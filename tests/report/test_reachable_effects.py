"""A measure promises by its deadline what its indicator can show by then, and not more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.blocks import Recommendation
from reportgen.document.facts import words
from reportgen.labels import Label
from reportgen.metric.units import Unit
from reportgen.periods import Month
from reportgen.report.reachable_effects import reachable, whole_months
from reportgen.section.data import Data, Dealer
from reportgen.section.dealer_tables import DealerTables

OCTOBER = Month(2026, 10)
METHOD = Label("", "")


def promised(
    now: float, goal: float, window: int, deadline: date, unit: Unit = "share"
) -> Recommendation:
    data = Data(Dealer("D1"), OCTOBER, "zh", DealerTables({}, {}))
    baseline = data.given("rate", Label("流失率", "Loss"), now, unit, METHOD, better="lower")
    assert baseline.metric is not None
    baseline = replace(baseline, metric=replace(baseline.metric, window=window))
    target = data.target(baseline, goal)
    said = words("x")
    one = Recommendation("m", "f", said, said, said, "me", deadline, "流失率", baseline, target)
    return reachable(one, data)


def test_a_rate_of_twelve_months_moves_by_a_twelfth_until_next_month() -> None:
    made = promised(0.136, 0.05, 12, date(2026, 12, 1))
    assert made.target.value == pytest.approx(0.136 - 0.086 / 12)
    assert made.in_full is not None
    assert made.in_full.value == 0.05
    assert made.target.label == "流失率目标（期限前可达到）"
    method = made.target.metric.definition if made.target.metric else None
    assert method is not None
    assert "指标含 12 个月的数据，期限前只有 1 个月是新的" in method.zh


def test_a_monthly_figure_may_be_at_its_target_next_month() -> None:
    made = promised(80.5, 85, 1, date(2026, 12, 1), "score")
    assert (made.target.value, made.in_full) == (85, None)


def test_counts_move_by_whole_cases_and_by_one_at_least() -> None:
    assert promised(42, 37, 3, date(2026, 12, 1), "count").target.value == 41
    assert promised(42, 30, 3, date(2026, 12, 1), "count").target.value == 38
    assert promised(2, 1, 12, date(2026, 12, 1), "count").target.value == 1


@pytest.mark.parametrize(
    ("deadline", "months"),
    [
        (date(2026, 11, 1), 1),  # even an early effect is read from the next month's figures
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 2),
        (date(2027, 11, 1), 12),
    ],
)
def test_only_months_that_are_over_by_the_deadline_count(deadline: date, months: int) -> None:
    assert whole_months(OCTOBER, deadline) == months


@given(
    now=st.floats(0, 1),
    goal=st.floats(0, 1),
    window=st.integers(1, 24),
    days=st.integers(1, 800),
)
def test_a_promise_lies_between_today_and_the_target(
    now: float, goal: float, window: int, days: int
) -> None:
    deadline = date.fromordinal(OCTOBER.end.toordinal() + days)
    made = promised(now, goal, window, deadline)
    value = made.target.value
    assert value is not None
    assert min(now, goal) - 1e-9 <= value <= max(now, goal) + 1e-9
    assert (made.in_full is None) == (whole_months(OCTOBER, deadline) >= window)
