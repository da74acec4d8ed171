"""Tells which dealers differ from all others by more than chance, in one key figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.document.facts import Fact
from reportgen.metric.units import unit_record
from reportgen.report.rollup.peer_facts import PeerFigure
from reportgen.stats import SMALL_SAMPLE_BELOW, funnel_flags, holm
from reportgen.stats.funnel_limits import rate_p_value

_CHANCE: Final = 0.05
"""How likely it may be that anybody at all is named by chance; the usual level."""
_FEWEST: Final = 2
"""Dealers to be held against each other: one has no peers."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """The dealers beyond the limits of one key figure.

    Attributes:
        tested: How many could be held against the limits.
        better: Those on the good side, the best first.
        worse: Those on the bad side, the worst first.
    """

    tested: int
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()


def judgeable(figure: PeerFigure) -> bool:
    """Tell whether a figure has limits: it is k of n, and one direction is good."""
    return unit_record(figure.like.unit).proportion and figure.like.better != "none"


def beyond_limits(figure: PeerFigure) -> Beyond:
    """Return who lies outside the 99.8 % funnel limits, and not only because many are compared.

    Dealers with fewer than 30 cases are not judged. Among many dealers some lie outside by chance
    alone; p values adjusted by Holm keep the chance that anybody is named so at 5 %.
    """
    facts = figure.compared if judgeable(figure) else {}
    tops, sizes = (
        [_whole(f.top) for f in facts.values()],
        [_whole(f.bottom) for f in facts.values()],
    )
    funnel = funnel_flags(tops, sizes)
    if funnel is None:
        return Beyond(0)
    units = zip(facts, funnel.units, tops, sizes, strict=True)
    judged = [(d, u, k, n) for d, u, k, n in units if n >= SMALL_SAMPLE_BELOW]
    if len(judged) < _FEWEST:
        return Beyond(0)
    chances = holm([rate_p_value(k, n, funnel.centre) for _, _, k, n in judged])
    certain = zip(judged, chances, strict=True)
    sides = {dealer: unit.side for (dealer, unit, _, _), p in certain if p < _CHANCE}
    good, bad = ("below", "above") if figure.like.better == "lower" else ("above", "below")
    return Beyond(
        len(judged),
        _ordered(facts, [d for d, side in sides.items() if side == good], best=True),
        _ordered(facts, [d for d, side in sides.items() if side == bad], best=False),
    )


def _ordered(facts: Mapping[str, Fact], dealers: Sequence[str], *, best: bool) -> tuple[str, ...]:
    """Sort dealers by their figure, the best or the worst first; equal ones by code."""

    def rank(dealer: str) -> tuple[float, str]:
        fact = facts[dealer]
        upward = (fact.better == "lower") == best
        value = fact.value or 0.0
        return (value if upward else -value, dealer)

    return tuple(sorted(dealers, key=rank))


def _whole(count: float | None) -> int:
    return round(count or 0)
