"""Withholds what nobody can say of an unfinished month: verdicts, its place in a course, findings.

Its figures are printed, marked; what holds them against whole months or a target is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportgen.document.blocks import Block, Chart, Finding, Kpi, Kpis, Series, facts_of
from reportgen.document.facts import Fact


def unjudged(block: Block) -> Block:
    """Return a block without verdicts on an unfinished month."""
    match block:
        case Kpis(tiles):
            return Kpis(tuple(map(_tile, tiles)))
        case Chart():
            return _chart(block)
        case _:
            return block


def misjudges(finding: Finding) -> bool:
    """Tell whether a finding praises an unfinished month, or holds it against something whole."""
    facts = [*facts_of(finding)]
    if not unfinished(facts):
        return False
    return finding.severity == "good" or any(fact.settled for fact in facts)


def unfinished(facts: Iterable[Fact]) -> bool:
    """Tell whether any of the figures is of an unfinished month."""
    return any(fact.so_far for fact in facts)


def _tile(tile: Kpi) -> Kpi:
    course = tuple(fact for fact in tile.trend if not fact.so_far)
    return replace(tile, trend=course, severity="info" if tile.fact.so_far else tile.severity)


def _chart(chart: Chart) -> Chart:
    """Leave an unfinished month out of a course, and a level it would be judged by."""
    drawn = [v for s in chart.series if s.role != "target" for v in s.values if isinstance(v, Fact)]
    if not unfinished(drawn):
        return chart
    if any(fact.settled for fact in drawn):
        return replace(chart, series=tuple(map(_settled, chart.series)))
    level = chart.reference
    return replace(chart, reference=level if level and level.so_far else None)


def _settled(series: Series) -> Series:
    values = (None if isinstance(v, Fact) and v.so_far else v for v in series.values)
    return replace(series, values=tuple(values))
