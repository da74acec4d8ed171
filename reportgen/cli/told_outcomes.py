"""Says after a build what was made, what failed and why, failures of one cause together."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportgen.cli.console import Console
from reportgen.exit_codes import build_exit_code
from reportgen.punctuation import listing
from reportgen.report.batch import Outcome
from reportgen.report.batch.exception_list import MATTERS, ExceptionList, Unusual
from reportgen.section.dealer import Dealer

_FEW: Final = 10
"""Dealers told one by one; by judgement: they fit a screen."""


@dataclass(frozen=True, slots=True)
class MadeReports:
    """What a build has made: reports, roll-ups, and the list of what to look at."""

    outcomes: Sequence[Outcome]
    rollups: Sequence[Outcome] = ()
    unusual: ExceptionList | None = None


def tell_outcomes(console: Console, made: MadeReports, out: Path, seconds: float) -> int:
    """Print what became of every report and roll-up; return the exit code."""
    outcomes = made.outcomes
    few = len(outcomes) <= _FEW
    for outcome in outcomes:
        if few and outcome.status in {"done", "unchanged"}:
            files = "  ".join(str(file) for file in outcome.files)
            console.good(f"build.{outcome.status}", dealer=_named(outcome.dealer), files=files)
        for path in outcome.kept:
            console.warn(console.text("build.kept", dealer=_named(outcome.dealer), file=str(path)))
    for outcome in outcomes:
        if outcome.status == "partly":
            text = console.text("build.partly", dealer=_named(outcome.dealer), reason=outcome.told)
            console.warn(text)
    for reason, ids in _failed(outcomes).items():
        more = f" +{len(ids) - _FEW}" if len(ids) > _FEW else ""
        dealers = ", ".join(ids[:_FEW]) + more
        console.bad(console.text("build.failed", reason=reason, count=len(ids), dealers=dealers))
    _tell_without(console, outcomes)
    _tell_printed(console, outcomes)
    counts = Counter(outcome.status for outcome in outcomes)
    unchanged = console.text("build.left", count=counts["unchanged"]) if counts["unchanged"] else ""
    console.line(
        console.text(
            "build.total",
            done=counts["done"],
            partly=counts["partly"],
            failed=counts["failed"],
            unchanged=unchanged,
            total=len(outcomes),
            seconds=f"{seconds:.1f}",
            out=str(out),
        )
    )
    _tell_rollups(console, made.rollups)
    unusual = made.unusual.found if made.unusual else ()
    if made.unusual and made.unusual.file:
        _tell_unusual(console, unusual, made.unusual.file)
    result = {"outcomes": [plain(outcome) for outcome in outcomes]}
    if made.rollups:
        result["rollups"] = [plain(outcome) for outcome in made.rollups]
    if unusual:
        result["exceptions"] = [
            {"dealer": each.dealer.id, "matter": each.matter, "reason": each.reason}
            for each in unusual
        ]
    console.result(result)
    failed = counts["failed"] + sum(outcome.status == "failed" for outcome in made.rollups)
    return build_exit_code(partly=counts["partly"], failed=failed)


def _tell_without(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Print what reports were made without, as one of them waited for it in vain, and how many."""
    for what, count in Counter(each.without for each in outcomes if each.without).items():
        console.warn(console.text("build.without", what=what, count=count))


def _tell_unusual(console: Console, unusual: Sequence[Unusual], file: Path) -> None:
    """Print how many reports need a look before they are sent, and where they are listed."""
    counts = Counter(each.matter for each in unusual)
    told = [f"{MATTERS[matter].in_(console.language)} {n}" for matter, n in counts.items()]
    matters = listing(told, console.language)
    console.warn(console.text("build.exceptions", matters=matters, file=str(file)))


def _tell_rollups(console: Console, rollups: Sequence[Outcome]) -> None:
    """Print which roll-ups were made, and where; where one failed, why."""
    for outcome in rollups:
        name = outcome.dealer.title(console.language)
        for path in outcome.kept:
            console.warn(console.text("build.kept", dealer=name, file=str(path)))
        if outcome.status == "failed":
            console.bad(console.text("build.rollup.failed", group=name, reason=outcome.told))
        else:
            files = "  ".join(str(file) for file in outcome.files)
            console.good("build.rollup", group=name, files=files)


def _failed(outcomes: Sequence[Outcome]) -> Mapping[str, list[str]]:
    """Return what is said of each cause and whose reports failed of it.

    A cause is a line of a plugin; where that is not known, what is said.
    """
    causes: dict[str, tuple[str, list[str]]] = {}
    for outcome in outcomes:
        if outcome.status == "failed":
            cause = causes.setdefault(outcome.place or outcome.reason, (outcome.told, []))
            cause[1].append(outcome.dealer.id)
    return dict(causes.values())


def _tell_printed(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Print what plugins and libraries printed to standard error, each text once."""
    printed: dict[str, str] = {}
    for outcome in outcomes:
        if text := outcome.printed.strip():
            printed.setdefault(text, outcome.dealer.id)
    for text, dealer in list(printed.items())[:_FEW]:
        print(console.text("build.printed", dealer=dealer, text=text), file=sys.stderr)  # noqa: T201 the command line


def plain(outcome: Outcome) -> Mapping[str, Any]:
    """Return an outcome as values of JSON."""
    found = {
        "dealer": outcome.dealer.id,
        "status": outcome.status,
        "files": [str(file) for file in outcome.files],
        "reason": outcome.reason,
        "failure": outcome.failure,
        "place": outcome.place,
        "kept": [str(file) for file in outcome.kept],
    }
    return {name: value for name, value in found.items() if value or name in _ALWAYS}


_ALWAYS: Final = ("dealer", "status", "files", "reason")


def _named(dealer: Dealer) -> str:
    return f"{dealer.id} {dealer.name}".strip()
