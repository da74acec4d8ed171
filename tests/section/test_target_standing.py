"""Where a figure lies against its target, whichever direction is good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.document.facts import Fact
from reportgen.metric.exported_days import SoFar
from reportgen.metric.expressions import Better
from reportgen.section.target_standing import standing

GOAL = Fact("goal", 0.9, "share")


def rate(value: float | None, low: float | None, high: float | None, n: int = 200) -> Fact:
    return Fact("rate", value, "share", n=n, low=low, high=high, better="higher")


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        (rate(0.95, 0.92, 0.97), "clear"),
        (rate(0.95, 0.90, 0.97), "clear"),
        (rate(0.91, 0.88, 0.94), "met"),
        (rate(0.9, 0.88, 0.94), "met"),
        (rate(0.89, 0.87, 0.92), "within"),
        (rate(0.8, 0.75, 0.85), "missed"),
        (rate(0.8, None, None), "untested"),
        (rate(0.9, None, None), "met"),
        (rate(0.8, 0.6, 0.85, n=29), "few"),
        (rate(None, None, None), "open"),
    ],
)
def test_the_interval_decides(fact: Fact, word: str) -> None:
    assert standing(fact, GOAL) == word


def test_an_unfinished_month_is_not_held_against_a_target() -> None:
    so_far: SoFar = (("2026-10", 12),)  # type: ignore[assignment] any days will do
    fact = Fact("rate", 0.5, "share", n=200, low=0.4, high=0.6, better="higher", so_far=so_far)
    assert standing(fact, GOAL) == "open"


unit = st.floats(0, 1)


@given(unit, unit, unit, unit)
def test_the_other_direction_is_the_mirror_image(a: float, b: float, c: float, goal: float) -> None:
    low, value, high = sorted((a, b, c))

    def of(better: Better, sign: int) -> str:
        ends = sorted((sign * low, sign * high))
        fact = Fact("x", sign * value, "share", low=ends[0], high=ends[1], better=better)
        return standing(fact, Fact("goal", sign * goal, "share"))

    assert of("higher", 1) == of("lower", -1)
