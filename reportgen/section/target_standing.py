"""Tells where a figure lies against its target, as far as chance allows."""

from __future__ import annotations

from typing import Literal, TypeAlias

from reportgen.document.facts import Fact
from reportgen.metric.units import unit_record
from reportgen.stats import SMALL_SAMPLE_BELOW

Standing: TypeAlias = Literal["clear", "met", "within", "missed", "untested", "few", "open"]
"""`clear` and `met`: the target is reached, beyond chance or not; `within`, `missed` and
`untested`: it is not, by no more than chance, by more, or by a figure whose chance is unknown;
`few`: too few cases to tell; `open`: no figure of a whole month."""


def standing(fact: Fact, goal: Fact) -> Standing:
    """Return where a figure lies against its target, by the figure's interval."""
    if not fact.settled or fact.value is None or goal.value is None:
        return "open"
    sampled = fact.n is not None and not unit_record(fact.unit).counted
    if sampled and (fact.n or 0) < SMALL_SAMPLE_BELOW:
        return "few"
    sign = -1 if fact.better == "lower" else 1
    short = sign * (goal.value - fact.value) > 0
    if fact.low is None or fact.high is None:
        return "untested" if short else "met"
    if fact.low <= goal.value <= fact.high:
        # an end on the target leaves no doubt that it is reached
        worst = fact.low if sign > 0 else fact.high
        return "within" if short else "clear" if worst == goal.value else "met"
    return "missed" if short else "clear"
