"""Tests whether a figure rose or fell slowly over the months of its course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportgen.document.facts import Fact
from reportgen.metric.evaluate import Evaluator
from reportgen.metric.units import unit_record
from reportgen.section.change_evidence import moments
from reportgen.stats import Trend, mean_trend, proportion_trend

FEWEST_MONTHS: Final = 6
"""Whole months from which a course is tested; by judgement: what happened within a quarter the
month's own tests tell better."""


def slow_trend(course: Sequence[Fact], evaluator: Evaluator) -> Trend | None:
    """Return the trend of a share or a mean, oldest month first; null where no test fits.

    The months must be of different cases: a rate over twelve months shares eleven with its
    neighbour, and drifts by chance alone.
    """
    if sum(fact.settled for fact in course) < FEWEST_MONTHS:
        return None
    if all(unit_record(fact.unit).proportion for fact in course):
        pairs = [
            (round(fact.top or 0), round(fact.bottom or 0)) if fact.settled else (0, 0)
            for fact in course
        ]
        return proportion_trend([k for k, _ in pairs], [n for _, n in pairs])
    return mean_trend([moments(fact, evaluator) if fact.settled else None for fact in course])
