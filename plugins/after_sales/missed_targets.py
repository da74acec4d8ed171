"""What follows from a target the store missed: a finding, and the measure that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from reportgen import Block, Data, Fact, Finding, Recommendation, Severity, Standing, Words

_SEVERITY: Mapping[Standing, Severity] = {"missed": "bad", "untested": "watch", "clear": "good"}


def target_state(data: Data, fact: Fact, goal: Fact | None) -> Severity:
    """What a tile says of a figure with a target; `info` without one or within chance."""
    return _SEVERITY.get(data.standing(fact, goal), "info") if goal else "info"


def missed_target(  # noqa: PLR0913 what a measure is made of
    data: Data,
    key: str,
    fact: Fact,
    goal: Fact | None,
    *,
    text: Words,
    cause: Words,
    measure: Words,
    owner: str,
    deadline: date,
    impact: Fact | None = None,
) -> Iterator[Block]:
    """The finding and its measure, where a target is missed by more than chance.

    Where the chance is not known, as with totals, it is to be watched.
    """
    state = target_state(data, fact, goal)
    if goal is None or state not in {"bad", "watch"}:
        return
    title = data.say("against.title", name=fact.label, value=fact, target=goal)
    yield Finding(key, state, title, text, impact=impact, facts=(fact, goal))
    yield Recommendation(
        id=f"{key}.measure",
        finding=key,
        problem=title,
        cause=cause,
        measure=measure,
        owner=owner,
        deadline=deadline,
        indicator=fact.label,
        baseline=fact,
        target=goal,
    )
