"""Chooses the findings the summary lists: the most severe with the largest impact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from reportgen.document.blocks import Block, Chapter, Finding, Severity, Text
from reportgen.section.data import Data

MOST_FINDINGS: Final = 5
"""How many findings the summary lists; by judgement: what a manager remembers after a minute."""
_FIRST: Final[Mapping[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def severity_rank(finding: Finding) -> int:
    """Return the sort rank of a finding's severity: bad 0, watch 1, good 2, info 3."""
    return _FIRST[finding.severity]


def needs_attention(finding: Finding) -> bool:
    """Tell whether somebody should look at a finding before relying on the rest."""
    return finding.severity in {"bad", "watch"}


def summary_findings(chapters: Iterable[Chapter]) -> list[Finding]:
    """Return the findings to look at first: bad before watch before good, by impact."""
    found = [b for c in chapters for b in c.blocks if isinstance(b, Finding)]
    telling = [finding for finding in found if finding.severity != "info"]
    return sorted(telling, key=lambda f: (severity_rank(f), -f.impact))[:MOST_FINDINGS]


def summary(chapters: Iterable[Chapter], frame: Data) -> tuple[Block, ...]:
    """Return the summary: how many findings need attention, and these; or that there is none."""
    ranked = summary_findings(chapters)
    if not ranked:
        return (Text(frame.say("summary.none"), role="headline"),)
    lead = frame.say("summary.lead", count=len(ranked))
    return (Text(lead, role="headline"), *ranked)
