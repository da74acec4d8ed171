"""Orders findings: what to act on before what to watch, and what touches most before the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from reportgen.document.blocks import Finding, Severity
from reportgen.document.facts import Fact

_FIRST: Final[Mapping[Severity, int]] = {"bad": 0, "watch": 1, "good": 2, "info": 3}


def severity_rank(finding: Finding) -> int:
    """Return the sort rank of a finding's severity: bad 0, watch 1, good 2, info 3."""
    return _FIRST[finding.severity]


def needs_attention(finding: Finding) -> bool:
    """Tell whether somebody should look at a finding before relying on the rest."""
    return finding.severity in {"bad", "watch"}


def touched(finding: Finding) -> float:
    """Return how many customers a finding touches; 0 where it does not say."""
    impact = finding.impact
    if not isinstance(impact, Fact) or impact.value is None:
        return 0.0
    return impact.value if impact.top is None else impact.top


def by_urgency(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings bad before watch before good, of each those that touch most first."""
    return sorted(findings, key=lambda finding: (severity_rank(finding), -touched(finding)))


def by_size(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by how much they touch, those that ask for attention before the others."""
    return sorted(findings, key=lambda one: (not needs_attention(one), -touched(one)))
