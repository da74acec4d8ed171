"""`reportgen build`: makes every wanted dealer's report and says what was made and what failed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.cli.console import Console
from reportgen.cli.session import Session, asked_month
from reportgen.exit_codes import build_exit_code
from reportgen.extension.workspace import find_workspace
from reportgen.report.batch import Order, Outcome
from reportgen.report.batch import build as build_all
from reportgen.report.empty_report import refuse_empty
from reportgen.report.one import choose, renderers
from reportgen.report.store import Stored, open_store
from reportgen.section.data import Dealer


def run(  # noqa: PLR0913 the options of the command
    session: Session,
    path: Path,
    *,
    month: str | None = None,
    dealers: Sequence[str] = (),
    out: Path | None = None,
    formats: str = "",
    jobs: int = 1,
) -> int:
    """Make every wanted dealer's report and return the exit code."""
    started = time.monotonic()
    spec, registry = session.read(path)
    when = asked_month(month, spec)
    wanted_formats = _split(formats)
    renderers(spec, registry, wanted_formats)
    target = out or find_workspace(path).folder / "out"
    order = Order(path, when, target, wanted_formats)
    outcomes = []
    with open_store(spec, registry, when) as stored:
        wanted = choose(stored.dealers, dealers)
        _tell_read(session.console, stored)
        refuse_empty(stored, wanted)
        with session.console.progress(len(wanted)) as advance:
            for outcome in build_all(order, spec, registry, stored, wanted, jobs):
                outcomes.append(outcome)
                advance(outcome.dealer.id)
    return _tell_outcomes(session.console, outcomes, target, time.monotonic() - started)


def _split(formats: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in formats.split(",") if part.strip())


def _tell_read(console: Console, stored: Stored) -> None:
    """Print how many rows were read and used, and each file whose rows do not add up."""
    contents = stored.contents
    console.good(
        "build.read" if stored.fresh else "build.stored",
        tables=len(contents.tables),
        read=contents.read,
        used=contents.used,
    )
    if contents.unbalanced:
        console.warn(console.text("build.unbalanced", files=", ".join(contents.unbalanced)))
    if stored.temporary:
        console.warn(console.text("store.temporary", reason=stored.temporary))


def _tell_outcomes(console: Console, outcomes: Sequence[Outcome], out: Path, seconds: float) -> int:
    """Print what was made, what failed and why (grouped by reason); return the exit code."""
    for outcome in outcomes:
        if outcome.status == "done" and len(outcomes) <= 10:  # noqa: PLR2004 fits a screen
            files = "  ".join(str(file) for file in outcome.files)
            console.good("build.done", dealer=_named(outcome.dealer), files=files)
        if outcome.status == "partly":
            text = console.text(
                "build.partly", dealer=_named(outcome.dealer), reason=outcome.reason
            )
            console.warn(text)
    failed: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.status == "failed":
            failed.setdefault(outcome.reason, []).append(outcome.dealer.id)
    for reason, ids in failed.items():
        text = console.text(
            "build.failed", reason=reason, count=len(ids), dealers=", ".join(ids[:10])
        )
        console.bad(text)
    counts = Counter(outcome.status for outcome in outcomes)
    console.line(
        console.text(
            "build.total",
            done=counts["done"],
            partly=counts["partly"],
            failed=counts["failed"],
            total=len(outcomes),
            seconds=f"{seconds:.1f}",
            out=str(out),
        )
    )
    console.result({"outcomes": [_plain(outcome) for outcome in outcomes]})
    return build_exit_code(partly=counts["partly"], failed=counts["failed"])


def _named(dealer: Dealer) -> str:
    return f"{dealer.id} {dealer.name}".strip()


def _plain(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "dealer": outcome.dealer.id,
        "status": outcome.status,
        "files": [str(file) for file in outcome.files],
        "reason": outcome.reason,
    }
