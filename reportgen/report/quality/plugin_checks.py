"""Running the checks of a spec: what they found, what held, and what broke."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reportgen.document.blocks import Finding
from reportgen.extension.components import Check
from reportgen.labels import label
from reportgen.section.data import Data, missing_needs
from reportgen.section.phrases import Phrases


@dataclass(slots=True)
class Checked:
    """The outcome of all checks.

    Attributes:
        found: Check type and finding, in the order of the checks.
        passed: The headings of checks that had data and found nothing.
        broken: The headings of checks that raised, and why.
    """

    found: list[tuple[str, Finding]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def run_checks(checks: Iterable[Check], data: Data) -> Checked:
    """Every check that has its tables; one that raises costs itself, never the report."""
    done = Checked()
    for check in checks:
        if missing_needs(data, check.needs):
            continue
        name = label(check.heading).in_(data.language) or check.type
        data.phrases = Phrases(check.phrases, check.type)
        try:
            found = [(check.type, finding) for finding in check.check(data)]
        except Exception as error:  # noqa: BLE001 a plugin may raise anything
            done.broken.append((name, f"{type(error).__name__}: {error}".splitlines()[0][:200]))
            continue
        done.found += found
        if not found and check.heading:
            done.passed.append(name)
    return done
