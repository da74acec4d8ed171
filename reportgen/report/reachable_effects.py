"""Brings a measure's target down to what its indicator can show by the deadline.

A rate over twelve months cannot fall from 13.6 % to 5.0 % within one: eleven of its twelve months
have been. New months are taken to stand at the target, old ones at today's level.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import copysign, trunc
from typing import Final

from reportgen.catalogs import Labels
from reportgen.document.blocks import Recommendation
from reportgen.document.facts import Fact
from reportgen.labels import label
from reportgen.metric.units import unit_record
from reportgen.periods import Month
from reportgen.section.data import Data

_BY_DEADLINE: Final = Labels("report", ("name", "method"), "by_deadline.")


def reachable(one: Recommendation, data: Data) -> Recommendation:
    """Return the measure with what is reachable by its deadline as target.

    now + (target - now) × months until the deadline ÷ months one figure holds; counts in whole
    cases, one at least. Unchanged where the figure holds no more months than are left.
    """
    metric, goal = one.baseline.metric, one.target
    window, months = metric.window if metric else 1, whole_months(data.month, one.deadline)
    if months >= window or one.baseline.value is None or goal.value is None:
        return one
    way = (goal.value - one.baseline.value) * months / window
    value = one.baseline.value + _in_cases(one.baseline, way)
    name = label(_BY_DEADLINE.say("name", data.language, label=goal.label))
    method = label(_BY_DEADLINE.say("method", data.language, months=months, window=window))
    made = data.given(
        f"{one.id}~by_deadline", name, value, one.baseline.unit, method,
        better=one.baseline.better, over=(one.baseline, goal),
    )  # fmt: skip
    return replace(one, target=made, in_full=goal)


def whole_months(month: Month, deadline: date) -> int:
    """Return how many months after the report's are over by a day; one at least.

    An effect is read from the figures of the next month, however soon the measure is due.
    """
    over = Month.of(deadline) - 1
    return max(1, 12 * (over.year - month.year) + over.number - month.number)


def _in_cases(fact: Fact, way: float) -> float:
    """Return a change of a count in whole cases, one at least where there is any."""
    if not unit_record(fact.unit).counted or not way:
        return way
    return trunc(way) or copysign(1, way)
