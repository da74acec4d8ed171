"""Tells how a key figure stands: against its target, else against earlier months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from reportgen.document.blocks import Severity
from reportgen.document.facts import Fact
from reportgen.section.target_standing import Standing
from reportgen.stats import MOVED, RELATIVE_STEPS, xmr

if TYPE_CHECKING:
    from reportgen.section.fact_maker import FactMaker

_USUAL_FROM: Final = 6
"""Earlier months from which the usual range of a figure without a test is known; by judgement."""

FigureState: TypeAlias = Literal[
    "met", "missed", "within", "few", "better", "worse", "better_on_year", "worse_on_year",
    "rose", "fell", "flat", "open",
]  # fmt: skip
"""How a month's figure stands: against its target where it has one, else against the month before
and the same month last year. `open`: there is nothing whole to judge."""

_BY_TARGET: Final[dict[Standing, tuple[FigureState, Severity]]] = {
    "clear": ("met", "good"),
    "met": ("met", "info"),
    "within": ("within", "info"),
    "missed": ("missed", "bad"),
    "untested": ("missed", "watch"),
    "few": ("few", "info"),
    "open": ("open", "info"),
}


class Judgement(NamedTuple):
    """How a figure stands, whether that asks to be looked at, and how far off it is."""

    state: FigureState
    severity: Severity
    size: float


def judged(
    data: FactMaker,
    now: Fact,
    goal: Fact | None,
    then: tuple[Fact, Fact],
    course: Sequence[Fact],
) -> Judgement:
    """Return how a figure stands; `then` are the month before and the same month last year."""
    if not now.settled:
        return Judgement("open", "info", 0.0)
    if goal is not None:
        state, severity = _BY_TARGET[data.standing(now, goal)]
        if state == "met" and now.low is None:  # no sample: what is reached is reached
            severity = "good"
        return Judgement(state, severity, 0.0 if severity == "info" else _apart(now, goal))
    before, last_year = then
    if before.settled and data.verdict(now, before) in {"counts_only", "small_sample"}:
        return Judgement("few", "info", 0.0)
    if moved := _moved(data, now, before, course):
        return _by_move(now, before, better="better", worse="worse", up=moved > 0)
    if moved := _moved(data, now, last_year, course, centre=last_year.value):
        return _by_move(
            now, last_year, better="better_on_year", worse="worse_on_year", up=moved > 0
        )
    known = before.settled or last_year.settled
    return Judgement("flat" if known else "open", "info", 0.0)


def _by_move(
    now: Fact, then: Fact, *, better: FigureState, worse: FigureState, up: bool
) -> Judgement:
    if now.better == "none":
        return Judgement("rose" if up else "fell", "info", 0.0)
    good = up == (now.better == "higher")
    return Judgement(better if good else worse, "good" if good else "watch", _apart(now, then))


def _moved(
    data: FactMaker,
    now: Fact,
    then: Fact,
    course: Sequence[Fact],
    centre: float | None = None,
) -> int:
    """Which way a figure moved by more than chance: 1, -1, or 0.

    Where no test fits, as of amounts, chance is what its earlier months varied by, around their
    mean or another `centre`.
    """
    if not then.settled or now.value is None or then.value is None:
        return 0
    way = 1 if now.value > then.value else -1
    word = data.verdict(now, then)
    if word in MOVED[1:]:
        return way
    if word != "untested" or abs(now.value - then.value) < RELATIVE_STEPS[0] * abs(then.value):
        return 0
    earlier = [fact.value if fact.settled else None for fact in course[:-1]]
    usual = xmr(earlier) if sum(value is not None for value in earlier) >= _USUAL_FROM else None
    if usual is None:
        return 0
    away = now.value - (usual.centre if centre is None else centre)
    return way if abs(away) > usual.limits.high - usual.centre else 0


def _apart(fact: Fact, other: Fact) -> float:
    if fact.value is None or not other.value:
        return 0.0
    return abs(fact.value / other.value - 1)
