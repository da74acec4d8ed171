"""What the meeting must decide: the measures that answer the findings to look at first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reportgen import Block, Column, Data, Finding, Recommendation, Table, by_urgency

_MOST: Final = 3
"""Decisions of one meeting."""
_WIDE: Final = 2.0
"""Share of the width of what is proposed, against the other columns; by judgement."""


def decisions(data: Data, own: Iterable[Block] = ()) -> Table | None:
    """At most three measures to be decided, by whom and until when; null where none is proposed.

    `own` are the findings of the page itself, with their measures.
    """
    blocks = [*own, *(block for one in data.chapters for block in one.chapter.blocks)]
    asking = (b for b in blocks if isinstance(b, Finding) and b.severity in {"bad", "watch"})
    findings = by_urgency(asking)
    measures: dict[str, Recommendation] = {}
    for block in blocks:
        if isinstance(block, Recommendation) and block.status == "proposed":
            measures.setdefault(block.finding, block)
    wanted = [measures[finding.id] for finding in findings if finding.id in measures][:_MOST]
    if not wanted:
        return None
    heads = ("problem", "owner", "deadline", "measure")
    return Table(
        id="overview.decisions",
        caption=data.text("decisions.caption"),
        columns=tuple(
            Column(
                data.text(f"column.{head}"),
                "date" if head == "deadline" else "text",
                weight=_WIDE if head == "measure" else 1.0,
            )
            for head in heads
        ),
        rows=tuple((one.problem, one.owner, one.deadline, one.measure) for one in wanted),
        dense=True,
    )
