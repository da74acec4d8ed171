"""Which findings the summary lists: few and sharp."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from reportgen.document.blocks import Block, Chapter, Finding, Severity, Text
from reportgen.section.data import Data

MOST_FINDINGS: Final = 5
"""How many findings the summary lists; what a manager keeps in mind after a minute of reading."""
_FIRST: Final[Mapping[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def severity_rank(finding: Finding) -> int:
    """The place of a finding among others: what to act on comes first."""
    return _FIRST[finding.severity]


def needs_attention(finding: Finding) -> bool:
    """Whether somebody should look at it before relying on the rest."""
    return finding.severity in {"bad", "watch"}


def summary_findings(chapters: Iterable[Chapter]) -> list[Finding]:
    """The findings to look at first: bad before watch before good, by impact."""
    found = [b for c in chapters for b in c.blocks if isinstance(b, Finding)]
    telling = [finding for finding in found if finding.severity != "info"]
    return sorted(telling, key=lambda f: (severity_rank(f), -f.impact))[:MOST_FINDINGS]


def summary(chapters: Iterable[Chapter], frame: Data) -> tuple[Block, ...]:
    """The summary: how many findings there are to look at, and these; or that there is none."""
    ranked = summary_findings(chapters)
    if not ranked:
        return (Text(frame.say("summary.none"), role="headline"),)
    lead = frame.say("summary.lead", count=len(ranked))
    return (Text(lead, role="headline"), *ranked)
