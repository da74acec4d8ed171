"""Orders findings: what to act on before what to watch, and what touches most before the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from reportgen.document.blocks import Finding, Severity

_FIRST: Final[Mapping[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def severity_rank(finding: Finding) -> int:
    """Return the sort rank of a finding's severity: bad 0, watch 1, good 2, info 3."""
    return _FIRST[finding.severity]


def needs_attention(finding: Finding) -> bool:
    """Tell whether somebody should look at a finding before relying on the rest."""
    return finding.severity in {"bad", "watch"}


def by_urgency(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings bad before watch before good, of each those that touch most first."""
    return sorted(findings, key=lambda finding: (severity_rank(finding), -finding.impact))
