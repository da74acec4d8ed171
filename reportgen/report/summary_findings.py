"""Chooses the findings the summary lists, and tells how many customers each touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from reportgen.document.blocks import Block, Chapter, Finding, Text, facts_of
from reportgen.document.facts import Fact
from reportgen.document.finding_order import by_size, by_urgency, needs_attention, touched
from reportgen.document.first_sentence import first_sentence
from reportgen.metric.expressions import Difference
from reportgen.report.undermined import Doubtful
from reportgen.section.data import Data

MOST_FINDINGS: Final = 5
"""How many findings the summary lists; by judgement: what a manager remembers after a minute."""
MOST_DOUBTS: Final = 3
"""How many of them may be about the data: some room is left for what the report is about."""


def summary_findings(
    chapters: Iterable[Chapter], doubtful: Doubtful | None = None, most: int = MOST_FINDINGS
) -> list[Finding]:
    """Return the findings to look at first: bad before watch before good, by customers touched.

    They are listed by the customers alone, those worth keeping last. What compares figures, or
    praises, is passed over where it rests on damaged data.
    """
    found = [b for c in chapters for b in c.blocks if isinstance(b, Finding)]
    telling = [f for f in found if f.severity != "info" and not _misleads(f, doubtful)]
    return by_size(by_urgency(telling)[:most])


def _misleads(finding: Finding, doubtful: Doubtful | None) -> bool:
    facts = [*facts_of(finding)]
    compares = finding.severity == "good" or any(isinstance(f.expr, Difference) for f in facts)
    return doubtful is not None and compares and doubtful.undermined(facts)


def summary(
    chapters: Iterable[Chapter], frame: Data, doubts: Sequence[Finding] = ()
) -> tuple[Block, ...]:
    """Return the summary: what undermines figures, then the findings; or that there is none.

    `doubts` are the findings on data quality, the worst first.
    """
    telling = [finding for finding in doubts if finding.undermines]
    damages = [damage for finding in telling for damage in finding.undermines]
    first = telling[:MOST_DOUBTS]
    others = summary_findings(chapters, Doubtful(damages, frame, {}), MOST_FINDINGS - len(first))
    if not first and not others:
        return (Text(frame.say("summary.none"), role="headline"),)
    key = "summary.data_first" if first else "summary.lead"
    lead = Text(frame.say(key, count=len(first) + len(others)), role="headline")
    left = len(telling) - len(first)
    more = (Text(frame.say("summary.more_data", count=left)),) if left else ()
    return (lead, *first, *more, *(_sized(finding, frame) for finding in others))


def _sized(finding: Finding, frame: Data) -> Finding:
    """Return a finding in one sentence, with how many customers it touches.

    The chapter says the rest; that it touches somebody is told where it asks for attention.
    """
    finding = replace(finding, text=first_sentence(finding.text))
    size = finding.impact
    if not needs_attention(finding) or not isinstance(size, Fact) or not touched(finding):
        return finding
    key = "summary.touches" if size.top is None else "summary.touches_part"
    said = frame.say(key, name=size.label, size=size)
    return replace(finding, text=said + finding.text)
